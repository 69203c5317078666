"""The protocols that an engine fulfils: `Engine` to search, `Writer` to change what is found.

Values that go in and come out are in the other modules of this package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from indexer.engines.interface.query import FacetName, FacetOrder, Filters, Query
from indexer.engines.interface.results import FacetPage, Hit, PassagesFound, RelatedPublications, Results
from indexer.engines.interface.stored import EngineStatus, Record, Source, Stored
from indexer.engines.interface.suggestions import Suggestion
from indexer.engines.interface.years import Years
from indexer.publication import Publication


class Prepared(Protocol):
    """Publications as an engine will store them: analysed, encoded, ready to travel between processes."""

    @property
    def ids(self) -> Sequence[str]:
        """The publications' ids, in their order."""
        ...


class Writer(Protocol):
    """One run's changes. Nothing is visible before `commit`; leaving without it changes nothing."""

    def add(self, prepared: Prepared, wanted: Sequence[int] | None = None) -> None:
        """Add what `Engine.prepare` made of publications, replacing those with the same ids.

        `wanted` are the places of those to add; None adds all. The ids of those that are added differ.
        """
        ...

    def remove(self, identifier: str) -> bool:
        """Remove a publication; False when there is none with this id."""
        ...

    def commit(self, *, final: bool = True) -> None:
        """Make all changes so far visible at once. Between batches `final` is False: tidying can wait."""
        ...


class Engine(Protocol):
    """What stores and searches publications.

    Every method but `writer` may be called by several threads at once.
    """

    def search(self, query: Query) -> Results:
        """Answer a query. Raises IndexMissing or IndexDamaged, never an error about the query's text."""
        ...

    def count(self, query: Query) -> int:
        """The total of `search`, without relaxing and without reading any publication."""
        ...

    def facet_values(
        self,
        query: Query,
        facet: FacetName,
        *,
        contains: str = "",
        order: FacetOrder = "count",
        page: int = 1,
        per_page: int = 50,
    ) -> FacetPage:
        """All values of one facet, with the counts that `search` gives, a page of them at a time.

        Those that publications of the query have, and those that are chosen. Of `contains` each word must stand in the
        value, as a part of a word or whole; accents and capitals do not matter. By "count" the most frequent come
        first, equal ones as by "value"; by "value" they stand as in a French dictionary, topics below what they are
        part of, and the newest year first. A chosen value that no publication has comes last.
        """
        ...

    def years(self, query: Query) -> Years:
        """What `search` finds, year by year, and in which pages of yearly reports the words stand.

        Of a report that is found, the pages are marked that have every word (a phrase where it begins) in their text or
        in the heading that begins there; where no page has all of them, those that have some. The series shown are the
        ones of which most issues are found; issues that are not are shown without marks, so that a gap is seen. Order
        and page of the query mean nothing here.
        """
        ...

    def corrected(self, text: str, filters: Filters | None = None) -> str | None:
        """The text as it was probably meant, in words of the corpus with their accents, or None.

        What is given finds something (`count`) with these filters. To be asked where the text does not find what was
        typed: it takes as long as some searches.
        """
        ...

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What a visitor may mean who has typed so far, `limit` at most: words first, then topics, authors and titles.

        Accents and case do not matter. Of titles and names every typed word begins a word, in any order. Nothing for
        fewer than two letters, nothing twice, nothing that finds nothing.
        """
        ...

    def as_written(self, text: str) -> str | None:
        """Words as the publications write them, accents and all; None when one stands nowhere in this very form.

        For what strangers typed and others shall read: nothing is in it but words of the corpus.
        """
        ...

    def get(self, identifier: str) -> Publication | None:
        """One publication, whole, as it was stored."""
        ...

    def hit(self, identifier: str) -> Hit | None:
        """One publication as a search shows it, with what it takes from its landing page; without passages."""
        ...

    def search_within(
        self, identifier: str, text: str, *, limit: int = 20, first: int = 0, best_first: bool = True
    ) -> PassagesFound | None:
        """Where words stand inside a publication: its passages from number `first` on, best first or in their order.

        A passage has a word in its text, or in the heading that begins there. Words in other fields are left out.
        """
        ...

    def related(self, identifier: str, limit: int = 5) -> RelatedPublications | None:
        """What else is about the same, and what is the same in another version.

        Neither the page that announces the publication, nor its documents: `Hit` names these.
        """
        ...

    def source(self, identifier: str) -> Source | None:
        """Where a publication can be read, without reading it."""
        ...

    def stored(self) -> Mapping[str, Stored]:
        """Every publication's id and where it came from; empty when there is no index yet."""
        ...

    def records(self) -> Iterable[Record]:
        """Every publication without its passages, one at a time, in no order; all of one commit.

        What is given may be gone through more than once.
        """
        ...

    def status(self) -> EngineStatus:
        """Counts and sizes."""
        ...

    def verify(self) -> Iterable[str]:
        """Check everything stored; a sentence for each thing checked. Raises IndexDamaged at the first damage."""
        ...

    @staticmethod
    def prepare(publications: Sequence[Publication]) -> Prepared:
        """Do all that can be done without the index: a function of its own, so that a worker process may run it."""
        ...

    def writer(self) -> AbstractContextManager[Writer]:
        """Begin a run of changes. Raises IndexLocked when another process is writing."""
        ...

    def rebuilding(self) -> AbstractContextManager[Writer]:
        """Begin to write every publication again, as the index holds it.

        Visitors find all of them all the time: each takes its own place, or all do at once by the final commit. What is
        not written again may be gone then. Raises IndexLocked when another process is writing.
        """
        ...

    def is_ready(self) -> bool:
        """Whether a search can be answered now."""
        ...

    def version(self) -> str:
        """A short text that is another one after every commit, the same in every process.

        As quick as a look at the disk: an answer that a client has kept is compared with it. Raises as `search` does.
        """
        ...
