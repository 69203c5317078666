"""One person, one name: each name as it is read, then all names of an index together."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.french import fold
from indexer.people import MAX_NAME, clean_name, filing_name, unify

CLEANED = [
    # the surname in capitals, wherever it stands
    ("SCOTTÉ Nicolas", "Nicolas Scotté"),
    ("Nicolas SCOTTÉ", "Nicolas Scotté"),
    ("NICOLAS SCOTTÉ", "Nicolas Scotté"),
    ("LE GOFF Baptiste", "Baptiste Le Goff"),
    ("Baptiste LE GOFF", "Baptiste Le Goff"),
    ("MARCHAND-VIDAL Anne-Sophie", "Anne-Sophie Marchand-Vidal"),
    ("DUPONT Jean Paul", "Jean Paul Dupont"),
    # the surname first, as a list of authors gives it
    ("Scotté, Nicolas", "Nicolas Scotté"),
    ("SCOTTÉ, Nicolas", "Nicolas Scotté"),
    ("Le Goff, Baptiste", "Baptiste Le Goff"),
    ("Scotté, N.", "N. Scotté"),
    ("SCOTTÉ N.", "N. Scotté"),
    ("Scotté N.", "N. Scotté"),
    ("Scotté M.", "Scotté M."),  # "M. Scotté" would be Monsieur
    ("SCOTTÉ M.", "Scotté M."),
    ("Garcin P.-É.", "P.-É. Garcin"),
    ("Nguyen Lucie", "Lucie Nguyen"),
    ("Scotté Nicolas", "Scotté Nicolas"),  # Nicolas is a surname too: either order may be right
    ("Martin Bernard", "Martin Bernard"),
    ("Lucie Martin", "Lucie Martin"),
    # titles
    ("Dr Nicolas Scotté", "Nicolas Scotté"),
    ("Dr. Nicolas Scotté", "Nicolas Scotté"),
    ("Pr Nicolas Scotté", "Nicolas Scotté"),
    ("Professeure Anne Martin", "Anne Martin"),
    ("Mme Anne Martin", "Anne Martin"),
    ("M. Jean Martin", "Jean Martin"),
    ("M. le Pr Jean Martin", "Jean Martin"),
    ("Mme la Professeure Anne Martin", "Anne Martin"),
    ("Pr Dr Jean Martin", "Jean Martin"),
    ("Dr SCOTTÉ Nicolas", "Nicolas Scotté"),
    ("SCOTTÉ Dr Nicolas", "Nicolas Scotté"),
    ("Dr", "Dr"),
    # particles and apostrophes
    ("D'ESTIENNE Nicolas", "Nicolas d'Estienne"),
    ("D’ESTIENNE Nicolas", "Nicolas d’Estienne"),
    ("Nicolas d'ESTIENNE", "Nicolas d'Estienne"),
    ("Nicolas d'Estienne", "Nicolas d'Estienne"),
    ("DE LA TOUR Jean", "Jean de La Tour"),
    ("Jean de LA TOUR", "Jean de La Tour"),
    ("VAN DER BERG Jan", "Jan van der Berg"),
    ("SAINT-EXUPÉRY Antoine", "Antoine Saint-Exupéry"),
    ("L'HERMITE Paul", "Paul L'Hermite"),
    ("O'BRIEN Sean", "Sean O'Brien"),
    ("N'DIAYE Awa", "Awa N'Diaye"),
    ("Ben ALI", "Ben Ali"),
    # initials
    ("N. Scotté", "N. Scotté"),
    ("N. SCOTTÉ", "N. Scotté"),
    ("P.-É. Garcin", "P.-É. Garcin"),
    ("Jean P. Martin", "Jean P. Martin"),
    # spaces
    ("Nicolas\u00a0Scotté", "Nicolas Scotté"),
    ("  Nicolas \n Scotté , ", "Nicolas Scotté"),
    ("SCOTTÉ\u202fNicolas", "Nicolas Scotté"),
    ("", ""),
    (" ,;", ""),
    # institutions and acronyms
    ("Inserm", "Inserm"),
    ("INSERM", "INSERM"),
    ("CNRS", "CNRS"),
    ("AP-HP Paris", "AP-HP Paris"),
    ("CHU Nantes", "CHU Nantes"),
    ("Inserm, Paris", "Inserm, Paris"),
    ("Institut national du cancer", "Institut national du cancer"),
    ("INSTITUT NATIONAL DU CANCER", "INSTITUT NATIONAL DU CANCER"),
    ("Santé publique France", "Santé publique France"),
    ("Haute Autorité de santé", "Haute Autorité de santé"),
    ("Direction de la communication", "Direction de la communication"),
    ("Université Paris-Saclay", "Université Paris-Saclay"),
    ("France Martin", "France Martin"),
]


@pytest.mark.parametrize(("name", "cleaned"), CLEANED)
def test_a_name_is_the_given_name_and_the_surname(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize("name", sorted({cleaned for _, cleaned in CLEANED}))
def test_a_clean_name_stays_as_it_is(name: str) -> None:
    assert clean_name(name) == name


def test_a_name_is_bounded() -> None:
    assert len(clean_name("Nicolas " * 1_000)) <= MAX_NAME


UNIFIED = [
    # spellings of one name
    ({"Nicolas Scotté", "Nicolas Scotte", "nicolas scotté", "NICOLAS SCOTTE"}, {"Nicolas Scotté"}),
    ({"Jean-Pierre Martin", "Jean Pierre Martin"}, {"Jean-Pierre Martin"}),
    ({"Baptiste Le Goff", "Baptiste LeGoff"}, {"Baptiste Le Goff"}),
    ({"Nicolas d'Estienne", "Nicolas d’Estienne"}, {"Nicolas d’Estienne"}),
    # an initial that one person has
    ({"Nicolas Scotté", "N. Scotté", "N Scotte"}, {"Nicolas Scotté"}),
    ({"Baptiste Le Goff", "B. Le Goff"}, {"Baptiste Le Goff"}),
    ({"Pierre-Élie Garcin", "P.-É. Garcin"}, {"Pierre-Élie Garcin"}),
    ({"Pierre-Élie Garcin", "P. Garcin"}, {"Pierre-Élie Garcin"}),
    ({"Jean Paul Martin", "J. Martin"}, {"Jean Paul Martin"}),
    ({"Pierre-Élie Garcin", "Paul Garcin", "P.-É. Garcin"}, {"Pierre-Élie Garcin", "Paul Garcin"}),
    # an initial that several have, or nobody
    ({"Nicolas Scotté", "Nadia Scotté", "N. Scotté"}, {"Nicolas Scotté", "Nadia Scotté", "N. Scotté"}),
    ({"Pierre-Élie Garcin", "Paul Garcin", "P. Garcin"}, {"Pierre-Élie Garcin", "Paul Garcin", "P. Garcin"}),
    ({"Paul Garcin", "P.-É. Garcin"}, {"Paul Garcin", "P.-É. Garcin"}),
    ({"Nicolas Scotté", "M. Scotté"}, {"Nicolas Scotté", "M. Scotté"}),
    ({"N. Scotté"}, {"N. Scotté"}),
    # never the same
    ({"Nicolas Scotté", "Scotté"}, {"Nicolas Scotté", "Scotté"}),
    ({"François Martin", "Martin François"}, {"François Martin", "Martin François"}),
    ({"Inserm", "Institut national du cancer"}, {"Inserm", "Institut national du cancer"}),
    ({"王伟", "李娜"}, {"王伟", "李娜"}),
    ({""}, {""}),
    (set(), set()),
]


@pytest.mark.parametrize(("names", "people"), UNIFIED)
def test_names_of_one_person_are_shown_as_one(names: set[str], people: set[str]) -> None:
    assert set(unify(names).values()) == people


def test_every_name_leads_to_its_person() -> None:
    assert unify(["N. Scotté", "Nicolas Scotté", "Nicolas Scotte", "Nadine Kerbrat"]) == {
        "N. Scotté": "Nicolas Scotté",
        "Nicolas Scotté": "Nicolas Scotté",
        "Nicolas Scotte": "Nicolas Scotté",
        "Nadine Kerbrat": "Nadine Kerbrat",
    }


WORDS = st.sampled_from(
    [
        *("Nicolas", "NICOLAS", "N.", "P.-É.", "P", "Scotté", "SCOTTE", "Le", "LE", "GOFF", "d'Estienne", "D'ESTIENNE"),
        *("de", "DE", "LA", "Lucie", "Dr", "M.", "le", "Pr", "Inserm", ",", "-", "Jean-Pierre", "Nadia", "Ben"),
    ]
)
NAMES = st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=30)


@given(NAMES)
@example("Dr , Dr")
@example("A" * 199 + " B")
def test_cleaning_twice_is_cleaning_once(name: str) -> None:
    assert clean_name(clean_name(name)) == clean_name(name)


@given(NAMES)
def test_a_clean_name_has_no_letter_that_was_not_there(name: str) -> None:
    def letters(text: str) -> set[str]:
        return set(re.sub(r"\W", "", fold(text)))

    assert letters(clean_name(name)) <= letters(name)
    assert not re.search(r"\s\s|^\s|\s$", clean_name(name))


@given(st.lists(NAMES, max_size=8))
def test_every_name_has_a_person_who_is_one_of_them(names: list[str]) -> None:
    people = unify(names)
    assert set(people) == set(names)
    assert set(people.values()) <= set(names)
    assert all(people[person] == person for person in people.values())


@given(st.lists(NAMES, max_size=5))
def test_the_order_in_which_names_are_met_makes_no_difference(names: list[str]) -> None:
    expected = unify(names)
    for order in itertools.islice(itertools.permutations(names), 24):
        assert unify(order) == expected


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Solène Kerbrat", "Solène", "Kerbrat"),
        ("Awa Diop", "Awa", "Diop"),
        ("Awa Ndiaye Sow", "Awa Ndiaye", "Sow"),
        ("Baptiste Le Goff", "Baptiste", "Le Goff"),
        ("Awa de La Tour", "Awa", "de La Tour"),
        ("CHU Nantes", "", "CHU Nantes"),
        ("Institut Vasseur", "", "Institut Vasseur"),
        ("Auteur 0001", "", "Auteur 0001"),
        ("Médecins sans frontières", "", "Médecins sans frontières"),
        ("Platon", "", "Platon"),
        ("", "", ""),
    ],
)
def test_people_are_filed_by_surname_and_all_else_whole(name: str, given: str, family: str) -> None:
    assert filing_name(name) == (given, family)
