"""The distributed engine: answers from the newest commit of a cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

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
from indexer.engines.opensearch.control import Control, State
from indexer.engines.opensearch.indices import Builds
from indexer.engines.opensearch.lock import LOOK_AGAIN_S
from indexer.engines.opensearch.near_words import ClusterWords
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.records import Records
from indexer.engines.opensearch.status import read_status
from indexer.engines.opensearch.verifying import verify
from indexer.engines.opensearch.writer import ClusterWriter
from indexer.errors import EngineUnavailable, GlaneError, IndexDamaged
from indexer.publication import Publication
from indexer.settings import OpenSearchSettings

T = TypeVar("T")

# While a commit is being made visible, questions wait so long; then its run has died, or the cluster is slow.
_SHOWING_S, _SHOWING_PAUSE_S = 1.0, 0.02
# So often a question is asked again because a commit came between.
_TRIES = 6


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found at the last look, and until when nothing can have changed unless a run is under way."""

    state: State
    reader: Reader
    until: float


class OpenSearchEngine:
    """A cluster's indices of one prefix. Nothing is asked before the first question.

    With an editors' file it also looks whether that has changed, and is the engine that visitors ask.
    """

    def __init__(self, settings: OpenSearchSettings, editors: EditorsFile | None = None) -> None:
        self._editors = editors
        self._client = open_client(settings)
        self._control = Control(self._client, settings.prefix)
        self._builds = Builds(self._client, settings)
        self._seen: _Seen | None = None
        self._completed = ""
        self._opening = threading.Lock()

    def search(self, query: Query) -> Results:
        """Answer a query."""
        return self._answer(lambda reader: searching.search(reader, query))

    def count(self, query: Query) -> int:
        """The total of a query, every word required."""
        return self._answer(lambda reader: searching.count(reader, query))

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
        return self._answer(
            lambda reader: facet_values.page_of(
                reader, query, facet, contains=contains, order=order, page=page, per_page=per_page
            )
        )

    def years(self, query: Query) -> Years:
        """What a query finds, year by year."""
        return self._answer(lambda reader: years.by_year(reader, query))

    def hit(self, identifier: str) -> Hit | None:
        """One publication as a search shows it."""
        return self._answer(lambda reader: by_id.hit(reader, identifier))

    def search_within(
        self, identifier: str, text: str, *, limit: int = 20, first: int = 0, best_first: bool = True
    ) -> PassagesFound | None:
        """Where words stand inside a publication."""
        which = slice(first, first + limit)
        return self._answer(
            lambda reader: search_within.find_passages(reader, identifier, text, which, best_first=best_first)
        )

    def related(self, identifier: str, limit: int = 5) -> RelatedPublications | None:
        """What else is about the same, and what is the same in another version."""
        return self._answer(lambda reader: related.find_related(reader, identifier, limit))

    def get(self, identifier: str) -> Publication | None:
        """One publication, whole."""
        return self._answer(lambda reader: reading.read_publication(reader, identifier))

    def source(self, identifier: str) -> Source | None:
        """Where a publication can be read."""
        return self._answer(lambda reader: reading.read_source(reader, identifier))

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
                self._seen = None

    def corrected(self, text: str, filters: Filters | None = None) -> str | None:
        """The text as it was probably meant, in words of the corpus, if that finds something."""
        return self._answer(lambda reader: spelling.corrected(ClusterWords(reader), text, filters or Filters()))

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What a visitor may mean who has typed so far."""
        return self._answer(lambda reader: suggesting.suggest(reader, text, limit))

    def as_written(self, text: str) -> str | None:
        """Words as the publications write them; None when one stands nowhere in this very form."""
        return self._answer(lambda reader: surface_forms.as_written(reader, text))

    def version(self) -> str:
        """The newest commit and what editors decided, as text."""
        return f"{self._control.commit().version()}-{self._editing().digest}"

    def reader(self) -> Reader:
        """What questions are asked of: the newest commit, as far as it was looked up lately."""
        return self._look().reader

    def _answer(self, ask: Callable[[Reader], T]) -> T:
        """What one whole commit answers: shards show a new one at different times, so it is asked again then."""
        with self._client.limited():
            for _ in range(_TRIES):
                seen = self._look()
                answer = ask(seen.reader)
                if not seen.state.is_written and time.monotonic() < seen.until:
                    return answer
                if self._control.state().version() == seen.state.version():
                    return answer
                self._seen = None
        raise EngineUnavailable("The index changes quicker than the cluster answers: ask again.")

    def _look(self) -> _Seen:
        editing = self._editing()
        seen = self._seen
        if seen is not None and seen.reader.editing is editing and time.monotonic() < seen.until:
            return seen
        with self._opening:
            until = time.monotonic() + LOOK_AGAIN_S
            state = self._whole_state()
            seen = self._seen
            if seen is None or seen.reader.editing is not editing or seen.reader.version != state.version():
                builds = self._builds
                reader = Reader(self._client, builds.publications, builds.texts, editing, state.version())
            else:
                reader = seen.reader
            self._seen = seen = _Seen(state, reader, until)
            return seen

    def _whole_state(self) -> State:
        """The state when all shards show the same commit; that of a run that died is completed: all of it was sent."""
        end = time.monotonic() + _SHOWING_S
        while (state := self._control.state()).showing not in ("", self._completed):
            if time.monotonic() > end:
                self._client.refresh(self._builds.publications)
                self._completed = state.showing
            else:
                time.sleep(_SHOWING_PAUSE_S)
        return state

    def _editing(self) -> Editing:
        return self._editors.current() if self._editors else NOTHING
