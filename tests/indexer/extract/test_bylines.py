"""Names of authors, without roles and in their usual order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.bylines import split_people


@pytest.mark.parametrize(
    ("line", "people"),
    [
        (
            "Par Lucie Nguyen, journaliste scientifique, et Dr Malik Ferhat, directeur scientifique",
            ["Lucie Nguyen", "Dr Malik Ferhat"],
        ),
        (
            "By Lucie Nguyen, science writer, and Dr Malik Ferhat, scientific director",
            ["Lucie Nguyen", "Dr Malik Ferhat"],
        ),
        ("Propos recueillis par Anne Le Goff", ["Anne Le Goff"]),
        ("Par Lucie Nguyen le 4 septembre 2025", ["Lucie Nguyen"]),
        ("Par Claire Martin | Publié le 3 mars 2024", ["Claire Martin"]),
        (
            "Rédigé par Jean-Pierre d'Ormesson (Inserm) et Pr. Marie Curie",
            ["Jean-Pierre d'Ormesson", "Pr. Marie Curie"],
        ),
        ("Auteurs : A. Martin, B. Dupont", ["A. Martin", "B. Dupont"]),
        ("Lucie Nguyen – Pôle prévention", ["Lucie Nguyen"]),
        ("Lucie Nguyen, Directrice Générale", ["Lucie Nguyen"]),
        ("Par la rédaction", []),
        ("Service communication", []),
        ("Bonne lecture à toutes et à tous", []),
    ],
)
def test_a_visible_line_gives_names_only(line: str, people: list[str]) -> None:
    assert split_people(line, byline=True) == people


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("Nguyen, Lucie", ["Lucie Nguyen"]),
        ("Nguyen, Lucie; Ferhat, Malik", ["Lucie Nguyen", "Malik Ferhat"]),
        ("Le Bihan, Christine", ["Christine Le Bihan"]),
        ("Lucie Nguyen, Malik Ferhat", ["Lucie Nguyen", "Malik Ferhat"]),
        ("LE GOFF Baptiste", ["Baptiste Le Goff"]),
        ("Baptiste LE GOFF", ["Baptiste Le Goff"]),
        ("Le Goff Baptiste", ["Baptiste Le Goff"]),
        ("ŒHLER Thomas", ["Thomas Œhler"]),
        ("D'ESTIENNE Nicolas", ["Nicolas d'Estienne"]),
        ("Charles Martin", ["Charles Martin"]),
        ("Dr Inès Lavigne-Moreau", ["Dr Inès Lavigne-Moreau"]),
        ("Institut national du cancer", ["Institut national du cancer"]),
        ("Inserm", ["Inserm"]),
        ("Agence nationale de la recherche et Inserm", ["Agence nationale de la recherche", "Inserm"]),
        ("", []),
    ],
)
def test_a_metadata_value_gives_persons_and_organisations(value: str, people: list[str]) -> None:
    assert split_people(value) == people


@given(st.text(max_size=200), st.booleans())
def test_any_text_is_read_without_an_error(text: str, byline: bool) -> None:
    assert all(name.strip() for name in split_people(text, byline=byline))
