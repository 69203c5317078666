"""What is attached to a PDF, from the result to the bytes: over an index of files that the test makes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer import pipeline
from indexer.engines import open_engine
from indexer.pipeline import run
from indexer.publication import Publication
from indexer.settings import Settings
from searchapp import create_app
from searchapp.documents import attachments
from tests.indexer.files import pdf_bytes, with_attached
from tests.indexer.test_attached import read_here
from tests.searchapp.samples import RESULTS
from tests.searchapp.stubs import StubEngine, client_with

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
ANNEXE = pdf_bytes("Les méthodes de calcul", title="Annexe technique")
PAGE = b"<!doctype html><title>Page jointe</title><script>alert(1)</script><p>Un texte en ligne</p>"
FILES = (
    ("annexe technique.pdf", with_attached(ANNEXE, ("tableau.txt", b"Tableau des nanoparticules"))),
    ("page.html", PAGE),
    ("d/l'été #1 100%.md", "# Un été\n\nUn texte d'été".encode()),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with three attachments."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "r").mkdir()
    (folder / "r/bilan.pdf").write_bytes(with_attached(pdf_bytes("Le bilan", title="Bilan annuel"), *FILES))
    return folder


@pytest.fixture(scope="module")
def client(site: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The service over it."""
    settings = Settings(index=str(tmp_path_factory.mktemp("index")), base_url="https://institut.example/")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "work_through", read_here)
        assert run(open_engine(settings), settings, [site]).added == 5
    return create_app(settings).test_client()


def hit(client: FlaskClient, words: str) -> Any:
    (found,) = client.get("/api/v1/search", query_string={"q": words}).get_json()["hits"]
    return found


def test_result_leads_to_the_page_of_the_attached_pdf_and_names_its_report(client: FlaskClient) -> None:
    found = hit(client, "méthodes")
    assert found["id"] == "r/bilan.pdf/annexe technique.pdf"
    assert found["attachment"] == "annexe technique.pdf"
    assert found["url"] == "/documents/r/bilan.pdf/annexe%20technique.pdf"
    assert found["passages"][0]["url"].startswith("/documents/r/bilan.pdf/annexe%20technique.pdf#page=1&search=")
    assert found["landing_page"] == {
        "id": "r/bilan.pdf", "title": "Bilan annuel", "url": "https://institut.example/r/bilan.pdf",
    }  # fmt: skip
    report = hit(client, "titre:bilan titre:annuel")
    assert [document["id"] for document in report["documents"]] == [
        "r/bilan.pdf/annexe technique.pdf", "r/bilan.pdf/l'été #1 100%.md", "r/bilan.pdf/page.html",
    ]  # fmt: skip
    page = client.get("/search?q=méthodes").text
    assert 'Joint à\xa0: <a href="https://institut.example/r/bilan.pdf">Bilan annuel</a>' in page
    assert "Annoncé dans" not in page


def test_attached_pdf_opens_in_the_browser(client: FlaskClient) -> None:
    response = client.get(hit(client, "méthodes")["url"], buffered=True)
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    assert response.data == FILES[0][1]
    assert response.content_length == len(FILES[0][1])
    assert response.headers["Content-Disposition"].startswith('inline; filename="annexe technique.pdf"')
    assert response.headers["Content-Security-Policy"] == "frame-ancestors 'self'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Accept-Ranges"] == "none"
    part = client.get(hit(client, "méthodes")["url"], headers={"Range": "bytes=0-3"}, buffered=True)
    assert (part.status_code, part.data) == (200, FILES[0][1])


@pytest.mark.parametrize(
    ("words", "data", "mimetype", "name"),
    [
        ("nanoparticules", b"Tableau des nanoparticules", "text/plain", "tableau.txt"),
        ("texte en ligne", PAGE, "text/html", "page.html"),
        ("été", FILES[2][1], "text/plain", "%C3%A9t%C3%A9%20#1%20100%25.md"),
    ],
)
def test_anything_else_is_a_download(client: FlaskClient, words: str, data: bytes, mimetype: str, name: str) -> None:
    """A page of somebody else's would run in our origin."""
    response = client.get(hit(client, words)["url"], buffered=True)
    assert (response.status_code, response.mimetype, response.data) == (200, mimetype, data)
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert name in disposition
    assert response.headers["Content-Security-Policy"] == SANDBOX


def test_what_has_not_changed_is_not_taken_out_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, site: Path
) -> None:
    address = hit(client, "méthodes")["url"]
    tag = client.get(address, buffered=True).headers["ETag"]
    with monkeypatch.context() as patch:
        patch.setattr(attachments.subprocess, "run", None)
        again = client.get(address, headers={"If-None-Match": tag}, buffered=True)
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    os.utime(site / "r/bilan.pdf")
    changed = client.get(address, headers={"If-None-Match": tag}, buffered=True)
    assert (changed.status_code, changed.data) == (200, FILES[0][1])
    assert changed.headers["ETag"] != tag


def serving(file: Path, *names: str) -> FlaskClient:
    publication = Publication(id="x", title="x", file=str(file), attachment=names)
    return client_with(StubEngine(lambda query: RESULTS, {"x": publication}))


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("r/bilan.pdf", ("partie.pdf",)),
        ("r/bilan.pdf", ("page.html", "page.html")),
        ("r/gone.pdf", ("page.html",)),
        ("r", ("page.html",)),
        ("broken.pdf", ("page.html",)),
    ],
)
def test_what_is_no_longer_there_is_not_found(site: Path, file: str, names: tuple[str, ...]) -> None:
    (site / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    response = serving(site / file, *names).get("/documents/x", buffered=True)
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.text


def test_reader_that_takes_too_long_or_many_clicks_cost_no_more_than_their_answer(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = serving(site / "r/bilan.pdf", "page.html")
    monkeypatch.setattr(attachments, "_TIMEOUT_S", 0.01)
    assert visitor.get("/documents/x", buffered=True).status_code == 404
    monkeypatch.setattr(attachments, "_TIMEOUT_S", 15)
    monkeypatch.setattr(attachments, "_WAIT_S", 0.01)
    with attachments._taking_out:
        assert visitor.get("/documents/x", buffered=True).status_code == 503
    assert visitor.get("/documents/x", buffered=True).status_code == 200


def test_of_many_documents_the_first_are_named(client: FlaskClient) -> None:
    import msgspec

    from indexer.engines.interface import LinkedPublication, Results
    from indexer.presenters.links import Links
    from searchapp.presenters.addresses import Addresses
    from searchapp.presenters.cards import present_hit

    many = tuple(LinkedPublication(f"d{n}", f"Document {n}", "") for n in range(8))
    results: Results = RESULTS
    with client.application.test_request_context("/"):
        view = present_hit(
            msgspec.structs.replace(results.hits[0], documents=many), Links(prefer_local=True), Addresses("/search")
        )
        assert [document.text for document in view.documents] == [f"Document {n}" for n in range(5)]
        assert view.more_documents == "et 3 autres"
