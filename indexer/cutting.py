"""Texts cut into chunks at white space, and chunks looked up by their characters, as arrays.

    table = ChunkTable(add=number_of_new_chunk)
    table.cut(["L’eau et l’eau", "et"])  ->  numbers [0, 1, 2, 1], chunks of each text [3, 1], begins [0, 6, 9, 0]

As `str.split` and a dictionary would do; but these cost Python 0.3 us for each word of a text, as much as all else that
is done for it together. Here the first 16 code units (UTF-16) of a chunk are a row of four u64, spaces after its end:

    rows     u64[chunks, 4]  chunks met so far
    numbers  i64[chunks]     what `add` said of each
    slots    i32[2**19]      hash of a row -> its place in `rows`, or -1; where another has the slot, the next is tried

What is not found there, as it is new or longer, is looked up in an ordinary dictionary, which knows them all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.pieces import Ints

_UNITS = 16
_SLOT_BITS = 19
_MOST_ROWS = 1 << (_SLOT_BITS - 1)
_BLOCK = 1 << 13  # chunks looked up at once: what is computed of them stays in the processor's cache
_IS_SPACE = np.array([chr(unit).isspace() for unit in range(1 << 16)])
_END = "\n".encode("utf-16-le")
# By the length of a chunk: which bits of a row are its own, and the spaces that stand in the others.
_IS_AFTER = np.arange(_UNITS) >= np.arange(_UNITS + 1)[:, None]
_OWN = np.where(_IS_AFTER, 0, 0xFFFF).astype("<u2").view("<u8")
_PADDING = np.where(_IS_AFTER, ord(" "), 0).astype("<u2").view("<u8")
# Odd numbers, chosen by chance for each process, so that nobody can write texts whose words all take one slot.
_FACTORS = np.frombuffer(os.urandom(2 * _UNITS), "<u8") | np.uint64(1)

Rows = npt.NDArray[np.uint64]


class Cut(NamedTuple):
    """The chunks of some texts, end to end.

    numbers  [chunks]  the number of each
    sizes    [texts]   how many each text has
    begins   [chunks]  where it begins in its text, in characters
    """

    numbers: Ints
    sizes: Ints
    begins: Ints


class ChunkTable(dict[str, int]):
    """The numbers of chunks, by their text. For one thread.

    characters  of all of them
    """

    def __init__(self, add: Callable[[str], int]) -> None:
        super().__init__()
        self._add = add
        self.characters = 0
        self._slots = np.full(1 << _SLOT_BITS, -1, np.int32)
        self._rows: Rows = np.zeros((1024, _UNITS // 4), np.uint64)
        self._numbers = np.zeros(1024, np.int64)
        self._size = 0

    def __missing__(self, chunk: str) -> int:
        self.characters += len(chunk)
        number = self[chunk] = self._add(chunk)
        return number

    def cut(self, texts: Iterable[str]) -> Cut:
        """The chunks of all texts."""
        encoded = [text.encode("utf-16-le", "surrogatepass") for text in texts]
        text_ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)) // 2 + 1)
        # spaces around each text, and after the last one as many as a row is long
        data = b"".join((_END, _END.join(encoded), _END * (_UNITS + 1)))
        units = np.frombuffer(data, "<u2")
        is_space = _IS_SPACE[units]
        edges = np.flatnonzero(is_space[1:] != is_space[:-1]) + 1
        starts, ends = edges[::2], edges[1::2]
        rows = np.ndarray((len(units) - _UNITS, _UNITS // 4), "<u8", data, strides=(2, 8))  # at each unit
        numbers = np.empty(len(starts), np.int64)
        for first in range(0, len(starts), _BLOCK):
            block = slice(first, first + _BLOCK)
            self._look_up(data, rows, starts[block], ends[block], numbers[block])
        sizes = np.diff(np.searchsorted(starts, text_ends), prepend=0)
        text_starts = np.concatenate((np.ones(1, np.int64), text_ends + 1))[:-1]
        begins = starts - np.repeat(text_starts, sizes)
        pairs = np.flatnonzero((units[:-1] & 0xFC00 == 0xD800) & (units[1:] & 0xFC00 == 0xDC00))  # one character each
        if len(pairs):
            begins -= pairs.searchsorted(starts) - np.repeat(pairs.searchsorted(text_starts), sizes)
        return Cut(numbers, sizes, begins)

    def _look_up(self, data: bytes, rows: Rows, starts: Ints, ends: Ints, numbers: Ints) -> None:
        lengths = np.minimum(ends - starts, _UNITS + 1)
        rows = rows[starts]
        rows &= _OWN[np.minimum(lengths, _UNITS)]
        rows |= _PADDING[np.minimum(lengths, _UNITS)]
        slots = _slots_of(rows)
        places = self._slots[slots]
        numbers[:] = self._numbers[places]
        waiting = np.flatnonzero(~_are_equal(self._rows[places], rows) | (lengths > _UNITS))
        missing = [waiting[:0]]
        while len(waiting):
            is_missing = (self._slots[slots[waiting]] < 0) | (lengths[waiting] > _UNITS)
            missing.append(waiting[is_missing])
            waiting = waiting[~is_missing]
            slots[waiting] = (slots[waiting] + 1) & (1 << _SLOT_BITS) - 1
            places = self._slots[slots[waiting]]
            is_known = _are_equal(self._rows[places], rows[waiting])
            numbers[waiting[is_known]] = self._numbers[places[is_known]]
            waiting = waiting[~is_known]
        unknown = np.concatenate(missing)
        new: dict[str, int] = {}  # short chunks -> their place in this block
        for index, start, end in zip(unknown.tolist(), starts[unknown].tolist(), ends[unknown].tolist(), strict=True):
            chunk = data[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
            numbers[index] = self[chunk]
            if end - start <= _UNITS:
                new[chunk] = index
        which = np.array(list(new.values())[: _MOST_ROWS - self._size], np.int64)
        self._remember(rows[which], numbers[which], slots[which])

    def _remember(self, rows: Rows, numbers: Ints, slots: Ints) -> None:
        places = self._size + np.arange(len(rows))
        self._size += len(rows)
        while self._size > len(self._rows):
            self._rows = np.concatenate((self._rows, np.zeros_like(self._rows)))
            self._numbers = np.concatenate((self._numbers, np.zeros_like(self._numbers)))
        self._rows[places] = rows
        self._numbers[places] = numbers
        while len(places):
            is_free = self._slots[slots] < 0
            self._slots[slots[is_free]] = places[is_free]  # one of those that want the same
            others = self._slots[slots] != places
            places, slots = places[others], (slots[others] + 1) & (1 << _SLOT_BITS) - 1


def _slots_of(rows: Rows) -> Ints:
    mixed: npt.NDArray[np.uint64] = rows[:, 0] * _FACTORS[0]
    for column in range(1, rows.shape[1]):
        mixed ^= mixed >> np.uint64(32)
        mixed += rows[:, column]
        mixed *= _FACTORS[column]
    slots: Ints = (mixed >> np.uint64(64 - _SLOT_BITS)).astype(np.int64)
    return slots


def _are_equal(one: Rows, other: Rows) -> npt.NDArray[np.bool_]:
    equal: npt.NDArray[np.bool_] = one[:, 0] == other[:, 0]
    for column in range(1, one.shape[1]):
        equal &= one[:, column] == other[:, column]
    return equal
