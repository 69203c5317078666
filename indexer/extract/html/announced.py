"""Boxes that a heading or a label announces: other articles, attachments, a question about the page itself.

    announced_regions(body, chrome, whole)  ->  {element: "teasers", ...}

A region is the label's own box, or what follows it up to the next heading of its rank.
Not here: which words announce (indexer/extract/teasers.py, tools.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from indexer.extract.html.dom import HEADINGS, Element, has_ancestor, length_of, link_share, text_of, walk
from indexer.extract.html.lengths import elements_holding
from indexer.extract.html.tools import is_feedback_label
from indexer.extract.teasers import (
    is_attachments_label,
    is_discussion_label,
    is_teaser_heading,
    is_teaser_label,
    teaser_rest,
)

_MOSTLY_LINKS = 0.5
# Teasers are shorter than what they are beside.
_LARGEST_SHARE = 0.5
# Below that, a page has no paragraphs to speak of: a list, a table.
_LEAST_PROSE = 400
# A page has a handful; each costs a look at its surroundings, so that thousands would be quadratic.
_MOST_LABELS = 50
_LABEL_TAGS = (HEADINGS - {"h1"}) | {"p", "strong", "b", "span", "div", "dt", "summary", "li"}


@dataclass(frozen=True, slots=True)
class Whole:
    """How much a page says: characters that can be seen, those of them in paragraphs, and what holds most of them."""

    visible: int
    prose: int
    holders: Collection[Element]

    @classmethod
    def measure(cls, body: Element, unseen: Collection[str]) -> Whole:
        """Measure `body` without the elements whose tags are `unseen`: scripts can be longer than the text."""
        hidden = sum(length_of(each) for each in body.iter(*unseen) if not has_ancestor(each, *unseen))
        visible = length_of(body) - hidden
        prose = prose_of(body)
        holders = elements_holding(body, int(_LARGEST_SHARE * visible) + 1)
        if prose >= _LEAST_PROSE:
            holders |= elements_holding(body, int(_LARGEST_SHARE * prose) + 1, within="p")
        for heading in body.iter("h1"):
            holders.update((heading, *heading.iterancestors()))
        return cls(visible, prose, holders)


def prose_of(element: Element) -> int:
    """Give the number of characters in its paragraphs."""
    return sum(length_of(each) for each in element.iter("p"))


def announced_regions(body: Element, chrome: Iterable[Element], whole: Whole) -> dict[Element, str]:
    """Give the elements of such boxes outside `chrome`, each with the reason."""
    found: dict[Element, str] = {}
    started = (element for event, element in walk(body, chrome) if event == "start")
    labels = [(element, reason) for element in started if element.tag in _LABEL_TAGS and (reason := _label(element))]
    for label, reason in labels[:_MOST_LABELS]:
        if label not in found and not any(ancestor in found for ancestor in label.iterancestors()):
            found.update(dict.fromkeys(_region(label, body, whole), reason))
    return found


def holds_the_article(element: Element, whole: Whole) -> bool:
    """Tell whether it is too much to be a box: it has the page's title, or most of what the page says."""
    return element in whole.holders


def _label(element: Element) -> str | None:
    if element.tag in ("span", "div", "li", "strong", "b") and len(element):
        return None
    # Cheap test first: labels begin with their own text or with one inline element.
    if len(element) > 3 or len(element.text or "") > 100:
        return None
    text = text_of(element)
    if element.tag in HEADINGS and is_attachments_label(text):
        return "downloads"
    if is_feedback_label(text):
        return "tools"
    if is_discussion_label(text):
        return "comments"
    if element.tag in HEADINGS:
        return "teasers" if is_teaser_heading(text) else None
    if is_teaser_label(text):
        # A bold word at the beginning of a paragraph is judged with its paragraph.
        return None if (element.tail or "").strip() else "teasers"
    # "À lire aussi : Le dépistage en dix questions": one line, nearly all of it a link.
    alone = element.tag == "p" and bool(teaser_rest(text)) and link_share(element) > _MOSTLY_LINKS
    return "teasers" if alone else None


def _rank(element: Element) -> int:
    return int(element.tag[1]) if element.tag in HEADINGS else 7


def _region(label: Element, body: Element, whole: Whole) -> list[Element]:
    """Give the elements that the label announces, itself among them: its box, or what follows it."""
    rank = _rank(label)
    box = label
    while (parent := box.getparent()) is not None and parent is not body:
        if _has_text_before(box, parent) or holds_the_article(parent, whole):
            break
        if any(_rank(other) <= rank for other in parent.iter(*HEADINGS) if other is not label):
            break
        box = parent
    if length_of(box) > length_of(label):
        return [box]
    region = [box]
    for sibling in box.itersiblings():
        if any(_rank(heading) <= rank for heading in sibling.iter(*HEADINGS)) and rank < 7:
            break
        if rank == 7 and link_share(sibling) <= _MOSTLY_LINKS:
            break
        region.append(sibling)
    return region


def _has_text_before(element: Element, parent: Element) -> bool:
    if (parent.text or "").strip():
        return True
    return any((before.tail or "").strip() or length_of(before) for before in element.itersiblings(preceding=True))
