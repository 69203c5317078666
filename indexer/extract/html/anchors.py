"""Headings as words and as addresses: what they say without the template's marks, and the id that leads to them.

    heading_text(h2)          "Trois signes"   of <h2 id="signes">Trois signes <a href="#signes">¶</a></h2>
    anchor_of(h2, article)    "signes"

An anchor is read, never made: a heading without one is reached by a text fragment.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from indexer.extract.html.dom import HEADINGS, Element, length_of, short_text, text_of, visible_text

# "¶" and "#" after a heading are the template's links to it.
_ANCHOR_MARKS = " ¶#§🔗"
_SECTIONING = frozenset({"section", "div", "article", "details", "li", "header", "figure"})
_NOTE_CALL = re.compile(r"^\W*(?:\d{1,3}|\*+|[a-z])\W*$")
_HAS_WORD = re.compile(r"\w")
_LONGEST_HEADING = 2_000
_LONGEST_MARK = 8
# From a heading back to the empty anchor before it; page builders put each into three or four boxes of its own.
_MOST_STEPS = 12
_EMPTY_TARGETS = frozenset({"a", "span", "div", "p"})


def heading_text(heading: Element, skip: Collection[Element] = ()) -> str:
    """Give the words of a heading, without those in `skip` and without the template's link to the heading itself."""
    if not len(heading):
        return text_of(heading).rstrip(_ANCHOR_MARKS)
    links = {link for link in heading.iter("a") if _is_self_link(link)}
    text = visible_text(heading, links | {each for each in heading.iter() if each in skip}, _LONGEST_HEADING)
    return (text or text_of(heading)).rstrip(_ANCHOR_MARKS)


def anchor_of(heading: Element, root: Element) -> str | None:
    """Give the id of the heading, of something at its head or just before it, or of the section that it opens."""
    if anchor := heading.get("id"):
        return anchor
    for child in heading.iter("a", "span", "button"):
        if anchor := child.get("id") or child.get("name"):
            return anchor
    return _anchor_before(heading, root) or _anchor_around(heading, root)


def is_mark(element: Element) -> bool:
    """Tell whether it is a mark that leads within the page: the call of a note, "↩", "¶"."""
    link = element if element.tag == "a" else element.find("a")
    if link is None or "#" not in (link.get("href") or ""):
        return False
    text = short_text(element, _LONGEST_MARK)
    return bool(_NOTE_CALL.match(text)) or bool(text and not _HAS_WORD.search(text))


def _is_self_link(link: Element) -> bool:
    if not (link.get("href") or "").startswith("#"):
        return False
    # <h2><a href="#x">Title</a></h2> is the title; a link beside other words is the template's.
    heading = next(link.iterancestors(*HEADINGS), None)
    return heading is not None and length_of(heading) > length_of(link)


def _anchor_before(heading: Element, root: Element) -> str | None:
    element: Element | None = heading
    for _ in range(_MOST_STEPS):
        if element is None or element is root:
            return None
        before = element.getprevious()
        if before is None:
            parent = element.getparent()
            if parent is None or parent is root or (parent.text or "").strip():
                return None
            element = parent
            continue
        if (before.tail or "").strip() or next((part for part in before.itertext() if part.strip()), None):
            return None
        for each in (before, *before.iter(*_EMPTY_TARGETS)):
            anchor = each.get("name") if each.tag == "a" else None
            anchor = anchor or (each.get("id") if each.tag in _EMPTY_TARGETS and not len(each) else None)
            if anchor:
                return anchor
        if next(before.iter("img", "iframe", "video", "hr"), None) is not None:
            return None
        element = before
    return None


def _anchor_around(heading: Element, root: Element) -> str | None:
    for ancestor in heading.iterancestors():
        if ancestor is root or ancestor.tag not in _SECTIONING:
            return None
        if next(ancestor.iter("h1", "h2", "h3")) is not heading:
            return None
        if anchor := ancestor.get("id"):
            return anchor
    return None
