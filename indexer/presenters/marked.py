"""Marked text as HTML: everything escaped, `<mark>` around the matched words and no other tag.

    marked_text(Marked((("Le ", False), ("dépistage", True))))   ->   "Le <mark>dépistage</mark>"

Not here: which words are matched (indexer/engines/snippets.py).
"""

from __future__ import annotations

from markupsafe import Markup, escape

from indexer.engines.interface import Marked

_BETWEEN = "\0"


def marked_html(marked: Marked) -> Markup:
    """The text of `marked`, safe to put into a page."""
    return Markup(marked_text(marked))  # noqa: S704 - escaped


def marked_text(marked: Marked) -> str:
    """The same as plain text."""
    # Escaped all at once, as plain text: each piece of Markup would cost more than its characters.
    escaped = str(escape(_BETWEEN.join([text for text, _ in marked.runs]))).split(_BETWEEN)
    if len(escaped) != len(marked.runs):  # the text itself has such a character
        escaped = [str(escape(text)) for text, _ in marked.runs]
    return "".join(
        [
            f"<mark>{text}</mark>" if is_matched else text
            for text, (_, is_matched) in zip(escaped, marked.runs, strict=True)
        ]
    )
