"""How alike two rankings are, against a plain model that tries every order of ties."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.migrating.rank_overlap import Ranking, rank_overlap


def ranking(ids: str) -> list[tuple[str, float]]:
    """Best first, no two of the same score."""
    return [(identifier, float(len(ids) - place)) for place, identifier in enumerate(ids)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", 1.0),
        ("a", "", 0.0),
        ("abc", "abc", 1.0),
        ("ab", "ba", (0 + 1) / 2),
        ("abc", "xyz", 0.0),
        ("abcdefghij", "abcdefghix", (9 + 0.9) / 10),
        ("abcdefghij", "xbcdefghij", sum((depth - 1) / depth for depth in range(1, 11)) / 10),
        ("abcdefghijk", "abcdefghijx", 1.0),
        ("abc", "ab", (1 + 1 + 2 / 3) / 3),
    ],
)
def test_first_places_count_most(one: str, other: str, expected: float) -> None:
    assert rank_overlap(ranking(one), ranking(other)) == pytest.approx(expected)
    assert rank_overlap(ranking(other), ranking(one)) == pytest.approx(expected)


def test_publications_of_equal_score_may_stand_in_any_order() -> None:
    tied = [(identifier, 1.0) for identifier in "abcdefghijkl"]
    assert rank_overlap(tied, tied[::-1]) == 1.0
    assert rank_overlap([("x", 2.0), *tied], [("x", 2.0), *tied[::-1]]) == 1.0
    assert rank_overlap(tied, ranking("lkjihgfedcba")) == 1.0
    nearly = [(identifier, 1.0 + place * 1e-9) for place, (identifier, _) in enumerate(tied)]
    assert rank_overlap(tied, nearly[::-1]) == 1.0


rankings = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from([3.0, 2.0, 1.0])), max_size=5, unique_by=lambda pair: pair[0]
).map(lambda pairs: sorted(pairs, key=lambda pair: -pair[1]))


def orders(one: Ranking) -> list[tuple[str, ...]]:
    """Every order that its scores allow."""
    groups = [[identifier for identifier, _ in group] for _, group in itertools.groupby(one, key=lambda pair: pair[1])]
    rows = itertools.product(*(itertools.permutations(group) for group in groups))
    return [tuple(itertools.chain.from_iterable(row)) for row in rows]


@given(one=rankings, other=rankings)
def test_at_each_depth_it_is_the_best_of_all_orders_of_ties(one: Ranking, other: Ranking) -> None:
    shares = []
    for depth in range(1, max(len(one), len(other)) + 1):
        pairs = itertools.product(orders(one), orders(other))
        shares.append(max(len({*a[:depth]} & {*b[:depth]}) for a, b in pairs) / depth)
    expected = sum(shares) / len(shares) if shares else 1.0
    assert rank_overlap(one, other) == pytest.approx(expected)
