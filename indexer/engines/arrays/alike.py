"""Which publications have the same text, or nearly: by keys of their passages, and by sketches of their words.

    keys_of(keys, lengths, sketches)  ->  u64[n], the same for those that are alike; 0 without passages

A sketch is a MinHash of one permutation. Every term has a number that looks random and belongs to the place that its
last bits name; of each place the smallest number is kept that a term of the publication has there:

    sketches  u16[n, PLACES]    EMPTY where no term of the publication belongs to the place

The share of places in which two sketches agree, empty ones aside, is about the share of words that both texts have
among those that either has. What agrees in nine tenths of 64 places differs in six at most, so that of eight bands of
eight places two are equal at least: only publications that share a band are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

PLACES = 64
# With 70 of 100 words in common (two reports from one template) so many places agree once in some thousand times, with
# 80 twice in a hundred, with 95 nineteen times in twenty.
ENOUGH = 0.9
EMPTY = np.uint16(0xFFFF)
_BAND = 8
# Fewer words fill too few places, and a title then weighs as much as the text.
_FEWEST_WORDS = 100
_PAIRS_AT_ONCE = 2**16

Keys = npt.NDArray[np.uint64]
Sketches = npt.NDArray[np.uint16]
Numbers = npt.NDArray[np.intp]


def keys_of(keys: Keys, lengths: npt.NDArray[np.integer], sketches: Sketches) -> Keys:
    """A key of each publication's text, from those of its very passages (0 without any) and its number of words."""
    leaders = np.arange(len(keys)).tolist()
    with_text = np.flatnonzero(keys)
    _, firsts, places = np.unique(keys[with_text], return_index=True, return_inverse=True)
    _join(leaders, with_text, with_text[firsts[places]])
    for numbers, others in _pairs(sketches, np.flatnonzero((keys > 0) & (lengths >= _FEWEST_WORDS))):
        _join(leaders, numbers, others)
    led_by = np.fromiter((_leader_of(leaders, number) for number in range(len(keys))), np.intp, len(keys))
    return keys[led_by]


def sketch_of(terms: Sequence[bytes]) -> bytes:
    """The sketch of a publication that has these terms, as little-endian bytes."""
    found = np.full(PLACES, EMPTY, "<u2")
    np.minimum.at(found, *places_of(terms))
    return found.tobytes()


def places_of(terms: Sequence[bytes]) -> tuple[Numbers, npt.NDArray[np.uint16]]:
    """The place of each term in a sketch, and its number there."""
    numbers = _scattered(np.fromiter(map(crc32, terms), np.uint64, len(terms)))
    return (numbers % PLACES).astype(np.intp), (numbers >> np.uint64(48)).astype(np.uint16)


def _scattered(numbers: Keys) -> Keys:
    """Numbers that look random (the finish of SplitMix64): checksums of similar words are similar themselves."""
    numbers = (numbers ^ numbers >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ numbers >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return numbers ^ numbers >> np.uint64(31)


def _pairs(sketches: Sketches, numbers: Numbers) -> Iterator[tuple[Numbers, ...]]:
    """Publications that are nearly the same, each with the first one that shares a band with it."""
    for start in range(0, PLACES, _BAND):
        bands = np.zeros(len(numbers), np.uint64)
        for place in range(start, start + _BAND):
            bands = _scattered(bands + sketches[numbers, place])
        _, firsts, places = np.unique(bands, return_index=True, return_inverse=True)
        others = numbers[firsts[places]]
        shared = np.flatnonzero(others != numbers)
        for begin in range(0, len(shared), _PAIRS_AT_ONCE):
            some = shared[begin : begin + _PAIRS_AT_ONCE]
            alike = some[_agree(sketches[numbers[some]], sketches[others[some]])]
            yield numbers[alike], others[alike]


def _agree(some: Sketches, others: Sketches) -> npt.NDArray[np.bool_]:
    filled = (some != EMPTY) | (others != EMPTY)
    agree: npt.NDArray[np.bool_] = (filled & (some == others)).sum(axis=1) >= ENOUGH * filled.sum(axis=1)
    return agree


def _join(leaders: list[int], numbers: Numbers, others: Numbers) -> None:
    """Put publications into the group of others: a group is led by the first of it."""
    apart = numbers != others
    for number, other in zip(numbers[apart].tolist(), others[apart].tolist(), strict=True):
        a, b = sorted((_leader_of(leaders, number), _leader_of(leaders, other)))
        leaders[b] = a


def _leader_of(leaders: list[int], number: int) -> int:
    while leaders[number] != number:
        leaders[number] = number = leaders[leaders[number]]
    return number
