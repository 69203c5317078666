"""/search?view=years: the table, its strips and links, and the same as JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import msgspec
import pytest
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

from indexer.engines.interface import Filters, Hit, PassageHit, Query, YearReport, YearRow, Years
from indexer.presenters.links import Links
from searchapp.presenters.years import present_years
from tests.searchapp.samples import PASSAGE, REPORT, RESULTS
from tests.searchapp.stubs import StubEngine, client_with

ADDRESS = "/search?q=d%C3%A9pistage&view=years"
HOSTILE = "</td><script>alert(1)</script>"


def page(client: FlaskClient, address: str) -> HtmlElement:
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.text)


def text(element: HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


@dataclass
class YearsEngine(StubEngine):
    """Answers year by year with what it was given."""

    by_year: Years | None = None

    def years(self, query: Query) -> Years:
        assert self.by_year
        return self.by_year


def report(hit: Hit = REPORT, marks: tuple[int, ...] = (33,), pages: int = 100, *, partial: bool = False) -> YearReport:
    return YearReport(hit, "title", pages, marks, partial)


def shown(*rows: YearRow, undated: int = 0) -> Years:
    return Years(rows=rows, total=sum(row.count for row in rows), undated=undated)


def test_each_year_leads_to_its_publications(client: FlaskClient) -> None:
    document = page(client, ADDRESS)
    rows = document.xpath("//table[@class='years']/tbody/tr")
    assert [text(row.xpath("th[@scope='row']")[0]) for row in rows] == ["2025", "2024", "2023", "2022"]
    for row in rows:
        (link,) = row.xpath(".//p[@class='amount']/a")
        assert text(page(client, link.get("href")).xpath("//h1")[0]).startswith(text(link))


def test_reports_have_a_strip_and_links_to_their_pages(client: FlaskClient) -> None:
    document = page(client, ADDRESS)
    first, second = document.xpath("//section[contains(@class, 'issue')]")
    assert text(first.xpath("p")[0]).startswith("Rapport d’activité 2024")
    assert re.search(r"\d+ pages sur 61", text(first))
    assert len(first.xpath("svg/rect[@class='mark']")) > 3
    assert first.xpath("svg/@aria-hidden") == ["true"], "what it shows stands below as links"
    links = first.xpath("ul/li/a")
    assert re.fullmatch(r"Page \d+.* – .+", text(links[0]))
    assert re.search(r"rapport-activite-2024\.pdf#page=\d+&search=\w.*&phrase=true$", links[0].get("href"))
    assert re.fullmatch(r"et \d+ autres pages \(Rapport.+\)", text(links[-1]))
    assert links[-1].get("href") == "/publication/reports/rapport-activite-2024.pdf?q=d%C3%A9pistage"
    assert text(second.xpath("p")[0]).startswith("Rapport d’activité 2023")


def test_the_first_year_is_said_with_what_it_is_in(client: FlaskClient) -> None:
    (sentence,) = page(client, ADDRESS).xpath("//p[@class='first-year']")
    assert text(sentence).startswith("Apparaît pour la première fois en 2022 : Cancer colorectal")


def test_the_view_is_reached_and_left_beside_the_orders_and_kept_by_filters_and_forms(client: FlaskClient) -> None:
    way = page(client, "/search?q=d%C3%A9pistage&page=2&per_page=5").xpath("//nav[@class='sorts']//a")[-1]
    assert way.get("href") == "/search?view=years&q=d%C3%A9pistage&per_page=5"
    document = page(client, way.get("href"))
    *orders, current = document.xpath("//nav[@class='sorts']//a")
    assert [link.get("aria-current") for link in (*orders, current)] == [None] * len(orders) + ["true"]
    assert all("view=" not in link.get("href") for link in orders)
    for form in document.xpath("//form[not(@method='dialog')]"):
        assert form.xpath("input[@name='view']/@value") == ["years"]
    for link in document.xpath("//*[@class='panel']//a/@href"):
        assert re.match(r"/search(/[a-z]+)?\?view=years&", link)
    more = document.xpath("//a[@class='more']/@href")
    assert more
    for address in more:
        listed = page(client, address)
        (form,) = listed.xpath("//form[@id='listed']")
        assert form.xpath("input[@name='view']/@value") == ["years"]
        names = form.xpath("input[@type='hidden']")
        applied = client.get(
            form.get("action"),
            query_string=[(one.get("name"), one.get("value")) for one in names] + [("apply", "true")],
        )
        assert applied.headers["Location"].startswith("/search?view=years&q=d%C3%A9pistage")
        assert listed.xpath("//a[starts-with(@href, '/search?view=years&q=')]")


def test_filters_apply(client: FlaskClient) -> None:
    document = page(client, f"{ADDRESS}&year=2023")
    assert [text(year) for year in document.xpath("//tbody/tr/th")] == ["2023"]
    (chip,) = document.xpath("//a[@class='chip']")
    assert chip.get("href") == ADDRESS.replace("q=d%C3%A9pistage&view=years", "view=years&q=d%C3%A9pistage")


def test_nothing_found_is_the_usual_page(client: FlaskClient) -> None:
    document = page(client, "/search?q=introuvablezz&view=years")
    assert text(document.xpath("//h1")[0]).startswith("Aucune publication")


def test_without_words_there_is_a_table_of_counts(client: FlaskClient) -> None:
    document = page(client, "/search?view=years")
    assert len(document.xpath("//tbody/tr")) >= 5
    assert not document.xpath("//section[contains(@class, 'issue')]")


def test_the_endpoint_gives_the_same_beside_the_usual_answer(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1{ADDRESS}").json
    usual = client.get("/api/v1/search?q=d%C3%A9pistage").json
    assert answer
    assert usual
    assert set(usual) < set(answer)
    assert answer["total"] == usual["total"] == sum(row["count"] for row in answer["years"]) + answer["undated"]
    assert answer["links"]["next"] == "/api/v1/search?q=d%C3%A9pistage&page=2&view=years"
    assert answer["first_year"] == 2022
    assert answer["first"]["title"].startswith("Cancer colorectal")
    document = page(client, ADDRESS)
    rows = {text(row.xpath("th")[0]): row for row in document.xpath("//tbody/tr")}
    for year in answer["years"]:
        links = rows[str(year["year"])].xpath(".//ul[@class='places']//a/@href")
        for one in year["reports"]:
            assert one["year_from"] == "title"
            assert len(one["marks"]) <= one["pages"]
            for match in one["matches"]:
                assert match["number"] in one["marks"]
                assert match["url"] in links


def test_the_endpoint_refuses_another_view(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?view=decades")
    assert answer.status_code == 400
    assert answer.json
    assert "list, years" in answer.json["detail"]


GAPS = (
    ((2024, 2023), ["2024", "2023"]),
    ((2024, 2022), ["2024", "2023", "2022"]),
    ((2024, 2021), ["2024", "2023", "2022", "2021"]),
    ((2024, 2020), ["2024", "2021–2023", "2020"]),
    ((2024, 1), ["2024", "2–2023", "1"]),
)


@pytest.mark.parametrize(("years", "labels"), GAPS)
def test_years_between_are_shown_and_long_gaps_are_one_row(years: tuple[int, ...], labels: list[str]) -> None:
    view = present_years(Query("x"), shown(*(YearRow(year, 1, ()) for year in years)), Links(False), "/search")
    assert [row.label for row in view.rows] == labels
    assert [row.label for row in view.rows if row.is_gap] == labels[1:-1]


STRIPS = (
    ((), 10, []),
    ((0,), 10, [(0, 100)]),
    ((0, 1, 5), 10, [(0, 200), (500, 100)]),
    ((9,), 10, [(900, 100)]),
    ((0, 500, 502), 1000, [(0, 5), (500, 7)]),
)


@pytest.mark.parametrize(("marks", "pages", "runs"), STRIPS)
def test_marked_pages_are_drawn_as_few_shapes(marks: tuple[int, ...], pages: int, runs: list[tuple[int, int]]) -> None:
    one = report(msgspec.structs.replace(REPORT, passages=()), marks, pages)
    view = present_years(Query("x"), shown(YearRow(2024, 1, (one,))), Links(False), "/search")
    assert [(run.x, run.width) for run in view.rows[0].issues[0].strip] == runs


def test_the_drawing_of_a_thousand_pages_is_no_larger_than_a_screen() -> None:
    one = report(msgspec.structs.replace(REPORT, passages=()), tuple(range(0, 2000, 2)), 2000)
    view = present_years(Query("x"), shown(YearRow(2024, 1, (one,))), Links(False), "/search")
    assert len(view.rows[0].issues[0].strip) <= 200


def test_pages_with_some_of_the_words_say_so() -> None:
    view = present_years(Query("x"), shown(YearRow(2024, 1, (report(partial=True),))), Links(False), "/search")
    issue = view.rows[0].issues[0]
    assert issue.is_partial
    assert issue.said == "1 page sur 100, avec une partie des mots"


def test_hostile_titles_headings_and_addresses_stay_text() -> None:
    place = PassageHit(3, HOSTILE, HOSTILE, None, PASSAGE.snippet, HOSTILE)
    hit = msgspec.structs.replace(
        REPORT, id=HOSTILE, title=HOSTILE, url="javascript:alert(1)", has_file=False, passages=(place,)
    )
    years = replace(shown(YearRow(2024, 1, (report(hit, (2, 5)),))), first_year=2024, first=hit)
    engine = YearsEngine(lambda _query: replace(RESULTS, filters=Filters()), by_year=years)
    response = client_with(engine).get("/search", query_string={"q": HOSTILE, "view": "years"})
    assert response.status_code == 200
    assert "<script>" not in response.text
    assert "javascript:" not in response.text
    assert "Page 3 (numérotée &lt;/td&gt;" in response.text
    answer = client_with(engine).get("/api/v1/search", query_string={"q": "x", "view": "years"}).json
    assert answer
    assert answer["years"][0]["reports"][0]["url"] is None
