"""/documents/ID: only what the index knows, with ranges and conditions, harmless in our origin."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.extract.files import SUPPORTED_SUFFIXES
from indexer.publication import Publication
from tests.searchapp.samples import RESULTS
from tests.searchapp.stubs import StubEngine, client_with

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"

OUTSIDE = (
    "../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//etc/passwd",
    "/etc/passwd",
    "//etc/passwd",
    "reports/../../../../etc/passwd",
    "reports/%00.pdf",
    "C:%5CWindows%5Cwin.ini",
    "..%5c..%5cx",
    "file:///etc/passwd",
    "nope.pdf",
    "a" * 3000,
    "%ff%fe",
    "%0d%0aSet-Cookie:%20a=b",
    ".",
)


def _serving(publication: Publication) -> FlaskClient:
    return client_with(StubEngine(lambda query: RESULTS, {publication.id: publication}))


def _id_of_a_report(client: FlaskClient) -> str:
    hits = json.loads(client.get("/api/v1/search?kind=rapport&sort=newest").data)["hits"]
    return str(next(hit["id"] for hit in hits if hit["id"].endswith(".pdf")))


@pytest.mark.parametrize("identifier", OUTSIDE)
def test_nothing_outside_the_index_is_served(client: FlaskClient, identifier: str) -> None:
    response = client.get(f"/documents/{identifier}", buffered=True)
    assert response.status_code == 404
    assert b"root:" not in response.data
    assert "Set-Cookie" not in response.headers


def test_a_pdf_opens_in_the_browser(client: FlaskClient) -> None:
    response = client.get(f"/documents/{_id_of_a_report(client)}", buffered=True)
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.data.startswith(b"%PDF")


def test_a_reader_may_ask_for_a_part(client: FlaskClient) -> None:
    address = f"/documents/{_id_of_a_report(client)}"
    whole = client.get(address, buffered=True).data
    part = client.get(address, headers={"Range": "bytes=10-19"}, buffered=True)
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    last = client.get(address, headers={"Range": "bytes=-5"}, buffered=True)
    assert (last.status_code, last.data) == (206, whole[-5:])
    beyond = client.get(address, headers={"Range": f"bytes={len(whole)}-"}, buffered=True)
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole)}"


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    address = f"/documents/{_id_of_a_report(client)}"
    first = client.get(address, buffered=True)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(address, buffered=True).headers["Content-Length"] == first.headers["Content-Length"]


def test_a_page_is_served_where_it_can_do_nothing(client: FlaskClient) -> None:
    hits = json.loads(client.get("/api/v1/search?kind=article").data)["hits"]
    response = client.get(f"/documents/{hits[0]['id']}", buffered=True)
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert response.headers["Content-Security-Policy"] == SANDBOX
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content_type", "disposition"),
    [
        ("a.md", "text/plain; charset=utf-8", "inline"),
        ("a.TXT", "text/plain; charset=utf-8", "inline"),
        ("a.svg", "image/svg+xml; charset=utf-8", "attachment"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
        ("a.DOCM", "application/vnd.ms-word.document.macroenabled.12", "attachment"),
        ("a.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "attachment"),
        ("a.odt", "application/vnd.oasis.opendocument.text", "attachment"),
        ("a.epub", "application/epub+zip", "attachment"),
        ("sans-suffixe", "application/octet-stream", "attachment"),
        ("l\nigne.txt", "text/plain; charset=utf-8", "inline"),
        ("été.html", "text/html; charset=utf-8", "inline"),
    ],
)
def test_any_other_file_is_text_or_a_download(tmp_path: Path, name: str, content_type: str, disposition: str) -> None:
    (tmp_path / name).write_text("<svg onload='alert(1)'>")
    client = _serving(Publication(id="x", title="x", file=str(tmp_path / name)))
    response = client.get("/documents/x", buffered=True)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.headers["Content-Disposition"].startswith(disposition)
    assert response.headers["Content-Security-Policy"] == SANDBOX


def test_types_of_office_files_do_not_depend_on_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mimetypes, "guess_type", lambda name: (None, None))
    for suffix in SUPPORTED_SUFFIXES - {".pdf"}:
        (tmp_path / f"a{suffix}").write_bytes(b"x")
        client = _serving(Publication(id="x", title="x", file=str(tmp_path / f"a{suffix}")))
        assert client.get("/documents/x", buffered=True).mimetype != "application/octet-stream", suffix


def test_a_page_that_names_its_charset_is_believed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes('<meta charset="iso-8859-1">été'.encode("latin-1"))
    response = _serving(Publication(id="x", title="x", file=str(tmp_path / "a.html"))).get(
        "/documents/x", buffered=True
    )
    assert response.headers["Content-Type"] == "text/html"


@pytest.mark.parametrize("name", ["gone.pdf", "folder.pdf", "manifest.jsonl"])
def test_a_file_that_is_gone_or_no_document_is_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "manifest.jsonl").write_text("{}")
    response = _serving(Publication(id="x", title="x", file=str(tmp_path / name))).get("/documents/x", buffered=True)
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.text


@pytest.mark.parametrize("target", ["secret.html", "a.html"], ids=["another file", "itself"])
def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path, target: str) -> None:
    """It was a file when it was indexed; so was each folder above it."""
    (tmp_path / "secret.html").write_text("sésame")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.html").symlink_to(tmp_path / target if target != "a.html" else "a.html")
    (tmp_path / "linked").symlink_to(tmp_path)
    for file in (tmp_path / "folder" / "a.html", tmp_path / "linked" / "secret.html"):
        response = _serving(Publication(id="x", title="x", file=str(file))).get("/documents/x", buffered=True)
        assert response.status_code == 404
        assert "sésame" not in response.text


def test_a_publication_without_a_file_leads_to_its_public_address() -> None:
    response = _serving(Publication(id="x", title="x", url="https://institut.example/x")).get(
        "/documents/x", buffered=True
    )
    assert (response.status_code, response.headers["Location"]) == (302, "https://institut.example/x")
    response = _serving(Publication(id="x", title="x", url="javascript:alert(1)")).get("/documents/x", buffered=True)
    assert response.status_code == 404


def test_an_id_with_odd_characters_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    publication = Publication(id="https://a.example//b?c#d%é", title="x", file=str(tmp_path / "a.txt"))
    address = "/documents/https%3A//a.example//b%3Fc%23d%25%C3%A9"
    assert _serving(publication).get(address, buffered=True).status_code == 200
