"""The embedded engine: opens commits as they come and answers queries from the newest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from indexer.editing import NOTHING, Editing
from indexer.editing.watching import EditorsFile
from indexer.engines import spelling
from indexer.engines.arrays import documents
from indexer.engines.arrays.showing import show_alone
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
from indexer.engines.whoosh import (
    batch,
    checksums,
    commits,
    facet_values,
    related,
    search_within,
    searching,
    suggesting,
    surface_forms,
    years,
)
from indexer.engines.whoosh.lock import writer_lock
from indexer.engines.whoosh.near_words import SnapshotWords
from indexer.engines.whoosh.records import Records
from indexer.engines.whoosh.schema import make_schema
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.writer import IndexWriter
from indexer.errors import EngineUnavailable, GlaneError, IndexDamaged, IndexMissing
from indexer.publication import Publication

T = TypeVar("T")

# How long the table of contents of a commit being there is enough to know that it is the newest: a writer that was
# killed between making its own visible and deleting the one before leaves both.
_LOOK_AGAIN_S = 1.0


class WhooshEngine:
    """An index folder. Opening it touches no file; each question looks whether there is a newer commit.

    With an editors' file it also looks whether that has changed, and is the engine that visitors ask.
    """

    def __init__(self, folder: Path, editors: EditorsFile | None = None) -> None:
        self.folder = folder
        self._editors = editors
        self._snapshot: Snapshot | None = None
        self._views: dict[str, SegmentView] = {}
        self._opening = threading.Lock()
        self._look_again = 0.0
        self._checked: Snapshot | None = None

    def search(self, query: Query) -> Results:
        """Answer a query."""
        return self._ask(lambda snapshot: searching.search(snapshot, query))

    def count(self, query: Query) -> int:
        """The total of a query, every word required."""
        return self._ask(lambda snapshot: searching.count(snapshot, query))

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
        return self._ask(
            lambda snapshot: facet_values.page_of(
                snapshot, query, facet, contains=contains, order=order, page=page, per_page=per_page
            )
        )

    def years(self, query: Query) -> Years:
        """What a query finds, year by year."""
        return self._ask(lambda snapshot: years.by_year(snapshot, query))

    def corrected(self, text: str, filters: Filters | None = None) -> str | None:
        """The text as it was probably meant, in words of the corpus, if that finds something."""
        return self._ask(lambda snapshot: spelling.corrected(SnapshotWords(snapshot), text, filters or Filters()))

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What a visitor may mean who has typed so far."""
        return self._ask(lambda snapshot: suggesting.suggest(snapshot, text, limit))

    def as_written(self, text: str) -> str | None:
        """Words as the publications write them; None when one stands nowhere in this very form."""
        return self._ask(lambda snapshot: surface_forms.as_written(snapshot, text))

    def get(self, identifier: str) -> Publication | None:
        """One publication, whole."""

        def read(snapshot: Snapshot, number: int) -> Publication:
            passages = (snapshot.passage(number, index).passage for index in range(snapshot.passages_of(number)))
            return documents.restore(snapshot.summary(number), passages)

        return self._ask_about(identifier, read)

    def hit(self, identifier: str) -> Hit | None:
        """One publication as a search shows it."""
        return self._ask_about(identifier, show_alone)

    def search_within(
        self, identifier: str, text: str, *, limit: int = 20, first: int = 0, best_first: bool = True
    ) -> PassagesFound | None:
        """Where words stand inside a publication."""
        which = slice(first, first + limit)
        return self._ask_about(
            identifier,
            lambda snapshot, number: search_within.find_passages(snapshot, number, text, which, best_first=best_first),
        )

    def related(self, identifier: str, limit: int = 5) -> RelatedPublications | None:
        """What else is about the same, and what is the same in another version."""
        return self._ask_about(identifier, lambda snapshot, number: related.find_related(snapshot, number, limit))

    def source(self, identifier: str) -> Source | None:
        """Where a publication can be read."""

        def read(snapshot: Snapshot, number: int) -> Source:
            summary = snapshot.summary(number)
            return Source(summary.file or None, summary.url, summary.attachment)

        return self._ask_about(identifier, read)

    def stored(self) -> Mapping[str, Stored]:
        """Every publication's id and where it came from."""
        if commits.newest_generation(self.folder) < 0:
            return {}

        def read(snapshot: Snapshot) -> Mapping[str, Stored]:
            return {
                s.id: Stored(s.digest, s.file or None, s.manifest or None, s.attachment) for s in snapshot.summaries()
            }

        return self._ask(read)

    def records(self) -> Iterable[Record]:
        """Every publication without its passages."""
        return self._ask(lambda snapshot: Records(snapshot, self._check))

    def status(self) -> EngineStatus:
        """Counts and sizes."""
        return self._ask(
            lambda snapshot: EngineStatus(
                publications=snapshot.total,
                passages=snapshot.passages,
                kinds=snapshot.kinds,
                size_bytes=_size_bytes(self.folder),
                stored_bytes=sum(view.stored_bytes for view in snapshot.views),
                segments=len(snapshot.views),
                last_commit=snapshot.commit.written,
            )
        )

    def _ask(self, read: Callable[[Snapshot], T]) -> T:
        """What the newest commit answers. Raises IndexDamaged where a file of it is not what was written."""
        snapshot = self.snapshot()
        try:
            return read(snapshot)
        except GlaneError:
            raise
        except Exception:  # of damaged bytes, or of Glane itself: the checksums tell
            self._check(snapshot)
            raise

    def _ask_about(self, identifier: str, read: Callable[[Snapshot, int], T]) -> T | None:
        """What the newest commit answers about one publication; None when it has none with this id."""

        def find_and_read(snapshot: Snapshot) -> T | None:
            number = snapshot.find(identifier)
            return None if number is None else read(snapshot, number)

        return self._ask(find_and_read)

    def _check(self, snapshot: Snapshot) -> None:
        """Compare the files of a commit with their checksums, once. Raises IndexDamaged."""
        if self._checked is not snapshot:
            with suppress(FileNotFoundError):  # there is a newer commit
                for _ in self._check_files(snapshot.commit.generation):
                    pass
            self._checked = snapshot

    def verify(self) -> Iterator[str]:
        """Check every file of the newest commit; a sentence for each."""
        generation = commits.newest_generation(self.folder)
        if generation < 0:
            raise self._missing()
        try:
            yield from self._verify(generation)
        except (IndexDamaged, FileNotFoundError):
            newer = commits.newest_generation(self.folder)
            if newer == generation:
                raise
            yield "A newer commit has just replaced this one: begun again."
            yield from self.verify()

    def _check_files(self, generation: int) -> Iterator[str]:
        segments = commits.read_commit(self.folder, generation).segments
        names = [commits.toc_name(generation), *(segment.file_name for segment in segments)]
        publications = sum(segment.doc_count() for segment in segments)
        yield from checksums.check_sums(self.folder, generation, names, publications)

    def _verify(self, generation: int) -> Iterator[str]:
        yield from self._check_files(generation)
        snapshot = self.snapshot()
        if len(set(map(snapshot.id_of, snapshot.everything.tolist()))) != snapshot.total:
            raise IndexDamaged("Two publications have the same id: index the publications again.")
        yield f"{snapshot.total} ids, all different"

    @staticmethod
    def prepare(publications: Sequence[Publication]) -> batch.PreparedBatch:
        """Analyse and encode publications."""
        return batch.prepare(publications)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Begin a run of changes; makes the index when there is none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with writer_lock(self.folder):
            if commits.newest_generation(self.folder) < 0:
                if isinstance(error := self._missing(), IndexDamaged):
                    raise error
                commits.write_commit(self.folder, make_schema(), [], 0)
            commits.read_commit(self.folder, commits.newest_generation(self.folder))  # refused before anything is done
            writer = IndexWriter(self.folder)
            try:
                yield writer
            finally:
                writer.abandon()

    @contextmanager
    def rebuilding(self) -> Iterator[Writer]:
        """Begin to write every publication again: each takes its own place."""
        with self.writer() as writer:
            yield writer

    def is_ready(self) -> bool:
        """Whether a search can be answered now."""
        try:
            self.snapshot()
        except GlaneError:
            return False
        return True

    def version(self) -> str:
        """The newest commit and what editors decided, as text.

        A folder that was made again counts its commits again, at another time.
        """
        return self.snapshot().version

    def snapshot(self) -> Snapshot:
        """The newest commit. Raises IndexMissing, IndexDamaged or EngineUnavailable."""
        try:
            current, now = self._snapshot, time.monotonic()
            is_current = current is not None and now < self._look_again and current.editing is self._editing()
            if current is not None and is_current and commits.is_there(self.folder, current.commit):
                return current
            with self._opening:
                self._look_again = now + _LOOK_AGAIN_S
                return self._open_newest()
        except OSError as error:  # no right to read, too many open files
            raise EngineUnavailable(f"The index {self.folder} cannot be read: {error.strerror}.") from error

    def _editing(self) -> Editing:
        return self._editors.current() if self._editors else NOTHING

    def _open_newest(self) -> Snapshot:
        missing = ""
        for _ in range(20):
            try:
                return self._open(commits.newest_commit(self.folder))
            except FileNotFoundError as error:
                # the writer has just replaced this commit: the next one is there already
                missing = Path(error.filename or "a file of the newest commit").name
                time.sleep(0.02)
        raise IndexDamaged(f"{missing} is missing in {self.folder}: run `indexer verify`.")

    def _open(self, commit: commits.Commit | None) -> Snapshot:
        if commit is None:
            raise self._missing()
        editing = self._editing()
        current = self._snapshot
        if current is not None and current.commit == commit and current.editing is editing:
            return current
        segments = commits.read_commit(self.folder, commit.generation).segments
        try:
            views = {
                segment.segment_id(): self._views.get(segment.segment_id())
                or SegmentView(self.folder / segment.file_name)
                for segment in segments
            }
            deleted = [segment.deleted_docs() for segment in segments]
            snapshot = Snapshot(commit, list(views.values()), deleted, current, editing)
        except (OSError, GlaneError):
            raise
        except Exception as error:  # what reading damaged bytes happens to raise
            what = f"{type(error).__name__}: {error}"[:200]
            raise IndexDamaged(f"The index {self.folder} cannot be read ({what}): run `indexer verify`.") from error
        self._views = views
        self._snapshot = snapshot
        return snapshot

    def _missing(self) -> GlaneError:
        """Why there is no commit: none was made, or its table of contents was lost."""
        lost = commits.lost_generation(self.folder)
        if lost > 0:
            name = commits.toc_name(lost)
            return IndexDamaged(f"{name} is missing in {self.folder}: copy the folder back from a backup.")
        return IndexMissing(f"There is no index in {self.folder}: run `indexer add` first, or set GLANE_INDEX.")


def _size_bytes(folder: Path) -> int:
    """What a folder's files take; a commit may delete some meanwhile."""
    total = 0
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            total += path.stat().st_size if path.is_file() else 0
    return total
