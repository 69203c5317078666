"""The pages as a browser gets them, read with an HTML parser."""

from __future__ import annotations

import re

import msgspec
import pytest
from flask.testing import FlaskClient
from lxml import html

from indexer.engines import open_engine
from indexer.engines.interface import Query, Results
from indexer.settings import Settings, SiteSettings
from searchapp import create_app
from tests.searchapp.documents import page, text
from tests.searchapp.samples import RESULTS
from tests.searchapp.stubs import StubEngine, client_with

ADDRESSES = (
    "/",
    "/search",
    "/search?q=cancer&topic=Pr%C3%A9vention&from=2020",
    "/search?q=introuvablezz+rien",
    "/search?q=cancer+introuvablezz",
    "/search?q=depistge",
    "/search?q=depistge&spelling=as_typed",
    "/search?page=0",
    "/search?page=9999",
    "/search/author?q=cancer&author=Inconnue&contains=a",
    "/search/topic?order=value",
    "/search/topic?page=0",
    "/nope",
    "/search?q=d%C3%A9pistage&view=years",
    "/topics/Pr%C3%A9vention",
    "/years",
    "/view/reports/rapport-activite-2024.pdf/12?q=donn%C3%A9es",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_has_a_sound_structure(client: FlaskClient, address: str) -> None:
    document = html.fromstring(client.get(address).text)
    assert document.get("lang") == "fr"
    assert len(document.xpath("//h1")) == 1
    assert len(document.xpath("//main")) == len(document.xpath("//header")) == len(document.xpath("//footer")) == 1
    assert document.xpath("//body/*")[0].get("href") == "#content"
    assert len(document.xpath("//*[@role='search']")) == 1
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    for field in document.xpath("//input[not(@type='hidden')]"):
        assert field.xpath("ancestor::label") or document.xpath("//label[@for=$name]", name=field.get("id"))
    levels = [int(heading.tag[1]) for heading in document.xpath("//h1|//h2|//h3|//h4")]
    first = levels.index(1)
    assert all(after - before <= 1 for before, after in zip(levels[first:], levels[first + 1 :], strict=False))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_has_an_inline_script_or_style_or_anything_from_elsewhere(client: FlaskClient, address: str) -> None:
    document = html.fromstring(client.get(address).text)
    assert not document.xpath("//script[not(@src) or text()]|//style|//@style|//iframe|//object")
    assert not [name for name in document.xpath("//@*") if name.attrname.startswith("on")]
    for source in document.xpath("//link[@rel!='canonical']/@href|//@src|//form/@action"):
        assert source.startswith("/")


def test_the_front_page_shows_the_latest_and_the_topics(client: FlaskClient) -> None:
    document = page(client, "/")
    assert len(document.xpath("//article")) == 5
    topics = document.xpath("//ul[@class='topics']//a")
    assert len(topics) > 5
    assert page(client, topics[0].get("href")).xpath("//article")


def test_the_title_says_how_many_publications_there_are(client: FlaskClient) -> None:
    document = page(client, "/search?q=depistage+cancer+sein+2024")
    heading = text(document.xpath("//*[@role='status']//h1")[0])
    assert re.fullmatch(r"\d+ publications? pour « depistage cancer sein 2024 »", heading)
    assert heading in text(document.find(".//title"))


def test_a_page_of_a_report_is_one_click_away(client: FlaskClient) -> None:
    document = page(client, "/search?q=depistage+cancer+sein+2024")
    links = document.xpath("//ul[@class='passages']//a[contains(@href, '#page=')]")
    assert links
    assert all(text(link).startswith("Page ") for link in links)


def test_the_forms_keep_the_filters(client: FlaskClient) -> None:
    document = page(client, "/search?q=cancer&topic=Pr%C3%A9vention&sort=newest&from=2020&page=1")
    kept = [
        (field.get("name"), field.get("value"))
        for field in document.xpath("//form[@role='search']//input[@type='hidden']")
    ]
    assert kept == [("topic", "Prévention"), ("from", "2020-01-01"), ("sort", "newest")]
    assert document.xpath("//input[@id='from']/@value") == ["2020-01-01"]


def test_a_chip_removes_its_filter_and_says_so(client: FlaskClient) -> None:
    document = page(client, "/search?q=cancer&topic=Pr%C3%A9vention&year=2024")
    chips = {text(chip).removesuffix("×"): chip.get("href") for chip in document.xpath("//a[@class='chip']")}
    assert chips["Retirer le filtre Thème : Prévention"] == "/search?q=cancer&year=2024"
    assert document.xpath("//a[@class='clear']/@href") == ["/search?q=cancer"]


def test_a_page_beyond_the_last_leads_to_the_last(client: FlaskClient) -> None:
    document = page(client, "/search?page=9999")
    (link,) = document.xpath("//p[@class='notice']/a")
    assert page(client, link.get("href")).xpath("//article")


def test_when_words_are_missing_it_is_said_which(client: FlaskClient) -> None:
    document = page(client, "/search?q=cancer+introuvablezz")
    notice = text(document.xpath("//p[@class='notice']")[-1])
    assert "Aucune publication ne contient tous ces mots" in notice
    assert "introuvablezz" in notice


def test_when_nothing_is_found_there_is_something_to_try(client: FlaskClient) -> None:
    document = page(client, "/search?q=cancer&topic=Pr%C3%A9vention&year=1789")
    assert text(document.xpath("//h1")[0]).startswith("Aucune publication pour « cancer »")
    tries = document.xpath("//ul[@class='tries']//a")
    assert 1 <= len(tries) <= 5
    for link in tries:
        promised = int(re.sub(r"\D", "", text(link.xpath("span[@class='count']")[0])))
        heading = text(page(client, link.get("href")).xpath("//h1")[0])
        assert int(re.match(r"\d+", heading).group()) == promised  # type: ignore[union-attr]


def test_mistakes_are_told_and_the_form_stays_usable(client: FlaskClient) -> None:
    document = page(client, "/search?q=cancer&page=0&from=2024-02-31&topic=Pr%C3%A9vention&fbclid=1", status=400)
    assert len(document.xpath("//*[@role='alert']//li")) == 2
    assert document.xpath("//input[@name='q']/@value") == ["cancer"]
    assert len(document.xpath("//a[@class='chip']")) == 1


def test_five_thousand_characters_get_a_friendly_sentence(client: FlaskClient) -> None:
    typed = "é" * 5000
    document = page(client, f"/search?q={typed}", status=400)
    assert "5 000 caractères" in text(document.xpath("//*[@role='alert']//li")[0])
    assert document.xpath("//input[@name='q']/@value") == [typed]


def test_a_hit_in_another_language_says_so(client: FlaskClient) -> None:
    document = page(client, "/search?q=network&language=en")
    assert document.xpath("//article//h2/@lang")[0] == "en"
    assert not page(client, "/search?q=tabac&language=fr").xpath("//article//@lang")


def test_a_result_whose_address_is_unsafe_is_text() -> None:
    from dataclasses import replace

    hit = msgspec.structs.replace(RESULTS.hits[0], url="javascript:alert(1)", has_file=False, landing_page=None)
    client = client_with(StubEngine(lambda query: replace(RESULTS, hits=(hit,))))
    document = page(client, "/search?q=x")
    assert "javascript:" not in html.tostring(document).decode()
    assert text(document.xpath("//article/h2")[0]) == "Bilan du dépistage"
    assert not document.xpath("//article/h2/a")


def test_an_index_without_publications_has_a_front_page() -> None:
    empty = Results(0, (), {facet: RESULTS.facets[facet].__class__((), 0) for facet in RESULTS.facets})
    client = client_with(StubEngine(lambda query: empty))
    assert "Aucune publication n’est encore indexée." in page(client, "/").text_content()


def test_a_search_in_an_empty_index_says_that_it_is_empty(settings: Settings) -> None:
    engine = open_engine(settings)
    with engine.writer() as writer:
        writer.commit()
    document = page(create_app(settings).test_client(), "/search?q=cancer")
    assert text(document.xpath("//h1")[0]) == "Aucune publication n’est encore indexée."
    assert not document.xpath("//section[@id='tips']|//details")


def test_an_author_in_a_result_narrows(client: FlaskClient) -> None:
    document = page(client, "/search?q=cancer")
    (author, *_) = document.xpath("//ul[@class='about']//a")
    narrowed = page(client, author.get("href"))
    names = [text(name) for name in narrowed.xpath("//ul[@class='about']//a")]
    assert names.count(text(author)) == len(narrowed.xpath("//article"))


def test_the_histogram_is_a_list_of_links_with_names(client: FlaskClient) -> None:
    document = page(client, "/search")
    bars = document.xpath("//ol[@class='bars']/li")
    assert text(document.get_element_by_id(document.xpath("//ol/@aria-labelledby")[0])) == "Publications par année"
    names = [re.sub("[0-9]+$", "", text(bar)) for bar in bars]  # without the year below it
    assert all(re.fullmatch(r"\d{4} : (\d+ publications?|aucune publication)", name) for name in names)
    link = next(bar for bar in bars if bar.xpath("a")).xpath("a")[0]
    found = page(client, link.get("href"))
    assert text(found.xpath("//h1")[0]) == text(link).partition(" : ")[2]


def test_the_name_leads_home() -> None:
    engine = StubEngine(lambda query: RESULTS)
    site = SiteSettings(name="Institut <X>", home_url="https://institut.example/")
    document = page(client_with(engine, Settings(index="/nonexistent", site=site)), "/")
    (name,) = document.xpath("//p[@class='site']/a[1]")
    assert (text(name), name.get("href")) == ("Institut <X>", "https://institut.example/")
    bad = SiteSettings(home_url="javascript:alert(1)")
    document = page(client_with(engine, Settings(index="/nonexistent", site=bad)), "/")
    assert document.xpath("//p[@class='site']/a/@href") == ["/"]


def test_links_follow_the_place_the_service_is_mounted_at() -> None:
    client = client_with(StubEngine(lambda query: RESULTS))
    response = client.get("/search?q=x&year=2024", environ_overrides={"SCRIPT_NAME": "/recherche"})
    document = html.fromstring(response.text)
    for address in document.xpath("//a/@href|//link/@href|//form/@action"):
        assert address.startswith(("/recherche/", "https://institut.example/", "#"))


def test_the_query_reaches_the_engine_as_understood() -> None:
    asked: list[Query] = []

    def answer(query: Query) -> Results:
        asked.append(query)
        return RESULTS

    client_with(StubEngine(answer)).get("/search?q=cancer&sort=newest&page=2&utm_source=x")
    assert asked == [Query(text="cancer", sort="newest", page=2, months=True)]
