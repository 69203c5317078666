"""A query year by year: counts, and which issues of yearly reports it finds; arrays/years.py shows these.

    by_year(snapshot, Query("dépistage")).rows[0].reports[0].marks     (11, 12, 40)

Not here: what belongs to a series (engines/series.py, series.py).
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from indexer.engines.arrays import ranking, sets, years
from indexer.engines.arrays.publications import NO_DATE
from indexer.engines.arrays.sets import Numbers
from indexer.engines.arrays.showing import show_alone
from indexer.engines.arrays.years import Asked, Issues
from indexer.engines.interface import Hit, Query, YearReport, Years
from indexer.engines.whoosh.searching import Matched, as_shown, filter_masks, kept, match_text
from indexer.engines.whoosh.snapshot import Snapshot


def by_year(snapshot: Snapshot, query: Query) -> Years:
    """See `Engine.years`."""
    begun = time.perf_counter()
    matched = match_text(snapshot, query.text)
    query = replace(query, filters=as_shown(snapshot, query.filters))
    found = _kept(snapshot, matched.documents, query)
    amounts = snapshot.facets.of("year", snapshot.facets.count(found, ("year",))).tolist()
    counts = {int(year): count for year, count in zip(snapshot.facets.values["year"], amounts, strict=True) if count}
    # What names a field is about whole publications; a word that stands nowhere was left out of a relaxed search.
    matches = [
        match for match in matched.matches if match.clause.field is None and not match.clause.is_excluded and match.most
    ]
    reports: Mapping[int, Sequence[YearReport]] = {}
    first_year, first = None, None
    if matches and len(found):
        # What is pinned is found without the words: it is counted, and says nothing of where and since when they stand.
        having = _kept(snapshot, matched.having, query) if len(matched.pinned) else found
        issues = _issues(snapshot, query, having)
        if not matched.is_relaxed:
            first_year, first = _first(snapshot, matched, having, issues)
        table = snapshot.series
        chosen = years.choose(table, snapshot.id_keys.take(table.documents), issues)
        reports = years.reports_of(snapshot, Asked(matched.clauses, matched.units, matches), table, chosen)
    return Years(
        rows=years.rows_of(counts, reports),
        total=len(found),
        undated=len(found) - sum(counts.values()),
        first_year=first_year,
        first=first,
        took_ms=(time.perf_counter() - begun) * 1000,
    )


def _kept(snapshot: Snapshot, documents: Numbers, query: Query) -> Numbers:
    return kept(documents, list(filter_masks(snapshot, query.filters, documents).values()))


def _issues(snapshot: Snapshot, query: Query, found: Numbers) -> Issues:
    """Those of all series that the filters leave."""
    documents = snapshot.series.documents
    places = np.arange(len(documents))
    masks = list(filter_masks(snapshot, query.filters, documents).values())
    places = kept(places, masks)
    return Issues(places, sets.is_in(documents.take(places), found))


def _first(snapshot: Snapshot, matched: Matched, found: Numbers, issues: Issues) -> tuple[int | None, Hit | None]:
    """The first year in which the words appear, and the publication in which they do."""
    table = snapshot.series
    # Of a report the year that it is about counts, not that of its date.
    is_issue = sets.is_in(found, table.documents)
    others = found[~is_issue & (snapshot.days.take(found) != NO_DATE)]
    oldest = ranking.by_date(snapshot, matched.units, others, 1, oldest=True).documents.tolist()
    appearances = [(_year(snapshot, number), 1, number) for number in oldest]
    places = issues.places[issues.is_found]
    if len(places):
        place = int(
            places[np.lexsort((snapshot.id_keys.take(table.documents.take(places)), table.years.take(places)))[0]]
        )
        appearances.append((int(table.years[place]), 0, int(table.documents[place])))
    if not appearances:
        return None, None
    year, _, number = min(appearances)
    return year, show_alone(snapshot, number)


def _year(snapshot: Snapshot, number: int) -> int:
    return dt.date.fromordinal(int(snapshot.days[number])).year
