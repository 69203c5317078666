"""The distributed engine: answers from the newest commit of a cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from indexer.editing import NOTHING, Editing
from indexer.editing.watching import EditorsFile
from indexer.engines import spelling
from indexer.engines.interface import (
    EngineStatus,
    FacetName,
    FacetOrder,
    FacetPage,
    Filters,
    Hit,
    PassagesFound,
    Query,
    Record,
    RelatedPublications,
    Results,
    Source,
    Stored,
    Suggestion,
    Writer,
    Years,
)
from indexer.engines.opensearch import (
    by_id,
    facet_values,
    preparing,
    reading,
    related,
    search_within,
    searching,
    suggesting,
    surface_forms,
    years,
)
from indexer.engines.opensearch.client import open_client
from indexer.engines.opensearch.control import Control
from indexer.engines.opensearch.indices import Builds
from indexer.engines.opensearch.near_words import ClusterWords
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.records import Records
from indexer.engines.opensearch.status import read_status
from indexer.engines.opensearch.verifying import verify
from indexer.engines.opensearch.writer import ClusterWriter
from indexer.errors import GlaneError, IndexDamaged
from indexer.publication import Publication
from indexer.settings import OpenSearchSettings

# How long a commit is taken for the newest: what is kept of answers may be so much older than the answers.
_LOOK_AGAIN_S = 1.0


class OpenSearchEngine:
    """A cluster's indices of one prefix. Nothing is asked before the first question.

    With an editors' file it also looks whether that has changed, and is the engine that visitors ask.
    """

    def __init__(self, settings: OpenSearchSettings, editors: EditorsFile | None = None) -> None:
        self._editors = editors
        self._client = open_client(settings)
        self._control = Control(self._client, settings.prefix)
        self._builds = Builds(self._client, settings)
        self._reader: Reader | None = None
        self._look_again = 0.0
        self._opening = threading.Lock()

    def search(self, query: Query) -> Results:
        """Answer a query."""
        return searching.search(self.reader(), query)

    def count(self, query: Query) -> int:
        """The total of a query, every word required."""
        return searching.count(self.reader(), query)

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
        """A page of the values of one facet."""
        return facet_values.page_of(
            self.reader(), query, facet, contains=contains, order=order, page=page, per_page=per_page
        )

    def years(self, query: Query) -> Years:
        """What a query finds, year by year."""
        return years.by_year(self.reader(), query)

    def hit(self, identifier: str) -> Hit | None:
        """One publication as a search shows it."""
        return by_id.hit(self.reader(), identifier)

    def search_within(
        self, identifier: str, text: str, *, limit: int = 20, first: int = 0, best_first: bool = True
    ) -> PassagesFound | None:
        """Where words stand inside a publication."""
        which = slice(first, first + limit)
        return search_within.find_passages(self.reader(), identifier, text, which, best_first=best_first)

    def related(self, identifier: str, limit: int = 5) -> RelatedPublications | None:
        """What else is about the same, and what is the same in another version."""
        return related.find_related(self.reader(), identifier, limit)

    def get(self, identifier: str) -> Publication | None:
        """One publication, whole."""
        return reading.read_publication(self.reader(), identifier)

    def source(self, identifier: str) -> Source | None:
        """Where a publication can be read."""
        return reading.read_source(self.reader(), identifier)

    def stored(self) -> Mapping[str, Stored]:
        """Every publication's id and where it came from."""
        if self._control.find_commit() is None:
            return {}
        return reading.read_stored(self.reader())

    def records(self) -> Iterable[Record]:
        """Every publication without its passages."""
        return Records(self.reader())

    def status(self) -> EngineStatus:
        """Counts and sizes."""
        return read_status(self.reader(), self._control.commit())

    def verify(self) -> Iterator[str]:
        """Check everything stored; a sentence for each thing checked."""
        commit = self._control.commit()
        try:
            yield from verify(self.reader(), commit, self._builds)
        except IndexDamaged:
            if self._control.commit() == commit:
                raise
            yield "A newer commit has just replaced this one: begun again."
            yield from self.verify()

    def is_ready(self) -> bool:
        """Whether a search can be answered now."""
        try:
            self.reader()
        except GlaneError:
            return False
        return True

    @staticmethod
    def prepare(publications: Sequence[Publication]) -> preparing.PreparedBatch:
        """Analyse and encode publications."""
        return preparing.prepare(publications)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Begin a run of changes; makes the indices when there are none."""
        with self._writing(aside=False) as writer:
            yield writer

    @contextmanager
    def rebuilding(self) -> Iterator[Writer]:
        """Begin a whole new index beside the one that visitors read, shown in its place by the final commit."""
        with self._writing(aside=True) as writer:
            yield writer

    @contextmanager
    def _writing(self, *, aside: bool) -> Iterator[Writer]:
        with self._control.writing() as lock:
            writer = ClusterWriter(self._client, self._control, self._builds, lock, aside=aside)
            try:
                yield writer
            finally:
                writer.abandon()
                self._look_again = 0.0

    def corrected(self, text: str, filters: Filters | None = None) -> str | None:
        """The text as it was probably meant, in words of the corpus, if that finds something."""
        return spelling.corrected(ClusterWords(self.reader()), text, filters or Filters())

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What a visitor may mean who has typed so far."""
        return suggesting.suggest(self.reader(), text, limit)

    def as_written(self, text: str) -> str | None:
        """Words as the publications write them; None when one stands nowhere in this very form."""
        return surface_forms.as_written(self.reader(), text)

    def version(self) -> str:
        """The newest commit and what editors decided, as text."""
        return f"{self._control.commit().version()}-{self._editing().digest}"

    def reader(self) -> Reader:
        """What questions are asked of: the newest commit, as far as it was looked up lately."""
        editing = self._editing()
        reader = self._reader
        if reader is not None and reader.editing is editing and time.monotonic() < self._look_again:
            return reader
        with self._opening:
            commit = self._control.commit()
            self._look_again = time.monotonic() + _LOOK_AGAIN_S
            if self._reader is None or self._reader.editing is not editing or self._reader.version != commit.version():
                builds = self._builds
                self._reader = Reader(self._client, builds.publications, builds.texts, editing, commit.version())
            return self._reader

    def _editing(self) -> Editing:
        return self._editors.current() if self._editors else NOTHING
