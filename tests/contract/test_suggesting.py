"""Suggestions while typing, for every engine."""

from __future__ import annotations

import pytest

from indexer.engines.interface import Engine, Query, Suggestion
from indexer.french import fold
from tests.contract.corpus import CORPUS, publication, store


def _texts(suggested: tuple[Suggestion, ...], kind: str) -> list[str]:
    return [suggestion.text for suggestion in suggested if suggestion.kind == kind]


def _ids(suggested: tuple[Suggestion, ...]) -> list[str]:
    return [suggestion.id for suggestion in suggested if suggestion.id is not None]


@pytest.mark.parametrize(
    ("typed", "kind", "expected"),
    [
        ("depi", "word", "dépistage"),
        ("DÉPI", "word", "dépistage"),
        ("le depi", "word", "le dépistage"),
        ("cancer dépi", "word", "cancer dépistage"),
        ("l’scan", "word", "l’scanner"),
        ("preven", "topic", "Prévention"),
        ("vie inst", "topic", "Vie de l’institut"),
        ("institut vi", "topic", "Vie de l’institut"),
        ("scot", "author", "Nicolas Scotté"),
        ("scotte nic", "author", "Nicolas Scotté"),
        ("kerb", "author", "Claire Kerbrat"),
        ("baro", "publication", "Baromètre du tabac"),
        ("tabac barom", "publication", "Baromètre du tabac"),
        ("rapport d'act", "publication", "Rapport d’activité : 2024, une année de recherche"),
        ("rapport d", "publication", "Rapport d’activité : 2024, une année de recherche"),
        ("annual summ", "publication", "Annual summary"),
    ],
)
def test_the_beginning_of_a_word_suggests_what_has_it(
    corpus_engine: Engine, typed: str, kind: str, expected: str
) -> None:
    assert expected in _texts(corpus_engine.suggest(typed), kind)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "d",
        "é",
        "?!",
        "-",
        "« »",
        "zzz",
        "tabac zzz",
        "zzz tab",
        "\x00",
        "a" * 1_001,
        "x y " * 250,
        "de " * 300,
    ],
)
def test_nothing_is_suggested_for_what_is_too_short_too_long_or_nowhere(corpus_engine: Engine, typed: str) -> None:
    assert corpus_engine.suggest(typed) == ()


@pytest.mark.parametrize(
    "typed", ["de", "la", "can", "r", "pr", "a b", "le d", "rapport", "tabac re", "sc", "-can", "2024"]
)
def test_what_is_suggested_finds_as_many_publications_as_it_says(corpus_engine: Engine, typed: str) -> None:
    suggested = corpus_engine.suggest(typed, 20)
    for suggestion in suggested:
        match suggestion.kind:
            case "word":
                assert corpus_engine.count(Query(suggestion.text)) == suggestion.count > 0
            case "topic" | "author":
                values = corpus_engine.search(Query(facet_limit=1_000)).facets[suggestion.kind].values
                assert suggestion.count == next(value.count for value in values if value.value == suggestion.text)
            case _:
                found = corpus_engine.get(suggestion.id or "")
                assert found is not None
                assert (found.title, suggestion.count) == (suggestion.text, 1)
    seen = [(suggestion.kind, fold(suggestion.text)) for suggestion in suggested]
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("limit", [1, 2, 3, 8])
def test_kinds_share_the_places_there_are(corpus_engine: Engine, limit: int) -> None:
    suggested = corpus_engine.suggest("can", limit)
    assert len(suggested) == min(limit, len(corpus_engine.suggest("can", 20)))
    order = ["word", "topic", "author", "publication"]
    kinds = [suggestion.kind for suggestion in suggested]
    assert kinds == sorted(kinds, key=order.index)
    assert len(set(kinds)) == min(limit, 3)


def test_titles_that_begin_as_typed_come_first_then_the_newest(engine: Engine) -> None:
    store(
        engine,
        [
            publication("a", "Le bilan de l’eau", date="2025"),
            publication("b", "Bilan de l’eau : 2019", date="2019"),
            publication("c", "Bilan de l’eau : 2021", date="2021"),
            publication("d", "De l’eau, un bilan", date="2024"),
            publication("e", "Eau, bilan"),
        ],
    )
    assert _ids(engine.suggest("bilan de l'eau")) == ["c", "b", "a", "d"]
    assert _ids(engine.suggest("eau bil")) == ["e", "a", "d", "c", "b"]


def test_words_that_follow_the_words_before_come_first(engine: Engine) -> None:
    texts = ["Les données personnelles sont protégées.", "Le personnel saisit des données."]
    store(engine, [publication(f"p{number}", "Note", texts[number > 2]) for number in range(9)])
    words = _texts(engine.suggest("donnees pers"), "word")
    assert words[0] == "donnees personnelles"


def test_one_of_each_family_of_words_is_suggested_in_its_usual_spelling(engine: Engine) -> None:
    texts = ["La «CNIL» étudie le dépistage. DÉPISTAGE ! Dépistage, dépistages.", "Un dépistage. La CNIL dépista."]
    store(engine, [publication(f"p{number}", "Note", text) for number, text in enumerate(texts)])
    assert _texts(engine.suggest("depist"), "word") == ["dépistage"]
    assert _texts(engine.suggest("cni"), "word") == ["CNIL"]
    assert _texts(engine.suggest("cnil"), "word") == []
    assert _texts(engine.suggest("depistage"), "word") == []  # its other forms find the same


def test_what_is_removed_is_not_suggested(engine: Engine) -> None:
    items = [publication(f"p{number}", "Gazette du marais", "Un héron.", topics=("Oiseaux",)) for number in range(3)]
    store(engine, items)
    assert {suggestion.kind for suggestion in engine.suggest("ga") + engine.suggest("ois") + engine.suggest("her")} == {
        "publication",
        "topic",
        "word",
    }
    store(engine, [], remove=[item.id for item in items])
    for typed in ("ga", "gazette", "ois", "her"):
        assert engine.suggest(typed) == ()


def test_what_is_new_is_suggested_at_once(engine: Engine) -> None:
    store(engine, CORPUS)
    assert engine.suggest("gaz") == ()
    store(engine, [publication("gazette", "Gazette du marais", authors=("Gaëlle Gazeau",))])
    assert [(suggestion.kind, suggestion.text) for suggestion in engine.suggest("gaz")] == [
        ("author", "Gaëlle Gazeau"),
        ("publication", "Gazette du marais"),
    ]


def test_an_index_without_publications_suggests_nothing(engine: Engine) -> None:
    assert engine.suggest("can") == ()
    assert engine.as_written("cancer") is None


def test_words_of_the_corpus_are_written_as_it_writes_them(corpus_engine: Engine) -> None:
    assert corpus_engine.as_written("depistage du CANCER") == "dépistage du cancer"
    assert corpus_engine.as_written("l’inegalites") == "l’inégalités"
    assert corpus_engine.as_written("dépister le cancer") is None  # this form stands nowhere, though its stem does
    assert corpus_engine.as_written("du de la") is None
