"""The whole index as of one commit: segments side by side, publications numbered from 0 across them.

A snapshot never changes; a new commit makes a new one, which takes over all that it has in common with the one before.
What depends on more than one publication is worked out here: names made one (values.py), and what a report inherits
from the page that announces it (landing.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.editing import NOTHING, Editing
from indexer.engines.arrays.documents import PlacedPassage, Summary
from indexer.engines.arrays.publications import MOST_DOCUMENTS, NO_DATE, Places, Shown, Taken, inherited, linked
from indexer.engines.arrays.sections import PASSAGE_SECTIONS, SECTIONS
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.arrays.years import SeriesTable
from indexer.engines.interface import FACETS, FacetName
from indexer.engines.whoosh.commits import Commit
from indexer.engines.whoosh.facets import Block, FacetTable
from indexer.engines.whoosh.hidden import hide
from indexer.engines.whoosh.landing import Landing, Linked
from indexer.engines.whoosh.months import Months
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.series import find_series
from indexer.engines.whoosh.values import InUse, Names, SegmentValues
from indexer.french import Token
from indexer.languages import ANALYSES, Analysis

_PLACE_TYPES = {**PASSAGE_SECTIONS, "is_contents": np.dtype(np.bool_)}
DEEPEST = 8  # pages above a publication: attachments of attachments end before

Array = npt.NDArray[Any]


class Snapshot:
    """Everything a search needs, for one commit and one state of the editors' file.

    What editors hide is not live, as if it had been deleted: what leaves deleted publications out leaves it out too.

    editing    what else editors decided
    segments   the number of each segment's first publication, and its view
    version    of this commit and what editors decided, as text
    live       bool[size]    whether a publication is neither deleted nor hidden
    days       i32[size]     day number of the date, NO_DATE without one
    id_keys    u64[size]     the order of ties
    """

    def __init__(
        self,
        commit: Commit,
        views: Sequence[SegmentView],
        deleted: Sequence[Iterable[int]],
        previous: Snapshot | None = None,
        editing: Editing = NOTHING,
    ) -> None:
        self.commit = commit
        self.editing = editing
        self.version = f"{commit.generation}-{commit.written.timestamp()}-{editing.digest}"
        self.views = tuple(views)
        self.bases = tuple(int(base) for base in np.cumsum([0, *(view.size for view in views)])[:-1])
        self.segments = tuple(zip(self.bases, self.views, strict=True))
        self.size = sum(view.size for view in views)
        gone: list[Numbers] = [np.fromiter(numbers, np.intp) for numbers in deleted]
        if editing.hidden:
            gone = hide(self.views, gone, editing.hidden)
        self.live: Mask = np.ones(self.size, np.bool_)
        for base, numbers in zip(self.bases, gone, strict=True):
            self.live[numbers + base] = False
        self.total = int(np.count_nonzero(self.live))
        self.has_deleted = self.total < self.size
        self.id_keys = self._column("id_keys")
        self._own_days = self._column("days")
        self.days: npt.NDArray[np.int32] = np.abs(self._own_days)
        self._words: dict[int, Sequence[str]] = {}
        self.surface_forms: dict[str, str | None] = {}  # what surface_forms.py has looked up
        self._linked = {view.name: previous._linked_of(view) if previous else Linked.read(view) for view in self.views}
        self.landing = Landing.find(self._linked, self.bases, self.live, self.id_keys, self.days)
        self._values = {
            view.name: previous._values_of(view) if previous else SegmentValues(view) for view in self.views
        }
        self.names: dict[FacetName, Names] = {}
        self._blocks: dict[FacetName, dict[str, Block]] = {}
        for facet in FACETS:
            self._take_names(facet, InUse(facet, self._values.values(), gone), previous)
        self._inherit_days()

    def _linked_of(self, view: SegmentView) -> Linked:
        return self._linked.get(view.name) or Linked.read(view)

    def _values_of(self, view: SegmentView) -> SegmentValues:
        return self._values.get(view.name) or SegmentValues(view)

    def _take_names(self, facet: FacetName, in_use: InUse, previous: Snapshot | None) -> None:
        """Number the values of a facet, as before where they are the same."""
        known: dict[str, Block] = {}
        if previous is not None and previous.names[facet].fit(in_use):
            names, known = previous.names[facet], previous._blocks[facet]
        else:
            names = Names.unify(facet, in_use)
        self.names[facet] = names
        self._blocks[facet] = {
            name: known.get(name) or names.block(values.columns[facet]) for name, values in self._values.items()
        }

    def _inherit_days(self) -> None:
        days = self.days
        self._dated_by_pages: list[tuple[Numbers, Numbers]] = []
        for reports, pages in self.landing.in_order():
            # those that have none, or only that of their file
            heirs = (self._own_days[reports] <= NO_DATE) & (days[pages] != NO_DATE)
            if heirs.any():
                days = days.copy() if days is self.days else days
                days[reports[heirs]] = days[pages[heirs]]
                self._dated_by_pages.append((reports[heirs], pages[heirs]))
        self.days = days

    def _column(self, name: str) -> Array:
        columns = [getattr(view.columns, name) for view in self.views]
        found = columns[0] if len(columns) == 1 else np.concatenate([np.zeros(0, SECTIONS[name]), *columns])
        if len(found) != self.size:
            raise ValueError(f"a column “{name}” of another length")
        return found

    @cached_property
    def facets(self) -> FacetTable:
        """The values of all facets."""
        table = FacetTable(
            {name: self.names[name].values for name in FACETS},
            {name: list(self._blocks[name].values()) for name in FACETS},
            self.everything,
        )
        for reports, pages in self.landing.in_order():
            table.inherit("topic", reports, pages)
            table.inherit("author", reports, pages)
        for reports, pages in self._dated_by_pages:
            table.replace("year", reports, pages)
        return table

    @cached_property
    def months(self) -> Months:
        """The month of each publication."""
        return Months.of(self.days)

    @cached_property
    def everything(self) -> Numbers:
        """All publications, deleted ones left out."""
        return np.flatnonzero(self.live)

    @cached_property
    def live_bits(self) -> npt.NDArray[np.uint64]:
        """The same: publication n is bit n % 64 of word n // 64."""
        padded = np.zeros(-(-self.size // 64) * 64, np.bool_)
        padded[: self.size] = self.live
        return np.packbits(padded, bitorder="little").view(np.uint64)

    @cached_property
    def lengths(self) -> Array:
        """Words of each publication's passages."""
        return self._column("lengths")

    @cached_property
    def relative_lengths(self) -> npt.NDArray[np.float64]:
        """Words of each publication, in average lengths."""
        total = int(self.lengths[self.live].sum(dtype=np.int64))
        # 1 at least: publications may have a title only
        found: npt.NDArray[np.float64] = self.lengths / max(1.0, total / max(self.total, 1))
        return found

    @cached_property
    def analyses(self) -> tuple[Analysis, ...]:
        """Those that any term is of."""
        every = {analysis for view in self.views for analysis in view.analyses}
        return tuple(analysis for analysis in ANALYSES if analysis in every)

    @cached_property
    def title_words(self) -> Array:
        """Words of each publication's title."""
        return self._column("title_words")

    @cached_property
    def places(self) -> Places:
        """Where the passages of all publications begin."""
        every = [view.columns.places for view in self.views]
        counts = np.concatenate([np.zeros(1, np.intp), *(np.diff(places.firsts) for places in every)])
        columns = {
            name: np.concatenate([np.zeros(0, dtype), *(getattr(places, name) for places in every)])
            if len(every) != 1
            else getattr(every[0], name)
            for name, dtype in _PLACE_TYPES.items()
        }
        firsts = counts.cumsum()
        if counts.max() > firsts[-1] or any(len(column) != firsts[-1] for column in columns.values()):
            raise ValueError("passages that lead nowhere")
        return Places(firsts=firsts, **columns)

    @cached_property
    def series(self) -> SeriesTable:
        """The issues of yearly reports."""
        return find_series(self)

    def words(self, length: int) -> Sequence[str]:
        """The words of so many letters that a correction may give."""
        found = self._words.get(length)
        if found is None:
            every = [view.words.get(length, ()) for view in self.views]
            found = self._words[length] = every[0] if len(every) == 1 else list(set().union(*every))
        return found

    def passages_of(self, number: int) -> int:
        """How many passages a publication has."""
        first, last = self.places.firsts[number : number + 2].tolist()
        return int(last - first)

    @property
    def passages(self) -> int:
        """How many passages all publications have together."""
        return int(np.diff(self.places.firsts)[self.live].sum())

    @property
    def kinds(self) -> dict[str, int]:
        """How many publications are of each kind, most frequent first."""
        amounts = self.facets.of("kind", self.facets.totals).tolist()
        counts = dict(zip(self.facets.values["kind"], amounts, strict=True))
        counts |= {"": self.total - sum(counts.values())}
        return {kind: count for kind, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count}

    def find(self, identifier: str) -> int | None:
        """The number of a publication, None when there is none with this id."""
        for base, view in self.segments:
            number = view.find(identifier)
            if number is not None and self.live[base + number]:
                return base + number
        return None

    def locate(self, number: int) -> tuple[SegmentView, int]:
        """The segment of a publication and its number within it."""
        index = bisect_right(self.bases, number) - 1
        return self.views[index], number - self.bases[index]

    def id_of(self, number: int) -> str:
        """The id of a publication."""
        view, local = self.locate(number)
        return view.id_of(local)

    def read(self, numbers: Iterable[int], passages: Iterable[tuple[int, int]]) -> None:
        """Nothing: files are mapped, and read where they lie."""

    def summary(self, number: int) -> Summary:
        """What is stored of a publication beside its passages."""
        view, local = self.locate(number)
        return view.summary(local)

    def summaries(self) -> Iterator[Summary]:
        """Those of all publications: all are read from the files, so only for what visitors do not wait for."""
        for base, view in self.segments:
            yield from view.summaries(self.live[base : base + view.size])

    def passage(self, number: int, index: int) -> PlacedPassage:
        """One passage of a publication, with its text, and where the words of that stand."""
        view, local = self.locate(number)
        return view.passage(local, index)

    def text_key(self, number: int) -> int:
        """The same for publications whose passages are stored as the same bytes; 0 without passages."""
        view, local = self.locate(number)
        return view.text_key(local)

    def value_tokens(self, facet: FacetName) -> list[tuple[Token, ...]]:
        """The words of each value of a facet, in the order of its values."""
        return self.names[facet].tokens

    def pages_of(self, number: int) -> list[Summary]:
        """The page that announces a publication, the one that announces that page, and so on: attachments have two."""
        found: list[Summary] = []
        page = self.landing.page_of(number) if len(self.landing.reports) else None
        while page is not None and len(found) < DEEPEST:
            found.append(self.summary(page))
            page = self.landing.page_of(page)
        return found

    def page_of(self, number: int) -> int | None:
        """The page that announces a publication."""
        return self.landing.page_of(number)

    def topics_of(self, number: int) -> frozenset[str]:
        """The topics that a publication is shown with."""
        return frozenset(self.taken(number, self.summary(number)).topics)

    def taken(self, number: int, summary: Summary) -> Taken:
        """The topics, authors and date of a publication, in the spellings that are shown."""
        topics, authors, date = inherited(summary, self.pages_of(number))
        return Taken(self.names["topic"].all_shown(topics), self.names["author"].all_shown(authors), date)

    def shown(self, number: int, summary: Summary) -> Shown:
        """What a hit shows that depends on other publications."""
        topics, authors, date = self.taken(number, summary)
        if not len(self.landing.reports):
            return Shown(topics, authors, date, None, ())
        page = self.landing.page_of(number)
        documents = sorted(self.landing.reports_of(number).tolist(), key=self.id_of)[:MOST_DOCUMENTS]
        return Shown(
            topics,
            authors,
            date,
            None if page is None else linked(self.summary(page)),
            tuple([linked(self.summary(document)) for document in documents]),
        )
