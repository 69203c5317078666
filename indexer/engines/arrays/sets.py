"""Sets of documents as ascending arrays of their numbers: what two have in common, what several come to.

    is_in(wanted, documents)               -> for each of `wanted`, whether it is one of `documents`
    amounts_at(wanted, documents, amounts) -> the amounts of `wanted`, 0 for those that are not there
    distinct([2, 9, 5, 9], size)           -> [2, 5, 9]

A few numbers are looked up in many by binary search. Otherwise one set is laid out in an array with an entry for each
document, which belongs to the thread and is all zero again afterwards: only entries that were touched cost time.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.intp]
Amounts = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
T = TypeVar("T")

# Looking up one number in an ascending array took as long as laying out seven (45,000 of 100,000 documents).
SEARCH_SHARE = 7
# Rows are laid out to be counted when there is one for each so many documents; else they are sorted.
_DENSE_SHARE = 24
# Clearing one entry took as long as clearing so many bytes end to end.
_CLEAR_SHARE = 50

# Keys that are looked at to guess a bound.
_SAMPLE = 512

NONE: Numbers = np.zeros(0, np.intp)


def _keep_freed_memory() -> None:
    """Have the C library keep what arrays of up to 16 MiB leave when they go, instead of giving it back each time.

    A search makes and drops a few megabytes: fetching these from the system again, page by page, took a third of the
    time of a frequent word. glibc raises its threshold to the largest block that was ever dropped.
    """
    np.empty(16 * 2**20, np.uint8)


_keep_freed_memory()


def give_back_freed_memory() -> None:
    """Do the opposite after something large that is made once: a process that needs 25 MB no more would keep them."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, musl has not
    if trim is not None:
        trim(0)


class _Scratch(threading.local):
    """For each thread, arrays with an entry for each document, all zero between two uses."""

    def __init__(self) -> None:
        self._flags = np.zeros(0, np.bool_)
        self._amounts = np.zeros(0, np.float32)

    def flags(self, size: int) -> Mask:
        if len(self._flags) < size:
            self._flags = np.zeros(size, np.bool_)
        return self._flags

    def amounts(self, size: int) -> Amounts:
        if len(self._amounts) < size:
            self._amounts = np.zeros(size, np.float32)
        return self._amounts


_scratch = _Scratch()


def _clear(array: npt.NDArray[Any], touched: Numbers) -> None:
    """Make an array all zero again: all of it at once when a good part was touched."""
    if len(touched) * _CLEAR_SHARE > array.nbytes:
        array.fill(0)
    else:
        array[touched] = 0


def _laid_out(documents: Numbers, size: int, read: Callable[[Mask], T]) -> T:
    """What `read` says of an array with an entry for each of `size` documents, true for these."""
    flags = _scratch.flags(size)
    try:
        flags[documents] = True
        return read(flags[:size])
    finally:
        _clear(flags, documents)


def is_in(wanted: Numbers, documents: Numbers) -> Mask:
    """For each of `wanted` (ascending, may repeat), whether it is one of `documents`."""
    if len(wanted) == 0 or len(documents) == 0:
        return np.zeros(len(wanted), np.bool_)
    if len(wanted) * SEARCH_SHARE < len(documents):
        found: Mask = documents.take(documents.searchsorted(wanted), mode="clip") == wanted
        return found
    return is_any_of(wanted, documents, int(max(wanted[-1], documents[-1])) + 1)


def is_any_of(rows: Numbers, documents: Numbers, size: int) -> Mask:
    """The same for rows in any order; all numbers are below `size`."""
    return _laid_out(documents, size, lambda flags: flags.take(rows))


def meeting(some: Numbers, others: Numbers) -> tuple[Numbers, Numbers]:
    """What two ascending sets have in common: the places in the one and in the other."""
    if len(some) > len(others):
        theirs, own = meeting(others, some)
        return own, theirs
    if len(some) == 0:
        return NONE, NONE
    places = others.searchsorted(some)
    own = np.flatnonzero(others.take(places, mode="clip") == some)
    return own, places.take(own)


def is_any_of_counted(rows: Numbers, documents: Numbers, size: int) -> tuple[Mask, int]:
    """The same, and how many different ones the documents are, which may repeat."""
    return _laid_out(documents, size, lambda flags: (flags.take(rows), int(np.count_nonzero(flags))))


def both(some: Numbers, others: Numbers) -> Numbers:
    """The documents in both sets."""
    if len(some) > len(others):
        some, others = others, some
    return some[is_in(some, others)]


def without(documents: Numbers, others: Numbers) -> Numbers:
    """The documents that are not in the other set."""
    return documents[~is_in(documents, others)]


def either(sets: Sequence[Numbers]) -> Numbers:
    """The documents in any of the sets."""
    sets = [documents for documents in sets if len(documents)]
    if len(sets) < 2:
        return sets[0] if sets else NONE
    return distinct(np.concatenate(sets), max(int(documents[-1]) for documents in sets) + 1, len(sets))


def distinct(rows: Numbers, size: int, runs: int) -> Numbers:
    """The documents of rows that ascend in so many runs; all numbers are below `size`.

    Sorting merges two runs at a time, at two nanoseconds a row; laid out, rows take one, and an entry half of one.
    """
    merges = (runs - 1).bit_length()
    if 2 * len(rows) * (2 * merges - 1) < size:
        rows = np.sort(rows, kind="stable")  # merges runs that are ascending already
        return rows[_is_first(rows)]
    return _laid_out(rows, size, np.flatnonzero)


def count_distinct(rows: Numbers, size: int) -> int:
    """How many documents the rows are of."""
    if len(rows) * _DENSE_SHARE < size:
        return int(np.count_nonzero(_is_first(np.sort(rows, kind="stable"))))
    return int(_laid_out(rows, size, np.count_nonzero))


def amounts_at(wanted: Numbers, documents: Numbers, amounts: Amounts) -> Amounts:
    """The amount of each of `wanted` (ascending), 0 for those that are not among `documents`."""
    if len(wanted) == 0 or len(documents) == 0:
        return np.zeros(len(wanted), np.float32)
    if len(wanted) * SEARCH_SHARE < len(documents):
        places = documents.searchsorted(wanted)
        found = amounts.take(places, mode="clip")
        found[documents.take(places, mode="clip") != wanted] = 0
        return found
    return sums_at(wanted, documents, amounts, int(max(wanted[-1], documents[-1])) + 1)


def sums_at(wanted: Numbers, rows: Numbers, amounts: Amounts, size: int) -> Amounts:
    """The same for rows in any order, which may repeat: their amounts are added up; all numbers are below `size`."""
    sums = _scratch.amounts(size)
    try:
        np.add.at(sums, rows, amounts)
        return sums.take(wanted)
    finally:
        _clear(sums, rows)


def _is_first(rows: Numbers) -> Mask:
    """Of ascending rows, whether each is the first with its number."""
    found = np.ones(len(rows), np.bool_)
    np.not_equal(rows[1:], rows[:-1], out=found[1:])
    return found


def smallest(keys: npt.NDArray[Any], count: int) -> Numbers:
    """The places of the `count` smallest keys and of those equal to the last of them, ascending.

    Partitioning 45,000 keys took 0.3 ms, comparing them 0.01 ms: a bound is guessed from a sample first, which leaves
    few to partition. Where it leaves too few, all are partitioned.
    """
    if count >= len(keys):
        return np.arange(len(keys))
    places = np.flatnonzero(keys <= _likely_bound(keys, count))
    if len(places) < count:
        places = np.arange(len(keys))
    among = keys.take(places)
    return places[among <= np.partition(among, count - 1)[count - 1]] if count else places[:0]


def _likely_bound(keys: npt.NDArray[Any], count: int) -> Any:
    """A key that probably `count` keys are not above, and not many more."""
    sample = np.sort(keys[:: max(len(keys) // _SAMPLE, 1)])
    expected = count * len(sample) // len(keys)
    return sample[min(2 * expected + _SAMPLE // 64, len(sample) - 1)]
