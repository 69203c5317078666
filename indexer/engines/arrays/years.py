"""The issues of yearly reports in which a query's words stand: which are shown, and the pages that have the words.

    issues = choose(table, ties, issues)
    reports_of(publications, asked, table, issues)[2023][0].marks     (11, 12, 40)

Which pages have the words comes from positions: no text is read for a mark. Only of the few pages that are named, the
text is read.

Not here: what belongs to a series (engines/series.py), and what of it the query finds, which each engine says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import ranking, sets
from indexer.engines.arrays.passages_having import Match, Pages
from indexer.engines.arrays.publications import Publications
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.arrays.showing import Finders, show_alone, show_passage
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import Marked, PassageHit, YearReport, YearRow
from indexer.engines.series import (
    ISSUES_A_YEAR,
    MOST_MARKS,
    MOST_REPORTS,
    MOST_SERIES,
    MOST_YEARS,
    SEVERAL_SERIES,
    SHOWN_PAGES,
    YearSource,
)
from indexer.query import Clause

_FAR_HEADING = 20  # pages back that a heading is looked for: further, it is another part's

Reports = Mapping[int, Sequence[YearReport]]


@dataclass(frozen=True, slots=True)
class SeriesTable:
    """Issues of series.

    documents  ascending
    series     of each, a number that its series has
    years      of each, the year it is about
    sources    of each, what says so
    """

    documents: Numbers
    series: npt.NDArray[np.uint64]
    years: npt.NDArray[np.int64]
    sources: Sequence[YearSource]


class Asked(NamedTuple):
    """What a query asks for.

    clauses  all of them, for what marks words
    units    all that is weighed
    matches  those clauses that say something of pages, one at least
    """

    clauses: Sequence[Clause]
    units: Sequence[Unit]
    matches: Sequence[Match]


class Issues(NamedTuple):
    """Issues of series, by their places in a table, and whether each is found."""

    places: Numbers
    is_found: Mask


def rows_of(counts: Mapping[int, int], reports: Reports) -> tuple[YearRow, ...]:
    """What there is for each year, newest first."""
    years = sorted({*counts, *reports}, reverse=True)[:MOST_YEARS]
    return tuple(YearRow(year, counts.get(year, 0), tuple(reports.get(year, ()))) for year in years)


def choose(table: SeriesTable, id_keys: npt.NDArray[Any], issues: Issues) -> Issues:
    """The issues to show, newest first: of the series of which most are found, as many series as there is room for.

    `id_keys` are those of the table's documents.
    """
    places, is_found = issues
    # of two issues about one year, one that is found
    order = np.lexsort((id_keys.take(places), ~is_found, -table.years.take(places)))
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
    return Issues(places[chosen], is_found[chosen])


def reports_of(
    publications: Publications, asked: Asked, table: SeriesTable, issues: Issues, beside: Iterable[int] = ()
) -> dict[int, list[YearReport]]:
    """Issues with their marks, by year: the pages that have everything asked for, or else some of it.

    What is shown `beside` them is read with them.
    """
    documents = np.sort(table.documents.take(issues.places[issues.is_found]))
    pages = Pages(publications, documents)
    having = [pages.having(match) for match in asked.matches]
    whole, some = np.logical_and.reduce(having), np.logical_or.reduce(having)
    answers = ranking.answer(publications, asked.units, documents)
    marks: dict[int, tuple[Numbers, bool]] = {}
    named: list[tuple[int, int]] = []
    for place, number in enumerate(documents.tolist()):
        own = pages.of(place)
        at = np.flatnonzero(whole[own])
        partial = len(at) == 0
        at = np.flatnonzero(some[own]) if partial else at
        marks[number] = at, partial and len(at) > 0
        best = at[np.argsort(-answers.of(number)[at], kind="stable")[:SHOWN_PAGES]]
        named += [(number, index) for index in np.sort(best).tolist()]
    headings = [before for number, index in named for before in _headed_before(publications, number, index)]
    shown = table.documents.take(issues.places).tolist()
    publications.read([*shown, *beside], [*named, *headings])
    passages: dict[int, list[PassageHit]] = {}
    finders = Finders(asked.clauses)
    for (number, index), occurrences in zip(named, answers.occurrences_in(named), strict=True):
        language = publications.summary(number).language
        passage = show_passage(publications.passage(number, index), finders, language, occurrences)
        heading = passage.heading or _heading_before(publications, number, index)
        passages.setdefault(number, []).append(msgspec.structs.replace(passage, heading=heading, snippet=Marked()))
    reports: dict[int, list[YearReport]] = {}
    for place, number in zip(issues.places.tolist(), shown, strict=True):
        at, partial = marks.get(number, (sets.NONE, False))
        hit = msgspec.structs.replace(show_alone(publications, number), passages=tuple(passages.get(number, ())))
        report = YearReport(
            hit, table.sources[place], publications.passages_of(number), tuple(at[:MOST_MARKS].tolist()), partial
        )
        reports.setdefault(int(table.years[place]), []).append(report)
    return reports


def _heading_before(publications: Publications, number: int, index: int) -> str | None:
    """The heading of the nearest page before one that has none."""
    for before in _headed_before(publications, number, index):
        return publications.passage(*before).passage.heading
    return None


def _headed_before(publications: Publications, number: int, index: int) -> Iterator[tuple[int, int]]:
    """The nearest page before one that begins with a heading, unless this one does."""
    places = publications.places
    first = int(places.firsts[number])
    if places.heading_words[first + index]:
        return
    for place in range(first + index - 1, max(first, first + index - _FAR_HEADING) - 1, -1):
        if places.heading_words[place]:
            yield number, place - first
            return
