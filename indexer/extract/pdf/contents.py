"""Tables of contents, lists of figures and indexes, recognised: they must not win over what they point to.

    find_contents_pages(pages, outline_titles) -> {3, 4, 5}      numbers of the pages

A page counts as one when most of its rows are entries: a title, dots perhaps, and a page number that never
goes back; or when its rows are the titles of the outline. A page that follows one needs less to count as
well.

Not here: short lists of contents at the head of a chapter, whose page is about its chapter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from indexer.extract.pdf.table_rows import rows_of
from indexer.extract.pdf.text import PageText

_PAGE = r"(?:\d{1,4}|[ivxlc]{1,7}|[A-Z][.-]\d{1,3})"
_LEADERS = re.compile(rf"(?:[.·…_]\s?){{4,}}\s*(?:{_PAGE})?\s*$", re.IGNORECASE)
_PAGE_BEHIND = re.compile(rf"[\s.·…_]({_PAGE})$", re.IGNORECASE)
_PAGE_BEFORE = re.compile(r"(?:page|p\.)\s*(\d{1,4})\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}")
# "tableaux, 12, 45-47", the numbers that run over, and the letter at the head of a group.
_INDEX_ENTRY = re.compile(r".*[,\s.–-]\d{1,4},?$|[\d,\s–-]+$|\w$")
_FEWEST_TITLES = 6
_LONGEST_BESIDE_A_TITLE = 25  # its number before it, dots and a page number behind
_LONGEST_ENTRY = 200
_HEADING = re.compile(
    r"^(?:\W*)(?:table des mati[eè]res|sommaire|table of contents|contents|liste des (?:tableaux|figures|"
    r"illustrations|encadr[ée]s|graphiques|cartes)|table des (?:figures|tableaux|illustrations)|"
    r"list of (?:tables|figures))\W*\d*$",
    re.IGNORECASE,
)
_INDEX_HEADING = re.compile(
    r"\W*index(?: (?:des|g[ée]n[ée]ral|th[ée]matique|alphab[ée]tique)\b.{0,60})?\W*\d*$", re.IGNORECASE
)
_ACCENTS = re.compile("[\u0300-\u036f]+")
_ENUMERATOR = re.compile(r"^(?:(?:chapitre|annexe|partie|section)\s+)?[\dA-Z]{0,3}(?:[.\d]+|\)|\s-)?\s+", re.IGNORECASE)
_TAIL = re.compile(rf"[\s.·…_]*(?:\s{_PAGE})?$")


def find_contents_pages(pages: Iterable[PageText], outline_titles: Iterable[str]) -> set[int]:
    """Numbers of the pages that list what stands elsewhere."""
    titles = {_folded(title) for title in outline_titles}
    titles.discard("")
    found: set[int] = set()
    for page in pages:
        texts = [" ".join(line.text for line in row).strip() for row in rows_of(page.lines)]
        if texts and _is_contents(texts, titles, follows=page.number - 1 in found):
            found.add(page.number)
    return found


def _is_contents(texts: list[str], titles: set[str], *, follows: bool) -> bool:
    rows = len(texts)
    leaders = sum(bool(_LEADERS.search(text[-40:])) for text in texts)
    if leaders >= 3 and leaders >= 0.3 * rows:
        return True
    opening = texts[:6]
    entries = [page for text in texts if (page := _page_of(text))]
    share = len(entries) / rows
    in_order = _in_order(entries)
    if any(_HEADING.match(text[:_LONGEST_ENTRY]) for text in opening) and len(entries) >= 3 and share >= 0.25:
        return True
    if in_order and ((len(entries) >= 8 and share >= 0.6) or (follows and share >= 0.5) or len(entries) == rows >= 4):
        return True
    if follows or any(_INDEX_HEADING.match(text[:_LONGEST_ENTRY]) for text in opening):
        indexed = sum(bool(_INDEX_ENTRY.match(text)) for text in texts if len(text) <= _LONGEST_ENTRY)
        if indexed >= max(5, 0.5 * rows):
            return True
    if len(titles) < _FEWEST_TITLES or rows < _FEWEST_TITLES:
        return False
    # Rows of prose are longer than any title: looking at each of them took a twentieth of all the time.
    longest = max(map(len, titles)) + _LONGEST_BESIDE_A_TITLE
    short = [text for text in texts if len(text) <= longest]
    fewest = max(_FEWEST_TITLES, 0.5 * rows)
    return len(short) >= fewest and len({_folded(_TAIL.sub("", text)) for text in short} & titles) >= fewest


def _page_of(text: str) -> str:
    """The page that an entry points to, behind its title or before it; "" for a row that is none."""
    # The end alone is looked at: a pattern over whole rows took a third of all the time.
    match = _PAGE_BEFORE.match(text)
    if match is None and text[-1].isalnum():
        match = _PAGE_BEHIND.search(text, max(0, len(text) - 12))
    return match[1] if match and _WORD.search(text) else ""


def _in_order(pages: list[str]) -> bool:
    """Whether the page numbers never go back (one slip in eight is allowed) and get somewhere."""
    numbers = [int(page) for page in pages if page.isdigit()]
    if len(numbers) < 3 or numbers[0] >= numbers[-1]:
        return False
    slips = sum(after < before for before, after in pairwise(numbers))
    return slips <= len(numbers) / 8


def _folded(text: str) -> str:
    text = _ENUMERATOR.sub("", text.replace("’", "'").strip() + " ", count=1) or text
    text = text.casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(text.split())
