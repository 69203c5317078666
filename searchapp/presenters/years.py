"""A query year by year as the values that templates/years.html shows.

    view = present_years(query, years, links, "/search")
    view.rows[0].issues[0].strip      runs of marked pages, drawn in a box 1,000 wide

A year without anything between two others is shown too: that it is missing is an answer. Longer gaps are one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

import msgspec

from indexer.engines.interface import Hit, PassageHit, Query, YearReport, YearRow, Years
from indexer.presenters.links import Links
from searchapp.language import gettext as _
from searchapp.language import ngettext, number_in_words
from searchapp.narrowing import with_chosen
from searchapp.presenters.addresses import Addresses, Named
from searchapp.presenters.cards import place_in_words
from searchapp.presenters.results import publications

STRIP_WIDTH = 1_000  # of the drawing, whatever its size on the screen
_LEAST_MARK = 5  # so that one page of a thousand is still seen
_SINGLE_GAPS = 2  # so many empty years are a row each; more are one row together
_HEADING_LENGTH = 70


class Run(msgspec.Struct, frozen=True, gc=False):
    """Marked pages that follow each other, as a part of the strip."""

    x: int
    width: int


class Place(msgspec.Struct, frozen=True, gc=False):
    """A page in which the words stand."""

    label: str
    heading: str
    address: str | None


class Issue(msgspec.Struct, frozen=True, gc=False):
    """A yearly report in a row; `others` leads to its further pages."""

    title: Named
    said: str
    strip: tuple[Run, ...]
    is_partial: bool
    places: tuple[Place, ...]
    others: Named | None


class Row(msgspec.Struct, frozen=True, gc=False):
    """A year, or several in which nothing is found; `bar` is its count in parts of the highest, of 100."""

    label: str
    count: Named
    bar: int
    issues: tuple[Issue, ...]
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class YearsView:
    """The table, what stands above it and what is said below."""

    first: tuple[str, Named] | None
    rows: tuple[Row, ...]
    has_issues: bool
    undated: str


def present_years(query: Query, years: Years, links: Links, path: str) -> YearsView:
    """The whole table; `path` is where the page of results lives."""
    most = max((row.count for row in years.rows), default=0)
    return YearsView(
        first=_first(years, links),
        rows=tuple(_row(row, most, query, links, path) for row in _with_gaps(years.rows)),
        has_issues=any(row.reports for row in years.rows),
        undated=ngettext(
            "%(number)s publication n’a pas de date : elle n’est dans aucune ligne.",
            "%(number)s publications n’ont pas de date : elles ne sont dans aucune ligne.",
            years.undated,
            number=number_in_words(years.undated),
        )
        if years.undated
        else "",
    )


def _first(years: Years, links: Links) -> tuple[str, Named] | None:
    if years.first_year is None or years.first is None:
        return None
    text = _("Apparaît pour la première fois en %(year)s :", year=years.first_year)
    return text, Named(years.first.title, links.hit(years.first))


class _Gap(msgspec.Struct, frozen=True, gc=False):
    """Years in which nothing is found, both included."""

    first: int
    last: int


def _with_gaps(rows: Sequence[YearRow]) -> Iterator[YearRow | _Gap]:
    """The rows, newest first, with the years between them."""
    for before, row in zip((None, *rows), rows, strict=False):
        if before is not None and before.year - row.year > 1:
            first, last = row.year + 1, before.year - 1
            if last - first < _SINGLE_GAPS:
                yield from (_Gap(year, year) for year in range(last, first - 1, -1))
            else:
                yield _Gap(first, last)
        yield row


def _row(row: YearRow | _Gap, most: int, query: Query, links: Links, path: str) -> Row:
    if isinstance(row, _Gap):
        label = f"{row.first}–{row.last}" if row.last > row.first else str(row.first)
        return Row(label, Named(_("rien"), None), 0, (), is_gap=True)
    address = Addresses(path).of(with_chosen(query, "year", (f"{row.year:04d}",))) if row.count else None
    return Row(
        label=str(row.year),
        count=Named(publications(row.count), address),
        bar=max(1, row.count * 100 // most) if row.count else 0,
        issues=tuple(_issue(report, query, links) for report in row.reports),
    )


def _issue(report: YearReport, query: Query, links: Links) -> Issue:
    hit = report.hit
    others = len(report.marks) - len(hit.passages)
    text = (
        ngettext("et %(number)s autre page", "et %(number)s autres pages", others, number=number_in_words(others))
        if hit.is_pdf
        else ngettext("et %(number)s autre passage", "et %(number)s autres passages", others, number=others)
    )
    return Issue(
        title=Named(hit.title, links.hit(hit)),
        said=_said(report),
        strip=_strip(report.marks, report.pages),
        is_partial=report.partial,
        places=tuple(_place(hit, passage, links) for passage in hit.passages),
        others=Named(text, links.publication_page(hit.id, query.text)) if others > 0 else None,
    )


def _said(report: YearReport) -> str:
    """How many of its pages are marked, and why, in words."""
    found, pages = len(report.marks), number_in_words(report.pages)
    if not found:
        return _("aucune page")
    if report.hit.is_pdf:
        text = ngettext(
            "%(number)s page sur %(pages)s", "%(number)s pages sur %(pages)s", found,
            number=number_in_words(found), pages=pages,
        )  # fmt: skip
    else:
        text = ngettext(
            "%(number)s passage sur %(pages)s", "%(number)s passages sur %(pages)s", found,
            number=number_in_words(found), pages=pages,
        )  # fmt: skip
    return _("%(pages)s, avec une partie des mots", pages=text) if report.partial else text


def _strip(marks: Sequence[int], pages: int) -> tuple[Run, ...]:
    """The marked pages as few shapes: those that follow each other, or touch at this size, are one."""
    runs: list[Run] = []
    for place in marks:
        start = place * STRIP_WIDTH // pages
        end = max((place + 1) * STRIP_WIDTH // pages, start + _LEAST_MARK)
        if runs and start <= runs[-1].x + runs[-1].width:
            runs[-1] = Run(runs[-1].x, end - runs[-1].x)
        else:
            runs.append(Run(start, end - start))
    return tuple(runs)


def _place(hit: Hit, passage: PassageHit, links: Links) -> Place:
    label = place_in_words(hit, passage.number, passage.label)
    heading = shorten(passage.heading or "", _HEADING_LENGTH, placeholder=" …")
    return Place(label if label or heading else _("Lire ce passage"), heading, links.passage(hit, passage))
