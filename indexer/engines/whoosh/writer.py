"""Changes to the index: one run at a time, each commit visible at once and durable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.index import FileIndex, LockError
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from indexer.engines.interface import Prepared
from indexer.engines.whoosh.documents import PreparedPublication
from indexer.engines.whoosh.segment_writer import ArraySegmentWriter
from indexer.errors import IndexLocked

# Memory for postings before they become a segment: bounds the memory of a run, whatever the corpus.
_BUFFER_BYTES = 256 * 2**20
# Segments that are left alone between two final commits; more of them make each search slower.
_MOST_SEGMENTS = 12
# A segment is rewritten when this share of it is deleted.
_DELETED_SHARE = 0.2
# Larger segments are only rewritten for their deletions: merging costs as much as indexing.
_SMALL_SEGMENT = 2_000


class IndexWriter:
    """The Writer of the embedded engine (interface.Writer). Its lock is held by the caller."""

    def __init__(self, folder: Path, index: FileIndex) -> None:
        self._folder = folder
        self._index = index
        self._writer: ArraySegmentWriter | None = None
        # Since the last commit. Whoosh looks up what it deletes in what is committed only.
        self._added: set[str] = set()
        self._removed: set[str] = set()

    def add(self, prepared: Prepared) -> None:
        """Add a publication, replacing the one with the same id."""
        if not isinstance(prepared, PreparedPublication):
            raise TypeError("prepared by another engine")
        if prepared.id in self._added:  # it cannot be taken out again before it is committed
            self.commit(final=False)
        writer = self._open()
        writer.delete_by_term("id", prepared.id.encode())
        writer.add(prepared)
        self._added.add(prepared.id)
        if writer.buffer.size_bytes > _BUFFER_BYTES:
            self.commit(final=False)

    def remove(self, identifier: str) -> bool:
        """Remove a publication; False when there is none with this id."""
        if identifier in self._added:
            self.commit(final=False)
        if identifier in self._removed or not self._open().delete_by_term("id", identifier.encode()):
            return False
        self._removed.add(identifier)
        return True

    def commit(self, *, final: bool = True) -> None:
        """Make all changes so far visible at once; a final commit also merges small segments."""
        if self._writer is None and not final:
            return
        writer = self._open()
        self._writer = None
        self._added, self._removed = set(), set()
        writer.commit(mergetype=_merge_small if final else _merge_none)

    def abandon(self) -> None:
        """Forget what was not committed."""
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None

    def _open(self) -> ArraySegmentWriter:
        if self._writer is None:
            try:
                self._writer = ArraySegmentWriter(self._folder, self._index)
            except LockError as error:  # a program that uses Whoosh itself; Glane's own are kept out by lock.py
                raise IndexLocked(f"The index {self._folder} is being written by another program.") from error
        return self._writer


def _merge_none(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    return segments if len(segments) <= 4 * _MOST_SEGMENTS else _merge_small(writer, segments)


def _merge_small(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Fold small segments into the new one, and rewrite those with many deletions; the kept ones are returned."""
    kept = []
    fold_small = len(segments) > _MOST_SEGMENTS // 2
    for segment in segments:
        size, gone = segment.doc_count_all(), segment.deleted_count()
        if gone == size:
            continue
        if (fold_small and size <= _SMALL_SEGMENT) or gone > size * _DELETED_SHARE:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        else:
            kept.append(segment)
    return kept
