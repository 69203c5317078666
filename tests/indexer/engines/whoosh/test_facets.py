"""Counts of facets against counting in plain Python, by every way: matrix, bitmaps, the rest, crowded publications."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.interface import FACETS, FacetName
from indexer.engines.whoosh import facets
from indexer.engines.whoosh.facets import Block, FacetTable
from indexer.engines.whoosh.segments import ValueColumn
from indexer.engines.whoosh.values import InUse, Names

pytestmark = pytest.mark.usefixtures("way")

# What a publication has of each facet: values by their numbers; up to twelve, more than there are places for.
Row = dict[FacetName, list[int]]
crowd = st.lists(st.integers(0, 29), max_size=12, unique=True)
rows: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "topic": st.lists(st.integers(0, 5), max_size=3, unique=True),
        "author": st.one_of(crowd, st.lists(st.integers(0, 29), max_size=2, unique=True)),
        "year": st.lists(st.integers(0, 20), max_size=1),
        "kind": st.lists(st.integers(0, 2), max_size=1),
        "language": st.just([0]),
    }
)
segments = st.lists(st.lists(rows, max_size=40), max_size=3)
# Thresholds that force each way.
WAYS = {
    "together": {"_FEW": 10**9},
    "matrix": {"_FEW": -1, "_BITMAP_VALUES": 0, "_PIECE": 3, "_MOST": 2.0},
    "bitmaps": {"_FEW": -1, "_BITMAP_SHARE": 10**9, "_PIECE": 64, "_BITMAPS_AT_ONCE": 4, "_MOST": 2.0},
    "the rest": {"_MOST": 0.0},
    "as is": {"_FEW": 20},
}


def value(number: int) -> str:
    return f"v{number:05}"


def table_of(every: Sequence[Sequence[Row]], living: list[int]) -> FacetTable:
    """As a snapshot makes it from the columns of its segments."""
    names: dict[FacetName, Names] = {}
    blocks: dict[FacetName, list[Block]] = {}
    for facet in FACETS:
        columns = [column_of([row[facet] for row in segment]) for segment in every]
        in_use = mock.Mock(InUse, spellings=frozenset(v for column in columns for v in column.values))
        in_use.counts = lambda spellings: dict.fromkeys(spellings, 1)
        names[facet] = Names.unify(facet, in_use)
        blocks[facet] = [names[facet].block(column) for column in columns]
    return FacetTable({facet: names[facet].values for facet in FACETS}, blocks, np.array(living, np.intp))


def column_of(numbers: Sequence[Sequence[int]]) -> ValueColumn:
    values = tuple(sorted({value(number) for row in numbers for number in row}))
    places = {own: place for place, own in enumerate(values)}
    ordinals = [places[value(number)] for row in numbers for number in row]
    starts = np.cumsum([0, *map(len, numbers)]).astype(np.uint32)
    return ValueColumn(values, starts, np.array(ordinals, np.uint32))


@pytest.mark.parametrize("way", WAYS)
@given(every=segments, data=st.data())
def test_counts_are_those_of_plain_python(way: str, every: list[list[Row]], data: st.DataObject) -> None:
    whole = [row for segment in every for row in segment]
    living = [number for number in range(len(whole)) if number % 5 != 3]
    chosen = sorted(data.draw(st.sets(st.sampled_from(living)))) if living else []
    with mock.patch.multiple(facets, **WAYS[way]):
        table = table_of(every, living)
        for documents in (chosen, living):
            found = table.everything if documents is living else np.array(documents, np.intp)
            counts = table.count(found)
            listed = {
                name: (total, numbers, amounts) for name, total, numbers, amounts in table.most_frequent(counts, 4)
            }
            for facet in FACETS:
                expected = Counter(value(number) for document in documents for number in whole[document][facet])
                own = table.of(facet, counts).tolist()
                assert {v: n for v, n in zip(table.values[facet], own, strict=True) if n} == dict(expected)
                alone = table.count(found, (facet,))
                assert table.of(facet, alone).tolist() == own
                total, numbers, amounts = listed[facet]
                first = sorted(expected.items(), key=lambda item: (-item[1], item[0]))[:4]
                assert total == len(expected)
                assert [(table.values[facet][n], a) for n, a in zip(numbers, amounts, strict=True)] == first


@given(every=segments, wanted=st.sets(st.integers(0, 29), max_size=3), data=st.data())
def test_who_has_any_of_some_values(every: list[list[Row]], wanted: set[int], data: st.DataObject) -> None:
    whole = [row for segment in every for row in segment]
    table = table_of(every, list(range(len(whole))))
    some = sorted(data.draw(st.sets(st.integers(0, len(whole) - 1)))) if whole else []
    for facet in FACETS:
        numbers = [n for n, own in enumerate(table.values[facet]) if own in set(map(value, wanted))]
        expected = [bool(wanted.intersection(row[facet])) for row in whole]
        assert table.has_any(facet, numbers).tolist() == expected
        assert table.has_any(facet, numbers, np.array(some, np.intp)).tolist() == [expected[n] for n in some]


@given(every=segments, data=st.data())
def test_heirs_have_what_their_sources_have(every: list[list[Row]], data: st.DataObject) -> None:
    whole = [row for segment in every for row in segment]
    table = table_of(every, list(range(len(whole))))
    if not whole:
        return
    heirs = sorted(data.draw(st.sets(st.integers(0, len(whole) - 1), max_size=5)))
    sources = [n for n in range(len(whole)) if n not in heirs]
    if not sources:
        return
    of = [data.draw(st.sampled_from(sources)) for _ in heirs]
    table.inherit("author", np.array(heirs, np.intp), np.array(of, np.intp))
    for heir, source in zip(heirs, of, strict=True):
        own = whole[heir]["author"] or whole[source]["author"]
        counts = table.of("author", table.count(np.array([heir], np.intp))).tolist()
        assert [v for v, n in zip(table.values["author"], counts, strict=True) if n] == sorted(map(value, own))


def test_more_values_than_fit_in_two_bytes() -> None:
    every: list[Row] = [
        {"topic": [n], "author": [n, n + 1], "year": [], "kind": [], "language": [0]} for n in range(0, 80_000, 2)
    ]
    table = table_of([every[:100], every[100:]], list(range(len(every))))
    counts = table.count(np.array([3, 39_999], np.intp))
    expected: dict[FacetName, list[int]] = {"topic": [6, 79_998], "author": [6, 7, 79_998, 79_999]}
    for facet, numbers in expected.items():
        own = np.flatnonzero(table.of(facet, counts))
        assert [table.values[facet][number] for number in own] == list(map(value, numbers))
