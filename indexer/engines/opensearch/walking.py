"""All publications of one commit, a thousand at a time: what is committed meanwhile is not among them.

with Held(client, "glane-publications", query) as held:
    for hit in held.walk(("own", "stamp"), Hit): ...
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import msgspec

from indexer.engines.opensearch.client import Client, Outcome
from indexer.engines.opensearch.known import NO_STORED_FIELDS, TIMEOUT_S

T = TypeVar("T")

# So long the cluster keeps what was there, after each request again.
_KEPT = "10m"
_PAGE = 1_000


class _Place(msgspec.Struct, frozen=True):
    sort: tuple[Any, ...]


class _Hits(msgspec.Struct, frozen=True):
    hits: tuple[msgspec.Raw, ...]


class _Found(Outcome, frozen=True):
    hits: _Hits


class Held:
    """The publications that a query finds now, held by the cluster until `close`, or until nobody asks for minutes."""

    def __init__(self, client: Client, publications: str, query: object) -> None:
        self._client = client
        self._query = query
        path = f"/{quote(publications)}/_search/point_in_time"
        opened = client.request("POST", path, parameters={"keep_alive": _KEPT}, timeout_s=TIMEOUT_S)
        self._id = str(opened["pit_id"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Have the cluster forget them."""
        self._client.request("DELETE", "/_search/point_in_time", {"pit_id": [self._id]}, accept=(404,))

    def walk(self, fields: Sequence[str], kind: type[T], also: object = None) -> Iterator[T]:
        """The hit of every publication, or of those that another query finds too: these fields and no id, as `kind`."""
        body: dict[str, object] = {
            "query": {"bool": {"filter": [self._query, *([also] if also else ())]}},
            "pit": {"id": self._id, "keep_alive": _KEPT},
            "stored_fields": NO_STORED_FIELDS,
            "docvalue_fields": fields,
            "size": _PAGE,
            "sort": ["key", "id"],
            "track_total_hits": False,
        }
        decoder = msgspec.json.Decoder(kind)
        while True:
            hits = self._client.search("", body, _Found, timeout_s=TIMEOUT_S).hits.hits
            for hit in hits:
                yield decoder.decode(hit)
            if len(hits) < _PAGE:
                return
            body["search_after"] = msgspec.json.decode(hits[-1], type=_Place).sort
