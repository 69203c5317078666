"""A search as a feed, as files and as a browser's search: complete, harmless, at an address that stays the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from flask.testing import FlaskClient
from lxml import etree

from indexer.engines import open_engine
from indexer.engines.interface import Query, Results, SortPosition
from indexer.settings import Settings
from searchapp import create_app, exports
from searchapp.exports import harmless
from tests.contract.corpus import publication, store
from tests.searchapp.samples import REPORT
from tests.searchapp.stubs import StubEngine, client_with

ATOM = {"atom": "http://www.w3.org/2005/Atom"}
OPENSEARCH = {"os": "http://a9.com/-/spec/opensearch/1.1/"}
HOSTILE = '=HYPERLINK("http://evil.example";"x") <script>alert(1)</script> ]]> & "'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = Settings(index=str(tmp_path_factory.mktemp("hostile")))
    fields = {"lead": HOSTILE, "kind": HOSTILE, "authors": (HOSTILE, "Awa Diop"), "topics": (HOSTILE,)}
    item = publication(
        f"a/{HOSTILE}.html", HOSTILE, HOSTILE, date="2024-03", url="https://institut.example/a", **fields
    )
    store(open_engine(settings), [item, publication("b", "Sans date", "script")])
    return create_app(settings).test_client()


def entries(client: FlaskClient, address: str) -> Sequence[etree._Element]:
    return etree.fromstring(client.get(address).data).findall("atom:entry", ATOM)


def texts(entry: etree._Element, path: str) -> list[str]:
    return [element.text or "" for element in entry.iterfind(path, ATOM)]


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    text = client.get(address).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def lines(client: FlaskClient, address: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in client.get(address).text.splitlines()]


def total(client: FlaskClient, query: str) -> int:
    return int(client.get(f"/api/v1/search?{query}").get_json()["total"])


QUERIES = ["", "q=cancer", "q=depistage&from=2024", "kind=rapport", "q=xyzzyq", "q=cancer&sort=oldest"]


@pytest.mark.parametrize("query", QUERIES)
def test_files_hold_what_the_page_counts(client: FlaskClient, query: str) -> None:
    expected = total(client, query)
    assert len(rows(client, f"/search.csv?{query}")) == expected
    found = lines(client, f"/search.jsonl?{query}")
    assert len({line["id"] for line in found}) == len(found) == expected


def test_files_are_in_the_order_of_the_dates(client: FlaskClient) -> None:
    newest = [row["date"] for row in rows(client, "/search.csv")]
    assert newest == sorted(newest, reverse=True)
    oldest = [str(line["date"] or "9999") for line in lines(client, "/search.jsonl?sort=oldest")]
    assert oldest == sorted(oldest)


def test_a_row_says_what_the_publication_is(hostile: FlaskClient) -> None:
    row = rows(hostile, "/search.csv?q=script&kind=" + "=HYPERLINK")  # a kind that is not there
    assert row == []
    first, second = rows(hostile, "/search.csv")
    assert list(first) == ["id", "title", "kind", "date", "authors", "topics", "language", "url", "lead"]
    assert first["date"] == "2024-03"
    assert first["url"] == "https://institut.example/a"
    assert second["title"] == "Sans date"


def test_a_spreadsheet_runs_no_cell(hostile: FlaskClient) -> None:
    for row in rows(hostile, "/search.csv"):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


@pytest.mark.parametrize("cell", ["=1+1", "+33 1", "-2", "@SUM(A1)", "\tx", "\r=x"])
def test_what_a_spreadsheet_would_run_becomes_text(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Bilan", "1 + 1 = 2", " =x", "2024-03"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_a_line_has_the_keys_of_a_hit_that_do_not_depend_on_words(client: FlaskClient) -> None:
    line = lines(client, "/search.jsonl?q=cancer")[0]
    hit = client.get("/api/v1/search?q=cancer").get_json()["hits"][0]
    assert set(hit) - set(line) == {"title_html", "score", "snippet_html", "passages", "cover"}
    assert set(line) <= set(hit)


def test_files_are_downloads_with_a_name(client: FlaskClient) -> None:
    answer = client.get("/search.csv?q=cancer")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="publications.csv"'
    assert answer.content_type == "text/csv; charset=utf-8"
    assert client.get("/search.jsonl").content_type.startswith("application/jsonl")


def test_a_file_ends_at_its_limit_and_is_written_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST", 450)
    monkeypatch.setattr(exports, "_PIECE", 200)
    asked: list[Query] = []

    def answer(query: Query) -> Results:
        asked.append(query)
        begin = query.after.key + 1 if query.after else 0
        hits = tuple(msgspec.structs.replace(REPORT, id=str(begin + number)) for number in range(query.per_page))
        return Results(100_000, hits, {}, last=SortPosition(1, begin + len(hits) - 1))

    found = lines(client_with(StubEngine(answer)), "/search.jsonl")
    assert [line["id"] for line in found] == [str(number) for number in range(450)]
    assert [query.after for query in asked] == [None, SortPosition(1, 199), SortPosition(1, 399)]


def test_the_feed_has_the_newest_of_a_search(client: FlaskClient) -> None:
    found = entries(client, "/search.atom?q=cancer")
    dates = [texts(entry, "atom:updated")[0] for entry in found]
    assert dates == sorted(dates, reverse=True)
    assert len(found) == min(50, total(client, "q=cancer"))
    hits = client.get("/api/v1/search?q=cancer&sort=newest").get_json()["hits"]
    assert [texts(entry, "atom:title")[0] for entry in found[:10]] == [hit["title"] for hit in hits]
    assert texts(found[0], "atom:author/atom:name") == hits[0]["authors"]


def test_a_feed_names_itself_and_its_page(client: FlaskClient) -> None:
    feed = etree.fromstring(client.get("/search.atom?q=cancer&kind=rapport&page=3&sort=oldest&utm_source=x").data)
    links = {link.get("rel"): link.get("href") for link in feed.findall("atom:link", ATOM)}
    assert links == {
        "alternate": "http://localhost/search?q=cancer&kind=rapport",
        "self": "http://localhost/search.atom?q=cancer&kind=rapport",
    }
    title = feed.findtext("atom:title", namespaces=ATOM)
    assert title is not None
    assert title.endswith("cancer · Type\xa0: Rapport")


def test_ids_of_a_feed_are_different_and_stay_the_same(client: FlaskClient) -> None:
    one, other = (
        [texts(entry, "atom:id")[0] for entry in entries(client, address)]
        for address in ("/search.atom?q=cancer", "/search.atom?q=cancer&kind=rapport")
    )
    assert len(set(one)) == len(one)
    assert set(other) <= set(one)


def test_markup_in_a_title_stays_text_in_a_feed(hostile: FlaskClient) -> None:
    (entry,) = entries(hostile, "/search.atom")  # that without a date is in none
    assert texts(entry, "atom:title") == [HOSTILE]
    assert texts(entry, "atom:author/atom:name") == [HOSTILE, "Awa Diop"]
    assert not list(entry.iter("{*}script"))
    assert "<script" not in hostile.get("/search.atom").text
    # A summary is HTML by its type: a reader that shows it sees the text, and runs nothing.
    summary = entry.find("atom:summary", ATOM)
    assert summary is not None
    assert summary.get("type") == "html"
    assert "&lt;script&gt;" in (summary.text or "")


@pytest.mark.parametrize("suffix", ["atom", "csv", "jsonl"])
def test_what_cannot_be_understood_is_refused_with_a_sentence(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/search.{suffix}?year=x&from=2024-13")
    assert answer.status_code == 400
    assert re.search(r"«\sx\s» n’est pas une année", answer.text)
    assert "2024-13" in answer.text, "all that is wrong is said at once"


@pytest.mark.parametrize("suffix", ["atom", "csv", "jsonl"])
def test_without_an_index_there_is_no_half_answer(tmp_path: Path, suffix: str) -> None:
    answer = create_app(Settings(index=str(tmp_path / "none"))).test_client().get(f"/search.{suffix}")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_the_page_leads_to_its_feed_and_files(client: FlaskClient) -> None:
    page = client.get("/search?q=cancer&kind=rapport&page=1&sort=oldest").text
    for suffix, sort in (("atom", ""), ("csv", "&amp;sort=oldest"), ("jsonl", "&amp;sort=oldest")):
        assert f'href="/search.{suffix}?q=cancer&amp;kind=rapport{sort}"' in page
    assert 'rel="alternate" type="application/atom+xml" href="/search.atom?q=cancer&amp;kind=rapport"' in page


def test_a_browser_can_add_the_search(client: FlaskClient) -> None:
    address = re.search(r'<link rel="search" href="([^"]+)"', client.get("/").text)
    assert address
    answer = client.get(address[1])
    assert answer.mimetype == "application/opensearchdescription+xml"
    root = etree.fromstring(answer.data)
    assert 0 < len(root.findtext("os:ShortName", "", OPENSEARCH)) <= 16
    url = root.find("os:Url[@type='text/html']", OPENSEARCH)
    assert url is not None
    template = urlsplit(url.get("template", ""))
    assert template.netloc == "localhost"
    assert parse_qs(template.query) == {"q": ["{searchTerms}"]}
    assert client.get(f"{template.path}?q=cancer").status_code == 200
    suggesting = root.find("os:Url[@type='application/x-suggestions+json']", OPENSEARCH)
    assert suggesting is not None
    assert suggesting.get("template") == "http://localhost/suggest.json?q={searchTerms}"


def test_a_browser_gets_suggestions_while_somebody_types(client: FlaskClient) -> None:
    answer = client.get("/suggest.json?q=depi", headers={"Accept-Language": "en"})
    assert answer.mimetype == "application/x-suggestions+json"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    typed, texts, descriptions, addresses = json.loads(answer.data)
    assert typed == "depi"
    assert texts[0] == "dépistage"
    assert len(texts) == len(descriptions) == len(addresses) > 1
    assert re.fullmatch(r"\d+ publications", descriptions[0])
    assert addresses[0] == "http://localhost/search?q=d%C3%A9pistage"
    assert client.get(addresses[0].removeprefix("http://localhost")).status_code == 200
    told = json.loads(client.get("/suggest.json?q=diop", headers={"Accept-Language": "en"}).data)[2]
    assert any(re.fullmatch(r"Author, \d+ publications?", one) for one in told)


@pytest.mark.parametrize("typed", ["", "d", "a" * 1_001, "%00", "%FF", "zzzz&limit=-1&x=y"])
def test_what_a_browser_sends_that_is_nothing_has_no_suggestions(client: FlaskClient, typed: str) -> None:
    answer = client.get(f"/suggest.json?q={typed}")
    assert answer.status_code == 200
    assert json.loads(answer.data)[1:] == [[], [], []]
