"""Whether two engines answer a question alike.

    compared = compare(query, source.search(query), target.search(query))
    compared.differences, compared.overlap

Totals, facets, months, who is found, the order by date and the places inside each publication must be the same. The
order by relevance is measured (rank_overlap.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.engines.interface import Hit, Query, Results
from indexer.migrating.rank_overlap import DEPTH, rank_overlap

# More than ten, so that publications of equal score around the tenth place are seen.
LISTED = 3 * DEPTH


@dataclass(frozen=True, slots=True)
class Compared:
    """Two answers to one question: what differs, and how alike the orders are (1 where they are by date)."""

    differences: tuple[str, ...]
    overlap: float


def compare(query: Query, one: Results, other: Results) -> Compared:
    """Compare two answers to one query. Ranks are only seen as far as `query.per_page` goes: LISTED is enough."""
    differences = tuple(_differences(query, one, other))
    if query.sort != "relevance":
        return Compared(differences, 1.0)
    return Compared(differences, rank_overlap(_ranking(one.hits), _ranking(other.hits)))


def described(query: Query) -> str:
    """A query as a person would say it: `"cancer" topics=Tabac sort=newest page=2`."""
    parts = [f"“{query.text}”"]
    for name in ("topics", "authors", "years", "kinds", "languages"):
        parts += [f"{name}={value}" for value in getattr(query.filters, name)]
    parts += [f"{name}={day}" for name in ("since", "until") if (day := getattr(query.filters, name))]
    if query.sort != "relevance":
        parts.append(f"sort={query.sort}")
    if query.page != 1:
        parts.append(f"page={query.page}")
    return " ".join(parts)


def _differences(query: Query, one: Results, other: Results) -> Iterator[str]:
    if one.total != other.total:
        yield f"total {one.total:,} and {other.total:,}"
    if (one.relaxed, one.dropped) != (other.relaxed, other.dropped):
        yield f"words left out: {_left_out(one)} and {_left_out(other)}"
    for name, facet in one.facets.items():
        if facet != other.facets.get(name):
            yield f"facet {name}"
    if one.months != other.months:
        yield "months"
    ids, other_ids = [hit.id for hit in one.hits], [hit.id for hit in other.hits]
    if len(ids) != len(other_ids):
        yield f"{len(ids)} and {len(other_ids)} publications on the page"
    elif query.sort != "relevance" and ids != other_ids:
        yield "order by date"
    elif one.total == len(ids) and set(ids) != set(other_ids):
        yield f"publications found: {', '.join(sorted(set(ids) ^ set(other_ids))[:3])}"
    others = {hit.id: hit for hit in other.hits}
    for hit in one.hits:
        if hit.id in others and _links(hit) != _links(others[hit.id]):
            yield f"places inside {hit.id}"


def _left_out(results: Results) -> str:
    return f"{', '.join(results.dropped) or 'none'}{' (relaxed)' if results.relaxed else ''}"


def _links(hit: Hit) -> Sequence[tuple[int, str | None]]:
    """Where the passages of a hit lead, in their order."""
    return [(passage.number, passage.anchor) for passage in hit.passages]


def _ranking(hits: Sequence[Hit]) -> list[tuple[str, float]]:
    return [(hit.id, hit.score) for hit in hits]
