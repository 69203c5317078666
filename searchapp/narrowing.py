"""From one query to the next: add a filter, remove it, sort, turn the page. Plain values, no addresses.

    narrowed(query, "topic", "Prévention")

Whatever changes what is found goes back to page 1 and to the usual number of facet values.
"""

from __future__ import annotations

from dataclasses import replace

from indexer.engines.interface import FacetName, Filters, Query, Results, Sort

_FACET_LIMIT = Query().facet_limit


def as_shown(query: Query, results: Results) -> Query:
    """The same query, its filters in the spelling that the results' facets show."""
    filters = results.filters or query.filters
    return query if filters == query.filters else replace(query, filters=filters)


def with_filters(query: Query, filters: Filters) -> Query:
    """The same words with other filters."""
    return replace(query, filters=filters, page=1, facet_limit=_FACET_LIMIT)


def with_text(query: Query, text: str) -> Query:
    """Other words with the same filters."""
    return replace(query, text=text, page=1, facet_limit=_FACET_LIMIT, spelling="auto")


def with_chosen(query: Query, facet: FacetName, values: tuple[str, ...]) -> Query:
    """The same query with exactly these values chosen in one facet."""
    filters = query.filters
    match facet:
        case "topic":
            filters = replace(filters, topics=values)
        case "author":
            filters = replace(filters, authors=values)
        case "year":
            filters = replace(filters, years=tuple(int(value) for value in values))
        case "kind":
            filters = replace(filters, kinds=values)
        case "language":
            filters = replace(filters, languages=values)
    return with_filters(query, filters)


def narrowed(query: Query, facet: FacetName, value: str) -> Query:
    """The same query with one more value chosen."""
    chosen = query.filters.chosen(facet)
    return with_chosen(query, facet, chosen if value in chosen else (*chosen, value))


def widened(query: Query, facet: FacetName, value: str) -> Query:
    """The same query with one value less chosen."""
    return with_chosen(query, facet, tuple(other for other in query.filters.chosen(facet) if other != value))


def sorted_by(query: Query, sort: Sort) -> Query:
    """The same query in another order."""
    return replace(query, sort=sort, page=1)


def as_typed(query: Query) -> Query:
    """The same words, never corrected."""
    return replace(query, page=1, spelling="as_typed")


def last_page(total: int, per_page: int) -> int:
    """Number of the last page of so many things; 1 when there are none."""
    return max(1, -(-total // per_page))


def paged(query: Query, page: int) -> Query:
    """Another page of the same results."""
    return replace(query, page=page)
