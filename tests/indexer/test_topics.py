"""Which topics are one, and which are paths."""

from __future__ import annotations

import pytest

from indexer.topics import Branch, ancestors, tree, unify


def test_spellings_are_one_the_most_frequent_is_shown() -> None:
    assert unify({"vie de l'institut": 1, "Vie de l’Institut": 3, "Tabac": 1}) == {
        "vie de l'institut": "Vie de l’Institut",
        "Vie de l’Institut": "Vie de l’Institut",
        "Tabac": "Tabac",
    }


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        ((), {}),
        (("Santé", "Tabac"), {}),
        (("Santé > Tabac",), {"Santé > Tabac": Branch("Santé", "Tabac")}),
        (("Santé>Tabac", "santé"), {"Santé>Tabac": Branch("santé", "Tabac")}),
        (("Santé", "Santé/Tabac"), {"Santé/Tabac": Branch("Santé", "Tabac")}),
        (
            ("A/Un", "A/Deux"),
            {"A/Un": Branch("A", "Un"), "A/Deux": Branch("A", "Deux")},
        ),
        (
            ("A > B", "A/C"),
            {"A > B": Branch("A", "B"), "A/C": Branch("A", "C")},
        ),
        (
            ("A › B › C",),
            {"A › B": Branch("A", "B"), "A › B › C": Branch("A › B", "C")},
        ),
        (("VIH/sida",), {}),
        (("Travail / Emploi",), {}),
        (("VIH/sida → Soins",), {"VIH/sida → Soins": Branch("VIH/sida", "Soins")}),
        (("IMC > 30", "24/7", "> A", "A >", "/A", "A/"), {}),
        (("http://a.example", "http://b.example"), {}),
        (("a" + "/a" * 5_000, "a"), {"a" + "/a" * 5_000: Branch("a", "a" + "/a" * 4_999)}),
    ],
)
def test_tree(topics: tuple[str, ...], expected: dict[str, Branch]) -> None:
    assert tree(topics) == expected


def test_ancestors_come_nearest_first_and_end() -> None:
    branches = tree(["A > B > C", "a b"])
    assert ancestors("A > B > C", branches) == ["a b", "A"]
    assert ancestors("Z", branches) == []
