"""Which part of a text an excerpt shows: the window with most of the words, from and to a sentence's end.

    best_window([(3, "cancer"), (5, "sein"), (90, "cancer")], 30)   ->  (3, 5)
    beginning(chunks, 3, 5, 40), ending(chunks, 0, 5, 40)           ->  the chunks to begin with, to end before

Not here: how the chunks around a window are cut out of a text (milestones.py, snippets.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

LOOK_BACK = 12  # words before the first marked one that a sentence's beginning is looked for in
_MAY_END_SENTENCE = frozenset('.!?…»"”)')
_SENTENCE_END = re.compile(r"[.!?…]»?[\"”)]?$")
_ABBREVIATION = re.compile(r"(?:^|\W)(?:M|MM|Mme|Dr|Pr|St|Ste|n|art|al|cf|p|pp|fig|etc|ex|[A-Z])\.$")

_Name = TypeVar("_Name", str, int)


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
