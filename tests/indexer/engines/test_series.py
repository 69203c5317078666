"""Which titles are of one yearly report, and what year a report is about."""

from __future__ import annotations

import time

import pytest

from indexer.engines.series import Identity, identity, year_of

TOGETHER = (
    (
        "Rapport d’activité 2023 — Compter pour soigner", "Rapport d’activité 2024 — Prévenir au plus près",
        "RAPPORT D'ACTIVITÉ 2019", "Rapport annuel d’activité 2021-2022", "43e rapport annuel 2022",
        "2018 : rapport d’activité", "Rapport annuel n° 4 – 2017 (version finale)", "Bilan 2024 beta.gouv.fr",
        "Rapport d’activité : 2016, une année de recherche",
    ),
    ("Baromètre du tabac 2024", "Baromètre du tabac, 3ᵉ édition, mars 2025", "Baromètre du tabac (2023)"),
    ("Atlas des inégalités 2022", "Atlas des inégalités 2023 : les territoires"),
)  # fmt: skip
YEARS = (
    ("Rapport annuel 2023", 2023, "title"),
    ("Rapport annuel 2021-2022", 2022, "title"),
    ("Rapport annuel 2021-22", 2022, "title"),
    ("Rapport annuel 2021/2022", 2022, "title"),
    ("Bilan 2023 du plan 2020-2025", 2023, "title"),
    ("Rapport d’activité", 2018, "file"),
    ("Rapport 2023-2027", 2018, "file"),
)
NONE = (
    "Sommaire", "2022", "Contrat d’objectifs 2023-2027 : cinq engagements", "Loi 2016-41 de santé", "",
    "Référence 12.2020.4", "Appel au 0620201234",
)  # fmt: skip
ADDRESS = "https://i.example/2020/ra_2018-web.pdf"


def of(title: str, kind: str = "rapport", address: str = ADDRESS) -> Identity | None:
    return identity(title, kind, address)


@pytest.mark.parametrize("titles", TOGETHER, ids=lambda titles: titles[0])
def test_issues_of_one_report_belong_together(titles: tuple[str, ...]) -> None:
    found = [of(title) for title in titles]
    assert all(found)
    assert len({one.key for one in found if one}) == 1


def test_other_reports_kinds_and_hosts_stay_apart() -> None:
    apart = [of(titles[0]) for titles in TOGETHER]
    apart += [of(TOGETHER[0][0], "article"), of(TOGETHER[0][0], address="https://other.example/a.pdf")]
    apart += [of("Rapport 2023 du département 75"), of("Rapport 2023 du département 93")]
    assert len({one.key for one in apart if one}) == len(apart)


@pytest.mark.parametrize(("title", "year", "year_from"), YEARS)
def test_the_year_is_that_of_the_title_else_of_the_files_name(title: str, year: int, year_from: str) -> None:
    found = of(title)
    assert found
    assert (found.year, found.year_from) == (year, year_from)


def test_a_yearly_title_without_a_year_leaves_it_to_the_date() -> None:
    assert of("Rapport d’activité", address="ra.pdf") == Identity("|rapport|rapport annuel", 0, "date")
    assert year_of(0, "date", 2021) == (2021, "date")


@pytest.mark.parametrize("title", NONE)
def test_other_titles_are_of_no_series(title: str) -> None:
    assert of(title) is None


@pytest.mark.parametrize(
    ("year", "published", "expected"),
    [(2023, 2024, 2023), (2023, 0, 2023), (2024, 2023, 2024), (2030, 2025, 2025), (1998, 2024, 2024), (0, 0, 0)],
)
def test_a_year_far_from_the_date_is_no_reports(year: int, published: int, expected: int) -> None:
    assert year_of(year, "title", published)[0] == expected


def test_a_hostile_title_takes_no_time() -> None:
    begun = time.perf_counter()
    for title in ("2020-" * 5_000, "rapport 2020 " + " - " * 5_000, "a." * 10_000 + "fr rapport 2020", "(" * 10_000):
        of(title)
    assert time.perf_counter() - begun < 1
