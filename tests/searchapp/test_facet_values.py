"""The list of all values of a facet: the endpoint and the page, over the sample's index."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

from indexer.engines import open_engine
from indexer.settings import Settings
from searchapp import create_app
from tests.contract.corpus import publication, store
from tests.searchapp.hostile_strings import STRINGS


def values(client: FlaskClient, facet: str, status: int = 200, **parameters: Any) -> Any:
    response = client.get(f"/api/v1/facets/{facet}?{urlencode(parameters, doseq=True)}")
    assert response.status_code == status
    return response.get_json()


def page(client: FlaskClient, address: str) -> HtmlElement:
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.text)


def ticks(document: HtmlElement, *, checked: bool = False) -> list[str]:
    boxes = document.xpath("//input[@type='checkbox']")
    return [box.get("value") for box in boxes if not checked or box.get("checked") is not None]


@pytest.mark.parametrize("facet", ["topic", "author", "year", "kind", "language"])
def test_the_endpoint_counts_what_the_search_counts(client: FlaskClient, facet: str) -> None:
    chosen = {"q": "cancer", "topic": "Prévention"} | {facet: "1999"}
    search = client.get(f"/api/v1/search?{urlencode(chosen)}&facet_limit=10000").get_json()
    answer = values(client, facet, per_page=1000, **chosen)
    assert sorted(map(str, answer["values"])) == sorted(map(str, search["facets"][facet]))
    assert {"value": "1999", "count": 0, "selected": True} in answer["values"]
    assert set(answer) == {"facet", "total", "values", "page", "per_page", "took_ms", "links"}
    assert (answer["facet"], answer["page"], answer["per_page"]) == (facet, 1, 1000)
    assert answer["total"] == len(answer["values"]) > 1


def test_the_links_lead_through_all_values_once(client: FlaskClient) -> None:
    whole = [value["value"] for value in values(client, "author", order="value", per_page=1000)["values"]]
    address, found = "/api/v1/facets/author?order=value&per_page=5", []
    while address:
        answer = client.get(address).get_json()
        assert answer["links"]["self"] == address
        found += [value["value"] for value in answer["values"]]
        address = answer["links"]["next"]
    assert found == whole
    assert len(whole) > 10
    beyond = values(client, "author", per_page=5, page=999)
    assert (beyond["values"], beyond["links"]["next"]) == ([], None)
    assert client.get(beyond["links"]["previous"]).get_json()["values"]


def test_letters_without_accents_find_a_name(client: FlaskClient) -> None:
    found = values(client, "author", contains="SOLENE ker")["values"]
    assert [value["value"] for value in found] == ["Solène Kerbrat"]


def test_every_mistake_is_told_at_once(client: FlaskClient) -> None:
    answer = values(
        client, "author", 400, contains="a" * 101, order="size", page=0, per_page=1001, sort="newest", contain="x"
    )
    told = " ".join(answer["errors"]).replace("\u00a0", " ")
    for name in ("contains", "order", "page", "per_page", "sort", "contain"):
        assert f"« {name} »" in told
    assert len(answer["errors"]) == 6
    assert client.get("/api/v1/facets/publisher").status_code == 404


def test_the_page_lists_values_and_keeps_the_search(client: FlaskClient) -> None:
    document = page(
        client, "/search/author?q=cancer&topic=Tabac+et+e-cigarette&author=Inconnue&sort=newest&per_page=20"
    )
    assert ticks(document)[0] == "Inconnue"
    assert ticks(document, checked=True) == ["Inconnue"]
    kept = {(field.get("name"), field.get("value")) for field in document.xpath("//main//input[@type='hidden']")}
    assert kept == {("q", "cancer"), ("topic", "Tabac et e-cigarette"), ("sort", "newest"), ("per_page", "20")}
    assert document.xpath("//p[@class='back']/a/@href") == [
        "/search?q=cancer&topic=Tabac+et+e-cigarette&author=Inconnue&sort=newest&per_page=20#found"
    ]


def test_filtering_the_page_keeps_what_is_ticked(client: FlaskClient) -> None:
    document = page(client, "/search/author?contains=kerb&order=value&author=Lucie+Nguyen")
    assert ticks(document) == ["Lucie Nguyen", "Solène Kerbrat"]
    assert document.xpath("//select/option[@selected]/@value") == ["value"]


def test_applying_leads_to_a_short_address(client: FlaskClient) -> None:
    answer = client.get("/search/author?q=cancer&author=A&author=B&contains=x&order=value&page=3&apply=true")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/search?q=cancer&author=A&author=B#found"


def test_a_mistake_is_told_on_the_page(client: FlaskClient) -> None:
    answer = client.get("/search/author?order=size&contains=" + "a" * 200)
    assert answer.status_code == 400
    assert len(html.fromstring(answer.text).xpath("//*[@role='alert']//li")) == 2
    assert client.get("/search/publisher").status_code == 404


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A service over 2,000 authors and topics that are paths."""
    settings = Settings(index=str(tmp_path_factory.mktemp("crowded")))
    engine = open_engine(settings)
    topics = ("Santé > Soins", "Santé > Soins > Ville", "Santé/Sein", "VIH/sida")
    names = [f"Prénom{number % 7} Nom{number:04}" for number in range(2000)]
    store(engine, [
        publication(f"n{n}", "Note", authors=tuple(names[n::500]), topics=(topics[n % 4],)) for n in range(500)
    ])  # fmt: skip
    return create_app(settings).test_client()


def test_two_thousand_authors_are_paged_and_the_page_stays_small(crowded: FlaskClient) -> None:
    document = page(crowded, "/search/author?q=note")
    assert "2 000 auteurs" in document.text_content().replace("\u202f", " ").replace("\u00a0", " ")
    assert len(ticks(document)) == 50
    assert document.xpath("//button[@name='page']/@value") == ["2"]
    last = page(crowded, "/search/author?q=note&page=40")
    assert last.xpath("//button[@name='page']/@value") == ["39"]
    assert not set(ticks(document)) & set(ticks(last))
    first = page(crowded, "/search?q=note")
    assert len(first.xpath("//input[@name='author']")) == 6
    assert first.xpath("//a[@id='more-author']/@rel") == ["nofollow"]


def test_the_json_says_where_a_topic_stands(crowded: FlaskClient) -> None:
    found = values(crowded, "topic", order="value")["values"]
    assert found == [
        {"value": "Santé", "count": 375, "selected": False},
        {"value": "Santé/Sein", "count": 125, "selected": False, "parent": "Santé", "label": "Sein"},
        {"value": "Santé > Soins", "count": 250, "selected": False, "parent": "Santé", "label": "Soins"},
        {
            "value": "Santé > Soins > Ville",
            "count": 125,
            "selected": False,
            "parent": "Santé > Soins",
            "label": "Ville",
        },
        {"value": "VIH/sida", "count": 125, "selected": False},
    ]
    search = crowded.get("/api/v1/search?topic=sante").get_json()
    assert (search["total"], search["query"]["topic"]) == (375, ["Santé"])
    assert sorted(map(str, search["facets"]["topic"])) == sorted(
        str(value | {"selected": value["value"] == "Santé"}) for value in found
    )


@pytest.mark.parametrize("address", ["/search", "/search/topic?order=value"])
def test_topics_are_nested_lists(crowded: FlaskClient, address: str) -> None:
    document = page(crowded, address)
    (below,) = document.xpath("//input[@value='Santé']/ancestor::li[1]/ul")
    assert below.xpath("li/label/input/@value") in (["Santé > Soins", "Santé/Sein"], ["Santé/Sein", "Santé > Soins"])
    (soins,) = below.xpath("li[label/input/@value='Santé > Soins']")
    assert soins.xpath("label/span[@class='value']/text()") == ["Soins"]
    assert soins.xpath("ul/li/label/input/@value") == ["Santé > Soins > Ville"]


@pytest.mark.parametrize("name", ["contains", "order", "page", "per_page", "apply", "author"])
def test_a_hostile_value_is_answered_politely(client: FlaskClient, name: str) -> None:
    for value in STRINGS:
        for path in ("/search/author", "/api/v1/facets/author"):
            response = client.get(f"{path}?{name}={quote(value)}")
            assert response.status_code in (200, 303, 400), (path, value)
            assert not {"Set-Cookie"} & {*response.headers.keys()}
            if path == "/search/author":
                assert not [
                    tag for tag in ("<script>", "<img", " onmouseover='", "</mark></p></") if tag in response.text
                ]
