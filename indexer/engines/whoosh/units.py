"""The units of an index folder: words in all their forms, and any other terms, from the postings of segments.

`word_unit` and `terms_unit` make one as machine code does it where that is loaded (compiled.py), else as NumPy does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import sets
from indexer.engines.arrays.documents import LEAD
from indexer.engines.arrays.sets import Amounts, Mask, Numbers
from indexer.engines.arrays.units import EXACT, NOWHERE, Occurrences, Unit, joined
from indexer.engines.compiled import is_loaded, kernels
from indexer.engines.whoosh.lexicon import TermPostings
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.languages import Analysis, names_of
from indexer.pieces import Ints, join, spread
from indexer.query import Term

# Beginning to look something up takes as long as laying out so many publications.
_LOOKED_UP_AS = 700


def word_unit(snapshot: Snapshot, term: Term, *, in_title: bool = False) -> Unit:
    """A word in all its forms, of each language that the index has."""
    if is_loaded():
        forms = [
            (base, view, kernels().add_forms, (*_letters_of(term.form, view.analyses), EXACT))
            for base, view in snapshot.segments
        ]
        return CompiledUnit(snapshot, forms, in_title=in_title)
    parts = []
    for base, view in snapshot.segments:
        for beginning, exact in names_of(term.form, view.analyses):
            found = view.number_of(exact)
            for number in view.numbers_beginning(beginning):
                parts.append(Part(base, view.postings_at(number), EXACT if number == found else 1.0))
    return ArrayUnit(snapshot, parts, in_title=in_title)


@lru_cache(maxsize=1_000)
def _letters_of(form: str, analyses: tuple[Analysis, ...]) -> tuple[npt.NDArray[np.uint8], Ints]:
    """The names of a word end to end, for machine code: of each analysis the beginning, then the form's own."""
    letters, starts = join([name for names in names_of(form, analyses) for name in names])
    starts.flags.writeable = False
    return letters, starts


def terms_unit(
    snapshot: Snapshot, terms: Iterable[tuple[int, SegmentView, Numbers]], *, in_title: bool = False
) -> Unit:
    """Terms that count alike, by the numbers they have in segments, of which the first publication is given."""
    if is_loaded():
        some = [
            (base, view, kernels().add_terms, (numbers, np.ones(len(numbers), np.float32)))
            for base, view, numbers in terms
        ]
        return CompiledUnit(snapshot, some, in_title=in_title)
    parts = [Part(base, view.postings_at(number), 1.0) for base, view, numbers in terms for number in numbers.tolist()]
    return ArrayUnit(snapshot, parts, in_title=in_title)


class CompiledUnit(Unit):
    """A unit of terms as machine code makes it: an entry for each publication, 0 for those that do not have it.

    Of each segment are given its first publication, and how terms of it are found and added (kernels/postings.py).
    """

    def __init__(
        self,
        snapshot: Snapshot,
        terms: Iterable[tuple[int, SegmentView, Callable[..., Any], tuple[Any, ...]]],
        *,
        in_title: bool,
    ) -> None:
        self._sums = np.zeros(snapshot.size, np.float32)
        self._bits = np.zeros_like(snapshot.live_bits)
        self._rows: list[tuple[int, int, tuple[Any, ...]]] = []  # first and last publication, what to find them by
        title_end = LEAD if in_title else 0
        for base, view, add, which in terms:
            rows = add(view.posting_sections, *which, base, view.size, title_end, self._bits, self._sums)
            if len(rows[0]):
                self._rows.append((base, base + view.size, (view.posting_sections, *rows)))
        if snapshot.has_deleted:
            self._bits &= snapshot.live_bits
        self._frequency: int = kernels().count_bits(self._bits)

    @cached_property
    def documents(self) -> Numbers:
        """The publications that have it, ascending."""
        found: Numbers = kernels().members(self._bits, self._frequency)
        return found

    @property
    def frequency(self) -> int:
        """How many these are."""
        return self._frequency

    def is_in(self, documents: Numbers) -> Mask:
        """Which of some publications have it."""
        found: Mask = self._sums.take(documents) > 0
        return found

    def amounts_at(self, documents: Numbers) -> Amounts:
        """How much of it some publications have, 0 for none."""
        return self._sums.take(documents)

    def occurrences(self, documents: Numbers) -> Occurrences:
        """Where it stands in some publications, by publication and position."""
        found = []
        for begin, end, rows in self._rows:
            first, last = 0, len(documents)
            if len(self._sums) > end - begin:  # there are other segments
                first, last = documents.searchsorted((begin, end)).tolist()
            if first < last:
                places, *others = kernels().occurrences(*rows, begin, documents[first:last])
                found.append(Occurrences(places + first, *others))
        return Occurrences(*map(joined, zip(*found, strict=True))) if found else NOWHERE


class Part(NamedTuple):
    """Postings that a unit is made of.

    base    number of the segment's first publication
    factor  how much each occurrence counts
    """

    base: int
    postings: TermPostings
    factor: float

    @property
    def documents(self) -> Numbers:
        """The publications it is about."""
        return self.postings.documents + self.base if self.base else self.postings.documents


class ArrayUnit(Unit):
    """A unit of postings as NumPy finds it: its cost grows with what it matches.

    parts    the postings it is made of
    rows     the publications of all parts, one part after the other
    found    those of them that are not deleted, in any order; may repeat where parts of one segment have the same
    """

    def __init__(self, snapshot: Snapshot, parts: Sequence[Part], *, in_title: bool) -> None:
        self.parts = parts
        self._size = snapshot.size
        self._in_title = in_title
        self._repeats = len({part.base for part in parts}) < len(parts)
        self.rows = joined([part.documents for part in parts]) if parts else sets.NONE
        self.found = self.rows
        self._kept: Mask | None = None
        if in_title or snapshot.has_deleted:
            self._kept = self._all_amounts() > 0
            if snapshot.has_deleted:
                self._kept &= snapshot.live.take(self.rows)
            self.found = self.rows[self._kept]

    @cached_property
    def amounts(self) -> Amounts:
        """How much of it each of `found` has, above 0."""
        amounts = self._all_amounts()
        return amounts if self._kept is None else amounts[self._kept]

    def _all_amounts(self) -> Amounts:
        if not self.parts:
            return np.zeros(0, np.float32)
        weights = [_in_title(part) if self._in_title else part.postings.weights for part in self.parts]
        amounts = joined(weights).astype(np.float32)
        begin = 0
        for part, own in zip(self.parts, weights, strict=True):
            if part.factor != 1:
                amounts[begin : begin + len(own)] *= np.float32(part.factor)
            begin += len(own)
        return amounts

    @cached_property
    def documents(self) -> Numbers:
        """The publications that have it, ascending."""
        return sets.distinct(self.found, self._size, len(self.parts)) if self._repeats else self.found

    @cached_property
    def frequency(self) -> int:
        """How many these are."""
        if "documents" in self.__dict__ or not self._repeats:
            return len(self.documents)
        return sets.count_distinct(self.found, self._size)

    @property
    def most(self) -> int:
        """How many these are at most."""
        return len(self.found)

    def is_in(self, documents: Numbers) -> Mask:
        """Which of some publications (ascending) have it."""
        if self._repeats:  # its frequency is asked for as a rule
            has, self.frequency = sets.is_any_of_counted(documents, self.found, self._size)
            return has
        return sets.is_in(documents, self.found)

    def amounts_at(self, documents: Numbers) -> Amounts:
        """How much of it some publications (ascending) have, 0 for none."""
        if self._is_far_more_than(documents):
            sums = np.zeros(len(documents), np.float32)
            for part in self.parts:
                places, wanted = sets.meeting(part.documents, documents)
                sums[wanted] += part.postings.weights.take(places) * np.float32(part.factor)
            return sums
        if self._repeats:
            return sets.sums_at(documents, self.found, self.amounts, self._size)
        return self.amounts if documents is self.found else sets.amounts_at(documents, self.found, self.amounts)

    def occurrences(self, documents: Numbers) -> Occurrences:
        """Where it stands in some publications (ascending), part by part."""
        if not self.parts:
            return NOWHERE
        if len(self.parts) == 1 and self.rows is documents:  # a rare word: all there are
            ((_, postings, factor),) = self.parts
            place = np.arange(len(documents)).repeat(postings.counts)
            return Occurrences(place, postings.positions.astype(np.int64), np.full(len(place), factor))
        rows = self._places_of(documents)
        counts = joined([part.postings.counts for part in self.parts])
        size = counts.take(rows).astype(np.intp)
        begins = counts.cumsum(dtype=np.intp).take(rows)
        begins -= size
        positions = joined([part.postings.positions for part in self.parts]).take(spread(begins, size))
        return Occurrences(
            documents.searchsorted(self.rows.take(rows)).repeat(size),
            positions.astype(np.int64),
            self._factors(rows).repeat(size),
        )

    def _places_of(self, documents: Numbers) -> Numbers:
        """Where some publications (ascending) stand in `rows`, part by part."""
        if not self._is_many_times(documents):
            return np.flatnonzero(sets.is_any_of(self.rows, documents, self._size))
        places, begin = [], 0
        for part in self.parts:
            places.append(sets.meeting(part.documents, documents)[0] + begin)
            begin += len(part.postings.documents)
        return joined(places)

    def _factors(self, rows: Numbers) -> npt.NDArray[np.float64]:
        """How much each occurrence counts in some rows (ascending)."""
        if len(self.parts) == 1:
            return np.full(len(rows), self.parts[0].factor)
        ends = list(accumulate(len(part.postings.documents) for part in self.parts))
        sizes = rows.searchsorted(ends)
        sizes[1:] -= sizes[:-1]
        return np.array([part.factor for part in self.parts]).repeat(sizes)

    def _is_far_more_than(self, documents: Numbers) -> bool:
        """Whether it is better to look up some publications, none of which is deleted, than to lay out its own."""
        return self._kept is None and self._is_many_times(documents)

    def _is_many_times(self, documents: Numbers) -> bool:
        return (len(documents) + _LOOKED_UP_AS) * len(self.parts) * sets.SEARCH_SHARE < len(self.rows)


def _in_title(part: Part) -> npt.NDArray[np.int64]:
    """Occurrences in the title only, for each publication."""
    counts, positions = part.postings.counts, part.postings.positions
    return np.add.reduceat(positions < LEAD, counts.cumsum(dtype=np.intp) - counts, dtype=np.int64)
