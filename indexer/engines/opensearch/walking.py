"""All publications of one commit, some thousand at a time: what is committed meanwhile is not among them.

for hit in walk(client, "glane-publications", ("own", "stamp"), Hit): ...
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.known import TIMEOUT_S

T = TypeVar("T")

# So long the cluster keeps what was there between two requests.
_KEPT = "5m"
_PAGE = 1_000


class _Place(msgspec.Struct, frozen=True):
    sort: tuple[Any, ...]


class _Hits(msgspec.Struct, frozen=True):
    hits: tuple[msgspec.Raw, ...]


class _Found(msgspec.Struct, frozen=True):
    hits: _Hits


def walk(client: Client, publications: str, fields: Sequence[str], kind: type[T]) -> Iterator[T]:
    """Every publication's hit, with these fields, as `kind`: once,."""
    path = f"/{quote(publications)}/_search/point_in_time"
    opened = client.request("POST", path, parameters={"keep_alive": _KEPT}, timeout_s=TIMEOUT_S)
    pit = str(opened["pit_id"])
    try:
        body: dict[str, object] = {
            "pit": {"id": pit, "keep_alive": _KEPT},
            "_source": False,
            "docvalue_fields": fields,
            "size": _PAGE,
            "sort": ["key", "id"],
            "track_total_hits": False,
        }
        decoder = msgspec.json.Decoder(kind)
        while True:
            hits = client.search("", body, _Found, timeout_s=TIMEOUT_S).hits.hits
            for hit in hits:
                yield decoder.decode(hit)
            if len(hits) < _PAGE:
                return
            body["search_after"] = msgspec.json.decode(hits[-1], type=_Place).sort
    finally:
        client.request("DELETE", "/_search/point_in_time", {"pit_id": [pit]}, accept=(404,))
