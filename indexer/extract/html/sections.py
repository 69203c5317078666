"""The text of a page cut into passages at its headings, one line for each paragraph, item, row or quotation.

    read_sections(root, skip)  ->  [Section("Trois signes", "signes", ["Le visage : ...", ...]), ...]

`skip` holds what is no text (chrome.py) and what became metadata (masthead.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from indexer.extract.html.anchors import anchor_of, heading_text, is_mark
from indexer.extract.html.dom import Element, class_words, has_ancestor, length_of, text_of, visible_text, walk
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
    r"^[\w\s().-]*\.(?:jpe?g|png|gif|webp|svg|avif)$|^(?:img|dsc|image|photo)[\s_-]*\d*$"
    r"|^\[?https?://|^(?:illustration|visuel|logo|ic[ôo]ne|banni[èe]re|picto(?:gramme)?|vignette)$",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"\s*(?:[-–—•·▪*]|\d{1,2}[.)])\s")
# A box beside the thread of the text: what follows it goes on under the heading before it.
_BOX_TAGS = frozenset({"aside", "figure", "details", "dialog"})
_BOX_WORDS = frozenset(
    {"callout", "encadre", "encart", "factbox", "infobox", "notice", "highlight", "alert", "exergue", "focus"}
)
_CONTAINERS = _BOX_TAGS | {"div", "section", "article", "ul", "ol", "li", "dl", "p"}
_FOLDED_WORDS = frozenset({"accordion", "accordions", "accordeon", "faq", "collapsible"})
_LARGEST_BOX = 2_000
_PANELS = etree.XPath(".//*[@role='tabpanel'][@aria-labelledby]")
_TABS = etree.XPath(".//*[@role='tab'][@id]")
# A cell of prose is a column of an old layout, not a figure of a table.
_LARGEST_CELL = 600
_MOST_PICTURES = 50
_LONGEST_CAPTION = 2_000


def read_sections(root: Element, skip: Iterable[Element]) -> list[Section]:
    """Read `root` without the elements in `skip` (a set)."""
    return _Reader(root, skip).read()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the text stood when a box or a row of folded answers began."""

    element: Element
    section: Section
    rank: int
    is_box: bool


class _Reader:
    """One walk over the tree: text gathers in `parts` until a block begins or ends."""

    def __init__(self, root: Element, skip: Iterable[Element]) -> None:
        self._root = root
        self._skip = set(skip)
        self._sections = [Section()]
        self._section, self._rank = self._sections[0], 1
        self._places: list[_Place] = []
        self._parts: list[str] = []
        self._cells: list[str] | None = None
        self._quotation: Element | None = None
        self._quotation_start = 0
        self._cut: set[Element] = set()
        self._muted: set[Element] = set()
        self._is_speaker_next = False
        self._heading_anchor_above: str | None = None
        self._tab_labels = _tab_labels(root)
        self._alternatives: set[str] = set()

    def read(self) -> list[Section]:
        for event, element in walk(self._root, self._skip):
            if event == "start":
                self._start(element)
                if element not in self._muted:
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
        if event == "start" and element in self._muted:
            return
        following = (element[0] if len(element) else None) if event == "start" else element.getnext()
        while following is not None and following in self._skip:
            if following.tail and following.tail.strip():
                self._parts.append(" " + following.tail)
            following = following.getnext()

    def _start(self, element: Element) -> None:
        tag = element.tag
        self._remember_place(element)
        if tag in _CUTS:
            self._flush()
            self._open_section(element)
        elif element in self._tab_labels:
            self._flush()
            self._add(self._tab_labels[element])
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
            self._is_speaker_next = True
        elif tag == "br":
            self._break(element)
        elif tag == "img":
            self._add_alternative(element)
        elif tag in ("sup", "span", "a") and self._is_note_mark(element):
            self._muted.add(element)  # the mark itself, not what follows it
            self._skip.update(element)
        elif tag in _BLOCKS:
            self._flush()

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag in _CUTS and element in self._cut:
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
        elif tag in _CUTS or tag in _BLOCKS or (self._quotation is not None and _is_speaker(element)):
            self._flush()
        self._return_from(element)

    @property
    def _lines(self) -> list[str]:
        return self._section.lines

    def _remember_place(self, element: Element) -> None:
        if element.tag not in _CONTAINERS:
            return
        words = class_words(element)
        is_box = element.tag in _BOX_TAGS or bool(words & _BOX_WORDS)
        if (is_box and length_of(element, _LARGEST_BOX) <= _LARGEST_BOX) or words & _FOLDED_WORDS:
            self._places.append(_Place(element, self._section, self._rank, is_box))

    def _return_from(self, element: Element) -> None:
        """Go on where the text stood before a box, or before answers under smaller headings."""
        if not self._places or self._places[-1].element is not element:
            return
        place = self._places.pop()
        if place.section is not self._section and (place.is_box or place.rank < self._rank):
            self._flush()
            self._section, self._rank = place.section, place.rank

    def _add(self, line: str) -> None:
        if line:
            self._lines.append(line)

    def _flush(self) -> None:
        if self._cells is not None:
            self._parts.append(" ")  # a block inside a cell
            return
        if self._parts:
            line = tidy_line("".join(self._parts))
            self._parts.clear()
            if line and self._is_speaker_next:
                line, self._is_speaker_next = f"— {_SPEAKER_DASH.sub('', line)}", False
            self._add(line)

    def _break(self, element: Element) -> None:
        before = element.getprevious()
        twice = before is not None and before.tag == "br" and not (before.tail or "").strip()
        # "1. ...<br>2. ...": a list that was typed.
        if self._quotation is None and (twice or _LIST_MARK.match(element.tail or "")):
            self._flush()
        else:
            self._parts.append(" ")

    def _open_section(self, element: Element) -> None:
        heading, rank = heading_text(element, self._skip), int(element.tag[1])
        if not heading or (self._places and self._places[-1].is_box and not element.get("id")) or _in_dialog(element):
            return  # a line of the text, like any other
        self._quotation = None
        anchor = anchor_of(element, self._root)
        if rank == 3 and anchor is None:
            # A section without an address of its own is best reached through the one that holds it.
            anchor = self._heading_anchor_above
        elif rank < 3:
            self._heading_anchor_above = anchor
        self._section, self._rank = Section(heading, anchor), rank
        self._sections.append(self._section)
        self._cut.add(element)
        self._skip.update(element)  # its text is the heading; its children are not read again

    def _is_note_mark(self, element: Element) -> bool:
        # In a row a number that is a link may be its figure.
        return (element.tag == "sup" or self._cells is None) and is_mark(element)

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
        # The same picture in three sizes, or the label of a link that stands beside it.
        if len(text) < 3 or _FILE_NAME.match(text) or text in self._alternatives or _is_said_by_link(element):
            return
        self._alternatives.add(text)
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
    if caption is None and next(islice(figure, _MOST_PICTURES, None), None) is None:
        caption = figure.find(".//figcaption")
    return visible_text(caption, (), _LONGEST_CAPTION) if caption is not None else ""


def _is_row(element: Element) -> bool:
    table = next(element.iterancestors("table"), None)
    if table is None or table.get("role") == "presentation":
        return False
    if next(element.iter("table", "h2", "h3"), None) is not None:
        return False
    return all(length_of(cell, _LARGEST_CELL) <= _LARGEST_CELL for cell in element)


def _holds_quotation(figure: Element) -> bool:
    return next(figure.iter("blockquote"), None) is not None


def _is_speaker(element: Element) -> bool:
    if element.tag in _SPEAKER_TAGS:
        # <footer>— <cite>: one name, one dash.
        return next(element.iterancestors(*_SPEAKER_TAGS), None) is None
    name = element.get("class")
    return bool(name and _SPEAKER_CLASS.search(name)) and element.tag in ("p", "div", "span", "small")


def _is_said_by_link(image: Element) -> bool:
    link = next(image.iterancestors("a"), None)
    return link is not None and bool(text_of(link))


def _in_dialog(element: Element) -> bool:
    # Its id leads into a window that is closed.
    return has_ancestor(element, "dialog")


def _tab_labels(root: Element) -> dict[Element, str]:
    """Give the label of each tab's panel: it stands in a row of tabs, far from what it is the title of."""
    panels = _elements(_PANELS, root)
    tabs = {tab.get("id"): tab for tab in _elements(_TABS, root)} if panels else {}
    labels = ((panel, tabs.get(panel.get("aria-labelledby"))) for panel in panels)
    return {panel: text_of(tab) for panel, tab in labels if tab is not None}


def _elements(path: etree.XPath, root: Element) -> list[Element]:
    found = path(root)
    return [each for each in found if isinstance(each, etree._Element)] if isinstance(found, list) else []
