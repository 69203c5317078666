"""Which passages of some publications have the words of a clause: from positions, no text is read.

    pages = Pages(publications, documents)
    pages.having(match)[pages.of(0)]       of the first publication, whether each passage has the clause

A passage has a word where it stands in its text, or in the heading that begins there; one that goes on from the page
before does not count, else every page of a chapter would match its title.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.documents import BODY, HEADINGS
from indexer.engines.arrays.publications import Publications
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.arrays.units import Unit
from indexer.pieces import spread
from indexer.query import Clause


class Match(Protocol):
    """A clause, and what is weighed of it: its words, then these written as one where it has that as well."""

    @property
    def clause(self) -> Clause:
        """See above."""
        ...

    @property
    def units(self) -> Sequence[Unit]:
        """See above."""
        ...


class Pages:
    """The passages of some publications (ascending), one publication after the other.

    firsts  where those of each begin, and the end
    """

    def __init__(self, publications: Publications, documents: Numbers) -> None:
        places = publications.places
        begins = places.firsts.take(documents)
        sizes = places.firsts.take(documents + 1) - begins
        self.firsts: Numbers = np.zeros(len(documents) + 1, np.intp)
        sizes.cumsum(out=self.firsts[1:])
        rows = spread(begins, sizes)
        self._documents = documents
        bases = np.arange(len(documents)).repeat(sizes) << 32
        self._zones = (
            (HEADINGS, BODY, bases + places.heading_starts.take(rows), places.heading_words.take(rows)),
            (BODY, 1 << 32, bases + places.body_starts.take(rows), places.body_words.take(rows)),
        )

    def of(self, place: int) -> slice:
        """Those of one of the publications, by its place among them."""
        return slice(int(self.firsts[place]), int(self.firsts[place + 1]))

    def having(self, match: Match) -> Mask:
        """Which passages have a clause: all its words, or these written as one."""
        units = [self._standing(unit) for unit in match.units]
        clause = match.clause
        apart = units[:-1] if clause.kind == "word" and clause.joined else units
        found: Mask = np.logical_and.reduce(apart)
        return found if apart is units else found | units[-1]

    def _standing(self, unit: Unit) -> Mask:
        found = np.zeros(int(self.firsts[-1]), np.bool_)
        having = np.flatnonzero(unit.is_in(self._documents))
        where = unit.occurrences(self._documents.take(having))
        keys = (having.take(where.document) << 32) + where.position
        for begin, end, starts, words in self._zones:
            here: npt.NDArray[np.int64] = np.sort(keys[(where.position >= begin) & (where.position < end)])
            found |= here.searchsorted(starts) < here.searchsorted(starts + words)
        return found
