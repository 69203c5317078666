"""One segment of the index as arrays. Segments never change, so a view is kept as long as its segment lives.

Deletions are not here: the same segment has others at each commit (snapshot.py).
"""

from __future__ import annotations

import bisect
import functools
import sys
import zlib
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, ParamSpec, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
from whoosh.reading import SegmentReader, TermNotFound

from indexer.engines.whoosh.documents import AllPlaces, Record, Summary, read_all_places
from indexer.errors import IndexDamaged
from indexer.french import TERM_SEPARATOR, term_of

P = ParamSpec("P")
R = TypeVar("R")

# Decoded postings kept for all segments together; beyond that all are forgotten at once, which needs no lock.
_CACHED_BYTES = 4 * 2**20

_summary_decoder = msgspec.json.Decoder(Summary)
_record_decoder = msgspec.json.Decoder(Record)


class TermPostings(NamedTuple):
    """A term's postings in a segment.

    documents  i64[n]     ascending, numbered within the segment
    weights    f32[n]
    starts     i64[n + 1] positions of documents[i] are positions[starts[i]:starts[i + 1]]
    positions  u32[]      ascending within a document
    """

    documents: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
    starts: npt.NDArray[np.int64]
    positions: npt.NDArray[np.uint32]

    @property
    def size_bytes(self) -> int:
        """Memory the arrays take."""
        return sum(array.nbytes for array in self)


class PostingsCache:
    """Decoded postings by segment and term, for all segments of an engine. Safe for several threads."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], TermPostings] = {}
        self._size_bytes = 0

    def get(self, segment: str, term: str) -> TermPostings | None:
        """What was kept."""
        return self._found.get((segment, term))

    def keep(self, segment: str, term: str, postings: TermPostings) -> None:
        """Keep postings, as long as there is room."""
        if self._size_bytes + postings.size_bytes > _CACHED_BYTES:
            self._found = {}
            self._size_bytes = 0
        self._found[segment, term] = postings
        self._size_bytes += postings.size_bytes


def _reading(method: Callable[P, R]) -> Callable[P, R]:
    """Turn what reading damaged bytes happens to raise into IndexDamaged."""

    @functools.wraps(method)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except Exception as error:
            view: Any = args[0]
            what = f"{type(error).__name__}: {error}"[:200]
            raise IndexDamaged(f"The segment {view.name} cannot be read ({what}): run `indexer verify`.") from error

    return wrapped


class SegmentView:
    """Reads one segment. Safe for several threads: caches are replaced, never changed halfway."""

    def __init__(self, reader: SegmentReader, cache: PostingsCache) -> None:
        self._reader = reader
        self._cache = cache
        self._terms = reader._terms  # the codec's terms reader: see codec.py
        self.name: str = reader.segment().segment_id()
        self.size: int = reader.doc_count_all()
        self.summaries: list[Summary] = _share_names(_summary_decoder.decode(data) for data in self._column("summary"))
        self._records = self._column("record")
        self._texts = self._column("texts")
        self._places = self._column("places")
        self._vocabulary: dict[str, str] | None = None
        self._forms: list[str] | None = None
        self._all_places: AllPlaces | None = None

    def _column(self, name: str) -> Any:
        return self._reader.column_reader(name)

    @_reading
    def record(self, number: int) -> Record:
        """The stored record of a publication."""
        return _record_decoder.decode(zlib.decompress(self._records[number]))

    @_reading
    def texts(self, number: int) -> bytes:
        """The passages' compressed texts of a publication: documents.read_text."""
        data: bytes = self._texts[number]
        return data

    @_reading
    def places(self, number: int) -> bytes:
        """Where the passages of a publication begin: documents.read_places."""
        data: bytes = self._places[number]
        return data

    @_reading
    def all_places(self) -> AllPlaces:
        """The same of all publications; read once, when first asked for."""
        if self._all_places is None:
            self._all_places = read_all_places(list(self._places))
        return self._all_places

    @_reading
    def forms_of(self, stem: str) -> list[str]:
        """The terms (stem and form) of every form of a stem in this segment."""
        prefix = term_of(stem, "").encode()
        found = []
        for _, term in self._terms.terms_from("text", prefix):
            if not term.startswith(prefix):
                break
            found.append(term.decode())
        return found

    @_reading
    def vocabulary(self) -> dict[str, str]:
        """Every form of this segment -> its term (a form has one stem); read once, when first asked for."""
        if self._vocabulary is None:
            vocabulary: dict[str, str] = {}
            for field, term in self._terms.terms_from("text", b""):
                if field != "text":
                    break
                text = term.decode()
                vocabulary[text.partition(TERM_SEPARATOR)[2]] = text
            self._vocabulary = vocabulary
        return self._vocabulary

    @_reading
    def terms_beginning(self, beginning: str) -> list[str]:
        """The terms of every form that begins so."""
        vocabulary = self.vocabulary()
        if self._forms is None:
            self._forms = sorted(vocabulary)
        first = bisect.bisect_left(self._forms, beginning)
        last = bisect.bisect_left(self._forms, beginning + chr(sys.maxunicode))
        return [vocabulary[form] for form in self._forms[first:last]]

    @_reading
    def document_frequency(self, term: str) -> int:
        """How many publications of the segment have a term, deleted ones included."""
        try:
            return int(self._terms.term_info("text", term.encode()).doc_frequency())
        except TermNotFound:
            return 0

    @_reading
    def postings(self, term: str) -> TermPostings | None:
        """The postings of a term, or None when the segment does not have it."""
        cached = self._cache.get(self.name, term)
        if cached is not None:
            return cached
        try:
            raw = self._terms.arrays("text", term.encode())
        except TermNotFound:
            return None
        starts = np.zeros(len(raw.ids) + 1, np.int64)
        np.cumsum(raw.sizes, out=starts[1:])
        if len(raw.values) != starts[-1] or (len(raw.ids) and raw.ids.max() >= self.size):
            raise IndexDamaged(f"The postings of “{term}” lead nowhere")
        starts //= 4
        postings = TermPostings(
            raw.ids.astype(np.int64), raw.weights, starts, np.frombuffer(raw.values, np.dtype("<u4"))
        )
        self._cache.keep(self.name, term, postings)
        return postings


def _share_names(summaries: Iterable[Summary]) -> list[Summary]:
    """The same summaries, with one object for each name: they repeat, and took 5 MB for 10,000 publications."""
    shared: dict[str, str] = {}

    def one(name: str) -> str:
        return shared.setdefault(name, name)

    return [
        msgspec.structs.replace(
            summary,
            kind=one(summary.kind),
            language=one(summary.language),
            manifest=one(summary.manifest),
            topics=tuple(map(one, summary.topics)),
            authors=tuple(map(one, summary.authors)),
        )
        for summary in summaries
    ]
