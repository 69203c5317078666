"""The text of a page cut into passages at its headings, one line for each paragraph, item, row or quotation.

    read_sections(root, skip)  ->  [Section("Trois signes", "signes", ["Le visage : ...", ...]), ...]

`skip` holds what is no text (chrome.py) and what became metadata (masthead.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.extract.html.dom import Element, has_ancestor, length_of, text_of, visible_text, walk
from indexer.extract.passages import Section
from indexer.extract.tables import row_text
from indexer.extract.tidy import tidy_line

_CUTS = frozenset({"h1", "h2", "h3"})
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
    }
    | {
        "figure",
        "figcaption",
        "blockquote",
        "pre",
        "table",
        "caption",
        "tr",
        "td",
        "th",
        "details",
        "summary",
    }
    | {
        "h4",
        "h5",
        "h6",
        "address",
        "hr",
        "fieldset",
        "legend",
        "body",
        "center",
        "nav",
        "form",
        "thead",
        "tbody",
    }
)
_SPEAKER_TAGS = frozenset({"cite", "footer", "figcaption"})
_SPEAKER_CLASS = re.compile(r"auteur|author|speaker|attribution|source|caption|signature", re.IGNORECASE)
_SPEAKER_DASH = re.compile(r"^(?:[-–—―]\s*)+")
_FILE_NAME = re.compile(
    r"^[\w\s().-]*\.(?:jpe?g|png|gif|webp|svg|avif)$|^(?:img|dsc|image|photo)[\s_-]*\d*$", re.IGNORECASE
)
_NOTE_CALL = re.compile(r"^\W*(?:\d{1,3}|\*+|[a-z])\W*$")
# "¶" and "#" after a heading are the template's links to it.
_ANCHOR_MARKS = " ¶#§🔗"
# A cell of prose is a column of an old layout, not a figure of a table.
_LARGEST_CELL = 600
_MOST_PICTURES = 50
_LONGEST_CAPTION = 2_000
_SECTIONING = frozenset({"section", "div", "article", "details", "li", "header", "figure"})


def read_sections(root: Element, skip: Iterable[Element]) -> list[Section]:
    """Read `root` without the elements in `skip` (a set)."""
    return _Reader(root, skip).read()


class _Reader:
    """One walk over the tree: text gathers in `parts` until a block begins or ends."""

    def __init__(self, root: Element, skip: Iterable[Element]) -> None:
        self._root = root
        self._skip = set(skip)
        self._sections = [Section()]
        self._parts: list[str] = []
        self._cells: list[str] | None = None
        self._quotation: Element | None = None
        self._quotation_start = 0
        self._heading_anchor_above: str | None = None

    def read(self) -> list[Section]:
        for event, element in walk(self._root, self._skip):
            if event == "start":
                self._start(element)
                self._parts.append(element.text or "")
            else:
                self._end(element)
                if element is not self._root:
                    self._parts.append(element.tail or "")
            # What is skipped still has text after it.
            self._add_tails_of_skipped(element, event)
        self._flush()
        return self._sections

    def _add_tails_of_skipped(self, element: Element, event: str) -> None:
        following = (element[0] if len(element) else None) if event == "start" else element.getnext()
        while following is not None and following in self._skip:
            if following.tail and following.tail.strip():
                self._parts.append(" " + following.tail)
            following = following.getnext()

    def _start(self, element: Element) -> None:
        tag = element.tag
        if tag in _CUTS:
            self._flush()
            self._open_section(element)
        elif tag == "table":
            self._flush()
        elif tag == "tr" and _is_row(element):
            self._flush()
            self._cells = []
        elif tag == "blockquote" or (tag == "figure" and _holds_quotation(element)):
            if self._quotation is None:
                self._flush()
                self._quotation = element
                self._quotation_start = len(self._lines)
        elif self._quotation is not None and _is_speaker(element):
            self._flush()
            self._parts.append("— ")
        elif tag == "br":
            self._break(element)
        elif tag == "img":
            self._add_alternative(element)
        elif tag == "sup" and _is_note_call(element):
            self._skip.update(element)  # the mark itself, not what follows it
        elif tag in _BLOCKS:
            self._flush()

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag in _CUTS:
            self._parts.clear()
        elif tag in ("td", "th") and self._cells is not None:
            self._cells.append(tidy_line("".join(self._parts)))
            self._parts.clear()
        elif tag == "tr" and self._cells is not None:
            line = row_text(self._cells)
            self._cells = None
            self._parts.clear()
            self._add(line)
        elif element is self._quotation:
            self._flush()
            self._close_quotation()
        elif tag in _BLOCKS or (self._quotation is not None and _is_speaker(element)):
            self._flush()

    @property
    def _lines(self) -> list[str]:
        return self._sections[-1].lines

    def _add(self, line: str) -> None:
        if line:
            self._lines.append(line)

    def _flush(self) -> None:
        if self._cells is not None:
            self._parts.append(" ")  # a block inside a cell
            return
        if self._parts:
            self._add(tidy_line("".join(self._parts)))
            self._parts.clear()

    def _break(self, element: Element) -> None:
        before = element.getprevious()
        twice = before is not None and before.tag == "br" and not (before.tail or "").strip()
        if twice and self._quotation is None:
            self._flush()
        else:
            self._parts.append(" ")

    def _open_section(self, element: Element) -> None:
        heading, rank = text_of(element).rstrip(_ANCHOR_MARKS), int(element.tag[1])
        if not heading:
            return
        self._quotation = None
        anchor = _anchor_of(element, self._root)
        if rank == 3 and anchor is None:
            # A section without an address of its own is best reached through the one that holds it.
            anchor = self._heading_anchor_above
        elif rank < 3:
            self._heading_anchor_above = anchor
        self._sections.append(Section(heading, anchor))
        self._skip.update(element)  # its text is the heading; its children are not read again

    def _close_quotation(self) -> None:
        """Make one line of a quotation and the name under it, so that a search finds who said it."""
        self._quotation = None
        lines = self._lines[self._quotation_start :]
        if not lines:
            return
        text = lines[0]
        for line in lines[1:]:
            text += f" — {_SPEAKER_DASH.sub('', line)}" if _SPEAKER_DASH.match(line) else f" {line}"
        self._lines[self._quotation_start :] = [text]

    def _add_alternative(self, element: Element) -> None:
        text = tidy_line(element.get("alt") or "")
        if len(text) < 3 or _FILE_NAME.match(text):
            return
        figure = next(element.iterancestors("figure"), None)
        if figure is not None and text in _caption(figure):
            return
        if (figure is not None or not has_ancestor(element, "a", "p", "span")) and self._cells is None:
            self._flush()
            self._add(text)
        else:
            self._parts.append(f" {text} ")


def _caption(figure: Element) -> str:
    caption = next((child for child in (figure[-1], figure[0]) if child.tag == "figcaption"), None)
    # Among many pictures it would be looked for with each.
    if caption is None and len(figure) <= _MOST_PICTURES:
        caption = figure.find(".//figcaption")
    return visible_text(caption, (), _LONGEST_CAPTION) if caption is not None else ""


def _is_row(element: Element) -> bool:
    table = next(element.iterancestors("table"), None)
    if table is None or table.get("role") == "presentation":
        return False
    if next(element.iter("table", "h2", "h3"), None) is not None:
        return False
    return all(length_of(cell) <= _LARGEST_CELL for cell in element)


def _holds_quotation(figure: Element) -> bool:
    return next(figure.iter("blockquote"), None) is not None


def _is_speaker(element: Element) -> bool:
    if element.tag in _SPEAKER_TAGS:
        # <footer>— <cite>: one name, one dash.
        return next(element.iterancestors(*_SPEAKER_TAGS), None) is None
    name = element.get("class")
    return bool(name and _SPEAKER_CLASS.search(name)) and element.tag in ("p", "div", "span", "small")


def _is_note_call(element: Element) -> bool:
    return element.find("a") is not None and bool(_NOTE_CALL.match(text_of(element)))


def _anchor_of(heading: Element, root: Element) -> str | None:
    """Give the id of the heading, of something at its head, or of the section that it opens."""
    if anchor := heading.get("id"):
        return anchor
    for child in heading.iter("a", "span"):
        if anchor := child.get("id") or child.get("name"):
            return anchor
    before = heading.getprevious()
    if before is not None and before.tag == "a" and not text_of(before) and (before.get("id") or before.get("name")):
        return before.get("id") or before.get("name")
    for ancestor in heading.iterancestors():
        if ancestor is root or ancestor.tag not in _SECTIONING:
            return None
        if next(ancestor.iter("h1", "h2", "h3")) is not heading:
            return None
        if anchor := ancestor.get("id"):
            return anchor
    return None
