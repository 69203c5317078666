"""The terms of a segment, in ascending order of their bytes, and their postings: found by binary search in the file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, overload

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.posting_sections import PostingSections
from indexer.engines.arrays.sections import POSTING_KINDS, WIDTHS
from indexer.engines.compiled import is_loaded, kernels
from indexer.engines.prefixes import after
from indexer.french import TERM_SEPARATOR
from indexer.pieces import spread

Array = npt.NDArray[Any]
_SEPARATOR = TERM_SEPARATOR.encode()
# Of so many terms one is kept in memory, to begin a search with.
_GUIDED = 64
# The first sections of PostingSections have an entry for each term.
_OF_TERMS = 7


class TermPostings(NamedTuple):
    """A term's postings in a segment.

    documents  intp[n] ascending, numbered within the segment
    weights    uint[n]
    counts     uint[n] positions of documents[i]: they stand end to end
    positions  uint[]  ascending within a document
    """

    documents: npt.NDArray[np.intp]
    weights: Array
    counts: Array
    positions: Array


def form_of(term: bytes) -> bytes:
    """The form of a term `stem␟form`."""
    return term.partition(_SEPARATOR)[2]


class Lexicon(Sequence[bytes]):
    """Terms as a sequence: `bisect` works on it without reading more than it looks at."""

    def __init__(self, sections: Mapping[str, Array]) -> None:
        self._size = len(sections["id_keys"])
        self._starts = sections["term_starts"].data
        self._bytes = sections["term_bytes"].data
        self._frequencies = sections["frequencies"].data
        self._occurrences = sections["occurrences"].data
        self._widths = sections["widths"].data
        self._kinds = [
            (sections[f"{kind}_starts"].data, [sections[f"{kind}s_{width}"] for width in WIDTHS])
            for kind in POSTING_KINDS
        ]
        self._form_order = sections["form_order"]
        self.sections = PostingSections.of(sections)
        self._length = max(len(self._starts) - 1, 0)
        of_terms = (*self.sections[:_OF_TERMS], self._form_order)
        if any(len(section) != self._length for section in of_terms):
            raise ValueError("terms that lead nowhere")

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, number: int) -> bytes: ...

    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...

    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(self._length))]
        return bytes(self._bytes[self._starts[number] : self._starts[number + 1]])

    @cached_property
    def _guide(self) -> list[bytes]:
        return self[::_GUIDED]

    def _place(self, term: bytes) -> int:
        """How many terms come before this one."""
        if is_loaded():
            return int(kernels().place_of_term(self.sections, np.frombuffer(term, np.uint8)))
        block = bisect_left(self._guide, term)
        return bisect_left(self, term, max(block - 1, 0) * _GUIDED, min(block * _GUIDED, self._length))

    def find(self, term: bytes) -> int | None:
        """The number of a term."""
        number = self._place(term)
        return number if number < self._length and self[number] == term else None

    def beginning(self, prefix: bytes) -> range:
        """The numbers of all terms that begin with some bytes."""
        return range(self._place(prefix), self._place(after(prefix)))

    def places_beginning(self, prefix: bytes) -> range:
        """The places of all forms that begin with some bytes, in the ascending order of forms."""
        forms = _Forms(self, self._form_order)
        first = bisect_left(forms, prefix)
        return range(first, bisect_left(forms, after(prefix), first))

    def few_beginning(self, prefix: bytes) -> range:
        """The same where these are a few, such as the forms of a stem: found by looking at all of them."""
        first = last = self._place(prefix)
        while last < self._length and self[last].startswith(prefix):
            last += 1
        return range(first, last)

    def form_beginning(self, prefix: bytes) -> Array:
        """The numbers of all terms whose form begins with some bytes, in ascending order of their forms."""
        places = self.places_beginning(prefix)
        return self._form_order[places.start : places.stop]

    def frequency(self, number: int) -> int:
        """How many documents have a term."""
        return int(self._frequencies[number])

    def documents_of(self, numbers: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """The documents of some terms, one at least: those of one after those of another, in any order of the terms."""
        return np.concatenate([documents for _, _, documents in self._documents_of(numbers)])

    def entries_of(self, numbers: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """The same, and of each document the place of its term among the numbers."""
        places, documents = zip(
            *((own.repeat(sizes), documents) for own, sizes, documents in self._documents_of(numbers)), strict=True
        )
        return np.concatenate(places), np.concatenate(documents)

    def _documents_of(self, numbers: npt.NDArray[np.intp]) -> Iterator[tuple[npt.NDArray[np.intp], ...]]:
        """Terms by how they are stored: their places, how many documents each has, and these."""
        sections = self.sections
        rows = sections.frequencies.take(numbers).astype(np.intp)
        starts = sections.gap_starts.take(numbers).astype(np.intp)
        codes = sections.widths.take(numbers) & 3
        for code, gaps in enumerate((sections.gaps_1, sections.gaps_2, sections.gaps_4)):
            own = np.flatnonzero(codes == code)
            sizes = rows.take(own)
            sums = gaps.take(spread(starts.take(own), sizes)).cumsum(dtype=np.intp)
            before = np.zeros(len(own), np.intp)
            before[1:] = sums.take(sizes.cumsum()[:-1] - 1)
            yield own, sizes, sums - before.repeat(sizes)

    def postings(self, number: int) -> TermPostings:
        """The postings of a term. Raises ValueError when they lead nowhere."""
        rows, places, widths = self._frequencies[number], self._occurrences[number], self._widths[number]
        gaps, weights, counts, positions = self._kinds
        start = gaps[0][number]
        documents = gaps[1][widths & 3][start : start + rows].cumsum(dtype=np.intp)
        start = weights[0][number]
        own_weights = weights[1][widths >> 2 & 3][start : start + rows]
        start = counts[0][number]
        own_counts = counts[1][widths >> 4 & 3][start : start + rows]
        start = positions[0][number]
        own_positions = positions[1][widths >> 6][start : start + places]
        if documents.item(-1) >= self._size or len(own_positions) != places:
            raise ValueError(f"the postings of “{self[number].decode()}” lead nowhere")
        return TermPostings(documents, own_weights, own_counts, own_positions)


class _Forms:
    """The forms of all terms, ascending, for `bisect`."""

    def __init__(self, terms: Lexicon, order: Array) -> None:
        self._terms = terms
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, place: int) -> bytes:
        return form_of(self._terms[self._order[place]])
