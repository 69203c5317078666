"""The embedded engine: opens commits as they come and answers queries from the newest."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from indexer.engines.interface import EngineStatus, Query, Results, Source, Stored, Writer
from indexer.engines.whoosh import checksums, commits, documents, searching, spelling
from indexer.engines.whoosh.lock import writer_lock
from indexer.engines.whoosh.schema import make_schema
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.writer import IndexWriter
from indexer.errors import EngineUnavailable, GlaneError, IndexDamaged, IndexMissing
from indexer.publication import Publication


class WhooshEngine:
    """An index folder. Opening it touches no file; each question looks whether there is a newer commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._snapshot: Snapshot | None = None
        self._views: dict[str, SegmentView] = {}
        self._opening = threading.Lock()

    def search(self, query: Query) -> Results:
        """Answer a query."""
        snapshot = self.snapshot()
        begun = time.perf_counter()
        return searching.search(snapshot, query, begun)

    def count(self, query: Query) -> int:
        """The total of a query, every word required."""
        return searching.count(self.snapshot(), query)

    def corrected(self, text: str) -> str | None:
        """The text with unknown words replaced by close ones of the corpus, accents restored."""
        return spelling.corrected(self.snapshot(), text)

    def get(self, identifier: str) -> Publication | None:
        """One publication, whole."""
        snapshot = self.snapshot()
        number = snapshot.find(identifier)
        if number is None:
            return None
        summary = snapshot.summary(number)
        return documents.restore(summary, [snapshot.passage(number, index) for index in range(summary.passages)])

    def source(self, identifier: str) -> Source | None:
        """Where a publication can be read."""
        snapshot = self.snapshot()
        number = snapshot.find(identifier)
        if number is None:
            return None
        summary = snapshot.summary(number)
        return Source(summary.file or None, summary.url)

    def stored(self) -> Mapping[str, Stored]:
        """Every publication's id and where it came from."""
        if commits.newest_generation(self.folder) < 0:
            return {}
        found = self.snapshot().summaries()
        return {s.id: Stored(s.digest, s.file or None, s.manifest or None) for s in found}

    def status(self) -> EngineStatus:
        """Counts and sizes."""
        snapshot = self.snapshot()
        return EngineStatus(
            publications=snapshot.total,
            passages=snapshot.passages,
            kinds=snapshot.kinds,
            size_bytes=_size_bytes(self.folder),
            segments=len(snapshot.views),
            last_commit=snapshot.commit.written,
        )

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

    def _verify(self, generation: int) -> Iterator[str]:
        toc = commits.read_toc(self.folder, generation)
        names = [commits.toc_name(generation), *commits.segment_files(self.folder, toc.segments)]
        publications = sum(segment.doc_count() for segment in toc.segments)
        yield from checksums.check_sums(self.folder, generation, names, publications)
        snapshot = self.snapshot()
        if len(set(map(snapshot.id_of, snapshot.everything.tolist()))) != snapshot.total:
            raise IndexDamaged("Two publications have the same id: index the publications again.")
        yield f"{snapshot.total} ids, all different"

    @staticmethod
    def prepare(publication: Publication) -> documents.PreparedPublication:
        """Analyse and encode a publication."""
        return documents.prepare(publication)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Begin a run of changes; makes the index when there is none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with writer_lock(self.folder):
            if commits.newest_generation(self.folder) < 0:
                if isinstance(error := self._missing(), IndexDamaged):
                    raise error
                commits.write_commit(self.folder, make_schema(), [], 0)
            writer = IndexWriter(self.folder, FileIndex(FileStorage(str(self.folder)), indexname=commits.INDEX_NAME))
            try:
                yield writer
            finally:
                writer.abandon()

    def is_ready(self) -> bool:
        """Whether a search can be answered now."""
        try:
            self.snapshot()
        except GlaneError:
            return False
        return True

    def snapshot(self) -> Snapshot:
        """The newest commit. Raises IndexMissing, IndexDamaged or EngineUnavailable."""
        try:
            commit = commits.newest_commit(self.folder)
            current = self._snapshot
            if current is not None and current.commit == commit:
                return current
            if commit is None:
                raise self._missing()
            with self._opening:
                return self._open_newest()
        except OSError as error:  # no right to read, too many open files
            raise EngineUnavailable(f"The index {self.folder} cannot be read: {error.strerror}.") from error

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
        if self._snapshot is not None and self._snapshot.commit == commit:
            return self._snapshot
        toc = commits.read_toc(self.folder, commit.generation)
        storage = FileStorage(str(self.folder))
        try:
            views = {
                segment.segment_id(): self._views.get(segment.segment_id())
                or SegmentView(SegmentReader(storage, toc.schema, segment))
                for segment in toc.segments
            }
            deleted = [list(segment.deleted_docs()) for segment in toc.segments]
            snapshot = Snapshot(commit, list(views.values()), deleted, self._snapshot)
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
