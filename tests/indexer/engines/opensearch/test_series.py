"""What documents say of series of yearly reports."""

from __future__ import annotations

import datetime as dt

import pytest

from indexer.engines.opensearch.series import IssueFields, Yearly, issues_of, yearly_of
from indexer.publication import Publication
from tests.contract.corpus import publication


def report(title: str, *texts: str, **fields: object) -> Publication:
    return publication("r.pdf", title, *(texts or ("Une page.", "Une autre.")), kind="rapport", **fields)


def day(year: int) -> int:
    return dt.date(year, 6, 1).toordinal()


@pytest.mark.parametrize(
    ("item", "year", "year_from"),
    [
        (report("Rapport d’activité 2023"), 2023, "title"),
        (report("Rapport d’activité", url="https://institut.example/rapport-2022.pdf"), 2022, "file"),
        (report("Rapport d’activité"), 0, "date"),
    ],
)
def test_a_report_says_its_year_where_it_can(item: Publication, year: int, year_from: str) -> None:
    yearly = yearly_of(item)
    assert yearly is not None
    assert (yearly.year, yearly.year_from) == (year, year_from)


def test_issues_have_one_key_and_others_another() -> None:
    first, second, other = (
        yearly_of(report(title)) for title in ("Rapport d’activité 2023", "Rapport d’activité 2024", "Atlas 2024")
    )
    assert first is not None
    assert second is not None
    assert other is not None
    assert first.key == second.key != other.key
    assert len(first.key) == 16


def test_what_has_one_page_or_another_title_is_of_no_series() -> None:
    assert yearly_of(report("Rapport d’activité 2023", "Une page.")) is None
    assert yearly_of(report("La vie des abeilles")) is None


def test_a_series_has_two_years() -> None:
    one, same, dated, other = Yearly("a", 2023, "title"), Yearly("a", 2023, "file"), Yearly("a", 0, "date"), "b"
    alone = Yearly(other, 2023, "title")
    assert issues_of([("1", one, day(2024)), ("2", same, day(2024)), ("3", alone, 0)]) == {}
    assert issues_of([("1", one, 0), ("2", dated, day(2024)), ("3", alone, day(2024))]) == {
        "1": IssueFields("a", 2023, "title"),
        "2": IssueFields("a", 2024, "date"),
    }


def test_a_year_that_the_date_contradicts_does_not_count() -> None:
    """And what has no year at all is no issue."""
    title, dated = Yearly("a", 1998, "title"), Yearly("a", 0, "date")
    assert issues_of([("1", title, day(2024)), ("2", Yearly("a", 2022, "title"), 0), ("3", dated, 0)]) == {
        "1": IssueFields("a", 2024, "date"),
        "2": IssueFields("a", 2022, "title"),
    }
