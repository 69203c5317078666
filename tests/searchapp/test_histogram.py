"""The histogram of dates: which bars there are, what they say and where they lead."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import pytest

from indexer.engines.interface import Engine, Filters, MonthCount, Query
from searchapp.parameters import parse_parameters
from searchapp.presenters.histogram import MAX_BARS, DatesView, present_dates

TODAY = dt.date(2026, 3, 9)
D = dt.date


def months(*years: int, count: int = 1) -> list[MonthCount]:
    return [MonthCount(year, 6, count) for year in years]


def view(found: Sequence[MonthCount], filters: Filters | None = None, text: str = "") -> DatesView:
    return present_dates(Query(text, filters or Filters()), found, "/search", TODAY)


def test_a_bar_for_each_year_gaps_included() -> None:
    shown = view([MonthCount(2021, 1, 2), MonthCount(2021, 12, 1), MonthCount(2024, 6, 1200)], text="a&b")
    assert [
        (bar.name.replace("\u202f", " ").replace("\u00a0", " "), bar.height, bar.address) for bar in shown.bars
    ] == [
        ("2021 : 3 publications", 4, "/search?q=a%26b&year=2021"),
        ("2022 : aucune publication", 0, None),
        ("2023 : aucune publication", 0, None),
        ("2024 : 1 200 publications", 100, "/search?q=a%26b&year=2024"),
    ]
    assert [bar.tick for bar in shown.bars] == ["2021", "2022", "2023", "2024"]
    assert shown.caption == "Publications par année"
    assert not shown.is_chosen
    assert shown.wider == ()


WINDOWS = [
    # what has anything, what is chosen, the first and the last bar, how many, how many of them chosen
    ((2024,), Filters(), "janvier 2024", "décembre 2024", 12, 0),
    ((2023, 2024), Filters(), "janvier 2023", "décembre 2024", 24, 0),
    ((2022, 2024), Filters(), "2022", "2024", 3, 0),
    ((1996, 2025), Filters(), "1996", "2025", 30, 0),
    ((1996, 2025), Filters(years=(2025,)), "janvier 2025", "décembre 2025", 12, 12),
    ((1996, 2025), Filters(years=(1996, 2025)), "1996", "2025", 30, 2),
    ((2010, 2025), Filters(since=D(2024, 5, 20)), "janvier 2024", "décembre 2025", 24, 20),
    ((2010, 2025), Filters(since=D(2021, 5, 1)), "2010", "2025", 16, 5),
    ((2010, 2025), Filters(until=D(2010, 2, 1)), "janvier 2010", "décembre 2010", 12, 2),
    ((2010, 2025), Filters(years=(2011,), since=D(2011, 3, 1)), "janvier 2011", "décembre 2011", 12, 10),
    ((2010, 2025), Filters(years=(1789,)), "2010", "2025", 16, 0),  # nothing is there: all years, to choose another
    ((1980, 2025), Filters(), "1980–1984", "2025–2029", 10, 0),
    ((1, 2025), Filters(), "1–99", "2000–2099", 21, 0),
    ((1, 9999), Filters(), "1–499", "9500–9999", 20, 0),
]  # fmt: skip


@pytest.mark.parametrize(("years", "filters", "first", "last", "number", "chosen"), WINDOWS)
def test_the_years_that_matter_are_shown(
    years: tuple[int, ...], filters: Filters, first: str, last: str, number: int, chosen: int
) -> None:
    bars = view(months(*years), filters).bars
    names = [re.split("\\s:", bar.name)[0] for bar in bars]
    assert (names[0], names[-1], len(bars)) == (first, last, number)
    assert sum(bar.selected for bar in bars) == chosen
    assert len(bars) <= MAX_BARS


@pytest.mark.parametrize("span", range(3, 400, 7))
def test_any_number_of_years_fits_and_all_are_counted(span: int) -> None:
    bars = view(months(*range(1700, 1700 + span))).bars
    assert len(bars) <= MAX_BARS
    assert sum(int(bar.name.split()[-2]) for bar in bars if bar.address) == span
    assert sum(bool(bar.tick) for bar in bars) <= 5


def test_a_month_leads_to_its_days_and_out_again() -> None:
    filters = Filters(topics=("Tabac",), since=D(2024, 2, 1), until=D(2024, 2, 29))
    shown = view([MonthCount(2019, 1, 1), MonthCount(2024, 2, 5), MonthCount(2024, 12, 1)], filters)
    assert [bar.address for bar in shown.bars if bar.address] == [
        "/search?topic=Tabac&from=2024-02-01&to=2024-02-29",
        "/search?topic=Tabac&from=2024-12-01&to=2024-12-31",
    ]
    assert [bar.selected for bar in shown.bars] == [month == 2 for month in range(1, 13)]
    assert [(one.text, one.address) for one in shown.wider] == [
        ("Toute l’année 2024", "/search?topic=Tabac&year=2024"),
        ("Toutes les dates", "/search?topic=Tabac"),
    ]


def test_usual_periods_are_offered_where_something_is() -> None:
    found = [MonthCount(2021, 12, 1), MonthCount(2022, 1, 2), MonthCount(2025, 3, 4), MonthCount(2025, 4, 8)]
    presets = view(found).presets
    assert [(one.text, one.count, one.address) for one in presets] == [
        ("12 derniers mois", "8", "/search?from=2025-04-01"),
        ("5 dernières années", "14", "/search?from=2022-01-01"),
    ]
    assert [one.selected for one in view(found, Filters(since=D(2022, 1, 1))).presets] == [False, True]
    assert [one.text for one in view(months(2026)).presets] == ["Cette année", "12 derniers mois", "5 dernières années"]
    (chosen,) = view(months(1999), Filters(years=(2026,))).presets
    assert (chosen.text, chosen.count, chosen.selected) == ("Cette année", "0", True)


def test_without_any_date_there_are_no_bars() -> None:
    assert view([]).bars == view([]).presets == ()


@pytest.mark.parametrize("text", ["", "cancer", "tabac"])
@pytest.mark.parametrize(
    "filters", [Filters(), Filters(years=(2024,)), Filters(since=D(2025, 1, 1), kinds=("article",))]
)
def test_what_a_bar_or_a_period_promises_is_found(sample_engine: Engine, text: str, filters: Filters) -> None:
    query = Query(text, filters, months=True)
    shown = present_dates(query, sample_engine.search(query).months, "/search", TODAY)
    promises = [(bar.name.split(":")[1], bar.address) for bar in shown.bars]
    promises += [(period.count, period.address) for period in shown.presets]
    assert len(promises) >= 4
    for count, address in promises:
        if address:
            clicked = parse_parameters(address.partition("?")[2].encode())
            assert sample_engine.count(clicked) == int(re.sub(r"\D", "", count)) > 0
