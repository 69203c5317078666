"""Changes to the index: one run at a time, each commit visible at once and durable.

Batches are gathered in memory and become a segment when they are many or a commit is asked for. Small segments that are
to be tidied up become one with what is new, as a commit more would take longer. With larger ones what is new is made
visible first, and they are tidied up by a commit of their own, so that nobody waits for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from whoosh.index import LockError

from indexer.engines.arrays.documents import key_of
from indexer.engines.arrays.sets import give_back_freed_memory
from indexer.engines.interface import Prepared
from indexer.engines.whoosh.batch import PreparedBatch
from indexer.engines.whoosh.codec import ArraySegment
from indexer.engines.whoosh.merging import Source
from indexer.engines.whoosh.segment_file import SegmentFile
from indexer.engines.whoosh.segment_writer import ArraySegmentWriter
from indexer.engines.whoosh.segments import IdTable
from indexer.errors import IndexLocked

Mask = npt.NDArray[np.bool_]

# Batches in memory: bounds what a run takes beside what it knows of each publication. 10,000 short publications.
_BUFFER_BYTES = 24 * 2**20
# So many segments are too many: each makes a search slower by some 15 us a word.
_MOST_SEGMENTS = 8
# In a run that goes on, tidying waits until there are this many.
_MOST_UNTIDY = 32
# Segments of so many publications together become one with what is new: it is seen 12 ms later, and all is done sooner.
_FEW_PUBLICATIONS = 500
# A segment is rewritten when this share of it is deleted.
_DELETED_SHARE = 0.2


class IndexWriter:
    """The Writer of the embedded engine (interface.Writer). Its lock is held by the caller."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: ArraySegmentWriter | None = None
        self._tables: dict[str, IdTable] = {}  # by segment
        self._forget_batches()

    def _forget_batches(self) -> None:
        self._batches: list[tuple[PreparedBatch, Mask]] = []  # each with what is to be kept of it
        self._bytes = 0
        self._places: dict[str, tuple[int, int]] = {}  # id -> batch and number in it

    def add(self, prepared: Prepared, wanted: Sequence[int] | None = None) -> None:
        """Add publications, or the `wanted` ones of them; each replaces the one with the same id."""
        if not isinstance(prepared, PreparedBatch):
            raise TypeError("prepared by another engine")
        numbers = range(len(prepared.ids)) if wanted is None else wanted
        kept = np.zeros(len(prepared.ids), np.bool_)
        kept[list(numbers)] = True
        self._batches.append((prepared, kept))
        for number in numbers:
            identifier = prepared.ids[number]
            self._drop(identifier)
            self._places[identifier] = (len(self._batches) - 1, number)
        self._delete(prepared.ids, prepared.sections["id_keys"], kept)
        self._bytes += sum(array.nbytes for array in prepared.sections.values())
        if self._bytes > _BUFFER_BYTES:
            self.commit(final=False)

    def remove(self, identifier: str) -> bool:
        """Remove a publication; False when there is none with this id."""
        was_added = self._drop(identifier)
        is_wanted = np.ones(1, np.bool_)
        return bool(self._delete([identifier], np.array([key_of(identifier)], np.uint64), is_wanted)) or was_added

    def commit(self, *, final: bool = True) -> None:
        """Make all changes so far visible at once; a final commit also tidies up."""
        if self._writer is None and not final:
            return
        small = self._small_to_merge() if final else []
        committed = self._write(small)
        if (final or len(committed) >= _MOST_UNTIDY) and (merged := to_merge(committed)):
            self._write(merged)
        if not final:
            # What batches and their merge left is in pieces, which the next arrays do not all fit in: without this a
            # load of 100,000 publications took 15 MB more at its worst moment. 8 ms.
            give_back_freed_memory()

    def _small_to_merge(self) -> list[ArraySegment]:
        """The segments that should become one with the batches, none when they are large."""
        segments = [segment for segment in self._open().segments if segment.doc_count()]
        merged = to_merge(segments, sum(int(np.count_nonzero(kept)) for _, kept in self._batches))
        return merged if sum(map(ArraySegment.doc_count, merged)) <= _FEW_PUBLICATIONS else []

    def _write(self, merged: Sequence[ArraySegment]) -> Sequence[ArraySegment]:
        """One commit of the batches, and of segments that become one with them, without what is deleted.

        Gives the segments there are now.
        """
        writer = self._open()
        self._writer = None
        gone = {segment.segment_id() for segment in merged}
        for segment in merged:
            self._tables.pop(segment.segment_id(), None)
            writer.add_segment(segment)
        for batch, kept in self._batches:
            if kept.any():
                writer.add_source(Source(batch.sections, None if kept.all() else kept))
        self._forget_batches()
        writer.commit(
            mergetype=lambda _, segments: [s for s in segments if s.doc_count() and s.segment_id() not in gone]
        )
        return writer.committed

    def abandon(self) -> None:
        """Forget what was not committed."""
        self._forget_batches()
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None

    def _drop(self, identifier: str) -> bool:
        """Take a publication out of the batches."""
        place = self._places.pop(identifier, None)
        if place is None:
            return False
        batch, number = place
        self._batches[batch][1][number] = False
        return True

    def _delete(self, identifiers: Sequence[str], keys: npt.NDArray[np.uint64], is_wanted: Mask) -> int:
        """Mark stored publications as deleted; how many were not before."""
        deleted = 0
        for segment in self._open().segments:
            for place, number in self._table(segment).find_all(identifiers, keys):
                if is_wanted[place] and not segment.is_deleted(number):
                    segment.delete_document(number)
                    deleted += 1
        return deleted

    def _table(self, segment: ArraySegment) -> IdTable:
        name = segment.segment_id()
        if name not in self._tables:
            self._tables[name] = IdTable(SegmentFile(self._folder / segment.file_name))
        return self._tables[name]

    def _open(self) -> ArraySegmentWriter:
        if self._writer is None:
            try:
                self._writer = ArraySegmentWriter(self._folder)
            except LockError as error:  # a program that uses Whoosh itself; Glane's own are kept out by lock.py
                raise IndexLocked(f"The index {self._folder} is being written by another program.") from error
        return self._writer


def to_merge(segments: Sequence[ArraySegment], new: int = 0) -> list[ArraySegment]:
    """The segments that should become one; together with a segment of so many `new` publications, if there are any.

    Those of which much is deleted; and when there are _MOST_SEGMENTS of others, the smallest, and on from there as long
    as the next is no more than twice as large as those before it together: so each publication is rewritten a few times
    only, and large segments are left alone.
    """
    found = [s for s in segments if s.deleted_count() > _DELETED_SHARE * s.doc_count_all()]
    others = sorted((s for s in segments if s not in found), key=ArraySegment.doc_count)
    size, count = new, int(new > 0)
    if len(others) + count < _MOST_SEGMENTS:
        return found
    for segment in others:
        if count >= 2 and segment.doc_count() > 2 * size:
            break
        found.append(segment)
        size += segment.doc_count()
        count += 1
    return found
