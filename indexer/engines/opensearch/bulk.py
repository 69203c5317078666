"""Many documents at once: sent in pieces, tried again where that helps, and never lost in silence.

    send(client, (index_operation("glane-texts-1", id, document) for id, document in ...))

An operation is its lines of the bulk request, as bytes. Those of one call are of different documents: their order is
not kept. When `send` returns, the cluster has every one of them on disk; else it raises a sentence that says how many
are missing, which, and why.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import msgspec

from indexer.engines.opensearch.back_off import back_off_s
from indexer.engines.opensearch.client import Client, encode
from indexer.engines.opensearch.refusals import DISK_FULL, Reason, is_disk_block, reason_in
from indexer.errors import EngineRefused, EngineUnavailable

_log = logging.getLogger(__name__)

# A piece: what a node takes without strain, and well below the 100 MB that it takes at most.
PIECE_BYTES = 5 << 20
PIECE_OPERATIONS = 2000
# Pieces under way: the cluster is busy with one while the next travels.
PARALLEL = 2
# One piece's answer may wait for disks and for replicas.
PIECE_TIMEOUT_S = 120.0
# So long nothing at all may be taken before a run gives up: a node that is started again takes less.
PATIENCE_S = 300.0
# A run can wait longer than a visitor; waits double up to the longest of transport.py.
_FIRST_WAIT_S = 0.5
# Of those that will never be taken, so many are named.
_NAMED = 3

# Of one operation: too busy, not ready, and changed by another one between (a partial update).
_PASSING = (429, 503, 409)


class _Result(msgspec.Struct, frozen=True):
    id: str = msgspec.field(name="_id", default="")
    index: str = msgspec.field(name="_index", default="")
    status: int = 0
    error: Any = None


class _Results(msgspec.Struct, frozen=True):
    items: tuple[dict[str, _Result], ...]
    errors: bool = True


class _Failure(msgspec.Struct, frozen=True):
    """An operation that was not taken."""

    identifier: str
    index: str
    reason: Reason


def index_operation(index: str, identifier: str, document: object) -> bytes:
    """Store a document, whatever stood there."""
    return _lines("index", index, identifier, document)


def create_operation(index: str, identifier: str, document: object) -> bytes:
    """Store a document unless there is one with this id: then it is the same, and all is well."""
    return _lines("create", index, identifier, document)


def update_operation(index: str, identifier: str, fields: object) -> bytes:
    """Replace some fields of a document that is there."""
    return _lines("update", index, identifier, {"doc": fields})


def delete_operation(index: str, identifier: str) -> bytes:
    """Remove a document; all is well when there is none."""
    return encode({"delete": {"_index": index, "_id": identifier}}) + b"\n"


def _lines(action: str, index: str, identifier: str, source: object) -> bytes:
    return b"%b\n%b\n" % (encode({action: {"_index": index, "_id": identifier}}), encode(source))


def send(client: Client, operations: Iterable[bytes], *, patience_s: float = PATIENCE_S) -> int:
    """Carry out all operations; how many there were.

    Raises EngineUnavailable when the cluster takes nothing for `patience_s`, EngineRefused when it will never take
    some of them; all others are carried out then. Why it waits is logged as a warning, for who looks at the run.
    """
    sender = _Sender(client, patience_s)
    with ThreadPoolExecutor(PARALLEL, "bulk") as pool:
        under_way: set[Future[None]] = set()
        try:
            for piece in pieces(operations):
                if len(under_way) >= PARALLEL:
                    under_way = _collect(under_way)
                under_way.add(pool.submit(sender.send, piece))
            while under_way:
                under_way = _collect(under_way)
        except BaseException:
            sender.stop()
            raise
    sender.tell_failures()
    return sender.taken


def _collect(under_way: set[Future[None]]) -> set[Future[None]]:
    """Wait for a piece; those that are still under way. Raises what a piece has raised."""
    done, others = wait(under_way, return_when=FIRST_COMPLETED)
    for future in done:
        future.result()
    return others


def pieces(operations: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Operations as they are sent together: so many, or so many bytes; a larger one goes alone."""
    piece: list[bytes] = []
    size = 0
    for operation in operations:
        if piece and (size + len(operation) > PIECE_BYTES or len(piece) >= PIECE_OPERATIONS):
            yield piece
            piece, size = [], 0
        piece.append(operation)
        size += len(operation)
    if piece:
        yield piece


class _Sender:
    """One call of `send`: what was taken, what never will be, and when anything was taken last."""

    def __init__(self, client: Client, patience_s: float) -> None:
        self._client = client
        self._patience_s = patience_s
        self._failures: list[_Failure] = []
        self._stopped = threading.Event()
        self._counting = threading.Lock()
        self._taken_at = time.monotonic()
        self._told = ""
        self.taken = 0

    def stop(self) -> None:
        """Have pieces that wait wait no longer: the run has failed."""
        self._stopped.set()

    def send(self, piece: list[bytes]) -> None:
        """Send a piece until each of its operations is taken or refused for good."""
        left, tries = piece, 0
        while not self._stopped.is_set():
            retry_after_s, sentence = None, ""
            try:
                left, sentence = self._send_once(left)
            except EngineUnavailable as error:
                retry_after_s, sentence = error.retry_after_s, str(error)
            if not left:
                return
            if time.monotonic() - self._taken_at > self._patience_s:
                raise EngineUnavailable(f"{len(left)} of {len(piece)} documents were not taken: {sentence}")
            self._tell(sentence)
            wait_s = back_off_s(tries, retry_after_s, _FIRST_WAIT_S)
            self._stopped.wait(min(wait_s, self._patience_s))
            tries += 1

    def _send_once(self, operations: list[bytes]) -> tuple[list[bytes], str]:
        """Those that are to be sent again, and why."""
        answer = self._client.bulk(b"".join(operations), _Results, timeout_s=PIECE_TIMEOUT_S)
        if not answer.errors:
            self._count(len(operations))
            return [], ""
        again: list[bytes] = []
        why = ""
        for operation, item in zip(operations, answer.items, strict=True):
            (action, result), *_ = item.items()
            if _is_done(action, result):
                continue
            failure = _Failure(result.id, result.index, reason_in(result.error))
            if result.status in _PASSING:
                again.append(operation)
                why = why or _sentence(failure, self._client.where)
            else:
                self._failures.append(failure)
        self._count(len(operations) - len(again))
        return again, why

    def _tell(self, sentence: str) -> None:
        """Say why a piece waits; not of every piece, nor each time."""
        with self._counting:
            if sentence == self._told:
                return
            self._told = sentence
        _log.warning("Waiting, for up to %g s: %s", self._patience_s, sentence)

    def _count(self, taken: int) -> None:
        if taken:
            with self._counting:
                self.taken += taken
                self._taken_at = time.monotonic()

    def tell_failures(self) -> None:
        """Raise a sentence when some operations will never be taken."""
        count = len(self._failures)
        if not count:
            return
        named = "; ".join(
            f"{failure.identifier} in {failure.index}: {failure.reason.kind}, {failure.reason.text}"
            for failure in self._failures[:_NAMED]
        )
        more = f"; and {count - _NAMED} more" if count > _NAMED else ""
        raise EngineRefused(
            f"The cluster at {self._client.where} refused {count} of {self.taken} documents ({named}{more}): nothing "
            "of this run is shown; this is a mistake in Glane, or its indices were changed by hand."
        )


def _is_done(action: str, result: _Result) -> bool:
    """Whether the operation is carried out, now or before: an answer may have been lost, and the piece sent twice."""
    if result.error is None:
        return result.status < 300 or (action == "delete" and result.status == 404)
    return action == "create" and result.status == 409


def _sentence(failure: _Failure, where: str) -> str:
    if is_disk_block(failure.reason):
        return DISK_FULL.format(reason=failure.reason.text)
    return f"The cluster at {where} is too busy or not ready ({failure.reason.kind}: {failure.reason.text})."
