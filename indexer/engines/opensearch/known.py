"""What the index holds of publications, as searches see it: read many at a time, by what they have in common.

    index = Index(client, "glane-publications-1")
    index.having("links", ["00f3...", ...])      publications that announce any of these addresses
    index.counts("raw_topic")                    {"Santé": 12, ...}

Between two refreshes this does not change, whatever is sent: it is what was committed before.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec

from indexer.engines.opensearch.client import Client, Outcome
from indexer.engines.opensearch.preparing import Own, doc_of
from indexer.engines.series import YearSource

Field = Literal["_id", "addresses", "links", "page", "raw_topic", "raw_author", "yearly"]

# Values of one query: a cluster takes 65,536 at most.
_VALUES = 8_192
# Publications of one answer: some MB.
_PAGE = 4_000
_BUCKETS = 10_000
# Reading much takes longer than a visitor would wait.
TIMEOUT_S = 120.0

# The cluster reads columns only: to tell the `_id` of a hit it would unpack the documents around it, which took six
# times as long (3,004 publications: 2.05 and 0.33 s).
NO_STORED_FIELDS = "_none_"

T = TypeVar("T")
_read_own = msgspec.msgpack.Decoder(Own).decode


class Known(msgspec.Struct, frozen=True, gc=False):
    """A publication of the index.

    page      `doc` of its landing page, as it was derived; "" without one
    passages  how many texts it has beside its summary
    """

    own: Own
    stamp: str
    passages: int
    page: str


class Derived(msgspec.Struct, frozen=True):
    """The fields that depend on other publications: deriving.py."""

    topic: tuple[str, ...]
    author: tuple[str, ...]
    year: tuple[str, ...]
    month: int | None
    day: int | None  # none, rather than 0, comes last in either order
    page: str | None
    shown: str
    series: str | None = None
    series_year: int | None = None
    series_from: YearSource | None = None

    def is_same(self, other: Derived) -> bool:
        """Whether searches see no difference: the cluster keeps values in an order of its own, and no padding."""
        return self._plain() == other._plain()

    def _plain(self) -> Derived:
        topic, author = tuple(sorted(set(self.topic))), tuple(sorted(set(self.author)))
        return msgspec.structs.replace(self, topic=topic, author=author, shown=self.shown.rstrip("="))


class _Fields(msgspec.Struct, frozen=True):
    id: tuple[str] = ("",)
    own: tuple[str] = ("",)
    stamp: tuple[str] = ("",)
    passages: tuple[int] = (0,)
    page: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    month: tuple[int, ...] = ()
    day: tuple[int, ...] = ()
    shown: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    series_year: tuple[int, ...] = ()
    series_from: tuple[YearSource, ...] = ()

    @property
    def known(self) -> Known:
        """Those that every publication has."""
        return Known(read_own(self.own[0]), self.stamp[0], self.passages[0], "".join(self.page))

    @property
    def derived(self) -> Derived | None:
        """Those that a commit derives; None where a run died before it did."""
        if not self.shown:
            return None
        return Derived(
            self.topic,
            self.author,
            self.year,
            self.month[0] if self.month else None,
            self.day[0] if self.day else None,
            self.page[0] if self.page else None,
            self.shown[0],
            self.series[0] if self.series else None,
            self.series_year[0] if self.series_year else None,
            self.series_from[0] if self.series_from else None,
        )


_KNOWN = ("own", "stamp", "passages", "page")
_DERIVED = ("id", *Derived.__struct_fields__)


class _Hit(msgspec.Struct, frozen=True):
    sort: tuple[Any, ...]
    fields: _Fields = _Fields()


class _Hits(msgspec.Struct, frozen=True):
    hits: tuple[_Hit, ...]


class _Found(Outcome, frozen=True):
    hits: _Hits


class _Key(msgspec.Struct, frozen=True):
    value: str


class _Bucket(msgspec.Struct, frozen=True):
    key: _Key
    doc_count: int


class _Buckets(msgspec.Struct, frozen=True):
    buckets: tuple[_Bucket, ...]
    after_key: _Key | None = None


class _Values(msgspec.Struct, frozen=True):
    values: _Buckets


class _Counted(Outcome, frozen=True):
    aggregations: _Values


class Totals(NamedTuple):
    """How many publications there are, and how many passages they have."""

    publications: int
    passages: int


class _Count(msgspec.Struct, frozen=True):
    value: int


class _Total(msgspec.Struct, frozen=True):
    total: _Count


class _Sum(msgspec.Struct, frozen=True):
    value: float


class _Sums(msgspec.Struct, frozen=True):
    passages: _Sum


class _Summed(Outcome, frozen=True):
    hits: _Total
    aggregations: _Sums


class Index:
    """One index of publications."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name

    def read(self, docs: Iterable[str]) -> dict[str, Known]:
        """Those of these documents that are there."""
        return dict(self.having("_id", docs))

    def having(self, field: Field, values: Iterable[str]) -> Iterator[tuple[str, Known]]:
        """Publications that have any of these values, each once for each thousands of values."""
        for some in batched(values, _VALUES):
            for hit in self._walk({"terms": {field: some}}, _KNOWN):
                known = hit.fields.known
                yield doc_of(known.own.id), known

    def derived(self, docs: Sequence[str]) -> dict[str, Derived]:
        """What was derived of some publications."""
        return {
            doc_of(hit.fields.id[0]): derived
            for hit in self._walk({"terms": {"_id": docs}}, _DERIVED)
            if (derived := hit.fields.derived) is not None
        }

    def _walk(self, query: object, fields: Sequence[str]) -> Iterator[_Hit]:
        body: dict[str, object] = {
            "query": {"bool": {"filter": query}},
            "stored_fields": NO_STORED_FIELDS,
            "docvalue_fields": fields,
            "size": _PAGE,
            "sort": ["key", "id"],
            "track_total_hits": False,
        }
        while True:
            hits = self._client.search(self._name, body, _Found, timeout_s=TIMEOUT_S).hits.hits
            yield from hits
            if len(hits) < _PAGE:
                return
            body["search_after"] = hits[-1].sort

    def totals(self) -> Totals:
        """How much there is of everything."""
        sums = {"passages": {"sum": {"field": "passages"}}}
        body = {"size": 0, "track_total_hits": True, "aggs": sums}
        answer = self._client.search(self._name, body, _Summed, timeout_s=TIMEOUT_S)
        return Totals(answer.hits.total.value, int(answer.aggregations.passages.value))

    def counts(self, field: str) -> dict[str, int]:
        """How many publications have each value of a field."""
        found: dict[str, int] = {}
        composite: dict[str, object] = {"size": _BUCKETS, "sources": [{"value": {"terms": {"field": field}}}]}
        body = {"size": 0, "track_total_hits": False, "aggs": {"values": {"composite": composite}}}
        while True:
            answer = self._client.search(self._name, body, _Counted, timeout_s=TIMEOUT_S).aggregations.values
            found |= {bucket.key.value: bucket.doc_count for bucket in answer.buckets}
            if answer.after_key is None or len(answer.buckets) < _BUCKETS:
                return found
            composite["after"] = answer.after_key


def read_own(data: str) -> Own:
    """The field `own` of a document."""
    return _read_own(b64decode(f"{data}=="))  # a cluster gives no padding, and more than is needed is none


def batched(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in their order, so many at a time."""
    remaining = iter(values)
    while some := list(islice(remaining, size)):
        yield some
