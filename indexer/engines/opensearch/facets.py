"""Facets as aggregations of the cluster, and their counts as an answer shows them. Exact, always.

A shard gives its most frequent values, and a value that is rare in each may be missed: so all values are asked for.
When these are more than one answer may hold, they are asked for in parts, each by a request of its own:

    bodies = counting({"query": query, "size": 10}, FACETS, filter_queries(filters), reader.names)
    counted = joined([client.search(index, body, Found).aggregations for body in bodies])
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from indexer.engines.facet_listing import in_tree
from indexer.engines.interface import FACETS, Facet, FacetName, FacetValue, Filters, MonthCount
from indexer.engines.names import Names
from indexer.engines.opensearch.clauses import Dsl, unscored

# Of one facet in one answer; a cluster's own limit for all of an answer is 65,535.
_MOST_VALUES = 65_000
# Names of all facets that are asked for by one request, on average: parts are made by chance.
_NAMES_AT_ONCE = 50_000
MONTHS = "months"
DATES = "dates"


class Bucket(msgspec.Struct, frozen=True, gc=False):
    """A value and how many publications have it."""

    key: str | int
    doc_count: int


class Values(msgspec.Struct, frozen=True, gc=False):
    """The values of a facet, most frequent first."""

    buckets: list[Bucket] = []


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


def counting(
    body: Mapping[str, Any],
    facets: Sequence[FacetName],
    filters: Mapping[str, Dsl],
    names: Mapping[FacetName, Names],
    *,
    months: bool = False,
) -> Iterator[dict[str, Any]]:
    """The request `body` with what counts facets, and further ones that count the rest where there are many names."""
    named = [name for name in facets if name in names]
    parts = max(1, -(-sum(len(names[name].values) for name in named) // _NAMES_AT_ONCE))
    others = aggregations([name for name in facets if name not in names], filters, months=months)
    for part in range(parts):
        include = {"include": {"partition": part, "num_partitions": parts}} if parts > 1 else {}
        counted = aggregations(named, filters, include)
        if part == 0:
            yield {**body, "aggs": others | counted}
        else:
            yield {"size": 0, "query": body["query"], "aggs": counted}


def joined(parts: Sequence[Mapping[str, Counted]]) -> Mapping[str, Counted]:
    """What the requests of `counting` were answered."""
    if len(parts) == 1:
        return parts[0]
    buckets: defaultdict[str, list[Bucket]] = defaultdict(list)
    for part in parts:
        for name, counted in part.items():
            buckets[name] += counted.listed
    return {
        name: Counted(buckets=sorted(every, key=lambda bucket: (-bucket.doc_count, str(bucket.key))))
        for name, every in buckets.items()
    }


def aggregations(
    facets: Iterable[FacetName],
    filters: Mapping[str, Dsl],
    include: Mapping[str, Any] = MappingProxyType({}),
    *,
    months: bool = False,
) -> dict[str, Any]:
    """What counts facets in all that the words of a query match: each with the filters, but for its own choice.

    The query itself must not be filtered: `post_filter` is for hits. `include` says which values are counted, for all.
    """
    every: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
        name: (_values(name, include), (name,)) for name in facets
    }
    if months:
        every[MONTHS] = {"terms": {"field": "month", "size": _MOST_VALUES}}, ("year", DATES)
    found: dict[str, Any] = {}
    for name, (values, own) in every.items():
        others = [query for key, query in filters.items() if key not in own]
        found[name] = {"filter": unscored(*others), "aggs": {"values": values}} if others else values
    return found


def _values(name: FacetName, include: Mapping[str, Any]) -> dict[str, Any]:
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {"terms": {"field": name, "size": _MOST_VALUES, "order": order, **include}}


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
