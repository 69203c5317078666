"""What is cited of a publication: texts on one line, names as they are, and what its kind is called in each format.

cite(hit, pages=48, institution="Institut Vasseur", url="https://institut.fr/bilan.pdf").types.bibtex   "techreport"
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from indexer.engines.interface import Hit
from indexer.french import fold
from indexer.publication import PartialDate

_MAX_LEAD = 2_000  # characters: an abstract, not an article


class Types(NamedTuple):
    """What a kind of publication is called.

    schema  a type of schema.org
    """

    bibtex: str
    ris: str
    csl: str
    schema: str


_REPORT = Types("techreport", "RPRT", "report", "Report")
_WEB_PAGE = Types("misc", "ELEC", "webpage", "Article")
_NEWS = Types("misc", "ELEC", "webpage", "NewsArticle")
_SLIDES = Types("misc", "SLIDE", "speech", "PresentationDigitalDocument")
# By the folded kind. Other kinds are reports when they are PDFs, else pages of the web.
_OF_KINDS = {
    "rapport": _REPORT,
    "etude": _REPORT,
    "bilan": _REPORT,
    "note": _REPORT,
    "guide": _REPORT,
    "these": Types("phdthesis", "THES", "thesis", "Thesis"),
    "livre": Types("book", "BOOK", "book", "Book"),
    "article": _WEB_PAGE,
    "communique": _NEWS,
    "actualite": _NEWS,
    "depliant": Types("booklet", "PAMP", "pamphlet", "CreativeWork"),
    "presentation": _SLIDES,
    "diaporama": _SLIDES,
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited of a publication.

    identifier   its id here: what a list of references is kept apart by
    institution  who publishes it; "" when that is not known
    pages        how many it has; 0 where it has none
    url          where it is read
    """

    identifier: str
    title: str
    authors: tuple[str, ...]
    kind: str
    types: Types
    date: PartialDate | None
    institution: str
    pages: int
    url: str
    language: str
    lead: str
    topics: tuple[str, ...]


def cite(hit: Hit, *, pages: int, institution: str, url: str) -> Citation:
    """What is cited of a publication; every text on one line, without what does not print."""
    return Citation(
        identifier=hit.id,
        title=one_line(hit.title),
        authors=tuple(filter(None, map(one_line, hit.authors))),
        kind=one_line(hit.kind),
        types=_OF_KINDS.get(fold(hit.kind)) or (_REPORT if hit.is_pdf else _WEB_PAGE),
        date=hit.date,
        institution=one_line(institution),
        pages=pages if hit.is_pdf else 0,
        url=url,
        language=one_line(hit.language),
        lead=one_line(hit.lead)[:_MAX_LEAD],
        topics=tuple(filter(None, map(one_line, hit.topics))),
    )


def one_line(text: str) -> str:
    """A text without line ends, control characters and half characters; its no-break spaces stay."""
    kept = "".join(" " if unicodedata.category(each) in _UNPRINTABLE else each for each in text)
    return re.sub(r"[ \t]{2,}", " ", kept).strip()


_UNPRINTABLE = frozenset(("Cc", "Cs", "Zl", "Zp"))
