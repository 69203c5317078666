"""When the matching publications were published: a bar for each year or month, and usual periods. All are links.

    view = present_dates(query, results.months, "/search", dt.date(2026, 3, 9))
    view.bars[0].name, view.bars[0].address   ->   "2024 : 45 publications", "/search?q=cancer&year=2024"

A bar's count leaves out the choice of dates and its link replaces it, so that a bar always says what it gives. The
years that are shown are those of everything that matches, with what is chosen standing out; where that is one or two
years, these are shown by month. So that a telephone has room for it, more than 40 years are shown by five, ten, ...

Not here: the fields for exact days (presenters/results.py: Form).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import msgspec
from babel.dates import get_month_names

from indexer.engines.interface import Filters, MonthCount, Query
from indexer.publication import PartialDate
from searchapp.dates import date_in_words
from searchapp.language import current_language, ngettext, number_in_words
from searchapp.language import gettext as _
from searchapp.narrowing import with_filters
from searchapp.presenters.addresses import Addresses, Choice

MAX_BARS = 40  # 6 px each beside the results, 8 on a telephone of 360
_BY_MONTH_YEARS = 2  # 24 bars
_STEPS = (1, 5, 10, 50, 100, 500)  # years of a bar: 500 is enough for any four figures
_LEAST_HEIGHT = 4  # of 100: one publication beside a thousand is still seen


class Bar(msgspec.Struct, frozen=True, gc=False):
    """A year, some years or a month. Without an address nothing was published then; `height` is of 100."""

    name: str
    tick: str
    height: int
    address: str | None
    selected: bool


@dataclass(frozen=True, slots=True)
class DatesView:
    """The histogram (no bars where nothing has a date), what widens the choice, and usual periods."""

    caption: str
    bars: tuple[Bar, ...]
    is_chosen: bool
    wider: tuple[Choice, ...]
    presets: tuple[Choice, ...]


def present_dates(query: Query, months: Sequence[MonthCount], path: str, today: dt.date) -> DatesView:
    """The histogram of a search; `path` is where the page lives."""
    filters = query.filters
    undated = with_filters(query, replace(filters, years=(), since=None, until=None))
    is_chosen = undated.filters != filters
    addresses = _DatedAddresses(undated, path)
    caption, bars = _bars(filters, months, is_chosen, addresses) if months else ("", ())
    return DatesView(
        caption=caption,
        bars=bars,
        is_chosen=is_chosen,
        wider=_wider(filters, addresses) if is_chosen else (),
        presets=_presets(filters, months, addresses, today),
    )


class _Period(msgspec.Struct, frozen=True, gc=False):
    """From a month to a month, both included, numbered year * 12 + month - 1."""

    first: int
    last: int

    @property
    def year(self) -> int | None:
        """The year that it is, if it is one."""
        return self.first // 12 if self.first % 12 == 0 and self.last == self.first + 11 else None

    def is_touched_by(self, filters: Filters) -> bool:
        """Whether any of its days is chosen."""
        years = range(self.first // 12, self.last // 12 + 1)
        since, until = filters.since, filters.until
        return (
            (not filters.years or any(year in years for year in filters.years))
            and (since is None or _number(since) <= self.last)
            and (until is None or _number(until) >= self.first)
        )


class _DatedAddresses:
    """Addresses of a search with other dates. A page has forty of these, so what they share is made once."""

    def __init__(self, undated: Query, path: str) -> None:
        self._undated = undated
        self._addresses = Addresses(path, undated)
        since, until = dt.date(1, 1, 1), dt.date(1, 1, 2)
        dated = self.of(Filters(since=since, until=until))
        # Within a value "&" is encoded: this stands where the parameters do, and once.
        self._before, _, self._behind = dated.partition(f"from={since}&to={until}")

    def of(self, dates: Filters) -> str:
        """The address with these dates."""
        filters = replace(self._undated.filters, years=dates.years, since=dates.since, until=dates.until)
        return self._addresses.of(with_filters(self._undated, filters))

    def of_period(self, period: _Period) -> str:
        """The address of a period: a year by its name, all else by days."""
        if (year := period.year) is not None:
            return self._addresses.with_value("year", f"{year:04d}")
        return self._before + _days(period.first, period.last) + self._behind


@lru_cache(maxsize=1_000)
def _days(first: int, last: int) -> str:
    since, until = PartialDate(first // 12, first % 12 + 1), PartialDate(last // 12, last % 12 + 1)
    return f"from={since.first_day}&to={until.last_day}"


@lru_cache(maxsize=1_000)
def _month_name(number: int, language: str) -> str:
    return date_in_words(PartialDate(number // 12, number % 12 + 1), language)


def _number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _bars(
    filters: Filters, months: Sequence[MonthCount], is_chosen: bool, addresses: _DatedAddresses
) -> tuple[str, tuple[Bar, ...]]:
    """The histogram's caption and its bars."""
    counts = {month.year * 12 + month.month - 1: month.count for month in months}
    first, last = _window(filters, months)
    if last - first < _BY_MONTH_YEARS:
        periods = [_Period(number, number) for number in range(first * 12, last * 12 + 12)]
        language = current_language()
        names = [_month_name(period.first, language) for period in periods]
        ticks = _month_ticks(periods)
        years = str(first) if first == last else f"{first}–{last}"
        caption = _("Publications par mois, %(years)s", years=years)
    else:
        first, last = months[0].year, months[-1].year
        step = next(step for step in _STEPS if last // step - first // step < MAX_BARS)
        begins = range(first - first % step, last + 1, step)
        periods = [_Period(max(begin, 1) * 12, (begin + step) * 12 - 1) for begin in begins]
        names = [str(begin) if step == 1 else f"{max(begin, 1)}–{begin + step - 1}" for begin in begins]
        ticks = _year_ticks(begins)
        caption = (
            _("Publications par année") if step == 1 else _("Publications par période de %(number)s ans", number=step)
        )
    amounts = [sum(counts.get(number, 0) for number in range(one.first, one.last + 1)) for one in periods]
    most = max(amounts)
    named, said = _("%(period)s : %(count)s"), _publications()
    bars = tuple(
        Bar(
            name=named % {"period": name, "count": said(amount)},
            tick=tick,
            height=max(_LEAST_HEIGHT, amount * 100 // most) if amount else 0,
            address=addresses.of_period(period) if amount else None,
            selected=is_chosen and period.is_touched_by(filters),
        )
        for period, name, tick, amount in zip(periods, names, ticks, amounts, strict=True)
    )
    return caption, bars


def _window(filters: Filters, months: Sequence[MonthCount]) -> tuple[int, int]:
    """The first and the last year of what is chosen, of those that have anything; of all when nothing does."""
    every = months[0].year, months[-1].year
    first = max(every[0], min(filters.years, default=1), filters.since.year if filters.since else 1)
    last = min(every[1], max(filters.years, default=9999), filters.until.year if filters.until else 9999)
    return (first, last) if first <= last else every


def _month_ticks(periods: Sequence[_Period]) -> list[str]:
    """Under twelve bars the letters of the months, under more the years, below their middle."""
    if len(periods) > 12:
        return [str(one.first // 12) if one.first % 12 == 6 else "" for one in periods]
    letters = get_month_names("narrow", "stand-alone", locale=current_language())
    return [str(letters[one.first % 12 + 1]) for one in periods]


def _year_ticks(begins: range) -> list[str]:
    """The round years, so few that they stand apart in letters of twice the size."""
    every = next(every for bars, every in ((4, 1), (8, 2), (20, 5), (MAX_BARS, 10)) if len(begins) <= bars)
    return [str(begin) if (begin // begins.step) % every == 0 else "" for begin in begins]


def _wider(filters: Filters, addresses: _DatedAddresses) -> tuple[Choice, ...]:
    """From a month to its year; from anything to all dates."""
    wider = []
    since, until = filters.since, filters.until
    if since and until and since.year == until.year and not filters.years:
        year = Filters(years=(since.year,))
        wider.append(Choice(_("Toute l’année %(year)s", year=since.year), addresses.of(year)))
    wider.append(Choice(_("Toutes les dates"), addresses.of(Filters())))
    return tuple(wider)


def _presets(
    filters: Filters, months: Sequence[MonthCount], addresses: _DatedAddresses, today: dt.date
) -> tuple[Choice, ...]:
    """Usual periods in which there is something. They begin with a month, and are counted by months."""
    this_month = _number(today)
    months_12 = this_month - 11
    offered = (
        (_("Cette année"), Filters(years=(today.year,))),
        (_("12 derniers mois"), Filters(since=dt.date(months_12 // 12, months_12 % 12 + 1, 1))),
        (_("5 dernières années"), Filters(since=dt.date(today.year - 4, 1, 1))),
    )
    chosen = Filters(years=filters.years, since=filters.since, until=filters.until)
    presets = []
    for text, dates in offered:
        begin = _number(dates.since) if dates.since else today.year * 12
        count = _count_from(months, begin) - (_count_from(months, (today.year + 1) * 12) if dates.years else 0)
        if count or dates == chosen:
            presets.append(Choice(text, addresses.of(dates), selected=dates == chosen, count=number_in_words(count)))
    return tuple(presets)


def _count_from(months: Sequence[MonthCount], begin: int) -> int:
    """How many publications there are from a month on: usual periods are recent, so the last months are looked at."""
    count = 0
    for month in reversed(months):
        if month.year * 12 + month.month - 1 < begin:
            break
        count += month.count
    return count


def _publications() -> Callable[[int], str]:
    """How a number of publications is said. The texts are looked up once: a histogram says forty numbers."""
    none = _("aucune publication")
    one, many = (ngettext("%(number)s publication", "%(number)s publications", number) for number in (1, 2))

    def said(number: int) -> str:
        return (one if number == 1 else many) % {"number": number_in_words(number)} if number else none

    return said
