"""Filters, facet counts, orders and pages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import pytest

from indexer.engines.interface import FACETS, SORTS, Engine, Facet, FacetName, Filters, Query, Sort
from indexer.publication import PartialDate
from tests.contract.corpus import CORPUS, order_of_ties, publication, store

SEIN, POUMON, TABAC = "articles/sein.html", "articles/poumon.html", "articles/tabac.html"
ANNONCE, ANNUEL = "articles/annonce.html", "rapports/annuel.pdf"
ATLAS, ENGLISH, UNDATED = "rapports/atlas.pdf", "reports/summary.html", "notes/sans-date.html"
ALL = {item.id for item in CORPUS}
LIFE = "Vie de l’institut"
FIELDS: dict[FacetName, str] = {
    "topic": "topics", "author": "authors", "year": "years", "kind": "kinds", "language": "languages",
}  # fmt: skip


def choose(filters: Filters, facet: FacetName, *values: str) -> Filters:
    """The same filters with another choice in one facet."""
    typed = tuple(int(value) for value in values) if facet == "year" else values
    return dataclasses.replace(filters, **{FIELDS[facet]: typed})  # type: ignore[arg-type]


def counts(facet: Facet) -> dict[str, int]:
    return {value.value: value.count for value in facet.values}


def ids(engine: Engine, query: Query) -> list[str]:
    return [hit.id for hit in engine.search(query).hits]


D = dt.date
FILTERED = [
    (Filters(topics=("Prévention",)), {SEIN, POUMON, ATLAS}),
    (Filters(topics=("Prévention", "Tabac")), {SEIN, POUMON, ATLAS, TABAC}),
    (Filters(topics=("Prévention",), kinds=("rapport",)), {ATLAS}),
    (Filters(topics=("Prévention", "Tabac"), kinds=("rapport", "note")), {ATLAS}),
    (Filters(topics=("xyzzy",)), set()),
    (Filters(topics=("xyzzy", "Tabac")), {TABAC}),
    (Filters(topics=(LIFE,)), {ANNONCE, ANNUEL}),
    (Filters(authors=("Nicolas Scotté",)), {SEIN, POUMON}),
    (Filters(authors=("N. Scotté",)), {SEIN, POUMON}),  # an old address with the name as it was then
    (Filters(authors=("Claire Kerbrat",)), {TABAC, ANNONCE, ANNUEL}),
    (Filters(authors=("Claire Kerbrat", "Awa Diop")), {TABAC, ANNONCE, ANNUEL, SEIN}),
    (Filters(years=(2024,)), {SEIN, POUMON}),
    (Filters(years=(2025,)), {ANNONCE, ANNUEL}),
    (Filters(years=(2023, 2022)), {TABAC, ATLAS, ENGLISH}),
    (Filters(years=(1999,)), set()),
    (Filters(kinds=("rapport",)), {ANNUEL, ATLAS}),
    (Filters(languages=("en",)), {ENGLISH}),
    (Filters(languages=("en", "fr")), ALL),
    # both days included; a year or a month counts from its first day; no date matches no range
    (Filters(since=D(2024, 9, 4)), {SEIN, ANNONCE, ANNUEL}),
    (Filters(since=D(2024, 9, 5)), {ANNONCE, ANNUEL}),
    (Filters(until=D(2022, 12, 31)), {ENGLISH}),
    (Filters(until=D(2022, 12, 30)), set()),
    (Filters(until=D(2023, 1, 1)), {ENGLISH, TABAC}),
    (Filters(since=D(2024, 3, 1), until=D(2024, 3, 1)), {POUMON}),
    (Filters(since=D(2024, 3, 2), until=D(2024, 3, 31)), set()),
    (Filters(since=D(1, 1, 1)), ALL - {UNDATED}),
    (Filters(until=D(9999, 12, 31)), ALL - {UNDATED}),
    (Filters(since=D(2025, 1, 1), until=D(2024, 1, 1)), set()),
    (Filters(since=D(2023, 1, 1), years=(2024,), topics=("Prévention",)), {SEIN, POUMON}),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERED)
def test_filters_leave(corpus_engine: Engine, filters: Filters, expected: set[str]) -> None:
    """Any value within a facet, every facet."""
    query = Query(filters=filters, per_page=50)
    assert set(ids(corpus_engine, query)) == expected
    assert corpus_engine.count(query) == len(expected)


def test_facet_counts_of_everything(corpus_engine: Engine) -> None:
    """Over publications, inherited values included, most frequent first, then by value."""
    facets = corpus_engine.search(Query()).facets
    assert list(counts(facets["topic"]).items()) == [
        ("Prévention", 3), (LIFE, 2), ("Cancer du sein", 1), ("Tabac", 1), ("Territoires", 1),
    ]  # fmt: skip
    assert counts(facets["author"]) == {"Claire Kerbrat": 3, "Nicolas Scotté": 2, "Awa Diop": 1}
    assert counts(facets["year"]) == {"2023": 2, "2024": 2, "2025": 2, "2022": 1}
    assert counts(facets["kind"]) == {"article": 5, "rapport": 2, "note": 1}
    assert counts(facets["language"]) == {"fr": 7, "en": 1}
    assert facets["topic"].total == 5


def test_facet_counts_leave_out_the_own_choice_only(corpus_engine: Engine) -> None:
    """So a second value can be added to the first."""
    facets = corpus_engine.search(Query(filters=Filters(topics=("Prévention",), kinds=("article",)))).facets
    assert counts(facets["topic"]) == {"Prévention": 2, "Cancer du sein": 1, "Tabac": 1, LIFE: 1}
    assert counts(facets["kind"]) == {"article": 2, "rapport": 1}
    assert counts(facets["year"]) == {"2024": 2}
    assert [value.value for value in facets["topic"].values if value.selected] == ["Prévention"]


@pytest.mark.parametrize("text", ["", "dépistage", "-dépistage", "de la", "canc*", "dépistage xyzzy"])
@pytest.mark.parametrize(
    "filters", [Filters(), Filters(topics=("Prévention",)), Filters(kinds=("article",), since=D(2023, 1, 1))]
)
def test_every_count_is_what_the_click_gives(corpus_engine: Engine, text: str, filters: Filters) -> None:
    """For each value of each facet; and a choice of all values gives what no choice gives, of those that have one."""
    results = corpus_engine.search(Query(text, filters))
    for facet in FACETS:
        for value in results.facets[facet].values:
            clicked = corpus_engine.search(Query(text, choose(filters, facet, value.value)))
            assert clicked.total == value.count, (facet, value)


def test_facet_limit_keeps_chosen_values(corpus_engine: Engine) -> None:
    """The most frequent ones, then what was chosen, even when nothing has it."""
    query = Query(filters=Filters(topics=("Territoires", "xyzzy"), years=(1999,)), facet_limit=1)
    facets = corpus_engine.search(query).facets
    topics = facets["topic"]
    assert {(v.value, v.count, v.selected) for v in topics.values if v.selected} == {
        ("Territoires", 0, True), ("xyzzy", 0, True),
    }  # fmt: skip
    facets = corpus_engine.search(dataclasses.replace(query, filters=Filters(topics=("Territoires", "xyzzy")))).facets
    assert [(v.value, v.count, v.selected) for v in facets["topic"].values] == [
        ("Prévention", 3, False), ("Territoires", 1, True), ("xyzzy", 0, True),
    ]  # fmt: skip
    assert facets["topic"].total == 5
    assert len(facets["kind"].values) == 1
    assert facets["kind"].total == 1


def test_chosen_name_of_before_is_shown_as_its_person(corpus_engine: Engine) -> None:
    """`N. Scotté` in an old address: the name it now goes by is the one that is chosen."""
    facet = corpus_engine.search(Query(filters=Filters(authors=("N. Scotté",)))).facets["author"]
    assert [(v.value, v.count) for v in facet.values if v.selected] == [("Nicolas Scotté", 2)]
    assert "N. Scotté" not in counts(facet)


def months(engine: Engine, text: str = "", filters: Filters | None = None) -> dict[str, int]:
    """The counts by month, written as `2024-03`."""
    found = engine.search(Query(text, filters or Filters(), months=True)).months
    return {f"{month.year:04}-{month.month:02}": month.count for month in found}


def test_months_are_counted_in_their_order_when_asked_for(corpus_engine: Engine) -> None:
    """A date that is a year counts in January, as it does for filters; no date is in no month."""
    expected = {"2022-12": 1, "2023-01": 1, "2023-06": 1, "2024-03": 1, "2024-09": 1, "2025-01": 2}
    assert list(months(corpus_engine).items()) == list(expected.items())
    assert months(corpus_engine, "dépistage") == {"2024-03": 1, "2024-09": 1}
    assert months(corpus_engine, "xyzzy") == {}
    assert corpus_engine.search(Query()).months == ()


@pytest.mark.parametrize("text", ["", "dépistage", "-dépistage", "de la"])
@pytest.mark.parametrize("filters", [Filters(), Filters(topics=("Prévention",)), Filters(kinds=("article", "note"))])
@pytest.mark.parametrize(
    "dates", [Filters(), Filters(years=(2024,)), Filters(since=D(2023, 1, 1), until=D(2023, 6, 30), years=(2023,))]
)
def test_a_months_count_is_what_choosing_it_instead_gives(
    corpus_engine: Engine, text: str, filters: Filters, dates: Filters
) -> None:
    """Years and days that were chosen are left out; all else that was chosen counts."""
    chosen = dataclasses.replace(filters, years=dates.years, since=dates.since, until=dates.until)
    found = months(corpus_engine, text, chosen)
    assert found == months(corpus_engine, text, filters)
    for month, count in found.items():
        days = PartialDate.parse(month)
        clicked = dataclasses.replace(filters, since=days.first_day, until=days.last_day)
        assert corpus_engine.count(Query(text, clicked)) == count > 0
    dated = dataclasses.replace(filters, since=D(1, 1, 1))
    assert sum(found.values()) == corpus_engine.count(Query(text, dated))


def test_months_of_any_year_a_date_may_have(engine: Engine) -> None:
    names = ("0001-01", "0001-12-31", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12")
    store(engine, [publication(name, "Note", "Une note", date=name) for name in names])
    assert list(months(engine)) == ["0001-01", "0001-12", "1969-12", "1970-01", "2024-02", "9999-12"]
    store(engine, (), remove=names[:1])
    assert next(iter(months(engine))) == "0001-12"


def test_an_index_without_dates_has_no_months(engine: Engine) -> None:
    assert months(engine) == {}
    store(engine, [publication("a", "Note", "Une note")])
    assert months(engine) == {}


SORTED: dict[Sort, list[str]] = {
    "newest": [ANNONCE, ANNUEL, SEIN, POUMON, ATLAS, TABAC, ENGLISH, UNDATED],
    "oldest": [ENGLISH, TABAC, ATLAS, POUMON, SEIN, ANNONCE, ANNUEL, UNDATED],
    "relevance": [ANNONCE, ANNUEL, SEIN, POUMON, ATLAS, TABAC, ENGLISH, UNDATED],
}


@pytest.mark.parametrize("sort", SORTS)
def test_orders(corpus_engine: Engine, sort: Sort) -> None:
    """By date with ties by id, no date last; without words the newest are the most relevant."""
    assert ids(corpus_engine, Query(sort=sort)) == SORTED[sort]


def test_order_by_date_of_what_has_words(corpus_engine: Engine) -> None:
    assert ids(corpus_engine, Query("dépistage", sort="oldest")) == [POUMON, SEIN]
    assert ids(corpus_engine, Query("dépistage", sort="newest")) == [SEIN, POUMON]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("text", ["", "note", "note importante", "not*", '"une note"', "-xyzzy"])
def test_pages_give_each_publication_once_ties_by_id(engine: Engine, sort: Sort, text: str) -> None:
    """Of publications that differ in nothing but their id, over several segments."""
    names = [f"{letter}{number}" for letter in "cab" for number in (2, 1, 3, 10)]
    for chunk in itertools.batched(names, 5) if hasattr(itertools, "batched") else (names[:5], names[5:10], names[10:]):
        store(engine, [publication(name, "Note", "Une note importante", date="2024") for name in chunk])
    for per_page in (1, 5, 12, 50):
        found: list[str] = []
        for page in itertools.count(1):
            results = engine.search(Query(text, sort=sort, page=page, per_page=per_page))
            assert results.total == len(names)
            if not results.hits:
                break
            found += [hit.id for hit in results.hits]
        assert found == sorted(names, key=order_of_ties)
        assert page == -(-len(names) // per_page) + 1


def test_relevance_is_the_same_over_pages(engine: Engine) -> None:
    """More publications than are refined by their passages: no page shifts with the page asked for."""
    store(
        engine,
        [publication(f"{n:04}", "Note", "note " * (n % 7 + 1) + "et autre chose " * (n % 11)) for n in range(450)],
    )
    whole = ids(engine, Query("note", per_page=450))
    paged = [i for page in range(1, 19) for i in ids(engine, Query("note", page=page, per_page=25))]
    assert paged == whole
    assert len(set(whole)) == 450
    scores = [hit.score for hit in engine.search(Query("note", per_page=450)).hits]
    assert scores == sorted(scores, reverse=True)


def test_no_hits_asked_for(corpus_engine: Engine) -> None:
    """`per_page` 0: totals and facets."""
    results = corpus_engine.search(Query("dépistage", per_page=0))
    assert (results.total, results.hits) == (2, ())
    assert counts(results.facets["kind"]) == {"article": 2}


def test_page_beyond_the_end_is_empty_and_counts_all(corpus_engine: Engine) -> None:
    results = corpus_engine.search(Query("dépistage", page=10**9, per_page=100))
    assert (results.total, results.hits) == (2, ())
    assert counts(results.facets["kind"]) == {"article": 2}


def test_partial_date_is_shown_as_it_was_given(corpus_engine: Engine) -> None:
    dates = {hit.id: hit.date for hit in corpus_engine.search(Query()).hits}
    assert dates[TABAC] == PartialDate(2023)
    assert dates[POUMON] == PartialDate(2024, 3)
    assert dates[UNDATED] is None
