"""Counts and sizes of an index in a cluster."""

from __future__ import annotations

import msgspec

from indexer.engines.interface import EngineStatus
from indexer.engines.opensearch.client import Outcome
from indexer.engines.opensearch.control import Commit
from indexer.engines.opensearch.known import TIMEOUT_S
from indexer.engines.opensearch.reader import Reader

_MOST_KINDS = 10_000


class _Bucket(msgspec.Struct, frozen=True):
    key: str
    doc_count: int


class _Kinds(msgspec.Struct, frozen=True):
    buckets: tuple[_Bucket, ...]


class _Sum(msgspec.Struct, frozen=True):
    value: float


class _Aggregations(msgspec.Struct, frozen=True):
    kinds: _Kinds
    passages: _Sum


class _Total(msgspec.Struct, frozen=True):
    value: int


class _Hits(msgspec.Struct, frozen=True):
    total: _Total


class _Counted(Outcome, frozen=True):
    hits: _Hits
    aggregations: _Aggregations


class _Size(msgspec.Struct, frozen=True):
    size_in_bytes: int


class _Segments(msgspec.Struct, frozen=True):
    count: int


class _Primaries(msgspec.Struct, frozen=True):
    store: _Size
    segments: _Segments


class _Index(msgspec.Struct, frozen=True):
    primaries: _Primaries


def read_status(reader: Reader, commit: Commit) -> EngineStatus:
    """Copies on other nodes are not counted: there are as many as the setting `replicas` says."""
    body = {
        "size": 0,
        "track_total_hits": True,
        "query": reader.living(),
        "aggs": {
            "kinds": {"terms": {"field": "kind", "size": _MOST_KINDS}},
            "passages": {"sum": {"field": "passages"}},
        },
    }
    found = reader.client.search(reader.publications, body, _Counted, timeout_s=TIMEOUT_S)
    total = found.hits.total.value
    kinds = {bucket.key: bucket.doc_count for bucket in found.aggregations.kinds.buckets}
    kinds[""] = total - sum(kinds.values())
    publications, texts = (_primaries(reader, alias) for alias in (reader.publications, reader.texts))
    return EngineStatus(
        publications=total,
        passages=int(found.aggregations.passages.value),
        kinds={kind: count for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0])) if count},
        size_bytes=publications.store.size_in_bytes + texts.store.size_in_bytes,
        stored_bytes=texts.store.size_in_bytes,
        segments=publications.segments.count,
        last_commit=commit.written,
    )


def _primaries(reader: Reader, alias: str) -> _Primaries:
    answer = reader.client.request("GET", f"/{alias}/_stats/store,segments", timeout_s=TIMEOUT_S)
    (index,) = answer["indices"].values()
    return msgspec.convert(index, _Index).primaries
