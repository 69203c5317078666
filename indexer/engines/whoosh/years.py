"""A query year by year: counts, and the pages of yearly reports in which the words stand.

    by_year(snapshot, Query("dépistage")).rows[0].reports[0].marks     (11, 12, 40)

Which pages have the words comes from positions, as for results (passages.py): no text is read for a mark. Only of the
few pages that are named, the text is read.

Not here: what belongs to a series (engines/series.py, series.py).
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import ranking, sets
from indexer.engines.arrays.documents import BODY, HEADINGS
from indexer.engines.arrays.publications import NO_DATE
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.arrays.showing import Finders, show_alone, show_passage
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import Hit, Marked, PassageHit, Query, YearReport, YearRow, Years
from indexer.engines.series import (
    ISSUES_A_YEAR,
    MOST_MARKS,
    MOST_REPORTS,
    MOST_SERIES,
    MOST_YEARS,
    SEVERAL_SERIES,
    SHOWN_PAGES,
)
from indexer.engines.whoosh.matching import ClauseMatch
from indexer.engines.whoosh.searching import Matched, as_shown, filter_masks, kept, match_text
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.pieces import spread

_FAR_HEADING = 20  # pages back that a heading is looked for: further, it is another part's


class _Issues(NamedTuple):
    """Issues of series, by their places in the table of all of them, and whether each is found."""

    places: Numbers
    is_found: Mask


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
    reports: dict[int, list[YearReport]] = {}
    first_year, first = None, None
    if matches and len(found):
        # What is pinned is found without the words: it is counted, and says nothing of where and since when they stand.
        having = _kept(snapshot, matched.having, query) if len(matched.pinned) else found
        issues = _issues(snapshot, query, having)
        if not matched.is_relaxed:
            first_year, first = _first(snapshot, matched, having, issues)
        reports = _reports(snapshot, matched, matches, _chosen(snapshot, issues))
    years = sorted({*counts, *reports}, reverse=True)[:MOST_YEARS]
    return Years(
        rows=tuple(YearRow(year, counts.get(year, 0), tuple(reports.get(year, ()))) for year in years),
        total=len(found),
        undated=len(found) - sum(counts.values()),
        first_year=first_year,
        first=first,
        took_ms=(time.perf_counter() - begun) * 1000,
    )


def _kept(snapshot: Snapshot, documents: Numbers, query: Query) -> Numbers:
    return kept(documents, list(filter_masks(snapshot, query.filters, documents).values()))


def _issues(snapshot: Snapshot, query: Query, found: Numbers) -> _Issues:
    """Those of all series that the filters leave."""
    documents = snapshot.series.documents
    places = np.arange(len(documents))
    masks = list(filter_masks(snapshot, query.filters, documents).values())
    places = kept(places, masks)
    return _Issues(places, sets.is_in(documents.take(places), found))


def _first(snapshot: Snapshot, matched: Matched, found: Numbers, issues: _Issues) -> tuple[int | None, Hit | None]:
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


def _chosen(snapshot: Snapshot, issues: _Issues) -> _Issues:
    """The issues to show, newest first: of the series of which most are found, as many series as there is room for."""
    table, (places, is_found) = snapshot.series, issues
    ties = snapshot.id_keys.take(table.documents.take(places))
    # of two issues about one year, one that is found
    order = np.lexsort((ties, ~is_found, -table.years.take(places)))
    by_series: dict[int, list[int]] = {}
    a_year: Counter[tuple[int, int]] = Counter()
    for one, place in zip(order.tolist(), places.take(order).tolist(), strict=True):
        key = int(table.series[place])
        a_year[key, int(table.years[place])] += 1
        if a_year[key, int(table.years[place])] <= ISSUES_A_YEAR:
            by_series.setdefault(key, []).append(one)
    amounts = {key: int(is_found[some].sum()) for key, some in by_series.items()}
    chosen: list[int] = []
    for key in sorted(amounts, key=lambda key: (-amounts[key], key))[:MOST_SERIES]:
        if amounts[key] and not chosen:
            chosen = by_series[key][:MOST_REPORTS]
        elif amounts[key] and len(chosen) + len(by_series[key]) <= SEVERAL_SERIES:
            chosen += by_series[key]
    return _Issues(places[chosen], is_found[chosen])


def _reports(
    snapshot: Snapshot, matched: Matched, matches: Sequence[ClauseMatch], issues: _Issues
) -> dict[int, list[YearReport]]:
    """The issues with their marks, by year."""
    table = snapshot.series
    documents = np.sort(table.documents.take(issues.places[issues.is_found]))
    pages = _Pages(snapshot, documents)
    having = [pages.having(match) for match in matches]
    whole, some = np.logical_and.reduce(having), np.logical_or.reduce(having)
    answers = ranking.answer(snapshot, matched.units, documents)
    marks: dict[int, tuple[Numbers, bool]] = {}
    named: list[tuple[int, int]] = []
    for place, number in enumerate(documents.tolist()):
        own = slice(*pages.firsts[place : place + 2].tolist())
        at = np.flatnonzero(whole[own])
        partial = len(at) == 0
        at = np.flatnonzero(some[own]) if partial else at
        marks[number] = at, partial and len(at) > 0
        best = at[np.argsort(-answers.of(number)[at], kind="stable")[:SHOWN_PAGES]]
        named += [(number, index) for index in np.sort(best).tolist()]
    passages: dict[int, list[PassageHit]] = {}
    finders = Finders(matched.clauses)
    for (number, index), standing in zip(named, answers.standing_in(named), strict=True):
        passage = show_passage(snapshot.passage(number, index), finders, snapshot.summary(number).language, standing)
        heading = passage.heading or _heading_before(snapshot, number, index)
        passages.setdefault(number, []).append(msgspec.structs.replace(passage, heading=heading, snippet=Marked()))
    reports: dict[int, list[YearReport]] = {}
    for place in issues.places.tolist():
        number = int(table.documents[place])
        at, partial = marks.get(number, (sets.NONE, False))
        hit = msgspec.structs.replace(show_alone(snapshot, number), passages=tuple(passages.get(number, ())))
        report = YearReport(
            hit, table.sources[place], snapshot.passages_of(number), tuple(at[:MOST_MARKS].tolist()), partial
        )
        reports.setdefault(int(table.years[place]), []).append(report)
    return reports


def _heading_before(snapshot: Snapshot, number: int, index: int) -> str | None:
    """The heading of the nearest page before one that has none."""
    places = snapshot.places
    first = int(places.firsts[number])
    for place in range(first + index - 1, max(first, first + index - _FAR_HEADING) - 1, -1):
        if places.heading_words[place]:
            return snapshot.passage(number, place - first).heading
    return None


class _Pages:
    """The pages of some publications (ascending), one publication after the other.

    firsts  where those of each begin, and the end
    """

    def __init__(self, snapshot: Snapshot, documents: Numbers) -> None:
        places = snapshot.places
        begins = places.firsts.take(documents)
        sizes = places.firsts.take(documents + 1) - begins
        self.firsts: Numbers = np.zeros(len(documents) + 1, np.intp)
        sizes.cumsum(out=self.firsts[1:])
        rows = spread(begins, sizes)
        self._documents = documents
        bases = np.arange(len(documents)).repeat(sizes) << 32
        self._zones = (
            (HEADINGS, BODY, bases + places.heading_starts.take(rows), places.heading_words.take(rows)),
            (BODY, 1 << 32, bases + places.body_starts.take(rows), places.body_words.take(rows)),
        )

    def having(self, match: ClauseMatch) -> Mask:
        """Which pages have a clause: all its words, or these written as one."""
        units = [self._standing(unit) for unit in match.units]
        clause = match.clause
        apart = units[:-1] if clause.kind == "word" and clause.joined else units
        found: Mask = np.logical_and.reduce(apart)
        return found if apart is units else found | units[-1]

    def _standing(self, unit: Unit) -> Mask:
        found = np.zeros(int(self.firsts[-1]), np.bool_)
        having = np.flatnonzero(unit.is_in(self._documents))
        where = unit.occurrences(self._documents.take(having))
        keys = (having.take(where.document) << 32) + where.position
        for begin, end, starts, words in self._zones:
            here: npt.NDArray[np.int64] = np.sort(keys[(where.position >= begin) & (where.position < end)])
            found |= here.searchsorted(starts) < here.searchsorted(starts + words)
        return found
