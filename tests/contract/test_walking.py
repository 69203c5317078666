"""A whole result, walked through piece by piece while others write: nothing twice, nothing left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.interface import Engine, Query, Sort
from tests.contract.corpus import CORPUS, publication, store


def walk(engine: Engine, query: Query, between: Callable[[], None] = lambda: None) -> Iterator[str]:
    """The ids, one piece after another; something may happen between two pieces."""
    while hits := (results := engine.search(query)).hits:
        yield from (hit.id for hit in hits)
        query = replace(query, after=results.last)
        between()


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("text", ["", "dépistage", "le", "rapport -tabac", "xyzzy"])
@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_the_pieces_together_are_the_pages_together(corpus_engine: Engine, sort: Sort, text: str, size: int) -> None:
    whole = [hit.id for hit in corpus_engine.search(Query(text=text, sort=sort, per_page=50)).hits]
    assert list(walk(corpus_engine, Query(text=text, sort=sort, per_page=size))) == whole


def test_total_and_facets_are_of_all(corpus_engine: Engine) -> None:
    first = corpus_engine.search(Query(sort="newest", per_page=3))
    second = corpus_engine.search(Query(sort="newest", per_page=3, after=first.last))
    assert first.total == second.total == len(CORPUS)
    assert first.facets == second.facets


def test_pages_count_from_there(corpus_engine: Engine) -> None:
    whole = [hit.id for hit in corpus_engine.search(Query(sort="newest", per_page=50)).hits]
    first = corpus_engine.search(Query(sort="newest", per_page=2))
    third = corpus_engine.search(Query(sort="newest", per_page=2, page=2, after=first.last))
    assert [hit.id for hit in third.hits] == whole[4:6]


def test_without_words_the_order_is_by_date_and_can_be_walked(corpus_engine: Engine) -> None:
    assert len(list(walk(corpus_engine, Query(per_page=3)))) == len(CORPUS)


def test_an_order_of_relevance_has_no_place_to_go_on_from(corpus_engine: Engine) -> None:
    assert corpus_engine.search(Query(text="dépistage")).last is None
    assert corpus_engine.search(Query(text="xyzzy", sort="newest")).last is None


YEARS = st.lists(st.sampled_from(["2021", "2022", "2023-05", "2024-02-29", ""]), min_size=1, max_size=12)


@settings(max_examples=15)  # each makes a dozen commits
@given(dates=YEARS, size=st.integers(1, 4), sort=st.sampled_from(["newest", "oldest"]), new=YEARS)
def test_what_stays_is_met_exactly_once_whatever_is_written_meanwhile(
    make_engine: Callable[..., Engine],
    tmp_path_factory: pytest.TempPathFactory,
    dates: list[str],
    size: int,
    sort: Sort,
    new: list[str],
) -> None:
    engine = make_engine(tmp_path_factory.mktemp("walk"))
    kept = [publication(f"kept-{number}", "Rapport", date=date or None) for number, date in enumerate(dates)]
    gone = [publication(f"gone-{number}", "Rapport", date=date or None) for number, date in enumerate(dates)]
    store(engine, [*kept, *gone])
    added = iter([publication(f"new-{number}", "Rapport", date=date or None) for number, date in enumerate(new)])
    removed = iter([item.id for item in gone])

    def write() -> None:
        # what stays is written again as well: it moves within the index, not in the order
        store(engine, [*filter(None, [next(added, None)]), kept[0]], remove=filter(None, [next(removed, None)]))

    met = list(walk(engine, Query(text="rapport", sort=sort, per_page=size), write))
    assert len(met) == len(set(met))
    assert {item.id for item in kept} <= set(met)
