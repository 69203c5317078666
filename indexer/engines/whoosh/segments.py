"""THROW-AWAY ADAPTER: the interface of the new segments over the present format. Replaced by the lead."""

from __future__ import annotations

import bisect
import functools
import hashlib
import sys
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, ParamSpec, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
from whoosh.reading import SegmentReader, TermNotFound

from indexer.engines.whoosh.documents import Record, Summary, read_all_places, read_text
from indexer.errors import IndexDamaged
from indexer.french import TERM_SEPARATOR, term_of
from indexer.publication import PartialDate, Passage

P = ParamSpec("P")
R = TypeVar("R")
Numbers = npt.NDArray[Any]

_summary_decoder = msgspec.json.Decoder(Summary)
_record_decoder = msgspec.json.Decoder(Record)


def key_of(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class TermPostings(NamedTuple):
    documents: Numbers
    weights: Numbers
    counts: Numbers
    positions: Numbers


@dataclass(frozen=True, slots=True)
class ValueColumn:
    values: tuple[str, ...]
    starts: Numbers
    ordinals: Numbers


@dataclass(frozen=True, slots=True)
class Places:
    firsts: Numbers
    body_starts: Numbers
    body_words: Numbers
    heading_starts: Numbers
    heading_words: Numbers
    is_contents: Numbers


@dataclass(frozen=True, slots=True)
class Columns:
    id_keys: Numbers
    days: Numbers
    lengths: Numbers
    title_words: Numbers
    is_pdf: Numbers
    facets: Mapping[str, ValueColumn]
    address_keys: Numbers
    address_documents: Numbers
    link_keys: Numbers
    link_documents: Numbers
    places: Places


def _reading(method: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(method)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except Exception as error:
            view: Any = args[0]
            what = f"{type(error).__name__}: {error}"[:200]
            raise IndexDamaged(f"The segment {view.name} cannot be read ({what}): run `indexer verify`.") from error

    return wrapped


def _value_column(rows: list[tuple[str, ...]]) -> ValueColumn:
    values = tuple(sorted({value for row in rows for value in row}, key=str.encode))
    numbers = {value: number for number, value in enumerate(values)}
    starts = np.zeros(len(rows) + 1, np.uint32)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    return ValueColumn(values, starts, np.array([numbers[v] for row in rows for v in row], np.uint32))


def _links(pairs: list[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    pairs.sort()
    return np.array([k for k, _ in pairs], np.uint64), np.array([d for _, d in pairs], np.uint32)


def columns_of(summaries: list[Summary], places: Any) -> Columns:
    addresses = [(key_of(a), n) for n, s in enumerate(summaries) if s.is_pdf for a in {s.url, s.file, s.id} if a]
    links = [(key_of(a), n) for n, s in enumerate(summaries) if not s.is_pdf for a in s.links]
    days = [PartialDate.parse(s.date).first_day.toordinal() if s.date else 0 for s in summaries]
    u32 = np.uint32
    return Columns(
        np.array([key_of(s.id) for s in summaries], np.uint64),
        np.array(days, np.int32),
        np.array([s.length for s in summaries], u32),
        np.array([len(s.title.split()) for s in summaries], u32),
        np.array([s.is_pdf for s in summaries], np.bool_),
        {
            "topic": _value_column([s.topics for s in summaries]),
            "author": _value_column([s.authors for s in summaries]),
            "kind": _value_column([(s.kind,) if s.kind else () for s in summaries]),
            "language": _value_column([(s.language,) if s.language else () for s in summaries]),
        },
        *_links(addresses),
        *_links(links),
        Places(
            places.first.astype(u32),
            places.body.astype(u32),
            places.words.astype(u32),
            places.headings.astype(u32),
            places.heading_words.astype(u32),
            places.is_contents,
        ),
    )


class SegmentView:
    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._terms = reader._terms
        self.name: str = reader.segment().segment_id()
        self.size: int = reader.doc_count_all()
        self._summaries = list(self._column("summary"))
        self._records = self._column("record")
        self._texts = self._column("texts")
        decoded = [_summary_decoder.decode(data) for data in self._summaries]
        self.columns = columns_of(decoded, read_all_places(list(self._column("places"))))
        self._ids = {s.id: n for n, s in enumerate(decoded)}
        self._names = [s.id for s in decoded]
        self._vocabulary: dict[str, str] | None = None
        self._forms: list[str] | None = None
        self._of: dict[str, list[str]] = {}
        self._kept: dict[str, TermPostings | None] = {}

    def _column(self, name: str) -> Any:
        return self._reader.column_reader(name)

    def id_of(self, number: int) -> str:
        return self._names[number]

    def find(self, identifier: str) -> int | None:
        return self._ids.get(identifier)

    @_reading
    def summary(self, number: int) -> Summary:
        return _summary_decoder.decode(self._summaries[number])

    @_reading
    def passage(self, number: int, index: int) -> Passage:
        p = _record_decoder.decode(zlib.decompress(self._records[number])).passages[index]
        text = read_text(self._texts[number], index)
        return Passage(p.number, text, p.label, p.heading, p.anchor, p.is_contents)

    @_reading
    def forms_of(self, stem: str) -> list[str]:
        if stem in self._of:
            return self._of[stem]
        prefix = term_of(stem, "").encode()
        found = []
        for _, term in self._terms.terms_from("text", prefix):
            if not term.startswith(prefix):
                break
            found.append(term.decode())
        self._of[stem] = found
        return found

    @_reading
    def vocabulary(self) -> dict[str, str]:
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
        vocabulary = self.vocabulary()
        if self._forms is None:
            self._forms = sorted(vocabulary)
        first = bisect.bisect_left(self._forms, beginning)
        last = bisect.bisect_left(self._forms, beginning + chr(sys.maxunicode))
        return [vocabulary[form] for form in self._forms[first:last]]

    @_reading
    def document_frequency(self, term: str) -> int:
        found = self.postings(term)
        return len(found.documents) if found else 0

    @_reading
    def postings(self, term: str) -> TermPostings | None:
        if term in self._kept:
            return self._kept[term]
        try:
            raw = self._terms.arrays("text", term.encode())
        except TermNotFound:
            self._kept[term] = None
            return None
        positions = np.frombuffer(raw.values, np.dtype("<u4"))
        found = TermPostings(_narrow(raw.ids, 4), _narrow(raw.weights), _narrow(raw.sizes // 4), _narrow(positions))
        if len(found.positions) != int(found.counts.sum()) or (len(raw.ids) and raw.ids.max() >= self.size):
            raise IndexDamaged(f"The postings of “{term}” lead nowhere")
        self._kept[term] = found
        return found


def _narrow(values: Numbers, least: int = 1) -> Numbers:
    most = int(values.max(initial=0))
    width = max(least, 1 if most < 256 else 2 if most < 65536 else 4)
    return values.astype({1: np.uint8, 2: np.uint16, 4: np.uint32}[width])
