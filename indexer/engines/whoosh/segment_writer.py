"""One commit: a new segment from batches and merged segments, durable before anybody sees it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from indexer.engines.whoosh.codec import ArrayCodec, ArraySegment
from indexer.engines.whoosh.commits import INDEX_NAME, newest_generation, read_commit, write_commit
from indexer.engines.whoosh.merging import Source, merge
from indexer.engines.whoosh.segment_file import SegmentFile, SegmentFileWriter


class ArrayIndex(FileIndex):
    """An index folder as Whoosh sees it: any of its queries can be asked of `searcher()`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.storage = FileStorage(str(folder))
        self.indexname = INDEX_NAME
        self._schema = None

    def _read_toc(self) -> TOC:
        return read_commit(self._folder, newest_generation(self._folder))

    def writer(self, procs: int = 1, **kwargs: Any) -> ArraySegmentWriter:
        """A writer of one commit."""
        return ArraySegmentWriter(self._folder)


class ArraySegmentWriter(SegmentWriter):
    """Whoosh's writer with our segments and our commits."""

    def __init__(self, folder: Path) -> None:
        super().__init__(ArrayIndex(folder), codec=ArrayCodec(), timeout=1.0)
        self._folder = folder
        self._sources: list[Source] = []
        self.committed: list[ArraySegment] = []  # the segments of the commit, once it is made

    def add_source(self, source: Source) -> None:
        """Add documents to the new segment: a batch, or what another segment keeps."""
        self._sources.append(source)
        self._added = True

    def add_segment(self, segment: ArraySegment) -> None:
        """Merge a segment into the new one, without its deleted documents."""
        kept = None
        if segment.has_deletions():
            kept = np.ones(segment.doc_count_all(), np.bool_)
            kept[list(segment.deleted_docs())] = False
        self.add_source(Source(SegmentFile(self._folder / segment.file_name), kept))

    def add_reader(self, reader: Any) -> None:
        """Whoosh's own way to merge."""
        self.add_segment(reader.segment())

    def add_document(self, **fields: Any) -> NoReturn:
        """Not Whoosh's way: publications are prepared first (batch.py)."""
        raise TypeError("Publications are added as batches: Engine.prepare, then Writer.add.")

    def _flush_segment(self) -> None:
        with SegmentFileWriter(self._folder / self.newsegment.file_name) as file:
            self.docnum = merge(self._sources, file)
        self._sources = []

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        write_commit(self._folder, self.schema, segments, self.generation)
        self.committed = list(segments)
