"""Where the words of a query stand on a page of a PDF, to be marked there when the page is drawn.

    find_boxes(raw, page, text_page, WordFinder(parse("dépistage")))
    ->  [(72.0, 697.2, 121.4, 710.1)]      left, bottom, right, top, in points of the page as it is shown

The words are those that a search finds: of the same analysis, phrases as phrases. The text is the page's own text layer
in the file's order, with the place of each character. A word that is cut at the end of a line has a box on each line.

A page without a text layer has no boxes: of its recognised words the index keeps the text, not the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from indexer.engines.snippets import WordFinder
from indexer.extract.pdf.glyphs import clean_in_place
from indexer.extract.pdf.places import Box, Places
from indexer.extract.pdf.text import LINE_END_HYPHENS, MAX_PAGE_CHARACTERS, NOTE_MARK, read_characters

MOST_BOXES = 1_000  # a page of a dictionary of one word; more marks tell nobody more
_LINE_END_HYPHEN = re.compile("[" + "".join(LINE_END_HYPHENS) + "]")
# Two letters stand on one line when they share so much of the lower one's height.
_SHARED_HEIGHT = 0.5
_WIDEST_GAP = 1.0  # between letters of a word, in heights of a line: further apart they are not next to each other


def find_boxes(raw: Any, page: Any, text_page: Any, finder: WordFinder) -> list[Box]:
    """The boxes of all that the query's words are on an open page; those of one word on one line are one."""
    count = raw.FPDFText_CountChars(text_page)
    text = read_characters(raw, text_page, min(count, MAX_PAGE_CHARACTERS))
    places = Places(raw, page, text_page, is_aligned=len(text) == count)
    words = sorted({word for reading in _readings(text) for word in _words(*reading, finder)})
    boxes: list[Box] = []
    for offsets in _apart(words):
        boxes += _on_lines(places.box(offset) for offset in offsets if not text[offset].isspace())
        if len(boxes) >= MOST_BOXES:
            break
    return boxes[:MOST_BOXES]


def _readings(text: str) -> Iterator[tuple[str, list[int]]]:
    """The ways to read a page, each with the offset in `text` of each of its characters.

    "dépis-" at the end of a line goes on as "dépistage", or as in "post-AVC"; and "État1" is "État" with a note mark,
    or a name such as "CO2".
    """
    if _LINE_END_HYPHEN.search(text) is None:
        cleaned, offsets = clean_in_place(text)
        yield cleaned, offsets
        apart = NOTE_MARK.sub(lambda match: " " * len(match[0]), cleaned)
        if apart != cleaned:
            yield apart, offsets
        return
    yield clean_in_place(_LINE_END_HYPHEN.sub("-", text))
    cleaned, offsets = clean_in_place(text)  # which takes one of the marks out, and makes the other a blank
    kept = [at for at, offset in enumerate(offsets) if text[offset] not in LINE_END_HYPHENS]
    joined = "".join([cleaned[at] for at in kept])
    yield NOTE_MARK.sub(lambda match: " " * len(match[0]), joined), [offsets[at] for at in kept]


def _words(text: str, offsets: list[int], finder: WordFinder) -> Iterator[tuple[int, ...]]:
    """The offsets of the characters of each word that is found."""
    for start, end in finder.spans(text):
        yield tuple(sorted(set(offsets[start:end])))


def _apart(words: list[tuple[int, ...]]) -> Iterator[list[int]]:
    """Words made one where two readings found parts of the same: no place is marked twice."""
    joined: list[int] = []
    for word in words:
        if joined and word[0] > joined[-1]:
            yield joined
            joined = []
        joined = sorted({*joined, *word})
    if joined:
        yield joined


def _on_lines(letters: Iterable[Box]) -> list[Box]:
    """The letters of a word, those on one line as one box."""
    boxes: list[Box] = []
    for letter in letters:
        if letter[2] <= letter[0] or letter[3] <= letter[1]:
            continue
        if boxes and _are_neighbours(boxes[-1], letter):
            left, bottom, right, top = zip(boxes[-1], letter, strict=True)
            boxes[-1] = (min(left), min(bottom), max(right), max(top))
        else:
            boxes.append(letter)
    return boxes


def _are_neighbours(one: Box, other: Box) -> bool:
    """Whether two boxes touch along a line, which may run across the page or up and down."""
    return _touch(one, other, 0) or _touch(one, other, 1)


def _touch(one: Box, other: Box, along: int) -> bool:
    across = 1 - along
    shared = min(one[across + 2], other[across + 2]) - max(one[across], other[across])
    height = min(one[across + 2] - one[across], other[across + 2] - other[across])
    gap = max(one[along], other[along]) - min(one[along + 2], other[along + 2])
    return shared >= _SHARED_HEIGHT * height and gap <= _WIDEST_GAP * height
