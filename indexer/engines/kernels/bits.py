"""Sets of publications as bits: publication n is bit n % 64 of word n // 64."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexer.engines.kernels.machine import F64, I64, U64, array, compiled, part, written

Bits = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

_ONE, _TWO, _FOUR, _TOP = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
_PAIRS, _NIBBLES = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333)
_BYTES, _SUM = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)


@part
def _ones(word: np.uint64) -> np.uint64:
    """How many bits are set: Warren, "Hacker's Delight", 5-1; the compiler knows it as one instruction."""
    word -= (word >> _ONE) & _PAIRS
    word = (word & _NIBBLES) + ((word >> _TWO) & _NIBBLES)
    word = (word + (word >> _FOUR)) & _BYTES
    return (word * _SUM) >> _TOP


@compiled((array(U64),))
def count_bits(bits: Bits) -> int:
    """How many publications a set has."""
    found = np.uint64(0)
    for word in bits:
        found += _ones(word)
    return np.int64(found)


@compiled((array(U64), I64))
def members(bits: Bits, count: int) -> Numbers:
    """The numbers of the publications of a set of so many, ascending."""
    numbers = np.empty(count, np.int64)
    at = 0
    for place in range(bits.size):
        left = bits[place]
        while left:
            lowest = left & (~left + _ONE)
            numbers[at] = (place << 6) + np.int64(_ones(lowest - _ONE))
            at += 1
            left ^= lowest
    return numbers


@compiled((array(I64), I64))
def bits_of(documents: Numbers, size: int) -> Bits:
    """Some of `size` publications (ascending)."""
    bits = np.zeros((size + 63) >> 6, np.uint64)
    place, marked = 0, np.uint64(0)
    for document in documents:
        if document >> 6 != place:
            bits[place] = marked
            place, marked = document >> 6, np.uint64(0)
        marked |= _ONE << np.uint64(document & 63)
    if bits.size:
        bits[place] = marked
    return bits


@compiled((array(U64), array(I64)))
def are_in(bits: Bits, documents: Numbers) -> npt.NDArray[np.bool_]:
    """Which of some publications a set has."""
    found = np.empty(documents.size, np.bool_)
    for i in range(documents.size):
        document = documents[i]
        found[i] = bits[document >> 6] >> np.uint64(document & 63) & _ONE
    return found


@compiled((array(I64), array(I64), array(F64), F64, I64))
def having_most(
    documents: Numbers, ends: Numbers, importance: npt.NDArray[np.float64], least: float, size: int
) -> Numbers:
    """Of sets end to end, each ascending and worth something, the publications (ascending) that are worth enough."""
    worth = np.zeros(size)
    at, kept = 0, 0
    for i in range(ends.size):
        for document in documents[at : ends[i]]:
            before = worth[document]
            worth[document] = before + importance[i]
            kept += before < least <= before + importance[i]
        at = ends[i]
    found = np.empty(kept, np.int64)
    at = 0
    for document in range(size):
        if worth[document] >= least:
            found[at] = document
            at += 1
    return found


@compiled((array(U64, 2), array(U64), written(I64)))
def count_bitmaps(bitmaps: npt.NDArray[np.uint64], bits: Bits, counts: Numbers) -> None:
    """How many publications each of some sets has in common with one."""
    for number in range(bitmaps.shape[0]):
        bitmap = bitmaps[number]
        found = np.uint64(0)
        for place in range(bits.size):
            found += _ones(bitmap[place] & bits[place])
        counts[number] = found
