"""Facets as aggregations of the cluster, and their counts as an answer shows them. Exact, always.

A shard gives its most frequent values, and a value that is rare in each may be missed: so all values are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from indexer.engines.facet_listing import in_tree
from indexer.engines.interface import FACETS, Facet, FacetName, FacetValue, Filters, MonthCount
from indexer.engines.names import Names
from indexer.engines.opensearch.clauses import Dsl, unscored

MOST_VALUES = 65_000  # of one facet in one answer: a cluster's own limit for all of an answer is 65,535
MONTHS = "months"
DATES = "dates"


class Bucket(msgspec.Struct, frozen=True, gc=False):
    """A value and how many publications have it."""

    key: str | int
    doc_count: int


class Values(msgspec.Struct, frozen=True, gc=False):
    """The values of a facet, most frequent first; `others` publications have values that are not given."""

    buckets: list[Bucket] = []
    others: int = msgspec.field(name="sum_other_doc_count", default=0)


class Counted(msgspec.Struct, frozen=True, gc=False):
    """The values of a facet, in what some filters leave."""

    values: Values | None = None
    buckets: list[Bucket] = []

    @property
    def listed(self) -> list[Bucket]:
        """The values, whether counted below a filter or not."""
        return self.buckets if self.values is None else self.values.buckets


def filter_queries(filters: Filters) -> dict[str, Dsl]:
    """What each chosen facet and the dates leave; facets without a choice are absent."""
    queries: dict[str, Dsl] = {
        name: {"terms": {name: list(chosen)}} for name in FACETS if (chosen := filters.chosen(name))
    }
    if filters.since or filters.until:
        days: dict[str, int] = {"gte": filters.since.toordinal() if filters.since else 1}
        if filters.until:
            days["lte"] = filters.until.toordinal()
        queries[DATES] = {"range": {"day": days}}
    return queries


def aggregations(facets: Iterable[FacetName], filters: Mapping[str, Dsl], *, months: bool = False) -> dict[str, Any]:
    """What counts facets in all that the words of a query match: each with the filters, but for its own choice.

    The query itself must not be filtered: `post_filter` is for hits.
    """
    every: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {name: (_values(name), (name,)) for name in facets}
    if months:
        every[MONTHS] = {"terms": {"field": "month", "size": MOST_VALUES}}, ("year", DATES)
    found: dict[str, Any] = {}
    for name, (values, own) in every.items():
        others = [query for key, query in filters.items() if key not in own]
        found[name] = {"filter": unscored(*others), "aggs": {"values": values}} if others else values
    return found


def _values(name: FacetName) -> dict[str, Any]:
    return {"terms": {"field": name, "size": MOST_VALUES, "order": [{"_count": "desc"}, {"_key": "asc"}]}}


def facets_of(
    counted: Mapping[str, Counted], filters: Filters, limit: int, names: Mapping[FacetName, Names]
) -> dict[FacetName, Facet]:
    """The most frequent values of each facet, and those that were chosen."""
    return {name: _facet(name, counted[name].listed, filters.chosen(name), limit, names) for name in FACETS}


def _facet(
    name: FacetName, counted: Sequence[Bucket], chosen: Sequence[str], limit: int, names: Mapping[FacetName, Names]
) -> Facet:
    listed = {str(bucket.key): bucket.doc_count for bucket in counted[:limit]}
    missing = sorted(set(chosen) - listed.keys())
    if missing:
        every = {str(bucket.key): bucket.doc_count for bucket in counted}
        listed |= {value: every.get(value, 0) for value in missing}
    values: Iterable[FacetValue] = (FacetValue(value, count, value in chosen) for value, count in listed.items())
    if name in names and (branches := names[name].branches):
        values = (in_tree(value, branches) for value in values)
    return Facet(tuple(values), len(counted))


def months_of(counted: Counted) -> tuple[MonthCount, ...]:
    """Every month that has any, in their order."""
    return tuple(
        MonthCount(*_month(int(bucket.key)), bucket.doc_count)
        for bucket in sorted(counted.listed, key=lambda bucket: int(bucket.key))
    )


def _month(number: int) -> tuple[int, int]:
    year, month = divmod(number, 12)
    return year, month + 1
