"""Whether a copy holds what its source holds, and answers as it does.

    for check in check_copy(source, target): check.what, check.source, check.target, check.differences

Counts and digests are compared for all publications; whole texts and answers for a sample, the same each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean

from indexer.engines.interface import Engine, Stored
from indexer.migrating.comparing import compare, described
from indexer.migrating.questions import draw, draw_questions

# Ranks may differ where scores tie or are summed elsewhere: so alike must they be on average (rank_overlap.py).
LEAST_OVERLAP = 0.95
_READ_WHOLE = 50
_NAMED = 10  # of what differs


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was compared, as text, and what differs: nothing where all is well."""

    what: str
    source: str
    target: str
    differences: tuple[str, ...] = ()


def check_copy(source: Engine, target: Engine) -> Iterator[Check]:
    """Compare two engines, the quick things first."""
    one, other = source.status(), target.status()
    yield _equal("publications", one.publications, other.publications)
    yield _equal("passages", one.passages, other.passages)
    yield _equal("kinds", len(one.kinds), len(other.kinds), _of_each(one.kinds, other.kinds))
    stored, copied = source.stored(), target.stored()
    yield _equal("digests", len(stored), len(copied), _stored_differently(stored, copied))
    yield _whole_publications(source, target, stored)
    yield from _answers(source, target, stored)


def _equal(what: str, one: int, other: int, differences: list[str] | None = None) -> Check:
    if differences is None:
        differences = [] if one == other else [f"{one:,} and {other:,}"]
    return Check(what, f"{one:,}", f"{other:,}", tuple(differences))


def _of_each(one: Mapping[str, int], other: Mapping[str, int]) -> list[str]:
    return [
        f"{kind or 'without kind'}: {one.get(kind, 0):,} and {other.get(kind, 0):,}"
        for kind in {**one, **other}
        if one.get(kind) != other.get(kind)
    ]


def _stored_differently(stored: Mapping[str, Stored], copied: Mapping[str, Stored]) -> list[str]:
    differing = [identifier for identifier in {**stored, **copied} if stored.get(identifier) != copied.get(identifier)]
    return _named(sorted(differing))


def _whole_publications(source: Engine, target: Engine, stored: Mapping[str, Stored]) -> Check:
    ids = draw(stored, _READ_WHOLE)
    differing = [identifier for identifier in ids if source.get(identifier) != target.get(identifier)]
    return Check("read whole", f"{len(ids)}", f"{len(ids) - len(differing)} the same", tuple(_named(differing)))


def _answers(source: Engine, target: Engine, stored: Mapping[str, Stored]) -> Iterator[Check]:
    questions = draw_questions(source, stored)
    compared = [compare(query, source.search(query), target.search(query)) for query in questions]
    differing = [
        f"{described(query)}: {'; '.join(each.differences)}"
        for query, each in zip(questions, compared, strict=True)
        if each.differences
    ]
    same = len(questions) - len(differing)
    yield Check("questions", f"{len(questions)}", f"{same} the same", tuple(_named(differing)))
    overlap = fmean(each.overlap for each in compared) if compared else 1.0
    worst = sorted(zip(compared, questions, strict=True), key=lambda pair: pair[0].overlap)[:3]
    told = [f"{described(query)}: {each.overlap:.3f}" for each, query in worst]
    is_enough = overlap >= LEAST_OVERLAP
    yield Check("order at 10", f"at least {LEAST_OVERLAP}", f"{overlap:.3f}", () if is_enough else tuple(told))


def _named(differing: list[str]) -> list[str]:
    more = len(differing) - _NAMED
    return [*differing[:_NAMED], f"and {more:,} more"] if more > 0 else differing
