"""Scores, the first of many, and values of facets."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.engines.kernels.machine import F32, F64, I32, I64, U16, U32, U64, array, compiled, part, written

_SAMPLE = 256
_MANY_SAMPLES = 8

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@compiled((array(I64), array(F32), array(F64), F64, F64, F64, written(F64)))
def add_scores(
    documents: Numbers,
    amounts: npt.NDArray[np.float32],
    lengths: Floats,
    least: float,
    by_length: float,
    importance: float,
    scores: Floats,
) -> None:
    """Add amounts / (amounts + least + by_length * lengths) * importance; `lengths` are those of all publications."""
    for i in range(documents.size):
        amount = np.float64(amounts[i])
        scores[i] += amount / (amount + (least + by_length * lengths[documents[i]])) * importance


@part
def _is_later(keys: Any, ties: Any, documents: Numbers, one: int, other: int) -> bool:
    if keys[one] != keys[other]:
        return keys[one] > keys[other]
    return ties[documents[one]] > ties[documents[other]]


@part
def _sink(heap: Numbers, size: int, keys: Any, ties: Any, documents: Numbers) -> None:
    """Put the top of a heap, of which the latest stands on top, where it belongs."""
    top, at = heap[0], 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and _is_later(keys, ties, documents, heap[child + 1], heap[child]):
            child += 1
        if not _is_later(keys, ties, documents, heap[child], top):
            break
        heap[at] = heap[child]
        at = child
    heap[at] = top


@part
def _rise(heap: Numbers, at: int, keys: Any, ties: Any, documents: Numbers) -> None:
    """Put the last of a heap where it belongs."""
    new = heap[at]
    while at:
        parent = (at - 1) >> 1
        if not _is_later(keys, ties, documents, new, heap[parent]):
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = new


@part
def _likely_bound(keys: Any, count: int) -> float:
    """A key that probably `count` keys are not above, and not many more: guessed from a sample (sets.py)."""
    step = keys.size // _SAMPLE
    sample = np.sort(keys[: step * _SAMPLE : step].copy())
    return 1.0 * sample[min(2 * (count * _SAMPLE // keys.size) + _SAMPLE // 32, _SAMPLE - 1)]


@compiled((array(F64), array(U64), array(I64), I64), (array(I32), array(U64), array(I64), I64))
def first(keys: Any, ties: npt.NDArray[np.uint64], documents: Numbers, count: int) -> Numbers:
    """The places of the `count` smallest keys, in their order; of equal ones the smaller tie of the document first.

    A heap holds the smallest so far (Williams 1964): of many keys nearly all are compared once.
    """
    count = min(count, keys.size)
    heap = np.empty(count, np.int64)
    bound = _likely_bound(keys, count) if keys.size > _MANY_SAMPLES * _SAMPLE else np.inf
    held = 0
    while held < count:  # again without a bound, should it be too small
        held = 0
        for place in range(keys.size):
            if keys[place] > bound:
                continue
            if held < count:
                heap[held] = place
                _rise(heap, held, keys, ties, documents)
                held += 1
            elif _is_later(keys, ties, documents, heap[0], place):
                heap[0] = place
                _sink(heap, count, keys, ties, documents)
        bound = np.inf
    for size in range(count - 1, 0, -1):
        heap[0], heap[size] = heap[size], heap[0]
        _sink(heap, size, keys, ties, documents)
    return heap


@compiled((array(I64), array(I64), I64))
def most_frequent(counts: Numbers, firsts: Numbers, limit: int) -> tuple[Numbers, Numbers, Numbers]:
    """Of the values of each facet those that have a count: how many, and the `limit` most frequent ones, in this order.

    The values of facet f begin at firsts[f], and end before firsts[f + 1]. Gives how many have a count in each facet,
    the places of the listed values within their facets, and their counts.
    """
    totals = np.zeros(firsts.size - 1, np.int64)
    numbers, amounts = np.empty(counts.size, np.int64), np.empty(counts.size, np.int64)
    keys = np.empty(counts.size, np.int64)
    listed = 0
    for facet in range(totals.size):
        begin = firsts[facet]
        found = 0
        for place in range(begin, firsts[facet + 1]):
            if counts[place]:
                keys[found] = place - begin - (counts[place] << 32)
                found += 1
        totals[facet] = found
        if found > 2 * limit:
            kept = np.partition(keys[:found], limit)
            keys[:limit] = kept[:limit]
            found = limit
        some = np.sort(keys[:found])
        for key in some[:limit]:
            numbers[listed] = key & 0xFFFF_FFFF
            amounts[listed] = (numbers[listed] - key) >> 32
            listed += 1
    return totals, numbers[:listed], amounts[:listed]


@compiled((array(U16, 2), array(I64), written(I64)), (array(U32, 2), array(I64), written(I64)))
def count_values(matrix: npt.NDArray[np.unsignedinteger], documents: Numbers, counts: Numbers) -> None:
    """Add how often each value stands in some columns of a matrix (facets.py)."""
    for place in range(matrix.shape[0]):
        values = matrix[place]
        for document in documents:
            counts[values[document]] += 1
