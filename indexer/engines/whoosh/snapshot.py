"""The whole index as of one commit: segments side by side, publications numbered from 0 across them.

A snapshot never changes; a new commit makes a new one, which shares the views of the segments they have in common.
What depends on more than one publication is worked out here: names made one (people.py), and what a report inherits
from the page that announces it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer import people, topics
from indexer.engines.interface import FACETS, FacetName
from indexer.engines.whoosh.commits import Commit
from indexer.engines.whoosh.documents import AllPlaces, Summary, join_places
from indexer.engines.whoosh.segments import SegmentView
from indexer.french import Token, analyse, fold
from indexer.publication import PartialDate
from indexer.query import Clause

NO_DATE = 0  # day numbers start at 1 (datetime.date.toordinal)

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The values of one facet over all publications.

    values     text of each value, ascending
    documents  i64[]  ascending; a publication with three topics stands here three times
    ordinals   i64[]  the value it has: values[ordinals[i]]
    """

    values: tuple[str, ...]
    documents: npt.NDArray[np.int64]
    ordinals: npt.NDArray[np.int64]

    @classmethod
    def build(cls, rows: Sequence[Iterable[str]]) -> FacetColumn:
        """From each publication's values, in the order of the publications."""
        values = tuple(sorted({value for row in rows for value in row}))
        numbers = {value: number for number, value in enumerate(values)}
        pairs = [(document, numbers[value]) for document, row in enumerate(rows) for value in dict.fromkeys(row)]
        table = np.array(pairs, np.int64).reshape(-1, 2)
        return cls(values, np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1]))

    def number_of(self, value: str) -> int | None:
        """Where a value stands in `values`."""
        number = bisect_left(self.values, value)
        return number if number < len(self.values) and self.values[number] == value else None

    def having(self, wanted: Iterable[str], size: int) -> Mask:
        """The publications that have any of the values."""
        numbers = [number for value in wanted if (number := self.number_of(value)) is not None]
        mask = np.zeros(size, np.bool_)
        if numbers:
            mask[self.documents[np.isin(self.ordinals, numbers)]] = True
        return mask

    def counts(self, mask: Mask) -> npt.NDArray[np.int64]:
        """How many publications of `mask` have each value."""
        return np.bincount(self.ordinals[mask[self.documents]], minlength=len(self.values))


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a publication shows, once it has taken from its landing page what it lacks."""

    topics: tuple[str, ...]
    authors: tuple[str, ...]
    date: str


class Snapshot:
    """Everything a search needs, for one commit."""

    def __init__(
        self,
        commit: Commit,
        views: Sequence[SegmentView],
        deleted: Sequence[Iterable[int]],
    ) -> None:
        self.commit = commit
        self.kept_matches: dict[Clause, object] = {}  # matching.match_clause
        self._value_tokens: dict[FacetName, list[tuple[Token, ...]]] = {}
        self.views = tuple(views)
        self.bases = tuple(int(base) for base in np.cumsum([0, *(view.size for view in views)])[:-1])
        self.size = sum(view.size for view in views)
        self.live: Mask = np.ones(self.size, np.bool_)
        for base, gone in zip(self.bases, deleted, strict=True):
            for number in gone:
                self.live[base + number] = False
        self.summaries: list[Summary] = [summary for view in views for summary in view.summaries]
        self.total = int(self.live.sum())
        self.lengths = np.array([summary.length for summary in self.summaries], np.float32)
        # 1 at least: publications may have a title only
        self.average_length = max(1.0, float(self.lengths[self.live].mean(dtype=np.float64))) if self.total else 1.0

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Id -> number of every live publication."""
        return {self.summaries[number].id: number for number in np.flatnonzero(self.live).tolist()}

    @cached_property
    def places(self) -> AllPlaces:
        """Where the passages of all publications begin."""
        return join_places([view.all_places() for view in self.views])

    @cached_property
    def title_words(self) -> npt.NDArray[np.int64]:
        """Words of each publication's title."""
        return np.array([len(summary.title.split()) for summary in self.summaries], np.int64)

    @cached_property
    def id_ranks(self) -> npt.NDArray[np.int64]:
        """Rank of each publication by id, for ties."""
        ids = [summary.id for summary in self.summaries]
        ranks = np.empty(self.size, np.int64)
        ranks[sorted(range(self.size), key=ids.__getitem__)] = np.arange(self.size)
        return ranks

    @cached_property
    def landing_pages(self) -> dict[int, int]:
        """Report -> the page that announces it: of those that link to it, the one published closest to it.

        A report without a date of its own is announced by the first page that links to it; ties go by id.
        """
        by_id = [(self.summaries[number], number) for _, number in sorted(self.numbers.items())]
        by_address: dict[str, int] = {}
        for summary, number in by_id:
            if summary.is_pdf:
                for address in (summary.url, summary.file, summary.id):
                    by_address.setdefault(address, number)
        by_address.pop("", None)
        linking: dict[int, list[int]] = {}
        for summary, number in by_id:
            if not summary.is_pdf:
                for report in {by_address[link] for link in summary.links if link in by_address}:
                    linking.setdefault(report, []).append(number)
        return {report: min(pages, key=partial(self._distance, report)) for report, pages in linking.items()}

    def _distance(self, report: int, page: int) -> int:
        """Days between a report and a page that links to it; a page without a date is the farthest."""
        day = _day(self.summaries[page].date)
        return abs(day - _day(self.summaries[report].date)) if day != NO_DATE else dt.date.max.toordinal()

    @cached_property
    def documents(self) -> dict[int, list[int]]:
        """Page -> the reports it announces, by id."""
        found: dict[int, list[int]] = {}
        for report, page in sorted(self.landing_pages.items(), key=lambda pair: self.summaries[pair[0]].id):
            found.setdefault(page, []).append(report)
        return found

    @cached_property
    def _persons(self) -> dict[str, str]:
        return people.unify({name for number in self.numbers.values() for name in self.summaries[number].authors})

    @cached_property
    def _topics(self) -> dict[str, str]:
        return topics.unify(topic for number in self.numbers.values() for topic in self.summaries[number].topics)

    def shown_value(self, facet: FacetName, value: str) -> str:
        """A value under the spelling it is shown by: an address of last year may hold another one."""
        names = {"author": self._persons, "topic": self._topics}.get(facet, {})
        return names.get(value, value)

    def chosen_value(self, facet: FacetName, value: str) -> str:
        """The value that a visitor or another site means, who may have typed it without accents or capitals."""
        shown = self.shown_value(facet, value)
        if self.facets[facet].number_of(shown) is not None:
            return shown
        return self._folded_values[facet].get(fold(value), value)

    @cached_property
    def _folded_values(self) -> Mapping[FacetName, dict[str, str]]:
        return {name: {fold(value): value for value in reversed(self.facets[name].values)} for name in FACETS}

    def value_tokens(self, facet: FacetName) -> list[tuple[Token, ...]]:
        """The words of each value of a facet, in the order of its values."""
        found = self._value_tokens.get(facet)
        if found is None:
            found = [tuple(placed.token for placed in analyse(value)) for value in self.facets[facet].values]
            self._value_tokens[facet] = found
        return found

    def inherited(self, number: int) -> Inherited:
        """A publication's topics, authors and date, with those of its landing page where its own are missing."""
        own = self.summaries[number]
        page = self.landing_pages.get(number)
        other = own if page is None else self.summaries[page]
        authors = (self.shown_value("author", name) for name in own.authors or other.authors)
        tags = (self.shown_value("topic", topic) for topic in own.topics or other.topics)
        return Inherited(tuple(dict.fromkeys(tags)), tuple(dict.fromkeys(authors)), own.date or other.date)

    @cached_property
    def _rows(self) -> list[Inherited]:
        nothing = Inherited((), (), "")
        return [self.inherited(number) if is_live else nothing for number, is_live in enumerate(self.live.tolist())]

    @cached_property
    def days(self) -> npt.NDArray[np.int64]:
        """Day number of each publication's date, NO_DATE without one."""
        return np.array([_day(row.date) for row in self._rows], np.int64).reshape(-1)

    @cached_property
    def facets(self) -> Mapping[FacetName, FacetColumn]:
        """The columns of all facets."""
        live = self.live.tolist()
        rows: dict[FacetName, list[Any]] = {
            "topic": [row.topics for row in self._rows],
            "author": [row.authors for row in self._rows],
            "year": [(row.date[:4],) if row.date else () for row in self._rows],
            "kind": [(s.kind,) if s.kind and alive else () for s, alive in zip(self.summaries, live, strict=True)],
            "language": [
                (s.language,) if s.language and alive else () for s, alive in zip(self.summaries, live, strict=True)
            ],
        }
        return {name: FacetColumn.build(rows[name]) for name in FACETS}

    def locate(self, number: int) -> tuple[SegmentView, int]:
        """The segment of a publication and its number within it."""
        index = int(np.searchsorted(self.bases, number, side="right")) - 1
        return self.views[index], number - self.bases[index]


def _day(date: str) -> int:
    return PartialDate.parse(date).first_day.toordinal() if date else NO_DATE
