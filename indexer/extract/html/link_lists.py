"""Lists of links to other pages inside an article: what nobody named a teaser, and is one all the same.

    find_link_lists(article, chrome)  ->  {element: "links", ...}   only the outermost ones

A box is such a list when half of its text is links, or when linked headings follow each other with a line or two
under each. A list that stands among paragraphs is the author's, and so is one of documents to download; on a page
that has next to no paragraphs, lists are what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Container

from indexer.extract.html.announced import prose_of
from indexer.extract.html.dom import HEADINGS, Element, has_ancestor, length_of
from indexer.extract.links import is_document_address

_BOXES = frozenset({"div", "section", "ul", "ol", "aside", "article", "table", "dl"})
_LISTS = frozenset({"ul", "ol", "table", "dl"})
_ELSEWHERE = re.compile(r"(?!#|mailto:|tel:|javascript:)", re.IGNORECASE)
# A page with less is a list of pages, a contact, a form.
_LEAST_PROSE = 600
_FEWEST_LINKS = 2
_LINKED = 0.5
_LARGEST_SHARE = 0.4
# Title and excerpt of a card.
_LONGEST_CARD = 400
# Shorter than this, a paragraph is a label.
_PARAGRAPH = 80
_MOST_LEVELS = 12
_MOST_LINKS = 5_000


def find_link_lists(root: Element, chrome: Container[Element]) -> dict[Element, str]:
    """Give the boxes of `root` outside `chrome` that only lead to other pages."""
    prose = prose_of(root)
    if prose < _LEAST_PROSE:
        return {}
    counts = _count_links(root, chrome)
    found: dict[Element, str] = {}
    # Outer boxes come first in the order of the document.
    for box in root.iter(*_BOXES):
        if box not in counts or any(each in found for each in box.iterancestors()):
            continue
        if _is_link_list(box, *counts[box]) and prose_of(box) <= _LARGEST_SHARE * prose:
            found[box] = "links"
    return found


def _count_links(root: Element, chrome: Container[Element]) -> dict[Element, tuple[int, int, int]]:
    """Give for each box with links how many there are, their characters, and how many are headings."""
    counts: dict[Element, tuple[int, int, int]] = {}
    links = [link for _, link in zip(range(_MOST_LINKS), root.iter("a"), strict=False)]
    for link in links:
        address = link.get("href") or ""
        if not address or not _ELSEWHERE.match(address) or is_document_address(address):
            continue
        ancestors: list[Element] = []
        for ancestor in link.iterancestors():
            if ancestor in chrome or len(ancestors) > _MOST_LEVELS:
                ancestors = []
                break
            if ancestor is root:
                break
            ancestors.append(ancestor)
        length = length_of(link) if ancestors else 0
        if not length:
            continue
        is_heading = has_ancestor(link, *HEADINGS) or next(link.iter(*HEADINGS), None) is not None
        for ancestor in ancestors:
            if ancestor.tag in _BOXES:
                number, characters, headings = counts.get(ancestor, (0, 0, 0))
                counts[ancestor] = (number + 1, characters + length, headings + is_heading)
    return counts


def _is_link_list(box: Element, links: int, linked: int, headings: int) -> bool:
    if links < _FEWEST_LINKS or next(box.iter("h1", "blockquote"), None) is not None:
        return False
    length = length_of(box)
    if linked < _LINKED * length and not (headings >= _FEWEST_LINKS and length <= _LONGEST_CARD * headings):
        return False
    return not (box.tag in _LISTS and _stands_among_paragraphs(box))


def _stands_among_paragraphs(box: Element) -> bool:
    siblings = (*box.itersiblings("p", preceding=True), *box.itersiblings("p"))
    return any(length_of(each) >= _PARAGRAPH for each in siblings[:_MOST_LEVELS])
