"""OpenSearch by itself: the same questions as one writes them for it, with our tokens, over an index of its own.

Words are `match` queries, filters `post_filter` beside aggregations that have all filters but their own, and every
facet is a `terms` aggregation that asks for more values than there are, so that its counts are exact. A connection is
kept to each node, and nodes are asked in turn, as Glane does.

Not among installed() of peers.py: it needs a cluster, and is measured beside it (clustering.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from indexer.engines.interface import FACETS, FacetName
from tests.bench.cluster import Nodes
from tests.bench.corpus import Document
from tests.bench.peers import TOP, Answer, Counts, most_frequent
from tests.bench.queries import Asked, Chosen

_MOST_VALUES = 65_000  # as many as a cluster gives
_BULK_BYTES = 4 * 2**20
_TOKENS = {"type": "text", "analyzer": "whitespace"}
_MAPPING: dict[str, Any] = {
    "settings": {"number_of_shards": 3, "number_of_replicas": 1, "refresh_interval": -1},
    "mappings": {
        "dynamic": "strict",
        "properties": {
            "title": {"type": "keyword", "index": False, "doc_values": False},
            "stems": {**_TOKENS, "index_options": "freqs"},
            "forms": _TOKENS,
            "day": {"type": "integer"},
            **{name: {"type": "keyword"} for name in FACETS},
        },
    },
}


class _Total(msgspec.Struct):
    value: int


class _Source(msgspec.Struct):
    title: str


class _Hit(msgspec.Struct):
    source: _Source = msgspec.field(name="_source")


class _Hits(msgspec.Struct):
    total: _Total
    hits: list[_Hit]


class _Bucket(msgspec.Struct):
    key: str
    doc_count: int


class _Values(msgspec.Struct):
    buckets: list[_Bucket]


class _Counted(msgspec.Struct):
    """A facet's values, below its filters where it has any."""

    buckets: list[_Bucket] = []
    values: _Values | None = None


class _Found(msgspec.Struct):
    hits: _Hits
    aggregations: dict[FacetName, _Counted]


_decode = msgspec.json.Decoder(_Found).decode
_encode = msgspec.json.Encoder().encode


class OpenSearch:
    """One index of a cluster."""

    name = "OpenSearch"

    def __init__(self, nodes: Nodes, index: str) -> None:
        self._nodes = nodes
        self._index = index

    def is_built(self, size: int) -> bool:
        """Whether the index is there with so many publications."""
        return [int(row["docs.count"]) for row in self._nodes.rows(self._index)] == [size]

    def build(self, documents: Iterable[Document]) -> None:
        """Index everything, in place of what is there."""
        self._nodes.remove(self._index)
        self._nodes.ask("PUT", f"/{self._index}", json.dumps(_MAPPING).encode())
        for lines in _bulks(documents):
            answer = self._nodes.ask("POST", f"/{self._index}/_bulk?filter_path=errors", lines, "application/x-ndjson")
            if answer["errors"]:
                raise RuntimeError(f"A publication was refused by {self._index}.")
        self._nodes.ask("POST", f"/{self._index}/_refresh")

    def answer(self, asked: Asked) -> Answer:
        """Ten by score or date, and counts over all matches."""
        found = _decode(self._nodes.ask_bytes("POST", f"/{self._index}/_search", _encode(_body(asked))))
        counts: Counts = {
            name: most_frequent({bucket.key: bucket.doc_count for bucket in (facet.values or facet).buckets})
            for name, facet in found.aggregations.items()
        }
        return Answer(found.hits.total.value, tuple(hit.source.title for hit in found.hits.hits), counts)


def _bulks(documents: Iterable[Document]) -> Iterator[bytes]:
    lines: list[bytes] = []
    size = 0
    for document in documents:
        fields = {"title": document.title, "stems": document.stems, "forms": document.forms, "day": document.day}
        fields |= {name: document.values(name) for name in FACETS}
        lines += (b'{"index":{}}', _encode(fields))
        size += len(lines[-1])
        if size > _BULK_BYTES:
            yield b"\n".join(lines) + b"\n"
            lines, size = [], 0
    if lines:
        yield b"\n".join(lines) + b"\n"


def _body(asked: Asked) -> dict[str, Any]:
    body: dict[str, Any] = {
        "query": _query(asked),
        "from": (asked.page - 1) * TOP,
        "size": TOP,
        "track_total_hits": True,
        "_source": ["title"],
        "aggs": {},
    }
    for chosen, names in asked.facets_by_filters().items():
        for name in names:
            values = {"terms": {"field": name, "size": _MOST_VALUES}}
            body["aggs"][name] = (
                {"filter": {"bool": {"filter": _filters(chosen)}}, "aggs": {"values": values}} if chosen else values
            )
    if asked.chosen:
        body["post_filter"] = {"bool": {"filter": _filters(asked.chosen)}}
    if asked.sort == "newest" or asked.how == "everything":
        body["sort"] = [{"day": "desc"}]
    return body


def _filters(chosen: Chosen) -> Sequence[dict[str, Any]]:
    return [{"terms": {name: values}} for name, values in chosen]


def _query(asked: Asked) -> dict[str, Any]:
    words = " ".join(asked.words)
    match asked.how:
        case "everything":
            return {"match_all": {}}
        case "phrase":
            return {"match_phrase": {"forms": words}}
        case "prefix":
            return {"prefix": {"forms": words}}
        case "any":
            return {"match": {"stems": {"query": words, "operator": "or"}}}
        case _:
            return {"match": {"stems": {"query": words, "operator": "and"}}}
