"""The values of facets as they are shown: spellings made one, numbered over all segments.

Names of authors (people.py) and topics (topics.py) are made one from all those of an index, which takes long. A commit
seldom brings a new one: what was worked out for the commit before is kept as long as the names are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer import people, topics
from indexer.engines.interface import FACETS, FacetName
from indexer.engines.whoosh import sets
from indexer.engines.whoosh.facets import Block, Counts
from indexer.engines.whoosh.segments import SegmentView, ValueColumn
from indexer.engines.whoosh.sets import Numbers
from indexer.french import Token, analyse, fold

# Values of one facet that a publication has a place for in the matrix of counts, if more than a hundredth have so many.
_MOST_PLACES = 8
_CROWDED_SHARE = 100
_EPOCH = 719_163  # datetime.date(1970, 1, 1).toordinal()


class SegmentValues:
    """The values of all facets in one segment, deleted publications included."""

    def __init__(self, view: SegmentView) -> None:
        self.name = view.name
        stored = view.columns.facets
        self.columns = {name: _years(view) if name == "year" else stored[name] for name in FACETS}
        self._counts = {name: _count(column, column.ordinals) for name, column in self.columns.items()}

    def living(self, name: FacetName, deleted: Numbers) -> Counts:
        """How many publications have each value of a facet, deleted ones not counted."""
        if len(deleted) == 0:
            return self._counts[name]
        column = self.columns[name]
        begins = column.starts.take(deleted).astype(np.intp)
        gone = column.ordinals[sets.spread(begins, column.starts.take(deleted + 1) - begins)]
        return self._counts[name] - _count(column, gone)


def _count(column: ValueColumn, ordinals: Numbers) -> Counts:
    return np.bincount(ordinals, minlength=len(column.values))


def _years(view: SegmentView) -> ValueColumn:
    days = view.columns.days
    dates = (days[days > 0] - _EPOCH).astype("datetime64[D]")
    years, ordinals = np.unique(dates.astype("datetime64[Y]").astype(np.int64) + 1970, return_inverse=True)
    starts = np.concatenate(([0], np.cumsum(days > 0)))
    return ValueColumn(tuple(f"{year:04d}" for year in years.tolist()), starts, ordinals)


class Names:
    """The values of one facet.

    counts  every spelling that is in use -> how many publications have it
    values  the spellings that are shown, ascending
    """

    def __init__(self, facet: FacetName, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self._shown: Mapping[str, str] = {}
        if facet == "author":
            self._shown = people.unify(counts)
        elif facet == "topic":
            self._shown = topics.unify(counts)
        # those that are shown depend on which spelling is the most frequent
        self._rivals = [spelling for spelling, shown in self._shown.items() if spelling != shown]
        self._rivals += sorted({self._shown[spelling] for spelling in self._rivals})
        self.values = tuple(sorted({self.shown(spelling) for spelling in counts}))
        self.numbers = {value: number for number, value in enumerate(self.values)}

    def fit(self, facet: FacetName, counts: Mapping[str, int]) -> bool:
        """Whether another commit, with other counts, has the same values."""
        if counts.keys() != self.counts.keys():
            return False
        return facet != "topic" or _in_order(self._rivals, counts) == _in_order(self._rivals, self.counts)

    def shown(self, value: str) -> str:
        """The spelling that a value is shown by."""
        return self._shown.get(value, value)

    def meant(self, value: str) -> str:
        """The value that a visitor or another site means, who may have typed it without accents or capitals."""
        shown = self.shown(value)
        return shown if shown in self.numbers else self._folded.get(fold(value), value)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {fold(value): value for value in reversed(self.values)}

    @cached_property
    def tokens(self) -> list[tuple[Token, ...]]:
        """The words of each value."""
        return [tuple(placed.token for placed in analyse(value)) for value in self.values]

    def block(self, column: ValueColumn) -> Block:
        """A segment's column in these numbers; a publication that has two spellings of one value has it once."""
        nothing = len(self.values)
        numbers = [self.numbers.get(self.shown(value), nothing) if value else nothing for value in column.values]
        dtype = np.uint16 if nothing <= 0xFFFF else np.uint32
        ordinals: npt.NDArray[Any] = np.array(numbers, dtype).take(column.ordinals)
        begins = column.starts[:-1].astype(np.intp)
        sizes: Numbers = column.starts[1:] - begins
        places = _places(sizes)
        matrix = np.full((places, len(sizes)), nothing, ordinals.dtype)
        for place, row in enumerate(matrix):
            having = np.flatnonzero(sizes > place)
            row[having] = ordinals.take(begins.take(having) + place)
            for other in matrix[:place]:
                row[row == other] = nothing
        crowded = np.flatnonzero(sizes > places)
        more = sizes.take(crowded) - places
        pairs = np.repeat(crowded, more) * (nothing + 1) + ordinals.take(
            sets.spread(begins.take(crowded) + places, more)
        )
        documents, others = np.divmod(np.unique(pairs), nothing + 1)
        is_new = (others < nothing) & (matrix[:, documents] != others).all(axis=0)
        return Block(matrix, documents[is_new], others[is_new])


def _places(sizes: Numbers) -> int:
    """How many values most publications have."""
    having_more = len(sizes) - np.bincount(sizes, minlength=1).cumsum()
    return int(min(max((having_more > len(sizes) // _CROWDED_SHARE).sum(), 1), _MOST_PLACES))


def _in_order(spellings: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    return sorted(spellings, key=lambda spelling: (-counts[spelling], spelling))


def count_spellings(segments: Sequence[SegmentValues], deleted: Sequence[Numbers]) -> dict[FacetName, dict[str, int]]:
    """Every value of every facet, as it is written, and how many publications have it; those in use only."""
    found: dict[FacetName, dict[str, int]] = {}
    for name in FACETS:
        counts: dict[str, int] = {}
        for segment, gone in zip(segments, deleted, strict=True):
            living = segment.living(name, gone)
            for value, count in zip(segment.columns[name].values, living.tolist(), strict=True):
                if count and value:
                    counts[value] = counts.get(value, 0) + count
        found[name] = counts
    return found
