"""What the presenters make of hand-made results: the JSON contract key by key, and the page's links."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import msgspec
import pytest

from indexer.engines.interface import Facet, FacetValue, Filters, Query
from indexer.presenters.links import Links
from searchapp.narrowing import narrowed
from searchapp.presenters.addresses import Addresses
from searchapp.presenters.cards import present_hit
from searchapp.presenters.json import present_json
from searchapp.presenters.results import PageLink, present_form, present_page
from tests.searchapp.samples import FACETS, PASSAGE, REPORT, RESULTS

LINKS = Links(prefer_local=False)
QUERY = Query(
    text="depistage",
    filters=Filters(topics=("Prévention",), years=(2024,), since=dt.date(2024, 1, 1)),
    page=2,
)


def test_the_json_object_is_the_contract() -> None:
    encoded = msgspec.json.encode(present_json(QUERY, RESULTS, "dépistage", LINKS, "/api/v1/search"))
    assert msgspec.json.decode(encoded) == {
        "query": {
            "q": "depistage",
            "topic": ["Prévention"],
            "author": [],
            "year": ["2024"],
            "from": "2024-01-01",
            "to": None,
            "kind": [],
            "language": [],
            "sort": "relevance",
            "spelling": "auto",
        },
        "total": 23,
        "took_ms": 1.9,
        "page": 2,
        "per_page": 10,
        "hits": [
            {
                "id": "rapports/bilan 2024.pdf",
                "url": "https://institut.example/bilan.pdf",
                "title": "Bilan du dépistage",
                "title_html": "Bilan du <mark>dépistage</mark>",
                "lead": "Le chapô.",
                "kind": "rapport",
                "language": "fr",
                "date": "2024-09",
                "authors": ["Claire Vasseur"],
                "topics": ["Prévention"],
                "score": 12.5,
                "snippet_html": "Participation &amp; <mark>dépistage</mark>",
                "passages": [
                    {
                        "number": 34,
                        "label": "30",
                        "heading": "2.1 Participation",
                        "url": "https://institut.example/bilan.pdf"
                        "#page=34&search=taux%20de%20d%C3%A9pistage&phrase=true",
                        "language": "fr",
                        "snippet_html": "le <mark>dépistage</mark> &lt;b&gt;",
                        "view": None,
                    }
                ],
                "landing_page": {
                    "id": "articles/bilan.html",
                    "title": "Le bilan paraît",
                    "url": "https://institut.example/bilan.html",
                },
                "documents": [],
                "attachment": None,
                "pinned": False,
                "page": "/publication/rapports/bilan%202024.pdf",
                "cover": None,
            }
        ],
        "facets": {
            "topic": [
                {"value": "Prévention", "count": 2, "selected": True},
                {"value": "Cancer", "count": 1, "selected": False},
            ],
            "author": [{"value": "Claire Vasseur", "count": 1, "selected": False}],
            "year": [{"value": "2024", "count": 2, "selected": False}],
            "kind": [{"value": "rapport", "count": 1, "selected": False}],
            "language": [{"value": "fr", "count": 2, "selected": False}],
        },
        "facet_totals": {"topic": 7, "author": 1, "year": 1, "kind": 1, "language": 1},
        "did_you_mean": "dépistage",
        "next_cursor": None,
        "corrected_from": None,
        "relaxed": True,
        "dropped": ["xyz"],
        "links": {
            "self": "/api/v1/search?q=depistage&topic=Pr%C3%A9vention&year=2024&from=2024-01-01&page=2",
            "next": "/api/v1/search?q=depistage&topic=Pr%C3%A9vention&year=2024&from=2024-01-01&page=3",
            "previous": "/api/v1/search?q=depistage&topic=Pr%C3%A9vention&year=2024&from=2024-01-01",
        },
    }


def test_a_passage_in_another_language_says_so() -> None:
    """To other sites, and to screen readers where it is not the page's."""
    english = msgspec.structs.replace(PASSAGE, language="en")
    report = msgspec.structs.replace(REPORT, passages=(english, PASSAGE), snippet_language="en")
    results = replace(RESULTS, hits=(report,))
    (hit,) = present_json(QUERY, results, None, LINKS, "/api/v1/search")["hits"]
    assert [passage["language"] for passage in hit["passages"]] == ["en", "fr"]
    view = present_hit(report, LINKS, Addresses("/search", QUERY))
    assert (view.lang, view.snippet_lang) == (None, "en")
    assert [passage.lang for passage in view.passages] == ["en", None]
    view = present_hit(msgspec.structs.replace(report, language="en"), LINKS, Addresses("/search", QUERY))
    assert [passage.lang for passage in view.passages] == ["en", "en"]


def test_the_first_and_the_last_page_have_one_neighbour_each() -> None:
    first = present_json(Query(), RESULTS, None, LINKS, "/api/v1/search")["links"]
    assert first == {"self": "/api/v1/search", "next": "/api/v1/search?page=2", "previous": None}
    last = present_json(Query(page=3), RESULTS, None, LINKS, "/api/v1/search")["links"]
    assert (last["next"], last["previous"]) == (None, "/api/v1/search?page=2")
    beyond = present_json(Query(page=9), replace(RESULTS, hits=()), None, LINKS, "/api/v1/search")["links"]
    assert (beyond["next"], beyond["previous"]) == (None, "/api/v1/search?page=3")


def test_a_publication_without_a_date_or_an_address_has_null() -> None:
    hit = msgspec.structs.replace(REPORT, date=None, url="javascript:alert(1)", has_file=False)
    shown = present_json(Query(), replace(RESULTS, hits=(hit,)), None, LINKS, "/")["hits"][0]
    assert (shown["date"], shown["url"], shown["passages"][0]["url"]) == (None, None, None)


def test_a_topic_that_is_chosen_leads_to_the_first_page_of_the_same_search() -> None:
    addresses = Addresses("/search", replace(QUERY, page=3))
    chosen = QUERY.filters.topics[0]
    assert addresses.with_value("topic", chosen) == addresses.of(replace(QUERY, page=1))
    assert addresses.with_value("topic", "A&B") == addresses.of(narrowed(QUERY, "topic", "A&B"))


def test_the_values_of_a_facet_can_be_ticked_and_the_form_keeps_the_rest() -> None:
    topics = present_page(QUERY, RESULTS, LINKS, "/search").facets[0]
    assert [(tick.value, tick.text, tick.count, tick.selected) for tick in topics.values] == [
        ("Prévention", "Prévention", "2", True),
        ("Cancer", "Cancer", "1", False),
    ]
    kept = present_form(replace(QUERY, sort="newest", facet_limit=7), "depistage").kept_for_filters
    assert kept == (("q", "depistage"), ("from", "2024-01-01"), ("sort", "newest"))


def test_topics_that_are_paths_stand_below_their_parents() -> None:
    """A branch with something chosen comes first; a value whose parent is not listed is told whole."""
    values = (
        FacetValue("Tabac", 9, False),
        FacetValue("Santé", 8, False),
        FacetValue("Santé > Soins", 5, False, "Santé", "Soins"),
        FacetValue("Santé > Sein", 0, True, "Santé", "Sein"),
        FacetValue("Eau > Mer", 3, False, "Eau", "Mer"),
    )
    view = present_page(QUERY, replace(RESULTS, facets=FACETS | {"topic": Facet(values, 5)}), LINKS, "/search")
    ticks = view.facets[0].values
    assert [(tick.text, [below.text for below in tick.below]) for tick in ticks] == [
        ("Santé", ["Sein", "Soins"]),
        ("Tabac", []),
        ("Eau > Mer", []),
    ]


def test_kinds_and_languages_are_shown_as_names() -> None:
    view = present_page(QUERY, RESULTS, LINKS, "/search")
    shown = {facet.name: facet.values[0].text for facet in view.facets}
    assert (shown["kind"], shown["language"]) == ("Rapport", "Français")
    assert view.hits[0].kind == "Rapport"


def test_a_passage_of_a_presentation_is_named_as_its_slide() -> None:
    show = msgspec.structs.replace(REPORT, id="exposes/bilan.pptx", url="", is_pdf=False)
    view = present_page(QUERY, replace(RESULTS, hits=(show,)), LINKS, "/search")
    assert [passage.label for passage in view.hits[0].passages] == ["Diapositive 34"]
    assert view.hits[0].passages[0].address == "/documents/exposes/bilan.pptx"


def test_authors_are_links_that_narrow_and_the_rest_are_counted() -> None:
    report = msgspec.structs.replace(REPORT, authors=("Awa Diop", "É. Le Goff", "C", "D", "E", "F"))
    view = present_hit(report, LINKS, Addresses("/search", QUERY))
    assert [author.text for author in view.authors] == ["Awa Diop", "É. Le Goff", "C", "D"]
    assert view.authors[1].address == (
        "/search?q=depistage&topic=Pr%C3%A9vention&author=%C3%89.+Le+Goff&year=2024&from=2024-01-01"
    )
    assert view.more_authors == "et 2 autres"
    assert present_hit(REPORT, LINKS, Addresses("/search", QUERY)).more_authors == ""


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("https://institut.example/bilan.pdf", "institut.example/bilan.pdf"),
        ("https://institut.example/", "institut.example"),
        (
            "https://institut.example/publications/rapports/2024/r%C3%A9sum%C3%A9.html?x=1#y",
            "institut.example/…/résumé.html?…",
        ),
        ("https://[bad/x", "[bad/x"),
        ("", "/documents/rapports/bilan 2024.pdf"),
    ],
)
def test_an_address_on_paper_fits_a_line(url: str, printed: str) -> None:
    hit = msgspec.structs.replace(REPORT, url=url)
    assert present_hit(hit, LINKS, Addresses("/search")).printed == printed


def test_a_value_that_finds_nothing_is_shown_only_where_it_is_chosen() -> None:
    facet = Facet((FacetValue("A", 0, True), FacetValue("B", 0, False)), 2)
    view = present_page(QUERY, replace(RESULTS, facets=FACETS | {"topic": facet}), LINKS, "/search")
    assert [value.text for value in view.facets[0].values] == ["A"]


def test_long_facets_keep_what_is_chosen_in_sight() -> None:
    values = tuple(FacetValue(f"T{number}", 30 - number, number == 20) for number in range(25))
    view = present_page(QUERY, replace(RESULTS, facets=FACETS | {"topic": Facet(values, 60)}), LINKS, "/search")
    topics = view.facets[0]
    assert [value.text for value in topics.values] == ["T20", "T0", "T1", "T2", "T3", "T4", "T5"]
    assert topics.total == "60"
    assert topics.more_address == "/search/topic?q=depistage&topic=Pr%C3%A9vention&year=2024&from=2024-01-01"
    assert view.facets[1].more_address is None


def test_every_filter_has_a_chip_that_removes_it() -> None:
    view = present_page(QUERY, RESULTS, LINKS, "/search")
    chips = {chip.text.replace("\u00a0", " "): chip.address for chip in view.chosen}
    assert chips == {
        "Thème : Prévention": "/search?q=depistage&year=2024&from=2024-01-01",
        "Année : 2024": "/search?q=depistage&topic=Pr%C3%A9vention&from=2024-01-01",
        "À partir du 1er janvier 2024": "/search?q=depistage&topic=Pr%C3%A9vention&year=2024",
    }
    assert view.without_filters == "/search?q=depistage"


def test_without_words_the_newest_come_first_and_relevance_is_not_offered() -> None:
    words = present_page(Query(text="x"), RESULTS, LINKS, "/search").sorts
    assert [(sort.text, sort.selected) for sort in words] == [
        ("Pertinence", True),
        ("Plus récentes", False),
        ("Plus anciennes", False),
    ]
    none = present_page(Query(), RESULTS, LINKS, "/search").sorts
    assert [(sort.text, sort.selected) for sort in none] == [("Plus récentes", True), ("Plus anciennes", False)]


def test_the_forms_keep_everything_but_the_page_and_what_they_ask_for() -> None:
    form = present_form(replace(QUERY, sort="newest"), "depistage")
    assert form.kept == (
        ("topic", "Prévention"),
        ("year", "2024"),
        ("from", "2024-01-01"),
        ("sort", "newest"),
    )
    assert form.kept_for_dates == (
        ("q", "depistage"),
        ("topic", "Prévention"),
        ("sort", "newest"),
    )


def _numbers(page: int, total: int) -> list[int | None]:
    view = present_page(Query(page=page), replace(RESULTS, total=total), LINKS, "/search")
    return [link.number for link in view.pages]


def test_the_pagination_shows_the_ends_and_the_neighbours() -> None:
    assert _numbers(1, 10) == []
    assert _numbers(1, 11) == [1, 2]
    assert _numbers(1, 200) == [1, 2, None, 20]
    assert _numbers(4, 200) == [1, 2, 3, 4, 5, None, 20]
    assert _numbers(10, 200) == [1, None, 9, 10, 11, None, 20]
    assert _numbers(20, 200) == [1, None, 19, 20]


def test_the_current_page_is_marked() -> None:
    view = present_page(Query(page=2), RESULTS, LINKS, "/search")
    assert view.pages[1] == PageLink(2, "/search?page=2", current=True)
    assert (view.previous, view.next) == ("/search", "/search?page=3")
