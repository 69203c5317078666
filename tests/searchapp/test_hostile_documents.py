"""What stands in a document stays text everywhere it is shown: pages, feeds, files, citations and reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from flask import Flask
from lxml import html

from indexer.cli import main
from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.pipeline import run
from indexer.settings import PreviewSettings, Settings
from searchapp import create_app
from tests.searchapp.answers import Vocabulary, check_body
from tests.searchapp.hostile_documents import HARMLESS, HOSTILE, MANIFEST, write_documents
from tests.searchapp.hostile_requests import routes_of

_SEARCHES: tuple[Mapping[str, str], ...] = (
    {},
    {"q": "dépistage"},
    {"q": "dépistage", "view": "years"},
    {"q": "morel", "sort": "newest"},
    {"q": "xyzzy"},
    {"q": "titre:rapport"},
)


@dataclass(frozen=True)
class Site:
    """An index of the documents, and the service over it."""

    index: Path
    app: Flask

    @property
    def identifiers(self) -> list[str]:
        """Of everything that was indexed, the report first."""
        hits = open_engine(Settings(index=str(self.index))).search(Query(per_page=20)).hits
        return sorted((hit.id for hit in hits), key=lambda one: (not one.endswith(".pdf"), one))

    def addresses(self) -> Iterator[str]:
        """Every page and file that shows them."""
        identifiers = self.identifiers
        for route in routes_of(self.app, identifiers[0]):
            if "identifier" in route.in_path:
                for identifier in identifiers:
                    yield route.address(identifier=identifier)
                    yield route.address(
                        identifier=identifier, **({"q": "dépistage"} if "q" in route.parameters else {})
                    )
            elif "form" in route.in_path or not route.parameters:
                yield route.address()
            else:
                for query in _SEARCHES:
                    yield route.address(**{name: query[name] for name in query if name in route.parameters})
        results = open_engine(Settings(index=str(self.index))).search(Query())
        for listing, facet in (("topics", "topic"), ("authors", "author"), ("years", "year")):
            yield f"/{listing}"
            for value in results.facets[facet].values:  # type: ignore[index]
                yield f"/{listing}/{quote(value.value)}"
                yield f"/search?{facet}={quote(value.value)}"
        for typed in ("dep", "rapp", "mor", "sant", "them", "scri", "aler"):
            yield f"/api/v1/suggest?q={typed}"
        for form in ("bibtex", "ris", "csl-json"):
            yield from (f"/citation/{form}/{quote(identifier)}" for identifier in identifiers)


def _indexed(folder: Path, dress: Mapping[str, str]) -> Site:
    settings = Settings(index=str(folder / "index"), preview=PreviewSettings(cache=str(folder / "drawn")))
    site = write_documents(folder / "site", dress)
    receipt = run(open_engine(settings), settings, [site, site / MANIFEST])
    assert (receipt.added, receipt.failures) == (3, [])
    return Site(Path(settings.index), create_app(settings))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return _indexed(tmp_path_factory.mktemp("hostile"), HOSTILE)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return _indexed(tmp_path_factory.mktemp("harmless"), HARMLESS)


def test_every_text_of_a_document_is_kept_as_it_stands(hostile: Site) -> None:
    """Else the other tests would prove nothing."""
    engine = open_engine(Settings(index=str(hostile.index)))
    report = engine.get(hostile.identifiers[0])
    assert report is not None
    first = report.passages[0]
    for text in (report.title, first.heading or "", first.text):
        assert "<script>alert(1)</script>" in text, text
    assert "<script>" in report.authors[0]  # of which names are made, without what is in no name
    assert HOSTILE["name"] in report.id
    assert any(HOSTILE["name"] in one and one.endswith(".txt") for one in hostile.identifiers)


def test_no_page_feed_file_or_citation_has_more_elements_than_those_of_a_harmless_document(
    hostile: Site, harmless: Site
) -> None:
    vocabulary, client = Vocabulary(), harmless.app.test_client()
    for address in harmless.addresses():
        with client.get(address) as response:
            if response.mimetype == "text/html" and not address.startswith("/documents/"):
                vocabulary.learn(response.text)
    client, seen = hostile.app.test_client(), set()
    for address in hostile.addresses():
        with client.get(address) as response:
            assert response.status_code in (200, 404), address
            if not address.startswith("/documents/"):
                check_body(response.mimetype, response.data, vocabulary)
            if response.status_code == 200:
                seen.add(response.mimetype)
    assert seen >= {
        "text/html", "application/json", "application/atom+xml", "text/csv", "application/jsonl", "text/plain",
        "application/x-bibtex", "application/x-research-info-systems", "application/vnd.citationstyles.csl+json",
    }  # fmt: skip


def test_the_page_of_a_report_shows_the_markup_of_its_title_as_text(hostile: Site) -> None:
    page = html.document_fromstring(hostile.app.test_client().get(f"/publication/{quote(hostile.identifiers[0])}").text)
    (heading,) = page.iter("h1")
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>" in heading.text_content()
    titles = [meta.get("content") for meta in page.iter("meta") if meta.get("name") == "citation_title"]
    assert titles == [heading.text_content().strip()]


def test_a_spreadsheet_runs_nothing_of_a_title_or_an_author(hostile: Site) -> None:
    table = hostile.app.test_client().get("/search.csv").data.decode("utf-8-sig")
    assert "'=cmd|' /C calc'!A0 article" in table
    assert "\n=cmd" not in table
    assert ";=cmd" not in table


def test_the_report_for_editors_has_no_more_elements_either(hostile: Site, harmless: Site, tmp_path: Path) -> None:
    pages = []
    for site in (harmless, hostile):
        output = tmp_path / f"{len(pages)}.html"
        outcome = CliRunner().invoke(main, ["report", "--index", str(site.index), "--output", str(output)])
        assert outcome.exit_code == 0, outcome.output
        pages.append(output.read_text(encoding="utf-8"))
    assert "&lt;script&gt;" in pages[1]
    vocabulary = Vocabulary()
    vocabulary.learn(pages[0])
    vocabulary.check(pages[1])
