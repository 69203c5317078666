"""What Glane asks of a cluster, typed.

    client = open_client(settings)
    found = client.search("glane-publications", {"query": ...}, Found)     # Found: the caller's struct
    client.request("PUT", "/glane-texts-1", {"settings": ...})

Bodies go out and come in through msgspec; a caller gives the struct of what it reads of an answer. Every error is one
of Glane's (refusals.py). A part of an answer is never shown as the whole: a search of which a shard failed is an error.

Not here: many documents at once (bulk.py).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from indexer.engines.opensearch.refusals import Answer, Reason, reason_in, reason_of, refusal
from indexer.errors import BadSettings, EngineUnavailable, GlaneError
from indexer.settings import OpenSearchSettings

if TYPE_CHECKING:
    from indexer.engines.opensearch.transport import Transport

T = TypeVar("T")
Searched = TypeVar("Searched", bound="Outcome")

# No visitor waits for a change of an index or of a document, and making much visible takes as long as writing it does.
CHANGE_S = 120.0
# With it the cluster refuses rather than leave out what failed.
_WHOLE = {"allow_partial_search_results": "false"}


class Shards(msgspec.Struct, frozen=True):
    """How many parts of an index took part in an answer.

    A part that is on no node is in `total` alone: it has not failed, as nobody was asked.
    """

    total: int
    successful: int
    failed: int
    failures: tuple[Any, ...] = ()


class Outcome(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What every search says of itself, whatever else is in it: the base of what answers are read as."""

    shards: Shards | None = msgspec.field(name="_shards", default=None)
    timed_out: bool = False
    error: Any = None
    status: int = 200


class _Responses(msgspec.Struct, frozen=True):
    responses: tuple[msgspec.Raw, ...]


class Document(msgspec.Struct, frozen=True):
    """A document read by its id, and its version: with both numbers it is replaced only if nobody else did."""

    source: msgspec.Raw = msgspec.field(name="_source", default=msgspec.Raw(b"null"))
    found: bool = False
    seq_no: int = msgspec.field(name="_seq_no", default=-1)
    primary_term: int = msgspec.field(name="_primary_term", default=-1)


class _Doc(msgspec.Struct, frozen=True):
    id: str = msgspec.field(name="_id")
    found: bool = False
    error: Any = None
    source: msgspec.Raw = msgspec.field(name="_source", default=msgspec.Raw(b"null"))


class _Docs(msgspec.Struct, frozen=True):
    docs: tuple[_Doc, ...]


class _Count(msgspec.Struct, frozen=True):
    count: int
    shards: Shards = msgspec.field(name="_shards")


class _Refreshed(msgspec.Struct, frozen=True):
    shards: Shards = msgspec.field(name="_shards")


def open_client(settings: OpenSearchSettings) -> Client:
    """A client of the cluster that the settings name. Nothing is sent yet.

    Raises BadSettings when a setting cannot be used or the library is not installed.
    """
    try:
        from indexer.engines.opensearch.transport import Transport
    except ModuleNotFoundError as error:
        if error.name not in ("opensearchpy", "urllib3"):
            raise
        raise BadSettings(
            'The engine "opensearch" needs the library opensearch-py: run `pip install "glane[opensearch]"`.'
        ) from error
    return Client(Transport(settings))


class Client:
    """A cluster. Its methods may be called by several threads at once."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def where(self) -> str:
        """The nodes' addresses, for sentences."""
        return self._transport.where

    def limited(self) -> AbstractContextManager[None]:
        """All requests of this thread in the body have the time of one: `timeout_s` of the settings."""
        return self._transport.limited()

    def version(self) -> str:
        """The cluster's version; asked once. Raises BadSettings when it is not one that Glane knows."""
        return self._transport.version()

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        timeout_s: float = CHANGE_S,
        accept: tuple[int, ...] = (),
        parameters: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Any request whose answer is an object. A status to `accept` is answered as a success is.

        It may take longer than a search: a change waits for all nodes.
        """
        answer = self._ask(method, _address(path, parameters), body, timeout_s=timeout_s, accept=accept)
        return self._decode(answer, dict[str, Any])

    def exists(self, path: str) -> bool:
        """Whether an index ("/NAME"), an alias ("/_alias/NAME") or a document ("/NAME/_doc/ID") is there."""
        return self._transport.ask("HEAD", path, accept=(404,)).status != 404

    def search(
        self,
        index: str,
        body: object,
        kind: type[Searched],
        *,
        timeout_s: float | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> Searched:
        """A search's whole answer as `kind`. Raises EngineUnavailable when any part of it is missing.

        A search at a point in time, which has its index, is asked of "".
        """
        path = _address(f"/{quote(index)}/_search" if index else "/_search", {**_WHOLE, **(parameters or {})})
        return self._read(self._ask("POST", path, body, timeout_s=timeout_s), kind, f"POST /{index}/_search")

    def msearch(self, index: str, bodies: Iterable[object], kind: type[Searched]) -> list[Searched]:
        """The answers of several searches, in their order; as soon as one has failed, its error."""
        header = b'{"allow_partial_search_results":false}\n'
        sent = b"".join(header + encode(body) + b"\n" for body in bodies)
        if not sent:
            return []
        request = f"POST /{index}/_msearch"
        answer = self._transport.ask("POST", f"/{quote(index)}/_msearch", sent, lines=True).body
        return [self._read(response, kind, request) for response in self._decode(answer, _Responses).responses]

    def count(self, index: str, query: object) -> int:
        """How many documents a query finds, in all parts of the index."""
        answer = self._decode(self._ask("POST", f"/{quote(index)}/_count", {"query": query}), _Count)
        self._check_shards(answer.shards, f"POST /{index}/_count")
        return answer.count

    def get(self, index: str, identifier: str, kind: type[T]) -> T | None:
        """One document as it was last written, whether refreshed or not; None when there is none."""
        document = self.document(index, identifier)
        return self._decode(document.source, kind) if document.found else None

    def document(self, index: str, identifier: str) -> Document:
        """One document with its version."""
        path = f"/{quote(index)}/_doc/{quote(identifier, safe='')}"
        answer = self._transport.ask("GET", path, accept=(404,))
        if answer.status == 404 and reason_of(answer.body).kind == "index_not_found_exception":
            raise refusal(answer, f"GET {path}", self.where)
        return self._decode(answer.body, Document)

    def mget(self, index: str, identifiers: Sequence[str], kind: type[T]) -> list[T | None]:
        """Documents by id, in the order of the ids; None for one that is not there."""
        if not identifiers:
            return []
        answer = self._decode(self._ask("POST", f"/{quote(index)}/_mget", {"ids": identifiers}), _Docs)
        for doc in answer.docs:
            if doc.error is not None:
                raise self._failure(503, doc.error, f"POST /{index}/_mget")
        return [self._decode(doc.source, kind) if doc.found else None for doc in answer.docs]

    def bulk(self, lines: bytes, kind: type[T], *, timeout_s: float | None = None) -> T:
        """Send operations as they stand; what became of each is in the answer: bulk.py."""
        return self._decode(self._transport.ask("POST", "/_bulk", lines, lines=True, timeout_s=timeout_s).body, kind)

    def refresh(self, *indices: str) -> None:
        """Make what was written visible to searches, in all parts that can be reached."""
        path = f"/{quote(','.join(indices), safe=',')}/_refresh"
        answer = self._decode(self._ask("POST", path, timeout_s=CHANGE_S), _Refreshed)
        # Of replicas that are on no node nothing is missing, and so `successful` does not count here.
        self._check_shards(answer.shards, f"POST {path}", missing=answer.shards.failed)

    def swap_aliases(self, actions: Sequence[object]) -> None:
        """Move aliases, all at once: `{"add": {"index": ..., "alias": ...}}`, `{"remove": ...}`."""
        self.request("POST", "/_aliases", {"actions": actions})

    def indices_of(self, alias: str) -> tuple[str, ...]:
        """The indices behind an alias, or the index of this name; empty when there is neither."""
        answer = self.request("GET", f"/{quote(alias)}/_settings", accept=(404,))
        return () if "error" in answer else tuple(sorted(answer))

    def _ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        timeout_s: float | None = None,
        accept: tuple[int, ...] = (),
    ) -> bytes:
        sent = b"" if body is None else encode(body)
        return self._transport.ask(method, path, sent, timeout_s=timeout_s, accept=accept).body

    def _decode(self, answer: bytes | msgspec.Raw, kind: type[T]) -> T:
        try:
            value: T = _decoder(kind).decode(answer)  # type: ignore[arg-type] # types are hashable
        except msgspec.DecodeError as error:
            raise EngineUnavailable(
                f"The cluster at {self.where} gave an answer that Glane cannot read ({error}): see what stands between."
            ) from error
        return value

    def _read(self, answer: bytes | msgspec.Raw, kind: type[Searched], request: str) -> Searched:
        """The answer of a search: read once, as those with much in them take a millisecond."""
        try:
            found: Searched = _decoder(kind).decode(answer)
        except msgspec.DecodeError:
            self._check(self._decode(answer, Outcome), request)  # of a failure nothing else is in it
            return self._decode(answer, kind)
        self._check(found, request)
        return found

    def _check(self, outcome: Outcome, request: str) -> None:
        if outcome.error is not None:
            raise self._failure(outcome.status, outcome.error, request)
        if outcome.timed_out:
            raise EngineUnavailable(
                f"The cluster at {self.where} ended a search before it was done ({request}): look at its load, or "
                "raise GLANE_OPENSEARCH_TIMEOUT_S."
            )
        if outcome.shards is not None:
            self._check_shards(outcome.shards, request)

    def _check_shards(self, shards: Shards, request: str, missing: int | None = None) -> None:
        missing = shards.total - shards.successful if missing is None else missing
        if not missing:
            return
        first = shards.failures[0] if shards.failures else {}
        reason = reason_in(first.get("reason")) if isinstance(first, dict) else Reason("", "")
        raise EngineUnavailable(
            f"{missing} of {shards.total} parts of an index did not answer ({request}"
            f"{': ' + reason.text if reason.text else ''}): the cluster at {self.where} lacks a node; see "
            "`GET _cluster/health`."
        )

    def _failure(self, status: int, error: object, request: str) -> GlaneError:
        return refusal(Answer(status, None, encode({"error": error})), request, self.where)


encode = msgspec.json.Encoder().encode


@cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _address(path: str, parameters: Mapping[str, str] | None) -> str:
    return f"{path}?{urlencode(parameters)}" if parameters else path
