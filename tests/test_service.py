"""Two gunicorn workers while the indexer writes: every answer whole, every commit seen without a restart."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from indexer.engines import open_engine
from indexer.pipeline import run
from indexer.settings import Settings
from tests.serving import Serving, gunicorn


def page(folder: Path, number: int) -> None:
    """Publish an article; all of them hold the word "commune"."""
    folder.mkdir(exist_ok=True)
    text = (
        f"<html lang=fr><title>Article {number}</title><h1>Article {number}</h1><p>Texte de la commune n{number}.</p>"
    )
    (folder / f"a{number}.html").write_text(text, encoding="utf-8")


def total(address: str, words: str) -> int:
    """How many publications the endpoint finds."""
    with urllib.request.urlopen(f"{address}/api/v1/search?q={words}", timeout=20) as answer:
        found: int = json.load(answer)["total"]
    return found


def test_workers_answer_from_whole_commits_and_see_each_new_one(settings: Settings, tmp_path: Path) -> None:
    """Totals never fall while publications are only added, and a new one is found by whichever worker is asked."""
    site = tmp_path / "site"
    engine = open_engine(settings)
    page(site, 0)
    run(engine, settings, [site])
    totals: list[int] = []
    errors: list[Exception] = []
    is_over = threading.Event()

    def visit(address: str) -> None:
        while not is_over.is_set():
            try:
                totals.append(total(address, "commune"))
            except OSError as error:
                errors.append(error)

    with gunicorn(Path(settings.index)) as serving:
        address = serving.address
        visitor = threading.Thread(target=visit, args=(address,))
        visitor.start()
        try:
            for number in range(1, 7):
                page(site, number)
                run(engine, settings, [site])
                assert [total(address, f"n{number}") for _ in range(8)] == [1] * 8
        finally:
            is_over.set()
            visitor.join()
    assert errors == []
    assert totals == sorted(totals)
    assert totals[0] >= 1
    assert totals[-1] <= 7


def test_service_without_an_index_waits_for_it(settings: Settings, tmp_path: Path) -> None:
    """503 with `Retry-After` until the first run has ended, then answers."""
    with gunicorn(Path(settings.index)) as serving:
        address = serving.address
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}/readyz", timeout=20)
        with refused.value as answer:
            assert answer.code == 503
            assert answer.headers["Retry-After"]
        page(tmp_path / "site", 1)
        run(open_engine(settings), settings, [tmp_path / "site"])
        assert total(address, "commune") == 1


@contextmanager
def connections(serving: Serving, number: int, sent: bytes) -> Iterator[None]:
    """So many clients that are connected, have sent this and no more, and wait."""
    with ExitStack() as stack:
        for _ in range(number):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", serving.port)))
            client.sendall(sent)
        yield


def ask(serving: Serving) -> int:
    """The status of an answer that needs no index. Raises TimeoutError."""
    with urllib.request.urlopen(f"{serving.address}/healthz", timeout=4) as answer:
        status: int = answer.status
    return status


@pytest.mark.skipif(not hasattr(socket, "TCP_DEFER_ACCEPT"), reason="only Linux keeps silent connections for us")
def test_connections_on_which_nothing_is_asked_keep_nobody_waiting(settings: Settings) -> None:
    """Browsers open connections in advance: with four of them, two workers of two threads answered nobody for 5 s."""
    with gunicorn(Path(settings.index)) as serving, connections(serving, 12, b""):
        assert [ask(serving) for _ in range(8)] == [200] * 8


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_requests_that_come_in_slowly_take_a_place_each_and_no_visitor_with_them(
    settings: Settings, threads: int
) -> None:
    """Of all places of two workers one is left: whoever comes is answered there, and waits at none of the others."""
    with (
        gunicorn(Path(settings.index), GUNICORN_CMD_ARGS=f"--threads {threads}") as serving,
        connections(serving, 2 * threads - 1, b"GET /healthz HTTP/1.1\r\nHo"),
    ):
        assert [ask(serving) for _ in range(24)] == [200] * 24
