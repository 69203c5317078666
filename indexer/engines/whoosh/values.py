"""The values of facets as they are shown (engines/names.py), numbered over all segments."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer import topics
from indexer.engines import names
from indexer.engines.arrays.sets import Numbers
from indexer.engines.interface import FACETS, FacetName
from indexer.engines.prefixes import WordPrefixes
from indexer.engines.whoosh.facets import Block, Counts
from indexer.engines.whoosh.segments import SegmentView, ValueColumn
from indexer.pieces import spread

# Values of one facet that a publication has a place for in the matrix of counts, if more than a hundredth have so many.
_MOST_PLACES = 8
_CROWDED_SHARE = 100
_EPOCH = 719_163  # datetime.date(1970, 1, 1).toordinal()


class SegmentValues:
    """The values of all facets in one segment, deleted publications included."""

    def __init__(self, view: SegmentView) -> None:
        stored = view.columns.facets
        self.columns = {name: _years(view) if name == "year" else stored[name] for name in FACETS}
        self._counts = {name: _count(column, column.ordinals) for name, column in self.columns.items()}
        self._spellings = {name: frozenset(filter(None, column.values)) for name, column in self.columns.items()}

    def living(self, name: FacetName, deleted: Numbers) -> Counts:
        """How many publications have each value of a facet, deleted ones not counted."""
        if len(deleted) == 0:
            return self._counts[name]
        column = self.columns[name]
        begins = column.starts.take(deleted).astype(np.intp)
        ends = column.starts.take(deleted + 1).astype(np.intp)
        gone = column.ordinals[spread(begins, ends - begins)]
        return self._counts[name] - _count(column, gone)

    def spellings(self, name: FacetName, living: Counts) -> frozenset[str]:
        """The values that are not counted as 0."""
        if living.all():
            return self._spellings[name]
        return frozenset(filter(None, compress(self.columns[name].values, living.tolist())))


class InUse:
    """The values of one facet that any publication has, as they are written."""

    def __init__(self, facet: FacetName, segments: Iterable[SegmentValues], deleted: Sequence[Numbers]) -> None:
        self._columns: list[tuple[tuple[str, ...], Counts]] = []
        every = []
        for segment, gone in zip(segments, deleted, strict=True):
            living = segment.living(facet, gone)
            self._columns.append((segment.columns[facet].values, living))
            every.append(segment.spellings(facet, living))
        self.spellings = frozenset[str]().union(*every)

    def counts(self, spellings: Iterable[str]) -> dict[str, int]:
        """How many publications have each of some values."""
        found = dict.fromkeys(spellings, 0)
        for values, living in self._columns:
            for spelling in found:
                place = bisect_left(values, spelling)
                if place < len(values) and values[place] == spelling:
                    found[spelling] += int(living[place])
        return found


def _count(column: ValueColumn, ordinals: npt.NDArray[np.integer]) -> Counts:
    return np.bincount(ordinals, minlength=len(column.values))


def _years(view: SegmentView) -> ValueColumn:
    days = abs(view.columns.days)
    dates = (days[days > 0] - _EPOCH).astype("datetime64[D]")
    years, ordinals = np.unique(dates.astype("datetime64[Y]").astype(np.int64) + 1970, return_inverse=True)
    starts = np.concatenate(([0], np.cumsum(days > 0)))
    return ValueColumn(tuple(f"{year:04d}" for year in years.tolist()), starts, ordinals)


class Names(names.Names):
    """The values of one facet, as arrays number them."""

    @cached_property
    def ranks(self) -> Numbers:
        """The place of each value in the order of a dictionary."""
        return np.array(self.listing.ranks, np.intp)

    def _with_ancestors(self, column: ValueColumn) -> ValueColumn:
        """The same column, each value followed by those above it: a parent finds, and counts, what is below."""
        chains = [
            [number, *(self.numbers[above] for above in topics.ancestors(self.values[number], self.branches))]
            if number < len(self.values)
            else [number]
            for number in self._numbers_of(column)
        ]
        lengths = np.array([len(chain) for chain in chains], np.intp)
        flat = np.array([number for chain in chains for number in chain], np.intp)
        begins: Numbers = np.cumsum(lengths) - lengths
        sizes: Numbers = lengths.take(column.ordinals)
        starts: Numbers = np.concatenate(([0], sizes.cumsum())).take(column.starts)
        return ValueColumn(self.values, starts, flat.take(spread(begins.take(column.ordinals), sizes)))

    def _numbers_of(self, column: ValueColumn) -> list[int]:
        """The number of each value of a segment, `len(values)` where it is shown as none."""
        nothing = len(self.values)
        return [self.numbers.get(self.shown(value), nothing) if value else nothing for value in column.values]

    @cached_property
    def prefixes(self) -> WordPrefixes:
        """The words of all values, to find values by the beginnings of their words."""
        return WordPrefixes(self.values)

    def block(self, column: ValueColumn) -> Block:
        """A segment's column in these numbers; a publication that has two spellings of one value has it once."""
        nothing = len(self.values)
        dtype = np.uint16 if nothing <= 0xFFFF else np.uint32
        if self.branches:
            column = self._with_ancestors(column)
            numbers = list(range(nothing + 1))
        else:
            numbers = self._numbers_of(column)
        ordinals: npt.NDArray[Any] = np.array(numbers, dtype).take(column.ordinals)
        begins = column.starts[:-1].astype(np.intp)
        sizes: Numbers = column.starts[1:].astype(np.intp) - begins
        places = _places(sizes)
        matrix = np.full((places, len(sizes)), nothing, ordinals.dtype)
        for place, row in enumerate(matrix):
            having = np.flatnonzero(sizes > place)
            row[having] = ordinals.take(begins.take(having) + place)
            for other in matrix[:place]:
                row[row == other] = nothing
        crowded = np.flatnonzero(sizes > places)
        more = sizes.take(crowded) - places
        pairs = np.repeat(crowded, more) * (nothing + 1) + ordinals.take(spread(begins.take(crowded) + places, more))
        documents, others = np.divmod(np.unique(pairs), nothing + 1)
        is_new = (others < nothing) & (matrix[:, documents] != others).all(axis=0)
        return Block(matrix, documents[is_new], others[is_new])


def _places(sizes: Numbers) -> int:
    """How many values most publications have."""
    having_more = len(sizes) - np.bincount(sizes, minlength=1).cumsum()
    return int(min(max((having_more > len(sizes) // _CROWDED_SHARE).sum(), 1), _MOST_PLACES))
