"""Where words stand inside one publication."""

from __future__ import annotations

import random

import pytest

from indexer.engines.interface import Engine, Query
from indexer.languages import FRENCH
from indexer.publication import Passage
from tests.contract.corpus import ANNUEL, SEIN, publication, store

REPORT = publication(
    "rapports/long.pdf",
    "Rapport sur l’eau",
    Passage(1, "Sommaire : eau 2, nappes 3.", "i", is_contents=True),
    Passage(2, "L’eau des rivières baisse.", "1", "L’eau des rivières"),
    Passage(3, "Les nappes se rechargent. L’eau, encore l’eau, toujours l’eau.", "2", "L’eau des rivières"),
    Passage(4, "Le post-AVC et le réseau.", "3", "Soins · Réseaux d’eau"),
    Passage(5, "Rien de tout cela.", "4", "Soins · Réseaux d’eau"),
    Passage(6, "Les nappes et les rivières.", "5", "Nappes"),
    kind="rapport",
)

FOUND = {
    # all words, in the text or in the heading that begins there
    "eau": [1, 2, 3, 4],
    "nappe": [1, 3, 6],
    "eaux rivieres": [2],
    "reseau soins": [4],
    '"les nappes"': [3, 6],
    "riv*": [2, 6],
    "post-AVC": [4],
    "postavc": [4],
    "eau -nappes": [2, 4],
    # no page has all of them: some
    "eau introuvablezz": [1, 2, 3, 4],
    "sommaire rivières": [1, 2, 6],
    # not about pages
    "auteur:kerbrat eau": [1, 2, 3, 4],
    "titre:rapport nappes": [1, 3, 6],
    "introuvablezz": [],
    "": [],
    "?!": [],
    "-eau": [],
    "auteur:kerbrat": [],
}


@pytest.fixture
def stored(engine: Engine) -> Engine:
    store(engine, [REPORT, SEIN, ANNUEL])
    return engine


def test_passages_with_the_words_in_their_order(stored: Engine) -> None:
    for text, numbers in FOUND.items():
        found = stored.search_within(REPORT.id, text, best_first=False)
        assert found is not None
        assert [place.number for place in found.passages] == numbers, text
        assert found.total == len(numbers), text


@pytest.mark.parametrize(("text", "relaxed"), [("eau", False), ("eau introuvablezz", True), ("introuvablezz", True)])
def test_it_is_said_when_no_passage_has_all_words(stored: Engine, text: str, relaxed: bool) -> None:
    found = stored.search_within(REPORT.id, text)
    assert found is not None
    assert found.relaxed is (relaxed and found.total > 0)


def test_the_best_passage_is_that_of_the_result(stored: Engine) -> None:
    for text in ("eau", "nappes", "rivières", "réseau"):
        (hit,) = (hit for hit in stored.search(Query(text)).hits if hit.id == REPORT.id)
        found = stored.search_within(REPORT.id, text)
        assert found is not None
        assert found.passages[0] == hit.passages[0], text
        assert not REPORT.passages[found.passages[0].number - 1].is_contents


def test_a_place_is_marked_and_says_where_it_is(stored: Engine) -> None:
    found = stored.search_within(REPORT.id, "rechargent")
    assert found is not None
    (place,) = found.passages
    assert (place.number, place.label, place.heading) == (3, "2", "L’eau des rivières")
    assert ("rechargent", True) in place.snippet.runs
    assert place.words == "rechargent"
    assert place.language == "fr"


def test_places_are_given_some_at_a_time(stored: Engine) -> None:
    every = stored.search_within(REPORT.id, "eau", limit=100)
    assert every is not None
    some = [stored.search_within(REPORT.id, "eau", limit=2, first=first) for first in (0, 2, 4, 10_000_000)]
    assert [found.total if found else None for found in some] == [4, 4, 4, 4]
    assert sum((found.passages for found in some if found), ()) == every.passages


def test_nothing_is_known_of_an_id_that_is_not_there(stored: Engine) -> None:
    assert stored.search_within("rapports/autre.pdf", "eau") is None
    assert stored.hit("rapports/autre.pdf") is None
    assert stored.related("rapports/autre.pdf") is None


def test_a_publication_without_text_has_no_places(engine: Engine) -> None:
    store(engine, [publication("vide.pdf", "L’eau")])
    found = engine.search_within("vide.pdf", "eau")
    assert found is not None
    assert (found.total, found.passages) == (0, ())


def test_a_hit_is_what_a_search_shows_of_it(corpus_engine: Engine) -> None:
    """With what it takes from its landing page."""
    for shown in corpus_engine.search(Query(per_page=50)).hits:
        alone = corpus_engine.hit(shown.id)
        assert alone is not None
        for name in ("id", "url", "title", "lead", "kind", "language", "date", "authors", "topics", "landing_page",
                     "documents", "is_pdf", "has_file", "attachment"):  # fmt: skip
            assert getattr(alone, name) == getattr(shown, name)
        assert alone.passages == ()
    annuel = corpus_engine.hit(ANNUEL.id)
    assert annuel is not None
    assert annuel.topics == ("Vie de l’institut",)


def test_the_same_places_as_reading_every_passage(engine: Engine) -> None:
    """Random reports of few words, against what a reader would find."""
    draw = random.Random(1)  # the same in every run
    words = "santé travail risques chaleur bruit sommeil équipe nuit".split()
    reports = [
        publication(
            f"r{number}.pdf",
            "Titre",
            *(
                Passage(place, " ".join(draw.choices(words, k=draw.randint(0, 6))), heading=draw.choice([None, *words]))
                for place in range(1, draw.randint(2, 12))
            ),
        )
        for number in range(8)
    ]
    store(engine, reports)
    for report in reports:
        for _ in range(6):
            wanted = draw.sample(words, draw.randint(1, 3))
            found = engine.search_within(report.id, " ".join(wanted), limit=100, best_first=False)
            assert found is not None
            having = _having(report.passages, wanted)
            everything = [number for number, some in having if some == set(wanted)]
            expected = everything or [number for number, some in having if some]
            assert [place.number for place in found.passages] == expected


def _having(passages: tuple[Passage, ...], wanted: list[str]) -> list[tuple[int, set[str]]]:
    found, before = [], None
    for passage in passages:
        heading = passage.heading if passage.heading != before else None
        stems = {placed.token.stem for placed in FRENCH.analyse(f"{passage.text} {heading or ''}")}
        forms = {word for word in wanted if {placed.token.stem for placed in FRENCH.analyse(word)} <= stems}
        found.append((passage.number, forms))
        before = passage.heading
    return found
