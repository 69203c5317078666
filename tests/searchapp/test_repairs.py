"""What is offered when nothing is found, counted by an engine that knows a few queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import cast

from indexer.engines.interface import Engine, Filters, Query
from searchapp.repairs import MAX_REPAIRS, corrected, repairs
from tests.searchapp.samples import RESULTS


@dataclass
class CountingEngine:
    """Counts by a rule and remembers what it was asked."""

    rule: Callable[[Query], int]
    correction: str | None = None
    asked: list[Query] = field(default_factory=list)

    def count(self, query: Query) -> int:
        self.asked.append(query)
        return self.rule(query)

    def corrected(self, text: str, filters: Filters | None = None) -> str | None:
        return self.correction


def _offered(engine: CountingEngine, query: Query) -> list[tuple[str, str, int]]:
    return [
        (repair.sentence.replace("\u00a0", " "), repair.query.text, repair.count)
        for repair in repairs(cast("Engine", engine), query)
    ]


def test_filters_quotes_excluded_words_and_words_are_left_out_in_turn() -> None:
    engine = CountingEngine(lambda query: 3)
    assert _offered(engine, Query(text='"post avc" suivi -enfant')) == [
        ("Sans les mots exclus", '"post avc" suivi', 3),
        ("Sans les guillemets", "post avc suivi -enfant", 3),
        ("Sans les guillemets ni « post »", "avc suivi -enfant", 3),
        ("Sans les guillemets ni « avc »", "post suivi -enfant", 3),
        ("Sans les guillemets ni « suivi »", "post avc -enfant", 3),
    ]


def test_a_whole_phrase_can_be_left_out() -> None:
    engine = CountingEngine(lambda query: 3 if '"' not in query.text and "post" not in query.text else 0)
    assert ("Sans « post avc »", "suivi", 3) in _offered(engine, Query(text='"post avc" suivi'))


def test_a_repair_that_finds_nothing_is_not_offered() -> None:
    engine = CountingEngine(lambda query: 5 if query.text == "suivi" else 0)
    assert _offered(engine, Query(text="suivi introuvable")) == [("Sans « introuvable »", "suivi", 5)]


def test_the_corrected_spelling_comes_first() -> None:
    engine = CountingEngine(lambda query: 7, correction="dépistage")
    assert _offered(engine, Query(text="depistge"))[0] == ("Avec l’orthographe « dépistage »", "dépistage", 7)


def test_filters_are_dropped_one_by_one_then_all() -> None:
    query = Query(text="cancer", filters=Filters(topics=("Prévention",), years=(1999,)))
    engine = CountingEngine(lambda other: 4 if not other.filters.years else 0)
    assert _offered(engine, query) == [
        ("Sans le filtre « Année : 1999 »", "cancer", 4),
        ("Sans les filtres", "cancer", 4),
    ]


def test_words_are_repaired_with_the_filters_first() -> None:
    query = Query(text="depistge", filters=Filters(years=(1999,)))
    engine = CountingEngine(lambda other: 2 if other.text == "dépistage" and not other.filters else 0, "dépistage")
    assert _offered(engine, query) == [("Avec l’orthographe « dépistage » et sans les filtres", "dépistage", 2)]


def test_nothing_is_offered_or_counted_twice_and_at_most_five() -> None:
    query = Query(text="un deux trois quatre cinq six", filters=Filters(years=(1999,), kinds=("x",)), page=3)
    engine = CountingEngine(lambda other: 1)
    assert len(_offered(engine, query)) == MAX_REPAIRS
    assert len(set(engine.asked)) == len(engine.asked)


def test_a_pasted_paragraph_does_not_become_a_hundred_searches() -> None:
    engine = CountingEngine(lambda other: 0)
    assert _offered(engine, Query(text=" ".join(f"mot{number}" for number in range(60)))) == []
    assert len(engine.asked) <= 3


def test_a_correction_is_offered_only_when_words_were_missing_and_it_finds_something() -> None:
    engine = CountingEngine(lambda query: 6, correction="dépistage")
    found = replace(RESULTS, relaxed=False, dropped=())
    assert corrected(cast("Engine", engine), Query(text="depistge"), found) is None
    assert corrected(cast("Engine", engine), Query(text="cancer du sien"), found) is not None  # nobody ends so
    repair = corrected(cast("Engine", engine), Query(text="depistge"), RESULTS)
    assert repair is not None
    assert (repair.query.text, repair.count) == ("dépistage", 6)
    engine.rule = lambda query: 0
    assert corrected(cast("Engine", engine), Query(text="depistge"), RESULTS) is None
