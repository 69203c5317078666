"""Which publications are issues of yearly reports, as documents keep it: engines/series.py says how titles tell.

    yearly = yearly_of(publication)                         whose title may be one's
    issues_of([("3f0a...", yearly, day), ...])["3f0a..."]   Issue("9c41...", 2023, "title")

The first depends on the publication alone. The second depends on the date that it is shown with, and on what else has
its key, as a series has two years at least: it is worked out at writing (deriving.py) of all that share a key with what
changes. So a question asks for issues as for any value, however many publications there are, and never reads which
titles there are. Only what editors hide is left out when the question is asked: `Reader.ended_series`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from indexer.engines.arrays.documents import key_of
from indexer.engines.series import FEWEST_PASSAGES, YearSource, identity, year_of
from indexer.publication import Publication, name_in_file


class Yearly(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a publication says of the series that it may be of.

    key   hex, the same for all of them: field `yearly`
    year  0 where only its date can say it
    """

    key: str
    year: int
    year_from: YearSource


class IssueFields(msgspec.Struct, frozen=True, gc=False):
    """The fields of an issue of a series: its key, the year that it is about, and what says that."""

    series: str
    series_year: int
    series_from: YearSource


def yearly_of(publication: Publication) -> Yearly | None:
    """What a publication says, None when its title is of no yearly report."""
    if len(publication.passages) < FEWEST_PASSAGES:
        return None
    address = publication.url or name_in_file(publication.file or "", publication.attachment)
    found = identity(publication.title, publication.kind, address)
    return Yearly(f"{key_of(found.key):016x}", found.year, found.year_from) if found else None


def issues_of(members: Iterable[tuple[str, Yearly, int]]) -> dict[str, IssueFields]:
    """The issues among documents, given what each says and the day it is shown with (0 without one).

    Of a key that one of them has, all that have it must be among them.
    """
    issues: dict[str, IssueFields] = {}
    years: dict[str, set[int]] = defaultdict(set)
    for doc, yearly, day in members:
        published = dt.date.fromordinal(day).year if day else 0
        year, year_from = year_of(yearly.year, yearly.year_from, published)
        if year:
            issues[doc] = IssueFields(yearly.key, year, year_from)
            years[yearly.key].add(year)
    return {doc: issue for doc, issue in issues.items() if len(years[issue.series]) > 1}
