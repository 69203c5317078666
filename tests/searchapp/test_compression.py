"""What goes out compressed, and to whom."""

from __future__ import annotations

import gzip

import pytest
from flask.testing import FlaskClient

TEXTS = ("/", "/search?q=cancer", "/api/v1/search?q=cancer", "/api/v1/openapi.json", "/static/glane.css")


@pytest.mark.parametrize("address", TEXTS)
def test_text_is_compressed_for_those_who_take_it(client: FlaskClient, address: str) -> None:
    plain = client.get(address, buffered=True)
    packed = client.get(address, headers={"Accept-Encoding": "br, gzip;q=0.8"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]
    if "/api/v1/search" not in address:  # it says how long it took
        assert gzip.decompress(packed.data) == plain.data


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "x" * 5_000, "gzip;q=x", ";,;"])
def test_others_get_it_as_it_is(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/search?q=cancer", headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    if accepted != "gzip;q=x":
        assert "Content-Encoding" not in answer.headers
        assert answer.text.startswith("<!doctype html>")


def test_what_is_small_or_a_part_stays_as_it_is(client: FlaskClient) -> None:
    packed = {"Accept-Encoding": "gzip"}
    assert "Content-Encoding" not in client.get("/api/v1/search?page=0", headers=packed).headers
    part = client.get("/static/glane.css", headers=packed | {"Range": "bytes=0-1999"}, buffered=True)
    assert part.status_code == 206
    assert "Content-Encoding" not in part.headers
    assert len(part.data) == 2_000


def test_a_compressed_file_is_known_again(client: FlaskClient) -> None:
    packed = {"Accept-Encoding": "gzip"}
    tag = client.get("/static/glane.css", headers=packed, buffered=True).headers["ETag"]
    assert tag.startswith("W/")  # not the bytes of the file
    again = client.get("/static/glane.css", headers=packed | {"If-None-Match": tag}, buffered=True)
    assert again.status_code == 304
    assert "Content-Encoding" not in again.headers


def test_a_head_request_has_the_headers_of_the_answer_and_no_body(client: FlaskClient) -> None:
    head = client.head("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    get = client.get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)
