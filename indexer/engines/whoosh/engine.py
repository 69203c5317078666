"""The embedded engine: opens commits as they come and answers queries from the newest."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader

from indexer import french
from indexer.engines.interface import EngineStatus, Query, Results, StoredFile, Writer
from indexer.engines.whoosh import checksums, documents, searching, spelling
from indexer.engines.whoosh.lock import writer_lock
from indexer.engines.whoosh.schema import make_schema
from indexer.engines.whoosh.segment_writer import segment_files
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.writer import IndexWriter
from indexer.errors import IndexDamaged, IndexMissing
from indexer.publication import Publication

_INDEX_NAME = "MAIN"


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
        snapshot = self.snapshot()
        result, at = "", 0
        for token, _, start, end in french.analyse(text):
            if token.is_alternative or start < at or french.is_stop_word(token.form):
                continue
            if spelling.is_known(snapshot, token.stem):
                continue
            close = spelling.closest(snapshot, token.form)
            if close is not None:
                result += text[at:start] + spelling.as_written(snapshot, close)
                at = end
        return result + text[at:] if at else None

    def get(self, identifier: str) -> Publication | None:
        """One publication, whole."""
        snapshot = self.snapshot()
        number = snapshot.numbers.get(identifier)
        if number is None:
            return None
        view, local = snapshot.locate(number)
        return documents.restore(snapshot.summaries[number], view.record(local), view.texts(local))

    def files(self) -> Mapping[str, StoredFile]:
        """Every file that was read."""
        if self._generation() < 0:
            return {}
        snapshot = self.snapshot()
        found = (snapshot.summaries[number] for number in snapshot.numbers.values())
        return {s.file: StoredFile(s.id, s.digest) for s in found if s.file}

    def digests(self) -> Mapping[str, str]:
        """Every publication's id and the digest of what it was read from."""
        if self._generation() < 0:
            return {}
        snapshot = self.snapshot()
        return {identifier: snapshot.summaries[number].digest for identifier, number in snapshot.numbers.items()}

    def status(self) -> EngineStatus:
        """Counts and sizes."""
        snapshot = self.snapshot()
        kinds: dict[str, int] = {}
        passages = 0
        for number in snapshot.numbers.values():
            summary = snapshot.summaries[number]
            kinds[summary.kind] = kinds.get(summary.kind, 0) + 1
            passages += summary.passages
        size = sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file())
        toc = self.folder / TOC._filename(_INDEX_NAME, snapshot.generation)
        committed = dt.datetime.fromtimestamp(toc.stat().st_mtime).astimezone()
        ordered = dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))
        return EngineStatus(snapshot.total, passages, ordered, size, len(snapshot.views), committed)

    def verify(self) -> Iterator[str]:
        """Check every file of the newest commit; a sentence for each."""
        generation = self._generation()
        if generation < 0:
            raise self._missing()
        try:
            toc = TOC.read(FileStorage(str(self.folder)), _INDEX_NAME, generation)
        except Exception as error:  # Whoosh raises what unpickling damaged bytes happens to raise
            raise IndexDamaged(f"{TOC._filename(_INDEX_NAME, generation)} cannot be read: {error}.") from error
        names = [TOC._filename(_INDEX_NAME, generation), *segment_files(self.folder, toc.segments)]
        publications = sum(segment.doc_count() for segment in toc.segments)
        yield from checksums.check_sums(self.folder, generation, names, publications)
        snapshot = self.snapshot()
        if len(snapshot.numbers) != snapshot.total:
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
            storage = FileStorage(str(self.folder))
            if self._generation() < 0:
                FileIndex.create(storage, make_schema(), _INDEX_NAME)
            writer = IndexWriter(self.folder, FileIndex(storage, indexname=_INDEX_NAME))
            try:
                yield writer
            finally:
                writer.abandon()

    def is_ready(self) -> bool:
        """Whether a search can be answered now."""
        try:
            self.snapshot()
        except (IndexMissing, IndexDamaged):
            return False
        return True

    def snapshot(self) -> Snapshot:
        """The newest commit. Raises IndexMissing or IndexDamaged."""
        generation = self._generation()
        current = self._snapshot
        if current is not None and current.generation == generation:
            return current
        if generation < 0:
            raise self._missing()
        with self._opening:
            for _ in range(20):
                try:
                    return self._open(self._generation())
                except FileNotFoundError:
                    # the writer has just replaced this commit: the next one is there already
                    time.sleep(0.02)
            raise IndexDamaged(f"A file of the newest commit in {self.folder} is missing: run `indexer verify`.")

    def _open(self, generation: int) -> Snapshot:
        if self._snapshot is not None and self._snapshot.generation == generation:
            return self._snapshot
        storage = FileStorage(str(self.folder))
        try:
            toc = TOC.read(storage, _INDEX_NAME, generation)
            views = {
                segment.segment_id(): self._views.get(segment.segment_id())
                or SegmentView(SegmentReader(storage, toc.schema, segment))
                for segment in toc.segments
            }
        except FileNotFoundError:
            raise
        except Exception as error:  # what reading damaged bytes happens to raise
            raise IndexDamaged(f"The index {self.folder} cannot be read ({error}): run `indexer verify`.") from error
        deleted = [list(segment.deleted_docs()) for segment in toc.segments]
        snapshot = Snapshot(generation, list(views.values()), deleted)
        self._views = views
        self._snapshot = snapshot
        return snapshot

    def _generation(self) -> int:
        try:
            return int(TOC._latest_generation(FileStorage(str(self.folder)), _INDEX_NAME))
        except (FileNotFoundError, NotADirectoryError):
            return -1

    def _missing(self) -> IndexMissing:
        return IndexMissing(f"There is no index in {self.folder}: run `indexer add` first, or set GLANE_INDEX.")
