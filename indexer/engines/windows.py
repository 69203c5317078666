"""Which part of a text an excerpt shows: the window with most of the words, from and to a sentence's end.

    best_window([(3, "cancer"), (5, "sein"), (90, "cancer")], 30)   ->  (3, 5)
    beginning(chunks, 3, 5, 40), ending(chunks, 0, 5, 40)           ->  the chunks to begin with, to end before

Where an engine knows at which positions words stand, a text need not be looked at from end to end: words take much the
same space everywhere, so that a position's share of all positions says where it is. In our corpora (texts of 1,500 to
30,000 characters) 95 of 100 positions are less than 1.5 times the root of the text's length away from there.
What is guessed so is looked through, and has to hold the words (snippets.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

LOOK_BACK = 12  # words before the first marked one that a sentence's beginning is looked for in
_MARGIN = 1.5
_MOST = 0.7  # of a text; more is not worth guessing
_WIDER, _MOST_WIDER = 3, 0.3  # what is not found at once is looked for in so much more
_CHARACTERS = 9  # of a word with the space around it, generously
# Where a text may be cut so that nothing is written across: no number or reference with spaces goes on so.
_GAP = re.compile(r"\s(?![0-9*])")
_MAY_END_SENTENCE = frozenset('.!?…»"”)')
_SENTENCE_END = re.compile(r"[.!?…]»?[\"”)]?$")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:M|MM|Mme|Dr|Pr|St|Ste|n|art|al|cf|p|pp|fig|etc|ex|[A-Z])\.$")

_Name = TypeVar("_Name", str, int)


class Standing(NamedTuple):
    """Where words stand in a text.

    size         positions that the text takes
    occurrences  (position, place of the unit: `WordFinder.units`), ascending
    """

    size: int
    occurrences: Sequence[tuple[int, int]]


class Part(NamedTuple):
    """A part of a text; between two white spaces within it, the words should stand.

    is_begun     whether it begins after the text's beginning
    is_broken    whether it ends before the text's end
    """

    text: str
    first: int
    last: int
    is_begun: bool
    is_broken: bool


def parts_around(text: str, size: int, first: int, last: int, words: int) -> Iterator[Part]:
    """Parts in which the words at positions from `first` to `last` may stand, with room for an excerpt around them."""
    length = len(text)
    margin = _MARGIN * length**0.5
    room = _CHARACTERS * words
    most = _MOST * length
    while True:
        low, high = int(first * length / size - margin), int((last + 1) * length / size + margin)
        stop = max(high, low + int(2 * margin) + room)
        start = low - _CHARACTERS * (LOOK_BACK + 2)
        if stop >= length:
            start = min(start, length - room)
        if min(stop, length) - max(start, 0) >= most:
            return
        start, low, high, stop = (_gap(text, at) for at in (start, low, high, stop))
        yield Part(text[start:stop], low - start, high - start, start > 0, stop < length)
        margin, room, most = margin * _WIDER, room * _WIDER, _MOST_WIDER * length


def _gap(text: str, at: int) -> int:
    """Where the text may be cut, from `at` on."""
    if at <= 0:
        return 0
    gap = _GAP.search(text, at)
    return gap.start() if gap else len(text)


def best_window(hits: Sequence[tuple[int, _Name]], width: int) -> tuple[int, int]:
    """First and last chunk of the window with most different words, then most words, then the earliest."""
    best, best_value = (0, 0), (0, 0)
    left = 0
    window: dict[_Name, int] = {}
    for right, (number, name) in enumerate(hits):
        window[name] = window.get(name, 0) + 1
        while number - hits[left][0] > width:
            gone = hits[left][1]
            left += 1
            if window[gone] > 1:
                window[gone] -= 1
            else:
                del window[gone]
        value = (len(window), right - left)
        if value > best_value:
            best, best_value = (hits[left][0], number), value
    return best


def beginning(chunks: Sequence[str], first: int, last: int, words: int) -> int:
    """The sentence's beginning when it is near, else a few words before; the end of a text is shown at full length."""
    rest = len(chunks) - words
    is_at_end = rest < first - LOOK_BACK
    earliest = max(rest if is_at_end else first - LOOK_BACK, last + 1 - words)
    if earliest <= 0:
        return 0
    if is_at_end:
        return next(_sentence_ends(chunks, range(earliest, first + 1)), earliest)
    return next(_sentence_ends(chunks, range(first, earliest - 1, -1)), max(first - LOOK_BACK // 2, earliest))


def ending(chunks: Sequence[str], begin: int, last: int, words: int) -> int:
    """After the last sentence that ends in the last third of the excerpt, else where the words are used up."""
    limit = min(begin + words, len(chunks))
    return next(_sentence_ends(chunks, range(limit, max(begin + words * 2 // 3, last), -1)), limit)


def _sentence_ends(chunks: Sequence[str], numbers: Iterable[int]) -> Iterator[int]:
    """Those of the numbers before which a sentence ends."""
    for number in numbers:
        chunk = chunks[number - 1]
        if chunk[-1] in _MAY_END_SENTENCE and _SENTENCE_END.search(chunk) and not _ABBREVIATION.search(chunk):
            yield number
