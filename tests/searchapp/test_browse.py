"""/topics, /authors, /years, and the page of one of them."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

from indexer.engines.interface import Facet, FacetValue, Query, Results
from searchapp.presenters.browse import ALL_AT_ONCE, PER_PAGE
from tests.searchapp.samples import FACETS
from tests.searchapp.stubs import StubEngine, client_with

HOSTILE = ("<script>alert(1)</script>", '"><img src=x>', "a/b", "../etc", "a//b", ".", "{{7*7}}", "%2e%2e", "é?#&=")


def page(client: FlaskClient, address: str, status: int = 200) -> HtmlElement:
    response = client.get(address)
    assert response.status_code == status
    return html.fromstring(response.text)


def text(element: HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def entries(document: HtmlElement) -> list[str]:
    return [text(link) for link in document.xpath("//ul[@class='entries']/li/a")]


def with_authors(names: list[str]) -> FlaskClient:
    facet = Facet(tuple(FacetValue(name, 1, False) for name in names), len(names))
    results = Results(total=len(names), hits=(), facets=FACETS | {"author": facet, "topic": facet})  # type: ignore[arg-type]
    return client_with(StubEngine(lambda _query: results))


@pytest.mark.parametrize("listing", ["topics", "authors", "years"])
def test_every_value_is_listed_once_and_its_count_is_what_its_page_shows(client: FlaskClient, listing: str) -> None:
    document = page(client, f"/{listing}")
    names = entries(document)
    assert len(names) == len(set(names)) >= 5
    assert text(document.xpath("//h1")[0]).split()[1] == str(len(names))
    for item in document.xpath("//ul[@class='entries']/li")[:8]:
        (link,), (count,) = item.xpath("a"), item.xpath("span")
        own = page(client, link.get("href"))
        assert text(own.xpath("//h1/span")[0]).split()[0] == text(count).split()[0]
        searched = page(client, f"/search?{listing[:-1]}={link.get('href').rpartition('/')[2]}")
        assert text(searched.xpath("//h1")[0]).split()[0] == text(count).split()[0]


def test_authors_are_filed_by_surname_in_groups_with_an_index(client: FlaskClient) -> None:
    document = page(client, "/authors")
    names = entries(document)
    assert names[0] == "Aubertin, Hélène"
    assert "Institut Vasseur" in names
    assert names.index("Lavigne-Moreau, Inès") < names.index("Le Goff, Baptiste")
    letters = document.xpath("//nav[@class='letters']//a")
    assert [text(letter) for letter in letters] == [text(title) for title in document.xpath("//h2")]
    assert letters[0].get("aria-label") == "Lettre A"
    for letter in letters:
        assert document.xpath("//h2[@id=$id]", id=letter.get("href").removeprefix("#"))


def test_a_part_of_a_name_is_looked_for_without_scripts(client: FlaskClient) -> None:
    document = page(client, "/authors?contains=GOFF+bap")
    assert entries(document) == ["Le Goff, Baptiste"]
    assert text(document.xpath("//*[@role='status']")[0]) == "1 nom trouvé"
    assert document.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert entries(page(client, "/authors?contains=zzz")) == []


def test_years_come_newest_first_by_decade(client: FlaskClient) -> None:
    document = page(client, "/years")
    assert entries(document) == sorted(entries(document), reverse=True)
    assert [text(title) for title in document.xpath("//h2")] == ["Années 2020"]


def test_twenty_thousand_authors_are_read_letter_by_letter_and_none_is_left_out() -> None:
    names = [
        f"Awa {chr(65 + number % 26)}{chr(97 + number // 26 % 26)}nom{'x' * (number // 676)}"
        for number in range(20_000)
    ]
    client = with_authors(names)
    document = page(client, "/authors")
    assert len(entries(document)) == PER_PAGE
    found: list[str] = []
    letters = document.xpath("//nav[@class='letters']//a/@href")
    assert len(letters) == 26
    address = letters[3]
    while address:
        document = page(client, address)
        assert document.xpath("//link[@rel='canonical']/@href") == [f"http://localhost{address}"]
        assert len(document.xpath("//main//a")) < PER_PAGE + 60
        found += entries(document)
        address = next(iter(document.xpath("//nav[@class='pages']/a[@rel='next']/@href")), None)
    assert len(found) == len(set(found)) == sum(name.startswith("Awa D") for name in names)
    assert "Il n’y a rien" in client.get("/authors?letter=%C3%89").text
    assert "Il n’y a rien" in client.get("/authors?letter=D&page=999").text


def test_up_to_some_hundred_values_stand_on_one_page() -> None:
    names = [f"Nom{chr(97 + number % 26)} {number}" for number in range(ALL_AT_ONCE)]
    assert len(entries(page(with_authors(names), "/authors"))) == ALL_AT_ONCE


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_stay_text_and_their_links_lead_to_them(value: str) -> None:
    asked: list[Query] = []

    def answer(query: Query) -> Results:
        asked.append(query)
        facet = Facet((FacetValue(value, 1, False), FacetValue("Autre", 1, False)), 2)
        return Results(total=1, hits=(), facets=FACETS | {"topic": facet}, filters=query.filters)  # type: ignore[arg-type]

    client = client_with(StubEngine(answer))
    response = client.get("/topics")
    assert "<script>alert" not in response.text
    assert "<img" not in response.text
    document = html.fromstring(response.text)
    assert value in entries(document)
    (link,) = (link for link in document.xpath("//ul[@class='entries']/li/a") if text(link) == value)
    address = link.get("href")
    assert ".." not in unquote(address.partition("?")[0]).split("/")
    response = client.get(address)
    assert response.status_code == 200
    assert asked[-1].filters.topics == (value,)
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    "address", ["/topics/Introuvable", "/authors/Personne", "/years/1789", "/years/24", "/years/<b>"]
)
def test_what_no_publication_has_is_not_there(client: FlaskClient, address: str) -> None:
    page(client, address, 404)


def test_mistakes_are_said(client: FlaskClient) -> None:
    document = page(client, "/topics?page=0&letter=abc", 400)
    assert len(document.xpath("//ul[@class='mistakes']/li")) == 2


def test_a_topics_page_shows_what_is_new_and_what_is_close(client: FlaskClient) -> None:
    document = page(client, "/topics/prevention")
    assert text(document.xpath("//h1")[0]).startswith("Prévention")
    assert document.xpath("//link[@rel='canonical']/@href") == ["http://localhost/topics/Pr%C3%A9vention"]
    assert not document.xpath("//meta[@name='robots']")
    dates = document.xpath("//article//time/@datetime")
    assert len(dates) == 10
    assert [date[:7] for date in dates] == sorted((date[:7] for date in dates), reverse=True)
    (feed,) = document.xpath("//link[@type='application/atom+xml']/@href")
    assert client.get(feed).status_code == 200
    assert document.xpath("//form[@class='look']/input[@name='topic']/@value") == ["Prévention"]
    close = [text(link) for link in document.xpath("//section[@aria-labelledby='related-topic']//a")]
    assert close
    assert "Prévention" not in close
    for link in document.xpath("//div[@class='beside']//a/@href"):
        assert client.get(link).status_code == 200


def test_every_page_leads_to_the_lists(client: FlaskClient) -> None:
    for address in ("/", "/search?q=cancer", "/nope"):
        links = html.fromstring(client.get(address).text).xpath("//footer//a/@href")
        assert {"/topics", "/authors", "/years"} <= set(links)
