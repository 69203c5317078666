"""Marked text as HTML: everything escaped, `<mark>` around the matched words and no other tag.

    marked_html(Marked((("Le ", False), ("dépistage", True))))   ->   Le <mark>dépistage</mark>

Not here: which words are matched (indexer/engines/snippets.py).
"""

from __future__ import annotations

from markupsafe import Markup, escape

from indexer.engines.interface import Marked


def marked_html(marked: Marked) -> Markup:
    """The text of `marked`, safe to put into a page."""
    # Joined as plain text, of escaped pieces only: Markup's own joining and formatting would take ten times as long.
    runs = [f"<mark>{escape(text)}</mark>" if is_matched else escape(text) for text, is_matched in marked.runs]
    return Markup("".join(runs))  # noqa: S704 - each is escaped
