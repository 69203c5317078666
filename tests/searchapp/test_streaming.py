"""Answers sent piece by piece, in part, or not at all: files of everything, ranges, HEAD, clients that go away."""

from __future__ import annotations

import csv
import io
import json
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from indexer.engines import open_engine
from indexer.engines.interface import Engine
from indexer.publication import PartialDate, Publication
from indexer.settings import Settings
from searchapp import create_app, exports
from tests.searchapp.hostile_requests import routes_of

PDF = "reports/rapport-activite-2024.pdf"
_PIECE = 5


def _store(engine: Engine, publications: Sequence[Publication], removed: Sequence[str] = ()) -> None:
    with engine.writer() as writer:
        writer.add(engine.prepare(publications))
        for identifier in removed:
            writer.remove(identifier)
        writer.commit()


def _numbered(name: str, count: int, month: int) -> list[Publication]:
    return [Publication(f"{name}{n}", f"Titre {n}", (), date=PartialDate(2024, month, n + 1)) for n in range(count)]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_a_file_of_everything_repeats_and_leaves_out_nothing_while_others_write(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_PIECE", _PIECE)
    settings = Settings(index=str(tmp_path / "index"))
    engine = open_engine(settings)
    _store(engine, _numbered("p", 23, 6))
    client = create_app(settings).test_client()
    with client.get(f"/search.{suffix}", buffered=False) as response:
        pieces, received = response.iter_encoded(), b""
        for number, piece in enumerate(pieces):
            received += piece
            # newer ones come and older ones go while the client reads: none of these moves what stands between
            _store(engine, _numbered(f"new{number}-", 2, 9), [f"new{number - 1}-0"] if number else [])
    text = received.decode("utf-8-sig")
    if suffix == "csv":
        found = [row[0] for row in csv.reader(io.StringIO(text), delimiter=";")][1:]
    else:
        found = [json.loads(line)["id"] for line in text.splitlines()]
    assert [one for one in found if one.startswith("p")] == [f"p{n}" for n in reversed(range(23))]
    assert len(set(found)) == len(found)


def test_a_client_that_goes_away_leaves_no_error_and_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(exports, "_PIECE", _PIECE)
    settings = Settings(index=str(tmp_path / "index"))
    _store(open_engine(settings), _numbered("p", 23, 6))
    client = create_app(settings).test_client()
    threads = set(threading.enumerate())
    searched: list[object] = []
    plain = exports._csv_lines
    monkeypatch.setattr(exports, "_csv_lines", lambda *args: searched.append(args) or plain(*args))
    for _ in range(5):
        with client.get("/search.csv", buffered=False) as response:
            next(response.iter_encoded())
    assert set(threading.enumerate()) == threads
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(searched) <= 5  # what nobody reads is not written


def test_head_says_what_get_says_and_sends_nothing(service: Flask) -> None:
    client = service.test_client()
    for route in routes_of(service, PDF):
        with client.get(route.address()) as got, client.head(route.address()) as head:
            assert head.status_code == got.status_code, route
            assert head.data == b""
            for name in ("Content-Type", "Content-Security-Policy", "ETag", "Cache-Control"):
                assert head.headers.get(name) == got.headers.get(name), (route, name)


def test_what_has_a_tag_is_not_sent_twice(service: Flask) -> None:
    client, tagged = service.test_client(), set()
    for route in routes_of(service, PDF):
        with client.get(route.address()) as first:
            tag = first.headers.get("ETag")
        if tag:
            with client.get(route.address(), headers={"If-None-Match": tag}) as second:
                assert (second.status_code, second.data) == (304, b""), route
            with client.get(route.address(), headers={"If-None-Match": '"other"'}) as other:
                assert other.status_code == 200, route
            tagged.add(route.endpoint)
    assert tagged >= {
        "pages.home", "pages.search", "api.search", "feeds.atom", "exports.search_csv", "exports.search_jsonl",
        "documents.document", "static", "widget.script",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "status", "first", "length"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=100-", 206, 100, None),
        ("bytes=-50", 206, -50, 50),
        ("bytes=0-99999999999999999999", 206, 0, None),
        ("bytes=99999999999-", 416, 0, 0),
        ("bytes=9-0", 416, 0, 0),
    ],
)
def test_a_part_of_a_document_is_that_part(
    service: Flask, asked: str, status: int, first: int, length: int | None
) -> None:
    client, address = service.test_client(), f"/documents/{quote(PDF)}"
    with client.get(address) as response:
        whole = response.data
    with client.get(address, headers={"Range": asked}) as response:
        assert response.status_code == status
        assert "Content-Security-Policy" in response.headers
        if status == 206:
            start = first % len(whole)
            assert response.data == whole[start : start + (length or len(whole))]
            assert response.headers["Content-Range"].endswith(f"/{len(whole)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,3-4", "bytes=abc", "lines=0-9", "bytes=", "bytes=-", "0-9", "bytes=٣-٤"])
def test_a_range_that_is_none_gives_the_whole_document_or_a_refusal(service: Flask, asked: str) -> None:
    with service.test_client().get(
        f"/documents/{quote(PDF)}", headers={"Range": asked.encode().decode("latin-1")}
    ) as response:
        assert response.status_code in (200, 416)
        if response.status_code == 200:
            assert response.data.startswith(b"%PDF-")
