"""Which publications of an index are issues of yearly reports, and of which: series.py says how titles tell.

    table = find_series(snapshot)
    table.documents[table.series == table.series[0]]     all issues of the first one's series

Titles are read once for each segment (`SegmentView.yearly`), which a commit leaves as it is; what depends on dates and
deletions is worked out for each commit.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from indexer.engines.arrays.documents import key_of
from indexer.engines.arrays.years import SeriesTable
from indexer.engines.series import FEWEST_PASSAGES, YearSource, identity, year_of
from indexer.publication import name_in_file

if TYPE_CHECKING:
    from indexer.engines.whoosh.segments import SegmentView
    from indexer.engines.whoosh.snapshot import Snapshot


class Candidate(NamedTuple):
    """A document of a segment whose title may be that of a yearly report; the year is 0 where only its date tells."""

    number: int
    key: int
    year: int
    year_from: YearSource


def read_candidates(view: SegmentView) -> tuple[Candidate, ...]:
    """Those of a segment. Only titles of what has pages are read."""
    found = []
    for number in np.flatnonzero(np.diff(view.columns.places.firsts) >= FEWEST_PASSAGES).tolist():
        summary = view.summary(number)
        address = summary.url or name_in_file(summary.file, summary.attachment)
        if one := identity(summary.title, summary.kind, address):
            found.append(Candidate(number, key_of(one.key), one.year, one.year_from))
    return tuple(found)


def find_series(snapshot: Snapshot) -> SeriesTable:
    """The series of a commit: what has the same key, in two years at least."""
    issues = []
    for base, view in snapshot.segments:
        for candidate in view.yearly:
            number = base + candidate.number
            if snapshot.live[number]:
                day = int(snapshot.days[number])
                published = dt.date.fromordinal(day).year if day else 0  # 0: no date
                year, year_from = year_of(candidate.year, candidate.year_from, published)
                if year:
                    issues.append((number, candidate.key, year, year_from))
    years_of: dict[int, set[int]] = {}
    for _, key, year, _ in issues:
        years_of.setdefault(key, set()).add(year)
    issues = [issue for issue in issues if len(years_of[issue[1]]) > 1]
    return SeriesTable(
        np.array([number for number, *_ in issues], np.intp),
        np.array([key for _, key, *_ in issues], np.uint64),
        np.array([year for _, _, year, _ in issues], np.int64),
        [source for *_, source in issues],
    )


def other_issues(snapshot: Snapshot, number: int) -> list[tuple[int, int]]:
    """The year and number of each other issue of a publication's series, newest first; [] when it is of none."""
    table = snapshot.series
    place = int(np.searchsorted(table.documents, number))
    if place == len(table.documents) or table.documents[place] != number:
        return []
    places = np.flatnonzero(table.series == table.series[place])
    found = zip(table.years.take(places).tolist(), table.documents.take(places).tolist(), strict=True)
    others = ((year, other) for year, other in found if other != number)
    return sorted(others, key=lambda one: (-one[0], int(snapshot.id_keys[one[1]])))
