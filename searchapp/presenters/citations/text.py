"""The sentence that a reader copies into a list of references.

as_text(citation)   ->   "Claire Vasseur. Bilan du dépistage. Institut Vasseur, septembre 2024, 48 p. https://..."

No date of consultation is given: what was read is dated, and whoever cites knows when that was.
"""

from __future__ import annotations

from searchapp.dates import date_in_words
from searchapp.language import current_language
from searchapp.language import gettext as _
from searchapp.presenters.citations.citation import Citation

_NAMED_AUTHORS = 6  # more than that are "et al.", as reference styles have it


def as_text(citation: Citation) -> str:
    """Authors. Title. Institution, date, pages. Address; what is not known is left out."""
    authors = ", ".join(citation.authors[:_NAMED_AUTHORS])
    if len(citation.authors) > _NAMED_AUTHORS:
        authors += " et al."
    publisher = "" if citation.authors == (citation.institution,) else citation.institution
    date = date_in_words(citation.date, current_language()) if citation.date else _("s. d.")
    pages = _("%(number)s p.", number=citation.pages) if citation.pages else ""
    imprint = ", ".join(filter(None, (publisher, date, pages)))
    return " ".join(filter(None, (*map(_sentence, (authors, citation.title, imprint)), citation.url)))


def _sentence(text: str) -> str:
    return text if not text or text.rstrip(" »”\"')").endswith((".", "!", "?", "…")) else f"{text}."
