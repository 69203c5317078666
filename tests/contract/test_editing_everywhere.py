"""What editors decide holds for every question: suggestions, years, months, lists, places, walks, neighbours."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.editing.watching import SETTLED_S
from indexer.engines.interface import FACET_ORDERS, FACETS, Engine, Filters, Query, Suggestion, Years
from indexer.publication import Passage, Publication
from tests.contract.corpus import publication, store
from tests.contract.makers import MakeEngine
from tests.contract.test_walking import walk

PAGE = "articles/annonce.html"
PUBLIC = (
    publication(
        PAGE,
        "Le bilan de la baignade",
        "La baignade reprend. Le bilan est en ligne.",
        url="https://institut.example/annonce",
        kind="article",
        date="2022-03-04",
        authors=("Awa Diop",),
        topics=("Eau/Baignade",),
        links=("https://institut.example/secret.pdf", "https://institut.example/bilan-2021.pdf"),
    ),
    *(
        publication(
            f"rapports/bilan-{year}.pdf",
            f"Bilan de l’eau {year}",
            Passage(1, "La baignade et les cours d’eau.", heading="Eaux"),
            Passage(2, "Les nappes souterraines sont rechargées par la pluie de l’hiver."),
            Passage(3, f"L’e-cigarette ne figure pas dans ce bilan de {year}."),
            url=f"https://institut.example/bilan-{year}.pdf",
            kind="rapport",
            date=f"{year + 1}-05",
            authors=("Éric Le Goff",),
            topics=("Eau/Nappes", "Eau"),
        )
        for year in (2019, 2020, 2021)
    ),
    publication("notes/vieille.html", "Une note ancienne", "Le château fut bâti.", kind="note", date="1998-01-02"),
)
# Its words, topic, author, kind, language and year are nobody else's; so is the series of its issues.
SECRET = tuple(
    publication(
        identifier,
        title,
        Passage(1, "Le radon et la baignade des hippopotames. Radon partout."),
        Passage(2, "Hippopotames, suite et fin."),
        url=url,
        lead="Hippopotames clandestins.",
        kind="brouillon",
        language="es",
        date=f"{year}-07",
        authors=("Zoé Quidam",),
        topics=("Eau/Hippopotames", "Radon > Mesures"),
    )
    for identifier, title, url, year in (
        ("secret.pdf", "Brouillon hippopotame 2031", "https://institut.example/secret.pdf", 2031),
        ("secret-2.pdf", "Brouillon hippopotame 2032", "https://institut.example/secret-2.pdf", 2032),
    )
)
HIDDEN = "".join(f'[[hidden]]\nid = "{item.id}"\n' for item in SECRET)
OF_SECRET = ("hipp", "rado", "quid", "zoe qui", "brouil", "clandest", "baignade hipp", "mesu", "radon mes")

MakeEdited = Callable[..., Engine]


@pytest.fixture
def edited(make_engine: MakeEngine, tmp_path: Path) -> MakeEdited:
    """An engine over all publications, in three commits, and an editors' file with this content."""
    numbers = itertools.count()

    def make(content: str, items: tuple[Publication, ...] = (*PUBLIC, *SECRET)) -> Engine:
        path = tmp_path / f"editors-{next(numbers)}.toml"
        path.write_text(content, encoding="utf-8")
        engine = make_engine(tmp_path / f"index-{next(numbers)}", path)
        for first in range(3):
            store(engine, items[first::3])
        return engine

    return make


def parts(suggested: tuple[Suggestion, ...]) -> set[tuple[str, str, int, str | None]]:
    return {(each.kind, each.text, each.count, each.id) for each in suggested}


def as_rows(years: Years) -> list[tuple[int, int, list[tuple[str, tuple[int, ...], bool]]]]:
    return [(row.year, row.count, [(one.hit.id, one.marks, one.partial) for one in row.reports]) for row in years.rows]


def test_what_is_hidden_is_never_suggested(edited: MakeEdited) -> None:
    """Nor its words, topics, authors and titles; what is left is counted without it."""
    engine, without, whole = edited(HIDDEN), edited("", PUBLIC), edited("")
    for typed in OF_SECRET:
        assert whole.suggest(typed), typed
        assert engine.suggest(typed) == (), typed
    for typed in ("bai", "eau", "bil", "le goff", "awa", "bilan de l", "baignade r"):
        assert parts(engine.suggest(typed)) >= parts(without.suggest(typed)), typed
        for each in engine.suggest(typed, 20):
            if each.kind == "word":
                assert engine.count(Query(each.text)) == each.count > 0
    for text in ("hippopotames", "radon", "baignade radon"):
        assert whole.as_written(text) is not None
        assert engine.as_written(text) is None


@pytest.mark.parametrize("typed", ["hipopotames", "raddon", "brouilon", "hippo potames", "radonpartout"])
@pytest.mark.parametrize("chosen", [Filters(), Filters(kinds=("rapport",))])
def test_what_only_hidden_publications_have_is_never_proposed(edited: MakeEdited, typed: str, chosen: Filters) -> None:
    assert edited("").corrected(typed) is not None
    engine = edited(HIDDEN)
    for text in (typed, f"{typed} baignade", f'"{typed}"', f"titre:{typed}", f"bilan {typed}"):
        proposed = engine.corrected(text, chosen)
        assert proposed is None or not {"hippo", "radon", "brouillon"} & {
            word for word in ("hippo", "radon", "brouillon") if word in proposed.casefold()
        }, proposed
        assert proposed is None or engine.count(Query(proposed, chosen)) > 0
    for text in ("auteur:quidan", "theme:radonn", "theme:hipopotames"):
        assert engine.corrected(text) is None


def test_lists_years_months_and_neighbours_are_as_if_it_had_been_removed(edited: MakeEdited) -> None:
    engine, without = edited(HIDDEN), edited("", PUBLIC)
    for text, chosen in itertools.product(
        ("", "baignade", "eau", "radon", "-baignade", "baignade radon"),
        (Filters(), Filters(topics=("Eau",)), Filters(years=(2022,)), Filters(kinds=("brouillon", "rapport"))),
    ):
        query = Query(text, chosen, months=True, per_page=50)
        found, expected = engine.search(query), without.search(query)
        assert (found.total, found.facets, found.months) == (expected.total, expected.facets, expected.months)
        assert [(hit.id, hit.documents) for hit in found.hits] == [(hit.id, hit.documents) for hit in expected.hits]
        for facet, order in itertools.product(FACETS, FACET_ORDERS):
            values = engine.facet_values(query, facet, order=order)
            assert dataclasses.replace(values, took_ms=0) == dataclasses.replace(
                without.facet_values(query, facet, order=order), took_ms=0
            )
        years, others = engine.years(query), without.years(query)
        assert as_rows(years) == as_rows(others)
        assert (years.first_year, years.total, years.undated) == (others.first_year, others.total, others.undated)
    for item in PUBLIC:
        related, expected_related = engine.related(item.id), without.related(item.id)
        assert related is not None
        assert expected_related is not None
        assert [hit.id for hit in related.related] == [hit.id for hit in expected_related.related]
        assert not {hit.id for hit in (*related.related, *related.versions)} & {item.id for item in SECRET}
    for item in SECRET:
        assert engine.hit(item.id) is engine.search_within(item.id, "radon") is engine.related(item.id) is None


def test_a_series_of_which_one_year_is_not_hidden_is_none(edited: MakeEdited) -> None:
    def hidden(*years: int) -> str:
        return "".join(f'[[hidden]]\nid = "rapports/bilan-{year}.pdf"\n' for year in years)

    for years, left in (((), 3), ((2020,), 2), ((2019, 2020), 0)):
        engine = edited(hidden(*years), PUBLIC)
        found = engine.years(Query("nappes"))
        assert sum(len(row.reports) for row in found.rows) == left, years
        assert found.first_year == {3: 2019, 2: 2019, 0: 2022}[left], "of a series the year that it is about"
        related = engine.related("rapports/bilan-2021.pdf")
        assert related is not None
        assert len(related.issues) == max(left - 1, 0)


def test_pinned_publications_are_counted_by_month_and_met_once_when_walking(edited: MakeEdited) -> None:
    old, article = "notes/vieille.html", PAGE
    engine = edited(f'{HIDDEN}[[pinned]]\nquery = "nappes"\nids = ["{old}", "{article}"]\n')
    plain = edited(HIDDEN)
    query = Query("nappes", months=True, per_page=1)
    results = engine.search(query)
    assert results.total == plain.search(query).total + 2
    assert sum(month.count for month in results.months) == results.total
    assert {(month.year, month.month): month.count for month in results.months}[1998, 1] == 1
    years = engine.facet_values(query, "year", order="name")
    assert sum(value.count for value in years.values) == results.total
    for sort in ("newest", "oldest"):
        met = list(walk(engine, Query("nappes", sort=sort, per_page=1)))
        assert len(met) == len(set(met)) == results.total
        assert {old, article} <= set(met)
        assert met == [hit.id for hit in engine.search(Query("nappes", sort=sort, per_page=50)).hits]
    assert [hit.id for hit in engine.search(Query("nappes", per_page=2)).hits] == [old, article]


def test_what_is_pinned_says_nothing_of_the_years_in_which_words_stand(edited: MakeEdited) -> None:
    """It is counted in its year; the first year and the marks are those of the words."""
    engine = edited('[[pinned]]\nquery = "souterraines"\nids = ["notes/vieille.html", "secret.pdf"]\n')
    plain = edited("")
    for chosen in (Filters(), Filters(kinds=("rapport", "note", "brouillon"))):
        years, others = engine.years(Query("souterraines", chosen)), plain.years(Query("souterraines", chosen))
        assert (years.first_year, years.first and years.first.id) == (2019, "rapports/bilan-2019.pdf")
        assert years.total == others.total + 2
        assert {row.year: row.count for row in years.rows if row.count} == {
            1998: 1, 2020: 1, 2021: 1, 2022: 1, 2031: 1,
        }  # fmt: skip
        reports = [row for row in as_rows(years) if row[2]]
        assert [row[2] for row in reports] == [row[2] for row in as_rows(others) if row[2]]


SYNONYMS = """
[[synonyms]]
words = ["nappes", "aquifère", "e-cigarette", "eau du robinet"]

[[synonyms]]
from = ["vapoteuse"]
to = ["e-cigarette"]

[[synonyms]]
from = ["eau potable"]
to = ["cours d’eau"]
"""
ON_PAGES = {
    "aquifère": [2, 3],
    "nappes": [2, 3],
    "e-cigarette": [2, 3],
    "ecigarette": [2, 3],
    "eau du robinet": [2, 3],
    "vapoteuse": [3],
    "eau potable": [1],
    "aquifère pluie": [2],
    "vapoteuse baignade": [1, 3],  # together on no page
    "pluie": [2],
}
ONLY_INSIDE = {"aquifère -pluie": [3], '"aquifère"': [], "titre:bilan vapoteuse": [3], '"e-cigarette"': [3]}


@pytest.mark.parametrize("text", ON_PAGES | ONLY_INSIDE)
def test_synonyms_are_found_inside_a_publication(edited: MakeEdited, text: str) -> None:
    places = edited(SYNONYMS).search_within("rapports/bilan-2020.pdf", text, best_first=False)
    assert places is not None
    assert [place.number for place in places.passages] == (ON_PAGES | ONLY_INSIDE)[text]
    assert all(any(is_marked for _, is_marked in place.snippet.runs) for place in places.passages)


@pytest.mark.parametrize("text", ON_PAGES)
def test_pages_with_synonyms_are_those_of_the_result_and_of_the_years(edited: MakeEdited, text: str) -> None:
    engine = edited(SYNONYMS)
    (hit,) = [hit for hit in engine.search(Query(text)).hits if hit.id == "rapports/bilan-2020.pdf"]
    best = engine.search_within(hit.id, text)
    assert best is not None
    assert best.passages[0] == hit.passages[0]
    marks = {one.hit.id: one.marks for row in engine.years(Query(text)).rows for one in row.reports}
    assert marks[hit.id] == tuple(number - 1 for number in ON_PAGES[text])


@pytest.mark.parametrize(
    "typed", ["napp", "aqui", "aquifere plu", "vapoteuse bai", "eau pot", "eau du rob", "souterr", "baignade na", "pl"]
)
def test_suggestions_count_what_synonyms_and_pinned_ones_find(edited: MakeEdited, typed: str) -> None:
    engine = edited(
        SYNONYMS + '[[pinned]]\nquery = ["nappes", "souterraines", "pluie"]\nids = ["notes/vieille.html"]\n'
    )
    for each in engine.suggest(typed, 20):
        if each.kind == "word":
            assert engine.count(Query(each.text)) == engine.search(Query(each.text)).total == each.count > 0
    assert engine.suggest("napp")[0].count == 4


def test_words_behind_one_with_a_synonym_are_suggested(edited: MakeEdited) -> None:
    assert "aquifere pluie" in [each.text for each in edited(SYNONYMS).suggest("aquifere plu")]
    assert edited("").suggest("aquifere plu") == ()


def test_a_walk_goes_on_over_filters_hidden_ones_and_merges(edited: MakeEdited, tmp_path: Path) -> None:
    """What is hidden or removed on the way is not met any more; what stays is met once."""
    many = tuple(
        publication(
            f"n{number:02}",
            "Une note",
            "Le texte.",
            kind=("article", "rapport")[number % 3 > 0],
            date=None if number % 7 == 0 else f"20{10 + number % 5}",
        )
        for number in range(40)
    )
    engine = edited('[[hidden]]\nid = "n01"\n[[hidden]]\nid = "n35"\n', many)
    (path,) = tmp_path.glob("editors-*.toml")
    chosen = Filters(kinds=("rapport",))
    wanted = {item.id for item in many if item.kind == "rapport"} - {"n01", "n35"}
    assert {*walk(engine, Query(filters=chosen, sort="oldest", per_page=3))} == wanted

    def change() -> None:
        store(engine, many[1:9], remove=["n38"])  # so many that segments are merged
        path.write_text('[[hidden]]\nid = "n35"\n[[hidden]]\nid = "n37"\n')
        engine.version()
        time.sleep(SETTLED_S + 0.02)

    steps = iter([change])
    met = list(walk(engine, Query("note", chosen, sort="newest", per_page=4), next(steps, lambda: None)))
    assert len(met) == len(set(met))
    assert wanted - {"n37", "n38"} <= set(met) <= wanted | {"n01"}
    assert "n35" not in met


def test_the_version_changes_with_what_editors_decide(edited: MakeEdited, tmp_path: Path) -> None:
    """So that no answer of before is taken for one of now, and is the same again when nothing else is said."""
    engine = edited(HIDDEN)
    (path,) = tmp_path.glob("editors-*.toml")
    versions = [engine.version()]
    for content in (HIDDEN + "# a note\n", "", '[[synonyms]]\nwords = ["a1", "b1"]\n', HIDDEN):
        path.write_text(content, encoding="utf-8")
        assert engine.version() == versions[-1], "it has not settled"
        time.sleep(SETTLED_S + 0.02)
        versions.append(engine.version())
    assert versions[0] == versions[1] == versions[4]
    assert len(set(versions)) == 3
    store(engine, PUBLIC[:1])
    assert engine.version() not in versions
