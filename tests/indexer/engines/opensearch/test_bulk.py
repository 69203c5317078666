"""Many documents: all of them are there, or a sentence says which are not."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from indexer.engines.opensearch import bulk
from indexer.engines.opensearch.bulk import (
    create_operation,
    delete_operation,
    index_operation,
    pieces,
    send,
    update_operation,
)
from indexer.engines.opensearch.client import Client
from indexer.errors import BadSettings, EngineRefused, EngineUnavailable
from tests.indexer.engines.opensearch.stand_in import StandIn, client_of

ALL = {"match_all": {}}
Start = Callable[..., StandIn]


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test waits less than a run."""
    monkeypatch.setattr(bulk, "_FIRST_WAIT_S", 0.05)


def words(index: str, count: int) -> Iterator[bytes]:
    return (index_operation(index, str(n), {"word": f"mot {n}", "number": n}) for n in range(count))


@contextmanager
def logged(act: Callable[[str], None] = lambda _: None) -> Iterator[list[str]]:
    """What one who looks at the run is told; each time `act` is called with it."""
    told: list[str] = []

    class Told(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())
            act(told[-1])

    handler = Told(logging.WARNING)
    logging.getLogger(bulk.__name__).addHandler(handler)
    try:
        yield told
    finally:
        logging.getLogger(bulk.__name__).removeHandler(handler)


def test_all_of_many_documents_are_there(cluster_client: Client, index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PIECE_OPERATIONS", 100)
    assert send(cluster_client, words(index, 2050)) == 2050
    cluster_client.refresh(index)
    assert cluster_client.count(index, ALL) == 2050
    assert cluster_client.get(index, "2049", dict) == {"word": "mot 2049", "number": 2049}
    assert send(cluster_client, []) == 0


def test_operations_that_were_carried_out_before_are_done(cluster_client: Client, index: str) -> None:
    """When an answer is lost, the piece is sent again."""
    made = [create_operation(index, "a", {"word": "a"})]
    changed = [update_operation(index, "a", {"number": 5})]
    removed = [delete_operation(index, "a"), delete_operation(index, "none")]
    for _ in range(2):
        assert send(cluster_client, made) == 1
        assert send(cluster_client, changed) == 1
        assert cluster_client.get(index, "a", dict) == {"word": "a", "number": 5}
    for _ in range(2):
        assert send(cluster_client, removed) == 2
        assert cluster_client.get(index, "a", dict) is None


def test_documents_that_are_refused_are_counted_and_named(cluster_client: Client, index: str) -> None:
    wrong = [index_operation(index, f"wrong {n}", {"word": "x", "number": "none"}) for n in range(5)]
    with pytest.raises(EngineRefused) as caught:
        send(cluster_client, [*words(index, 10), *wrong, update_operation(index, "missing", {"number": 1})])
    sentence = str(caught.value)
    assert "refused 6 of 16 documents (wrong 0 in " in sentence
    assert sentence.count(" in t-") == 3
    assert "; and 3 more)" in sentence
    assert "mapper_parsing_exception" in sentence
    cluster_client.refresh(index)
    assert cluster_client.count(index, ALL) == 10


def test_an_index_without_room_opens_again(cluster_client: Client, index: str) -> None:
    """The block that the cluster sets when disks are full to the last watermark, and takes away when there is room."""

    def block(value: Any) -> None:
        cluster_client.request("PUT", f"/{index}/_settings", {"index.blocks.read_only_allow_delete": value})

    block(True)
    with pytest.raises(
        EngineUnavailable, match="10 of 10 documents were not taken: The cluster’s disks are nearly full"
    ):
        send(cluster_client, words(index, 10), patience_s=0.5)
    with logged(lambda _: block(None)) as told:
        assert send(cluster_client, words(index, 10)) == 10
    assert "Waiting, for up to 300 s: The cluster’s disks are nearly full" in told[0]
    cluster_client.refresh(index)
    assert cluster_client.count(index, ALL) == 10


# What the test cluster does not do when it is asked to


def item(identifier: str, status: int, kind: str = "", action: str = "index") -> dict[str, Any]:
    error = {"error": {"type": kind, "reason": f"reason of {identifier}"}} if kind else {}
    return {action: {"_index": "words", "_id": identifier, "status": status, **error}}


def items(*those: dict[str, Any]) -> dict[str, Any]:
    return {"errors": any("error" in next(iter(one.values())) for one in those), "items": list(those)}


def sent(server: StandIn) -> list[list[str]]:
    """The ids of each request."""
    lines = [[msgspec.json.decode(line) for line in asked.body.splitlines()] for asked in server.asked]
    return [[line["index"]["_id"] for line in piece if "index" in line] for piece in lines]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, "rejected_execution_exception"),
        (503, "unavailable_shards_exception"),
        (409, "version_conflict_engine_exception"),
    ],
)
def test_only_what_was_not_taken_is_sent_again(stand_in: Start, status: int, kind: str) -> None:
    server = stand_in()
    server.say(200, items(item("0", 201), item("1", status, kind), item("2", 200), item("3", status, kind)), times=1)
    server.say(200, items(item("1", 200), item("3", status, kind)), times=1)
    server.say(200, items(item("3", 200)), times=1)
    assert send(client_of(server), words("words", 4), patience_s=5) == 4
    assert sent(server) == [["0", "1", "2", "3"], ["1", "3"], ["3"]]


def test_what_is_refused_in_a_piece_that_is_sent_again_is_not_forgotten(stand_in: Start) -> None:
    server = stand_in()
    server.say(
        200, items(item("0", 400, "mapper_parsing_exception"), item("1", 429, "rejected_execution_exception")), times=1
    )
    server.say(200, items(item("1", 200)), times=1)
    with pytest.raises(
        EngineRefused, match=r"refused 1 of 2 documents \(0 in words: mapper_parsing_exception, reason of 0\)"
    ):
        send(client_of(server), words("words", 2), patience_s=5)
    assert sent(server) == [["0", "1"], ["1"]]


def test_a_cluster_that_is_too_busy_for_a_whole_piece_is_waited_for(stand_in: Start) -> None:
    server = stand_in()
    server.say(429, {"error": "busy"}, times=1, headers={"Retry-After": "1"})
    server.say(200, items(item("0", 201)), times=1)
    begun = time.monotonic()
    assert send(client_of(server, retries=0), words("words", 1), patience_s=5) == 1
    assert time.monotonic() - begun >= 1


def test_a_cluster_that_is_gone_for_a_while_is_waited_for() -> None:
    first = StandIn()
    client = client_of(first)
    with first:
        client.version()
    port = int(first.address.rpartition(":")[2])
    with (
        logged() as told,
        pytest.raises(EngineUnavailable, match="1 of 1 documents were not taken: No node of the cluster"),
    ):
        send(client, words("words", 1), patience_s=0.3)
    assert len(told) == 1  # once, and not every time
    back = StandIn(port=port)
    back.say(200, items(item("0", 201)))
    timer = threading.Timer(0.3, back.__enter__)
    timer.start()
    try:
        assert send(client, words("words", 1), patience_s=10) == 1
    finally:
        timer.join()
        back.__exit__(None, None, None)


def test_what_waiting_does_not_mend_ends_the_run_at_once(stand_in: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PIECE_OPERATIONS", 1)
    server = stand_in()
    server.say(401, b"Unauthorized")
    begun = time.monotonic()
    with pytest.raises(BadSettings, match="name and password"):
        send(client_of(server), words("words", 1000))
    assert time.monotonic() - begun < 5
    assert len(server.asked) < 10


def test_pieces_hold_so_many_operations_or_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PIECE_OPERATIONS", 3)
    monkeypatch.setattr(bulk, "PIECE_BYTES", 10)
    sizes = [1, 1, 1, 1, 6, 4, 4, 25, 1]
    operations = [bytes([65 + place]) * size for place, size in enumerate(sizes)]
    found = list(pieces(operations))
    assert [operation for piece in found for operation in piece] == operations
    assert [list(map(len, piece)) for piece in found] == [[1, 1, 1], [1, 6], [4, 4], [25], [1]]
    assert list(pieces([])) == []
