"""Counting: how many of some publications have each value of each facet. Exact, whatever the way.

A facet's values are numbered (*ordinals*, ascending by their text). The table of all facets is one matrix: a row for a
facet's first value of each publication, for its second value, ..., `len(values)` where there is none:

                 publication   0   1   2   3  ...
    topic, first               4   0   7   1
    topic, second              5   8   8   8        8 topics: no second one
    year, first                2   2   0   3

Facets follow each other in one numbering, so that one `bincount` counts all of them. The few values for which a
publication has no place in the matrix (200 authors) stand beside it, in pairs.

A matrix costs by publications and places, a bitmap for each value by values and index size: what is cheaper is taken.
Of nearly everything, the rest is counted and taken away from the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import sets
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.compiled import is_loaded, kernels
from indexer.engines.interface import FACETS, FacetName
from indexer.pieces import spread

Counts = npt.NDArray[np.int64]

# Up to so many publications, all facets are counted at once: a count for each facet has costs of its own.
_FEW = 2_000
# A bitmap of one value over 64 publications takes as long as half a value in the matrix.
_BITMAP_SHARE = 128
_COMPILED_BITMAP_SHARE = 450
_BITMAP_VALUES = 128
_BITMAPS_AT_ONCE = 16
# Publications counted at once: temporary arrays above a megabyte are slow.
_PIECE = 16_384
# From this share of all publications on, the others are counted.
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Block:
    """The values of one facet for some publications, numbered from 0.

    matrix     [places, publications]  ordinals, len(values) for none
    documents  ascending               the values that have no place there: publications
    ordinals                           and what they have
    """

    matrix: npt.NDArray[np.unsignedinteger]
    documents: Numbers
    ordinals: Numbers


class FacetTable:
    """The values of all facets for all publications of a snapshot. Safe for several threads."""

    def __init__(
        self,
        values: Mapping[FacetName, Sequence[str]],
        blocks: Mapping[FacetName, Sequence[Block]],
        everything: Numbers,
    ) -> None:
        self.values = values
        self.everything = everything  # publications that are not deleted
        self._facets: dict[FacetName, _Facet] = {}
        first, row = 0, 0
        for name in FACETS:
            places = max((len(block.matrix) for block in blocks[name]), default=1)
            self._facets[name] = _Facet(first, len(values[name]), slice(row, row + places))
            first, row = first + len(values[name]) + 1, row + places
        self._bins = first
        self._firsts = np.array([facet.first for facet in self._facets.values()])
        self._all_firsts = np.append(self._firsts, self._bins)
        sizes = [facet.size + 1 for facet in self._facets.values()]
        self._begins = np.repeat(self._firsts, sizes)  # of each ordinal, the first of its facet
        self._ranks = np.repeat(np.arange(len(sizes)), sizes) << 40  # facets apart, whatever is counted
        self.size = sum(block.matrix.shape[1] for block in blocks["topic"])
        self._matrix = np.empty((row, self.size), np.uint16 if first <= 0xFFFF else np.uint32)
        for name in FACETS:
            self._fill(self._facets[name], blocks[name])
        self._bitmaps: dict[FacetName, npt.NDArray[np.uint64]] = {}

    def _fill(self, facet: _Facet, blocks: Sequence[Block]) -> None:
        base, documents, ordinals = 0, [], []
        rows = self._matrix[facet.rows]
        for block in blocks:
            places, size = block.matrix.shape
            part = rows[:, base : base + size]
            np.add(block.matrix, facet.first, out=part[:places], dtype=part.dtype)
            part[places:] = facet.nothing
            if len(block.documents):
                documents.append(block.documents + base)
                ordinals.append(block.ordinals + facet.first)
            base += size
        if documents:
            facet.documents, facet.ordinals = np.concatenate(documents), np.concatenate(ordinals)

    def inherit(self, name: FacetName, heirs: Numbers, sources: Numbers) -> None:
        """Give each of the publications `heirs` that has no value of a facet those of its source. Before any count."""
        facet = self._facets[name]
        poor = self._matrix[facet.rows][0].take(heirs) == facet.nothing
        self.replace(name, heirs[poor], sources[poor])

    def replace(self, name: FacetName, heirs: Numbers, sources: Numbers) -> None:
        """Give each of the publications `heirs`, which have one value of a facet at most, those of its source."""
        facet = self._facets[name]
        rows = self._matrix[facet.rows]
        rows[:, heirs] = rows.take(sources, axis=1)
        if len(facet.documents):
            order = facet.documents.searchsorted(sources)
            sizes = facet.documents.searchsorted(sources, side="right") - order
            more = facet.ordinals[spread(order, sizes)]
            documents = np.concatenate((facet.documents, np.repeat(heirs, sizes)))
            order = documents.argsort(kind="stable")
            facet.documents, facet.ordinals = documents[order], np.concatenate((facet.ordinals, more))[order]

    def has_any(self, name: FacetName, numbers: Sequence[int], documents: Numbers | None = None) -> Mask:
        """For each publication, or each of `documents` (ascending), whether it has any of the values."""
        facet = self._facets[name]
        if documents is not None and is_loaded() and facet.size <= _BITMAP_VALUES:
            bits = np.bitwise_or.reduce(self._bitmaps_of(name)[list(numbers)], axis=0)
            found: Mask = kernels().are_in(bits, documents)
        elif documents is None or len(documents) * 4 > self.size:
            found = self._has_any(self._matrix[facet.rows], numbers, facet)
            if documents is not None:
                found = found.take(documents)
        else:
            found = self._has_any(self._matrix[facet.rows].take(documents, axis=1), numbers, facet)
        if len(facet.documents):
            wanted = np.array(numbers, np.intp) + facet.first
            more = np.unique(facet.documents[np.isin(facet.ordinals, wanted)])
            if documents is None:
                found[more] = True
            else:
                found |= sets.is_in(documents, more)
        return found

    def _has_any(self, rows: npt.NDArray[np.unsignedinteger], numbers: Sequence[int], facet: _Facet) -> Mask:
        """Whether any of the values stands in each column of some rows of the matrix."""
        has: Callable[[npt.NDArray[np.unsignedinteger]], Mask]
        if len(numbers) == 1:
            has = partial(np.equal, self._matrix.dtype.type(numbers[0] + facet.first))
        else:
            is_wanted = np.zeros(self._bins, np.bool_)
            is_wanted[np.array(numbers, np.intp) + facet.first] = True
            has = is_wanted.take
        found: Mask = has(rows[0])
        for row in rows[1:]:
            found |= has(row)
        return found

    def count(self, documents: Numbers, names: Sequence[FacetName] = FACETS) -> Counts:
        """How many of `documents` (ascending, none of them deleted) have each value of some facets.

        The counts of one facet are `of(name, counts)`; those of facets that were not asked for mean nothing.
        """
        if documents is self.everything:
            return self.totals
        if len(documents) > _MOST * len(self.everything):
            return self.totals - self._count(sets.without(self.everything, documents), names)
        return self._count(documents, names)

    def of(self, name: FacetName, counts: Counts) -> Counts:
        """The counts of one facet among all counts."""
        facet = self._facets[name]
        return counts[facet.first : facet.nothing]

    @cached_property
    def totals(self) -> Counts:
        """The counts of all publications."""
        return self._count(self.everything, FACETS)

    def _count(self, documents: Numbers, names: Sequence[FacetName]) -> Counts:
        if len(documents) <= _FEW:
            counts = self._count_in_matrix(documents, slice(None))
        else:
            counts = np.zeros(self._bins, np.int64)
            packed: npt.NDArray[np.uint64] | None = None
            for name in names:
                facet = self._facets[name]
                if self._is_for_bitmaps(facet, len(documents)):
                    packed = self._pack(documents) if packed is None else packed
                    _count_bits(self._bitmaps_of(name), packed, self.of(name, counts))
                else:
                    counts += self._count_in_matrix(documents, facet.rows)
        for name in names:
            facet = self._facets[name]
            counts[facet.nothing] = 0
            if len(facet.documents):
                more = facet.ordinals[sets.is_in(facet.documents, documents)]
                counts += np.bincount(more, minlength=self._bins)
        return counts

    def most_frequent(self, counts: Counts, limit: int) -> Iterator[tuple[FacetName, int, list[int], list[int]]]:
        """For each facet, how many values have a count, the numbers of the `limit` most frequent ones, their counts.

        Equally frequent ones come in their own order.
        """
        if is_loaded():
            totals, numbers, listed = (
                found.tolist() for found in kernels().most_frequent(counts, self._all_firsts, limit)
            )
            return _by_facet(totals, numbers, listed, limit)
        present = np.flatnonzero(counts)
        totals = self._sizes_of(present)
        if max(totals) > limit:
            present = self._without_rarest(counts, present, limit)
        amounts = counts.take(present)
        order = (self._ranks.take(present) - amounts).argsort(kind="stable")
        numbers = (present - self._begins.take(present)).take(order).tolist()
        listed = amounts.take(order).tolist()
        return _by_facet(totals, numbers, listed, limit)

    def _sizes_of(self, present: Numbers) -> list[int]:
        """How many of some ordinals (ascending) are of each facet."""
        bounds = [*present.searchsorted(self._firsts).tolist(), len(present)]
        return [end - begin for begin, end in pairwise(bounds)]

    def _without_rarest(self, counts: Counts, present: Numbers, limit: int) -> Numbers:
        """Of some ordinals (ascending), those of the `limit` most frequent values of each facet."""
        kept, begin = [], 0
        for size in self._sizes_of(present):
            some = present[begin : begin + size]
            begin += size
            if size <= limit:
                kept.append(some)
                continue
            # of equally frequent ones the first are given
            kept.append(some.take(sets.smallest(some - counts.take(some) * self._bins, limit)))
        return np.concatenate(kept)

    def _count_in_matrix(self, documents: Numbers, rows: slice) -> Counts:
        matrix = self._matrix[rows]
        counts = np.zeros(self._bins, np.int64)
        if is_loaded():
            kernels().count_values(matrix, documents, counts)
            return counts
        for begin in range(0, len(documents), _PIECE):
            values = matrix.take(documents[begin : begin + _PIECE], axis=1)
            counts += np.bincount(values.ravel(), minlength=self._bins)
        return counts

    def _is_for_bitmaps(self, facet: _Facet, found: int) -> bool:
        places = facet.rows.stop - facet.rows.start
        share = _COMPILED_BITMAP_SHARE if is_loaded() else _BITMAP_SHARE
        return facet.size <= _BITMAP_VALUES and facet.size * self.size < share * found * places

    def _pack(self, documents: Numbers) -> npt.NDArray[np.uint64]:
        if is_loaded():
            bits: npt.NDArray[np.uint64] = kernels().bits_of(documents, self.size)
            return bits
        flags = np.zeros(-(-self.size // 64) * 64, np.bool_)
        flags[documents] = True
        return np.packbits(flags, bitorder="little").view(np.uint64)

    def _bitmaps_of(self, name: FacetName) -> npt.NDArray[np.uint64]:
        """For each value of a facet a bit for each publication; made when first asked for."""
        found = self._bitmaps.get(name)
        if found is None:
            facet = self._facets[name]
            found = np.empty((facet.size, -(-self.size // 64)), np.uint64)
            numbers = np.arange(facet.first, facet.nothing, dtype=self._matrix.dtype)[:, None]
            for begin in range(0, self.size, _PIECE):
                flags = np.zeros((facet.size, -(-min(_PIECE, self.size - begin) // 64) * 64), np.bool_)
                part = self._matrix[facet.rows, begin : begin + _PIECE]
                for row in part:
                    flags[:, : part.shape[1]] |= row == numbers
                words = np.packbits(flags, axis=1, bitorder="little").view(np.uint64)
                found[:, begin // 64 : begin // 64 + words.shape[1]] = words
            self._bitmaps[name] = found
        return found


@dataclass(slots=True)
class _Facet:
    """Where a facet stands in the matrix: its values are numbered from `first`, in some rows.

    documents  ascending: publications that have more values than rows
    ordinals   and those values
    """

    first: int
    size: int
    rows: slice
    documents: Numbers = field(default_factory=sets.NONE.copy)
    ordinals: Numbers = field(default_factory=sets.NONE.copy)

    @property
    def nothing(self) -> int:
        """What stands in the matrix where a publication has no value."""
        return self.first + self.size


def _by_facet(
    totals: Sequence[int], numbers: list[int], amounts: list[int], limit: int
) -> Iterator[tuple[FacetName, int, list[int], list[int]]]:
    begin = 0
    for name, total in zip(FACETS, totals, strict=True):
        end = begin + min(total, limit)
        yield name, total, numbers[begin:end], amounts[begin:end]
        begin = end


def _count_bits(bitmaps: npt.NDArray[np.uint64], packed: npt.NDArray[np.uint64], counts: Counts) -> None:
    """Count what each bitmap has in common with one; a few at a time, so that what is between stays in the cache."""
    if is_loaded():
        kernels().count_bitmaps(bitmaps, packed, counts)
        return
    for begin in range(0, len(bitmaps), _BITMAPS_AT_ONCE):
        some = slice(begin, begin + _BITMAPS_AT_ONCE)
        np.bitwise_count(bitmaps[some] & packed).sum(axis=1, dtype=np.int64, out=counts[some])
