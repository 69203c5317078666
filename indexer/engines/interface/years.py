"""A query year by year: counts, and where the words stand in the issues of yearly reports.

years.rows[0].year, years.rows[0].count, years.rows[0].reports[0].marks
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from indexer.engines.interface.results import Hit
from indexer.engines.series import YearSource


class YearReport(msgspec.Struct, frozen=True, gc=False):
    """An issue of a yearly report (series.py), in the row of the year that it is about.

    hit        it; its passages are the best of the pages that are marked, in their order, without excerpts
    year_from  what says the year: its title, the name of its file, or its date
    pages      how many pages (or sections) it has
    marks      the places, from 0, of those that have all the words; of the first ones where there are very many
    partial    no page has all the words: those that are marked have some of them
    """

    hit: Hit
    year_from: YearSource
    pages: int
    marks: tuple[int, ...]
    partial: bool


class YearRow(msgspec.Struct, frozen=True, gc=False):
    """What there is for one year: `count` publications of that date, and yearly reports about it."""

    year: int
    count: int
    reports: tuple[YearReport, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """A query year by year.

    rows        newest first; years without anything are not among them
    undated     how many publications have no date, and so no row
    first_year  the first year in which all the words appear: of a date, or that a report which has them is about
    first       what they appear in then: the oldest publication of that year, or that report
    """

    rows: tuple[YearRow, ...]
    total: int
    undated: int
    first_year: int | None = None
    first: Hit | None = None
    took_ms: float = 0.0
