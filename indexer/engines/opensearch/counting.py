"""How many publications queries find: asked for all at once, and kept as long as the reader."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from indexer.engines.opensearch.clauses import Dsl
from indexer.engines.opensearch.reader import Reader

_MOST_KEPT = 100_000  # of a commit: 10 MB


class _Total(msgspec.Struct, frozen=True, gc=False):
    value: int


class _Hits(msgspec.Struct, frozen=True, gc=False):
    total: _Total


class _Found(msgspec.Struct, frozen=True, gc=False):
    hits: _Hits


def counts_of(reader: Reader, queries: Sequence[Dsl]) -> list[int]:
    """How many publications each query finds, hidden ones left out; those not known yet are counted."""
    known = reader.frequencies
    keys = [msgspec.json.encode(query) for query in queries]
    unknown = {key: query for key, query in zip(keys, queries, strict=True) if key not in known}
    found = dict[bytes, int]()
    if unknown:
        bodies = [{"size": 0, "track_total_hits": True, "query": reader.living(query)} for query in unknown.values()]
        answers = reader.client.msearch(reader.publications, bodies, _Found)
        found = {key: answer.hits.total.value for key, answer in zip(unknown, answers, strict=True)}
        if len(known) > _MOST_KEPT:
            known.clear()
        known.update(found)
    return [found[key] if key in found else known[key] for key in keys]
