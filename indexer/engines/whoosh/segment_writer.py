"""One commit: a new segment from added publications and merged segments, durable before anybody sees it.

Postings are gathered by term in memory (`PostingsBuffer`) instead of going through Whoosh's pool, which keeps a tuple
for each posting, sorts them and writes them out to merge them: that took half of all indexing time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from indexer.engines.whoosh.codec import ArrayCodec, Postings
from indexer.engines.whoosh.commits import write_commit
from indexer.engines.whoosh.documents import PreparedPublication
from indexer.engines.whoosh.schema import COLUMNS


@dataclass(slots=True)
class TermBuffer:
    """A term's postings so far: the arrays of codec.py, growing."""

    ids: array[int] = field(default_factory=lambda: array("I"))
    weights: array[float] = field(default_factory=lambda: array("f"))
    sizes: array[int] = field(default_factory=lambda: array("I"))
    values: bytearray = field(default_factory=bytearray)


class PostingsBuffer:
    """Postings of a segment to be, by field and term.

    size_bytes  memory they take, estimated: 450 bytes for the four arrays of a term, 12 for a posting, its value
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, bytes], TermBuffer] = {}
        self.size_bytes = 0

    def add(self, name: str, term: bytes, number: int, weight: float, value: bytes) -> None:
        """Add one posting; numbers must come in ascending order."""
        key = (name, term)
        row = self._found.get(key)
        if row is None:
            row = self._found[key] = TermBuffer()
            self.size_bytes += 450
        row.ids.append(number)
        row.weights.append(weight)
        row.sizes.append(len(value))
        row.values += value
        self.size_bytes += 12 + len(value)

    def extend(
        self, name: str, term: bytes, postings: Postings, base: int, renumbered: Mapping[int, int] | None
    ) -> None:
        """Add the postings of another segment, whose publications follow those added before.

        `renumbered` gives the new number of each publication that is kept; without it, all are, from `base` on.
        """
        start = 0
        rows = zip(postings.ids.tolist(), postings.weights.tolist(), postings.sizes.tolist(), strict=True)
        for number, weight, size in rows:
            new = base + number if renumbered is None else renumbered.get(number)
            if new is not None:
                self.add(name, term, new, weight, postings.values[start : start + size])
            start += size

    def __iter__(self) -> Iterator[tuple[str, bytes, TermBuffer]]:
        for key in sorted(self._found):
            yield *key, self._found[key]


class ArraySegmentWriter(SegmentWriter):
    """Whoosh's writer with our postings and our commits."""

    def __init__(self, folder: Path, index: FileIndex) -> None:
        super().__init__(index, codec=ArrayCodec(), timeout=1.0)
        self._folder = folder
        self.buffer = PostingsBuffer()

    def add(self, prepared: PreparedPublication) -> None:
        """Add a publication."""
        number = self.docnum
        self.buffer.add("id", prepared.id.encode(), number, 1.0, b"")
        for term, weight, value in prepared.rows:
            self.buffer.add("text", term, number, weight, value)
        self.perdocwriter.start_doc(number)
        for name in COLUMNS:
            self.perdocwriter.add_field(name, self.schema[name], None, 0)
            self.perdocwriter.add_column_value(name, self.schema[name].column_type, getattr(prepared, name))
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: Mapping[int, int] | None) -> None:
        """Called by Whoosh for each segment that is merged into the new one."""
        for name, term in reader._terms.terms():
            self.buffer.extend(name, term, reader._terms.arrays(name, term), startdoc, docmap)

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for name, term, postings in self.buffer:
            self.fieldwriter.write(name, self.schema[name], term, postings)
        self.fieldwriter.close()

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        write_commit(self._folder, self.schema, segments, self.generation)
