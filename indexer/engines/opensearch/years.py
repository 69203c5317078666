"""A query year by year: counts, and which issues of yearly reports it finds; arrays/years.py shows these.

    by_year(reader, Query("dépistage")).rows[0].reports[0].marks     (11, 12, 40)

One request counts, by year and by series, and finds what the words appear in first; one gives the issues of the series
of which most are found, few fields of each; one those that are chosen, with where the words stand in them; the last
their texts.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np

from indexer.engines.arrays import years
from indexer.engines.arrays.showing import show_alone
from indexer.engines.arrays.years import Asked, Issues, SeriesTable
from indexer.engines.interface import Hit, Query, YearReport, Years
from indexer.engines.opensearch import facets
from indexer.engines.opensearch.by_id import find
from indexer.engines.opensearch.candidates import FIELDS, FoundHit, first_of
from indexer.engines.opensearch.clauses import Dsl, unscored
from indexer.engines.opensearch.client import Outcome
from indexer.engines.opensearch.known import NO_STORED_FIELDS
from indexer.engines.opensearch.preparing import doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.search_within import ClauseUnits
from indexer.engines.opensearch.searching import (
    Found,
    Matching,
    as_shown,
    gather,
    match_all,
    relax,
)
from indexer.engines.opensearch.units import units_of
from indexer.query import Clause

_LOOKED_AT = 12  # series of which most are found: of these the best are chosen
_COUNTED_SERIES = 10_000  # of each shard: with fewer than are found, a count may be too small
_MOST_ISSUES = 1_000  # of all series that are looked at, newest first
_FOUND = "found"


class _Issue(msgspec.Struct, frozen=True, gc=False):
    """An issue of a series, and which named queries it matches."""

    fields: dict[str, list[Any]] = {}
    matched: tuple[str, ...] = msgspec.field(name="matched_queries", default=())


class _Hits(msgspec.Struct, frozen=True, gc=False):
    hits: list[_Issue]


class _Issues(Outcome, frozen=True, gc=False):
    hits: _Hits


class _Answer(NamedTuple):
    """What a query finds.

    first   the first year in which the words appear, and the hit in which they do
    series  keys of those of which most issues are found
    """

    total: int
    counts: dict[int, int]
    first: tuple[int, FoundHit] | None
    series: list[str]


def by_year(reader: Reader, query: Query) -> Years:
    """See `Engine.years`."""
    begun = time.perf_counter()
    filters = facets.filter_queries(as_shown(reader, query.filters))
    matching = match_all(reader, query.text)
    answer = _ask(reader, matching, filters)
    if not answer.total or matching.pinned:
        relaxed = relax(reader, matching)
        if relaxed is not matching:
            matching = relaxed
            answer = _ask(reader, matching, filters)
    reports, first = _reports(reader, matching, filters, answer)
    return Years(
        rows=years.rows_of(answer.counts, reports),
        total=answer.total,
        undated=answer.total - sum(answer.counts.values()),
        first_year=answer.first[0] if answer.first else None,
        first=first,
        took_ms=(time.perf_counter() - begun) * 1000,
    )


def _asked(matching: Matching) -> list[Clause]:
    """The clauses that say something of pages.

    What names a field is about whole publications; a word that stands nowhere was left out of a relaxed search.
    """
    return [
        clause
        for clause in matching.clauses
        if clause.field is None and not clause.is_excluded and clause.text not in matching.dropped
    ]


def _ask(reader: Reader, matching: Matching, filters: Mapping[str, Dsl]) -> _Answer:
    counted = {
        "query": unscored(matching.query, *filters.values()),
        "size": 0,
        "track_total_hits": True,
        "aggs": facets.aggregations(("year",), {}),
    }
    bodies: list[dict[str, Any]] = [counted]
    if _asked(matching):
        bodies += _having_bodies(reader, matching, filters)
    counts, *having = reader.client.msearch(reader.publications, bodies, Found)
    by_year = {int(bucket.key): bucket.doc_count for bucket in counts.aggregations["year"].listed}
    if not having:
        return _Answer(counts.total, by_year, None, [])
    series, oldest, issue = having
    first = None if matching.is_relaxed else _first(oldest.hits.hits, issue.hits.hits)
    keys = [str(bucket.key) for bucket in series.aggregations["series"].listed]
    return _Answer(counts.total, by_year, first, keys)


def _having_bodies(reader: Reader, matching: Matching, filters: Mapping[str, Dsl]) -> list[dict[str, Any]]:
    """Of what has the words: the series, the oldest publication that is of none, and the issue of the first year.

    What is pinned is found without the words: it says nothing of where and since when they stand.
    """
    having = (matching.words, *filters.values())
    is_issue: Dsl = {"exists": {"field": "series"}}
    if reader.ended_series:
        is_issue = {"bool": {"filter": [is_issue], "must_not": [{"terms": {"series": reader.ended_series}}]}}
    dated = {"range": {"day": {"gte": 1}}}
    shown = {"size": 1, "stored_fields": NO_STORED_FIELDS, "docvalue_fields": [*FIELDS, "day", "series_year"]}
    most = {"field": "series", "size": _LOOKED_AT, "shard_size": _COUNTED_SERIES}
    return [
        {"query": unscored(*having, is_issue), "size": 0, "aggs": {"series": {"terms": most}}},
        {
            "query": {"bool": {"filter": [*having, dated], "must_not": [is_issue]}},
            "sort": [{"day": "asc"}, {"key": "asc"}],
            **shown,
        },
        {"query": unscored(*having, is_issue), "sort": [{"series_year": "asc"}, {"key": "asc"}], **shown},
    ]


def _first(oldest: Sequence[FoundHit], issue: Sequence[FoundHit]) -> tuple[int, FoundHit] | None:
    """Of a report the year that it is about counts, not that of its date; it comes before others of one year."""
    appearances = [(int(first_of(hit, "series_year", 0)), 0, hit) for hit in issue]
    appearances += [(dt.date.fromordinal(int(first_of(hit, "day", 1))).year, 1, hit) for hit in oldest]
    if not appearances:
        return None
    year, _, hit = min(appearances, key=lambda each: each[:2])
    return year, hit


def _reports(
    reader: Reader, matching: Matching, filters: Mapping[str, Dsl], answer: _Answer
) -> tuple[Mapping[int, Sequence[YearReport]], Hit | None]:
    """The issues to show, by year, and what the words appear in first."""
    issues, is_found = _choose(reader, matching, filters, answer.series) if answer.series else ([], [])
    known = {doc_of(issue.fields["id"][0]): place for place, issue in enumerate(issues)}
    hits = find(reader, list(known), matching.sought)
    beside = [answer.first[1]] if answer.first else []
    if not hits and not beside:
        return {}, None
    places = [known[hit.doc] for hit in hits]
    candidates, units = gather(reader, [*hits, *beside], matching.sought)
    reports: Mapping[int, Sequence[YearReport]] = {}
    if hits:
        rest = iter(units)
        own = {
            id(clause): [next(rest) for _ in units_of(clause)] for clause in matching.clauses if not clause.is_excluded
        }
        matches = [ClauseUnits(clause, own[id(clause)]) for clause in _asked(matching)]
        reports = years.reports_of(
            candidates,
            Asked(matching.clauses, units, matches),
            _table([issues[place] for place in places]),
            Issues(np.arange(len(hits)), np.array([is_found[place] for place in places], np.bool_)),
            beside=range(len(hits), candidates.size),
        )
    return reports, show_alone(candidates, len(hits)) if beside else None


def _choose(
    reader: Reader, matching: Matching, filters: Mapping[str, Dsl], series: Sequence[str]
) -> tuple[list[_Issue], list[bool]]:
    """The issues to show of some series, and which of them have the words."""
    body = {
        "query": {
            "bool": {
                "filter": [reader.living({"terms": {"series": series}}, *filters.values())],
                "should": [{"bool": {"filter": [matching.words], "_name": _FOUND}}],
            }
        },
        "size": _MOST_ISSUES,
        "sort": [{"series_year": "desc"}, {"key": "asc"}],
        "stored_fields": NO_STORED_FIELDS,
        "docvalue_fields": ["id", "key", "series", "series_year", "series_from"],
    }
    issues = reader.client.search(reader.publications, body, _Issues).hits.hits
    keys = np.array([issue.fields["key"][0] for issue in issues], np.uint64)
    is_found = np.array([_FOUND in issue.matched for issue in issues], np.bool_)
    chosen = years.choose(_table(issues), keys, Issues(np.arange(len(issues)), is_found))
    return [issues[place] for place in chosen.places.tolist()], chosen.is_found.tolist()


def _table(issues: Sequence[_Issue]) -> SeriesTable:
    def column(field: str) -> list[Any]:
        return [issue.fields[field][0] for issue in issues]

    return SeriesTable(
        np.arange(len(issues)),
        np.array([int(key, 16) for key in column("series")], np.uint64),
        np.array(column("series_year"), np.int64),
        column("series_from"),
    )
