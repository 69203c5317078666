"""Dates as French and English documents write them."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.dates import find_dates, parse_date

NEXT_YEAR = dt.datetime.now(tz=dt.UTC).year + 1


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Publié le 4 septembre 2025 à Paris", ["2025-09-04"]),
        ("le 1er mars 2024, puis le 1ᵉʳ avril 2024", ["2024-03-01", "2024-04-01"]),
        ("4\u00a0sept.\u00a02025", ["2025-09-04"]),
        ("le 04/09/2025, le 4.9.2025 et le 04-09-2025", ["2025-09-04"] * 3),
        ("Rapport annuel – mars 2024", ["2024-03"]),
        ("Août 2023", ["2023-08"]),
        ("AOUT 2023 et DÉCEMBRE 2023 et decembre 2023", ["2023-08", "2023-12", "2023-12"]),
        ("Aou\u0302t 2023, fe\u0301vrier 2023", ["2023-08", "2023-02"]),
        ("September 4, 2025; 4 September 2025; 4th of July 2021", ["2025-09-04", "2025-09-04", "2021-07-04"]),
        ("2025-09-04T10:00:00+02:00", ["2025-09-04"]),
        ("ISSN 03/2024", ["2024-03"]),
        ("du 3 au 5 mars 2024", ["2024-03-05"]),
        ("n° 45 mars 2024", ["2024-03"]),
        ("14 juillet\n2024", ["2024-07-14"]),
    ],
)
def test_dates_are_found_in_running_text(text: str, dates: list[str]) -> None:
    assert [str(found.date) for found in find_dates(text)] == dates


@pytest.mark.parametrize(
    "text",
    [
        "30 février 2024",
        "le 31/04/2024",
        "2024-13-01",
        "en 1899, le 4 mars 1899",
        f"le 4 mars {NEXT_YEAR + 1}",
        "le 4 septembre à Bercy",
        "version 10.1.12.2024",
        "page 12/45678",
        "12042024",
        "la marsouine 2024",
        "",
    ],
)
def test_what_is_no_date_or_no_day_is_left_out(text: str) -> None:
    assert find_dates(text) == []


def test_a_found_date_says_where_it_stands() -> None:
    text = "Mis à jour le 4 sept. 2025."
    (found,) = find_dates(text)
    assert found.text == "4 sept. 2025"
    assert text[found.start :].startswith(found.text)


def test_no_more_dates_than_asked_for_are_given() -> None:
    assert len(find_dates("1 mars 2024 " * 50, limit=3)) == 3
    assert find_dates("1 mars 2024", limit=0) == []


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-09-04", "2025-09-04"),
        ("2025-09-04T23:30:00+02:00", "2025-09-04"),
        ("2025-09-04 10:15:00", "2025-09-04"),
        ("2025-09-03T22:00:00Z", "2025-09-04"),  # midnight in Paris, in summer
        ("2025-12-03T23:00:00.000+00:00", "2025-12-04"),  # and in winter
        ("2025-12-03T22:00:00Z", "2025-12-03"),
        ("20250904", "2025-09-04"),
        ("D:20250904101500+02'00'", "2025-09-04"),
        ("Thu, 04 Sep 2025 10:00:00 +0200", "2025-09-04"),
        ("jeudi 4 septembre 2025 à 14 h 30", "2025-09-04"),
        ("4 de septiembre de 2025", "2025-09-04"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
    ],
)
def test_a_metadata_value_is_read(value: str, date: str) -> None:
    assert str(parse_date(value)) == date


@pytest.mark.parametrize(
    "value",
    ["", "hier", "il y a 3 jours", "2024-02-30", "31 février 2025", "1757000000", "n'importe quoi 2024"],
)
def test_a_value_that_is_no_date_is_none(value: str) -> None:
    assert parse_date(value) is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for found in find_dates(text):
        assert 1900 <= found.date.year <= NEXT_YEAR
        assert text[found.start : found.start + len(found.text)] == found.text


@given(st.dates(dt.date(1900, 1, 1), dt.date(NEXT_YEAR, 12, 31)))
def test_every_day_is_read_back_from_its_usual_forms(day: dt.date) -> None:
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}"):
        assert [found.date.first_day for found in find_dates(f"le {text} à midi")] == [day]


@pytest.mark.parametrize("text", ["1" * 300_000, "4 mars " * 40_000, "jan" * 100_000, "1 " * 150_000])
def test_the_cost_stays_proportional_to_the_text(text: str) -> None:
    start = time.process_time()
    find_dates(text)
    # 0.1 to 0.5 s on one core; a quadratic search would take minutes.
    assert time.process_time() - start < 5
