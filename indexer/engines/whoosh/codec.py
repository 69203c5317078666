"""Segments of flat arrays (segment_file.py) as a codec of Whoosh: its index, its locks and commits, its matchers.

Searches read the arrays directly (segments.py). What is here lets Whoosh's own machinery read the very same segments:
`ArrayIndex(...).searcher()` answers any of its queries, and the two ways agree on publications, weights and counts.

Segments are written by segment_writer.py, from publications that are prepared already.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import (
    Codec,
    FieldCursor,
    FieldWriter,
    PerDocumentReader,
    PerDocumentWriter,
    Segment,
    TermsReader,
)
from whoosh.matching import ListMatcher
from whoosh.query.spans import Span
from whoosh.reading import TermInfo, TermNotFound

from indexer.engines.whoosh.lexicon import Lexicon
from indexer.engines.whoosh.segment_file import SegmentFile
from indexer.engines.whoosh.segments import IdTable
from indexer.pieces import cut

ID, TEXT = "id", "text"


class ArraySegment(Segment):
    """A segment as a table of contents names it: its id, how many publications it holds, which of them are deleted."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._count = 0
        self._deleted: set[int] = set()

    def __getstate__(self) -> dict[str, Any]:
        deleted = np.array(sorted(self._deleted), "<u4").tobytes()
        return {"indexname": self.indexname, "segid": self.segid, "count": self._count, "deleted": deleted}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.indexname, self.segid, self._count = str(state["indexname"]), str(state["segid"]), int(state["count"])
        self.compound = False
        self._deleted = set(np.frombuffer(state["deleted"], "<u4").tolist())

    def codec(self) -> ArrayCodec:
        """The codec that reads it."""
        return ArrayCodec()

    def should_assemble(self) -> bool:
        """It is one file already."""
        return False

    @property
    def file_name(self) -> str:
        """Its file."""
        return str(self.make_filename(".seg"))

    def set_doc_count(self, doccount: int) -> None:
        """Told when it has been written."""
        self._count = doccount

    def doc_count_all(self) -> int:
        """Publications, deleted ones included."""
        return self._count

    def deleted_count(self) -> int:
        """Deleted publications."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterable[int]:
        """The numbers of deleted publications."""
        return sorted(self._deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark a publication as deleted, or take that back."""
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether a publication is deleted."""
        return docnum in self._deleted


class ArrayCodec(Codec):
    """Reads segments of arrays for Whoosh."""

    length_stats = False

    def per_document_writer(self, storage: Any, segment: Any) -> Nothing:
        """Publications come prepared: segment_writer.py."""
        return Nothing()

    def field_writer(self, storage: Any, segment: Any) -> Nothing:
        """Publications come prepared: segment_writer.py."""
        return Nothing()

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocumentReader:
        """What is kept of each publication."""
        return ArrayDocumentReader(SegmentFile(Path(storage.folder) / segment.file_name), segment)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        """Terms and postings."""
        return ArrayTermsReader(SegmentFile(Path(storage.folder) / segment.file_name))

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """An empty segment."""
        return ArraySegment(indexname)


class Nothing(PerDocumentWriter, FieldWriter):
    """Whoosh's writers of a publication, which have nothing to do here."""

    is_closed = True


class ArrayDocumentReader(PerDocumentReader):
    """Ids, as stored fields, and lengths."""

    def __init__(self, file: SegmentFile, segment: ArraySegment) -> None:
        self._file = file
        self._segment = segment

    def doc_count(self) -> int:
        """Publications that are not deleted."""
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        """Publications, deleted ones included."""
        return int(self._segment.doc_count_all())

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether one is deleted."""
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:
        """Those that are deleted."""
        return self._segment.deleted_docs()

    def has_column(self, fieldname: str) -> bool:
        """Columns are read by segments.py only."""
        return False

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Words of a publication's body."""
        return int(self._file["lengths"][docnum]) if fieldname == TEXT else default

    def field_length(self, fieldname: str) -> int:
        """Words of all bodies."""
        return int(self._file["lengths"].sum(dtype=np.int64)) if fieldname == TEXT else 0

    def min_field_length(self, fieldname: str) -> int:
        """Words of the shortest body."""
        return int(self._file["lengths"].min(initial=0)) if fieldname == TEXT else 0

    def max_field_length(self, fieldname: str) -> int:
        """Words of the longest body."""
        return int(self._file["lengths"].max(initial=0)) if fieldname == TEXT else 0

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """The id."""
        return {ID: IdTable(self._file).id_of(docnum)}


class ArrayTermsReader(TermsReader):
    """The fields `id` and `text`, from the arrays."""

    def __init__(self, file: SegmentFile) -> None:
        self._table = Lexicon(file)
        self._file = file

    @functools.cached_property
    def _ids(self) -> tuple[list[bytes], list[int]]:
        """Ids, ascending, and the publication of each."""
        ids = cut(self._file["id_bytes"], self._file["id_starts"])
        numbers = sorted(range(len(ids)), key=ids.__getitem__)
        return [ids[number] for number in numbers], numbers

    def _terms_of(self, name: str) -> Lexicon | list[bytes]:
        if name == TEXT:
            return self._table
        return self._ids[0] if name == ID else []

    def _number(self, name: str, term: bytes) -> int:
        """Where a term stands in its field. Raises TermNotFound."""
        terms = self._terms_of(name)
        number = bisect_left(terms, term)
        if number == len(terms) or terms[number] != term:
            raise TermNotFound(f"No term {name}:{term!r}")
        return number

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        try:
            self._number(*term)
        except TermNotFound:
            return False
        return True

    def indexed_field_names(self) -> Iterable[str]:
        """The two fields."""
        return (ID, TEXT)

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        """A walk through the terms of a field."""
        return ArrayCursor(self._terms_of(fieldname), fieldobj, functools.partial(self.term_info, fieldname))

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every term, field by field."""
        for name in self.indexed_field_names():
            yield from self.terms_from(name, b"", only=True)

    def terms_from(self, fieldname: str, prefix: bytes, only: bool = False) -> Iterator[tuple[str, bytes]]:
        """Every term from one on, of the fields behind too unless `only` this field is wanted."""
        terms = self._terms_of(fieldname)
        for number in range(bisect_left(terms, prefix), len(terms)):
            yield fieldname, terms[number]
        if fieldname == ID and not only:
            yield from self.terms_from(TEXT, b"")

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every term and what is known of it."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The same from a term on."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def _postings(self, name: str, term: bytes) -> tuple[list[int], list[float], list[bytes]]:
        """Publications, weights and positions of a term. Raises TermNotFound."""
        number = self._number(name, term)
        if name == ID:
            return [self._ids[1][number]], [1.0], [b""]
        found = self._table.postings(number)
        ends = np.cumsum(found.counts, dtype=np.int64)[:-1]
        values = [part.astype("<u4").tobytes() for part in np.split(found.positions, ends)]
        return found.documents.tolist(), found.weights.astype(np.float64).tolist(), values

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Frequencies and extremes of a term. Raises TermNotFound."""
        ids, weights, _ = self._postings(fieldname, text)
        return TermInfo(
            weight=sum(weights), df=len(ids), minlength=0, maxweight=max(weights), minid=ids[0], maxid=ids[-1]
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The sum of its weights, 0 when it is nowhere."""
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many publications have it, 0 when it is nowhere."""
        return int(self.term_info(fieldname, text).doc_frequency()) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """The postings of a term, for Whoosh's queries. Raises TermNotFound."""
        ids, weights, values = self._postings(fieldname, text)
        return ArrayMatcher(ids, weights, values, format_, scorer=scorer, term=(fieldname, text))

    def close(self) -> None:
        """The file is let go with the last array."""


class ArrayCursor(FieldCursor):
    """A walk through the terms of a field; fuzzy queries need it."""

    def __init__(self, terms: Lexicon | list[bytes], field: Any, info: Callable[[bytes], TermInfo]) -> None:
        self._terms = terms
        self._field = field
        self._info = info
        self._at = 0

    def _here(self) -> str | None:
        return self.text() if self.is_valid() else None

    def first(self) -> str | None:
        """Go to the first term."""
        self._at = 0
        return self._here()

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not before this one."""
        self._at = bisect_left(self._terms, term if isinstance(term, bytes) else self._field.to_bytes(term))
        return self._here()

    def next(self) -> str | None:
        """Go on by one term."""
        self._at += 1
        return self._here()

    def text(self) -> str | None:
        """The term, None behind the last one."""
        return self._field.from_bytes(self._terms[self._at]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        """What is known of it."""
        return self._info(self._terms[self._at]) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._at < len(self._terms)


class ArrayMatcher(ListMatcher):
    """Whoosh's matcher over lists, with a quick way forward and the places of words."""

    _ids: list[int]
    _i: int

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        """Go to the first publication that is not before this one."""
        self._i = bisect_left(self._ids, id, self._i)

    def supports_block_quality(self) -> bool:
        """Nothing is known of blocks: all postings are looked at."""
        return False

    def spans(self) -> list[Span]:
        """Where the word stands in the publication."""
        return [Span(position) for position in self.value_as("positions")]
