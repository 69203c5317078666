"""A query year by year: counts as in a search, and the pages of yearly reports that have the words."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import french
from indexer.engines.interface import Engine, Filters, Query, YearReport, Years
from indexer.engines.series import ISSUES_A_YEAR, MOST_REPORTS, MOST_SERIES, SHOWN_PAGES
from indexer.publication import Passage, Publication
from tests.contract.corpus import publication, store
from tests.contract.makers import MakeEngine
from tests.contract.test_against_brute_force import WORDS, Model, word


def report(year: int, *pages: str | Passage, **fields: object) -> Publication:
    fields = {"kind": "rapport", "date": f"{year + 1}-05", "title": f"Rapport d’activité {year}"} | fields
    title = str(fields.pop("title"))
    identifier = str(fields.pop("identifier", f"{title}.pdf"))
    return publication(identifier, title, *pages, **fields)


ARTICLE = publication("articles/puffs.html", "Les puffs", "La puff séduit.", kind="article", date="2022-03")
REPORTS = (
    report(2019, "Le tabac recule.", "Le sein.", "Rien."),
    report(2020, "Rien ici.", "Rien là."),
    report(
        2021, "La puff arrive.", "Le tabac et la puff.", Passage(3, "Le tabac.", "1", "Tabac"), "La suite.", "Puff."
    ),
    report(2022, "Le dépistage du", "cancer. La puff", "recule.", title="Rapport d’activité 2022 — Prévenir"),
)


def report_of(years: Years, year: int) -> YearReport:
    (row,) = (row for row in years.rows if row.year == year)
    (found,) = row.reports
    return found


@pytest.fixture
def yearly(engine: Engine) -> Engine:
    store(engine, (ARTICLE, *REPORTS))
    return engine


def test_counts_are_by_date_and_reports_by_the_year_they_are_about(yearly: Engine) -> None:
    years = yearly.years(Query("puff"))
    rows = [(row.year, row.count, [one.hit.title for one in row.reports]) for row in years.rows]
    assert rows == [
        (2023, 1, []),
        (2022, 2, ["Rapport d’activité 2022 — Prévenir"]),
        (2021, 0, ["Rapport d’activité 2021"]),
        (2020, 0, ["Rapport d’activité 2020"]),
        (2019, 0, ["Rapport d’activité 2019"]),
    ]
    assert (years.total, years.undated) == (3, 0)
    assert report_of(years, 2021).year_from == "title"


MARKS = (
    ("puff", 2021, (0, 1, 4), False),
    ("tabac puff", 2021, (1,), False),
    ("tabac", 2021, (1, 2), False),
    ("tabac sein", 2019, (0, 1), True),
    ("puff", 2020, (), False),
    ('"dépistage du cancer"', 2022, (0,), False),
    ("dépistage auteur:personne", 2022, None, False),
    ("suite", 2021, (3,), False),
)


@pytest.mark.parametrize(("text", "year", "marks", "partial"), MARKS)
def test_pages_with_every_word_are_marked_else_those_with_some(
    yearly: Engine, text: str, year: int, marks: tuple[int, ...] | None, partial: bool
) -> None:
    years = yearly.years(Query(text))
    if marks is None:
        assert years.rows == ()
    else:
        found = report_of(years, year)
        assert (found.marks, found.partial, found.pages) == (marks, partial, found.pages)


def test_pages_are_named_with_the_nearest_heading(yearly: Engine) -> None:
    found = report_of(yearly.years(Query("puff")), 2021)
    named = [(page.number, page.label, page.heading) for page in found.hit.passages]
    assert named == [(1, None, None), (2, None, None), (5, None, "Tabac")]
    assert all(page.words.casefold() == "puff" for page in found.hit.passages)


def test_the_first_year_is_that_of_the_oldest_publication_or_of_a_report_about_an_earlier_year(yearly: Engine) -> None:
    def first(text: str) -> tuple[int | None, str | None]:
        years = yearly.years(Query(text))
        return years.first_year, years.first and years.first.title

    assert first("puff") == (2021, "Rapport d’activité 2021")
    assert first("séduit") == (2022, "Les puffs")
    assert first("séduit dépistage") == (None, None), "no publication has both"
    assert first("") == (None, None)


def test_filters_apply_to_counts_and_to_reports(yearly: Engine) -> None:
    years = yearly.years(Query("puff", Filters(years=(2022,))))
    assert [(row.year, row.count, len(row.reports)) for row in years.rows] == [(2022, 2, 0), (2021, 0, 1)]
    articles = yearly.years(Query("puff", Filters(kinds=("article",))))
    assert [(row.year, row.count, len(row.reports)) for row in articles.rows] == [(2022, 1, 0)]
    late = yearly.years(Query("puff", Filters(since=dt.date(2023, 1, 1))))
    assert [(row.year, row.count, len(row.reports)) for row in late.rows] == [(2023, 1, 0), (2022, 0, 1)]


def test_without_words_there_are_counts_only(yearly: Engine) -> None:
    years = yearly.years(Query())
    assert [(row.year, row.count, row.reports) for row in years.rows] == [
        (2023, 1, ()), (2022, 2, ()), (2021, 1, ()), (2020, 1, ()),
    ]  # fmt: skip


def test_a_new_commit_is_seen_and_a_removed_report_is_gone(yearly: Engine) -> None:
    yearly.years(Query("puff"))
    store(yearly, (report(2024, "La puff est interdite.", "Fin."),), remove=[REPORTS[3].id])
    assert [row.year for row in yearly.years(Query("puff")).rows] == [2025, 2024, 2022, 2021, 2020, 2019]


def test_one_report_alone_is_no_series(engine: Engine) -> None:
    store(engine, (REPORTS[0], ARTICLE))
    assert [row.reports for row in engine.years(Query("tabac")).rows] == [()]


def test_what_an_answer_holds_is_bounded(engine: Engine) -> None:
    pages = ["La puff."] * (SHOWN_PAGES + 2)
    many = [
        report(year, *pages, title=f"Rapport {name} {year}", identifier=f"{name} {year} {copy}")
        for name in ("alpha", "bravo", "delta", "golf")
        for year in range(2000, 2012)
        for copy in range(ISSUES_A_YEAR + 1 if year == 2005 else 1)
    ]
    store(engine, many)
    rows = engine.years(Query("puff")).rows
    reports = [one for row in rows for one in row.reports]
    assert 0 < len(reports) <= MOST_REPORTS
    assert max(len(row.reports) for row in rows) <= MOST_SERIES * ISSUES_A_YEAR
    assert all(len(one.hit.passages) == SHOWN_PAGES for one in reports)
    assert all(one.marks == tuple(range(len(pages))) for one in reports)


# A search leaves out function words where others are asked for as well.
asked_words = st.sampled_from([one for one in WORDS if not french.is_stop_word(french.fold(one))])
page_texts = st.lists(word, min_size=1, max_size=5).map(" ".join)
reports = st.lists(
    st.tuples(st.integers(2018, 2023), st.lists(page_texts, min_size=2, max_size=5)),
    min_size=2, max_size=6, unique_by=lambda one: one[0],
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(issues=reports, asked=st.lists(asked_words, min_size=1, max_size=3))
def test_marks_and_counts_are_those_of_plain_python(
    make_engine: MakeEngine, issues: list[tuple[int, list[str]]], asked: list[str]
) -> None:
    items = [report(year, *pages, language="fr") for year, pages in issues]
    query = Query(" ".join(asked))
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(Path(folder))
        store(engine, items)
        years, results = engine.years(query), engine.search(query)
    assert years.total == results.total
    assert {str(row.year): row.count for row in years.rows if row.count} == {
        value.value: value.count for value in results.facets["year"].values
    }
    if results.relaxed or not results.total:
        return
    clauses = [("word", text) for text in asked]
    found = [item for item in items if Model(item).matches(clauses)]
    shown = {one.hit.id: one for row in years.rows for one in row.reports}
    assert set(shown) == {item.id for item in items}
    for item in items:
        pages = [Model(publication("x", "Titre", page.text, language="fr")) for page in item.passages]
        whole = tuple(place for place, page in enumerate(pages) if page.matches(clauses))
        some = tuple(place for place, page in enumerate(pages) if any(page.matches([clause]) for clause in clauses))
        one = shown[item.id]
        is_found = item in found
        assert one.marks == ((whole or some) if is_found else ()), (item, asked)
        assert one.partial == (is_found and not whole and bool(some))
