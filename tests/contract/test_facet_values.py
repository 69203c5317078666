"""The list of all values of a facet: which, in what order, and topics that are paths."""

from __future__ import annotations

import pytest

from indexer.engines.interface import Engine, FacetName, FacetOrder, FacetPage, Filters, Query
from tests.contract.corpus import publication, store

PEOPLE = ("Zoé Petit", "Éric Le Goff", "Eva Diop", "Émile Zola", "eve Adam", "Anne-Marie L’Hôte")


@pytest.fixture
def people(engine: Engine) -> Engine:
    """Six authors, two of them with more than one publication."""
    store(engine, [publication(name, "Note", authors=(name,), date="2024") for name in PEOPLE])
    store(engine, [publication("n2", "Note", authors=("Zoé Petit", "Éric Le Goff"), date="2023")])
    store(engine, [publication("n3", "Autre", authors=("Zoé Petit",), date="2021")])
    return engine


def names(page: FacetPage) -> list[str]:
    return [value.value for value in page.values]


DICTIONARY = ["Anne-Marie L’Hôte", "Émile Zola", "Éric Le Goff", "Eva Diop", "eve Adam", "Zoé Petit"]


def test_by_name_accents_and_capitals_do_not_count(people: Engine) -> None:
    assert names(people.facet_values(Query(), "author", order="value")) == DICTIONARY


def test_by_count_the_most_frequent_first_equal_ones_by_name(people: Engine) -> None:
    found = people.facet_values(Query(), "author")
    assert [(value.value, value.count) for value in found.values[:3]] == [
        ("Zoé Petit", 3), ("Éric Le Goff", 2), ("Anne-Marie L’Hôte", 1),
    ]  # fmt: skip
    assert found.total == len(PEOPLE)


def test_of_years_the_newest_is_the_first(people: Engine) -> None:
    assert names(people.facet_values(Query(), "year", order="value")) == ["2024", "2023", "2021"]


@pytest.mark.parametrize(
    ("contains", "expected"),
    [
        ("eric", ["Éric Le Goff"]),
        ("GOFF ÉR", ["Éric Le Goff"]),
        ("L'hote", ["Anne-Marie L’Hôte"]),
        ("marie anne", ["Anne-Marie L’Hôte"]),
        ("ola", ["Émile Zola"]),
        ("xyzzy", []),
        ("eric zola", []),
        (" ' ", DICTIONARY),
    ],
)
def test_each_word_that_is_typed_stands_in_the_name(people: Engine, contains: str, expected: list[str]) -> None:
    found = people.facet_values(Query(), "author", contains=contains, order="value")
    assert names(found) == expected
    assert found.total == len(expected)


@pytest.mark.parametrize("order", ["count", "value"])
def test_pages_hold_each_value_once(people: Engine, order: FacetOrder) -> None:
    query = Query(filters=Filters(authors=("Inconnu Un", "Inconnu Deux")))
    whole = names(people.facet_values(query, "author", order=order, per_page=50))
    assert whole[-2:] == ["Inconnu Deux", "Inconnu Un"]
    paged = [
        name
        for page in range(1, 5)
        for name in names(people.facet_values(query, "author", order=order, page=page, per_page=3))
    ]
    assert paged == whole


def test_the_query_and_other_facets_narrow_the_list_its_own_choice_does_not(people: Engine) -> None:
    query = Query("note", Filters(authors=("Eva Diop",), years=(2023,)))
    found = people.facet_values(query, "author")
    assert [(value.value, value.count, value.selected) for value in found.values] == [
        ("Éric Le Goff", 1, False), ("Zoé Petit", 1, False), ("Eva Diop", 0, True),
    ]  # fmt: skip


SANTE = ("Santé", "Santé/Cancer", "Santé/Cancer/Sein", "Santé publique", "Eau > Mer", "VIH/sida", "Travail / Emploi")


@pytest.fixture
def paths(engine: Engine) -> Engine:
    """A publication of each topic."""
    store(engine, [publication(topic, "Note", topics=(topic,)) for topic in SANTE])
    return engine


TREE = [
    ("Eau", 1, "", ""),
    ("Eau > Mer", 1, "Eau", "Mer"),
    ("Santé", 3, "", ""),
    ("Santé/Cancer", 2, "Santé", "Cancer"),
    ("Santé/Cancer/Sein", 1, "Santé/Cancer", "Sein"),
    ("Santé publique", 1, "", ""),
    ("Travail / Emploi", 1, "", ""),
    ("VIH/sida", 1, "", ""),
]


def test_a_parent_counts_and_finds_what_is_below_it(paths: Engine) -> None:
    found = paths.facet_values(Query(), "topic", order="value").values
    assert [(value.value, value.count, value.parent, value.label) for value in found] == TREE
    given = paths.search(Query()).facets["topic"].values
    assert sorted(given, key=str) == sorted(found, key=str)
    for topic, count, _parent, _label in TREE:
        assert paths.search(Query(filters=Filters(topics=(topic,)))).total == count


def test_a_publication_shows_its_own_topics_only(paths: Engine) -> None:
    hits = paths.search(Query(filters=Filters(topics=("eau",)))).hits
    assert [hit.topics for hit in hits] == [("Eau > Mer",)]


def test_a_slash_parts_a_topic_as_long_as_the_index_shows_that_it_does(paths: Engine) -> None:
    """The tree is that of the newest commit."""
    store(paths, [publication("x", "Note", topics=("VIH/dépistage",))])
    assert paths.search(Query(filters=Filters(topics=("VIH",)))).total == 2
    store(paths, [], remove=["x"])
    assert paths.search(Query(filters=Filters(topics=("VIH",)))).total == 0
    store(paths, [], remove=["Santé"])
    assert paths.search(Query(filters=Filters(topics=("Santé",)))).total == 2


@pytest.mark.parametrize("facet", ["kind", "language"])
def test_short_facets_have_the_same_list(people: Engine, facet: FacetName) -> None:
    found = people.facet_values(Query(), facet)
    assert found.values == people.search(Query()).facets[facet].values
