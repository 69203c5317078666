"""How alike two rankings are: rank overlap at 10.

    rank_overlap([("a", 2.0), ("b", 1.0)], [("b", 3.0), ("a", 1.0)]) == 0.5

At each depth from 1 to 10 the first so many of both are compared: the share that they have in common. The overlap is
the mean of these shares, from 0 to 1; the first places count most, as they are part of every depth. Publications of
equal score have no order that could be wrong: where some of them fit into the first so many and others do not, those
are taken that agree best.

Lists are compared as far as they are given: give some more than ten, so that what shares the tenth score is seen.
"""

from __future__ import annotations

from collections.abc import Sequence

DEPTH = 10
# Scores that differ by less are equal: the same sum in another order of its terms.
_SAME_SCORE = 1e-6

Ranking = Sequence[tuple[str, float]]  # ids with their scores, best first


def rank_overlap(one: Ranking, other: Ranking, depth: int = DEPTH) -> float:
    """The mean share in common over depths; 1 for two empty lists."""
    depths = range(1, min(depth, max(len(one), len(other))) + 1)
    shares = [_most_in_common(one, other, size) / size for size in depths]
    return sum(shares) / len(shares) if shares else 1.0


def _most_in_common(one: Ranking, other: Ranking, size: int) -> int:
    """How many publications may be among the first `size` of both."""
    sure_one, open_one, room_one = _first(one, size)
    sure_other, open_other, room_other = _first(other, size)
    common = len(sure_one & sure_other)
    taken_one = min(room_one, len(open_one & sure_other))
    taken_other = min(room_other, len(sure_one & open_other))
    taken_both = min(room_one - taken_one, room_other - taken_other, len(open_one & open_other))
    return common + taken_one + taken_other + taken_both


def _first(ranking: Ranking, size: int) -> tuple[set[str], set[str], int]:
    """Who surely is among the first, who shares the last score that is, and how many of these there is room for."""
    if not ranking:
        return set(), set(), 0
    last = ranking[min(size, len(ranking)) - 1][1]
    equal = {identifier for identifier, score in ranking if abs(score - last) <= _SAME_SCORE * max(1.0, abs(last))}
    sure = {identifier for identifier, _ in ranking[:size]} - equal
    return sure, equal, min(size, len(ranking)) - len(sure)
