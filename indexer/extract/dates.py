"""Dates as French (and English) documents write them: in running text, and in one metadata value.

    find_dates("Publié le 4 sept. 2025.")[0]   FoundDate(PartialDate(2025, 9, 4), "4 sept. 2025", 10)
    parse_date("2025-09-03T22:00:00Z")          PartialDate(2025, 9, 4), midnight in Paris

A date is as exact as its text: "mars 2024" has no day. Numbers are read day first, as in France.
Not here: which of a document's dates is its date of publication (html.py, text.py, pdf.py).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from indexer.publication import PartialDate

FIRST_YEAR = 1900

# Longest first is not needed: each name ends at a word boundary.
_MONTHS = {
    1: "janvier janv january jan",
    2: "fevrier fevr fev february feb",
    3: "mars march mar",
    4: "avril avr april apr",
    5: "mai may",
    6: "juin june jun",
    7: "juillet juil july jul",
    8: "aout august aug",
    9: "septembre september sept sep",
    10: "octobre october oct",
    11: "novembre november nov",
    12: "decembre december dec",
}
_MONTH_NUMBER = {name: number for number, names in _MONTHS.items() for name in names.split()}

# One character for one, so that offsets in the folded text are offsets in the text.
_FOLD = str.maketrans("éèêûùÉÈÊÛÙ", "eeeuuEEEUU")
_MARKS = "\u0301\u0302"  # accents of decomposed text ("de\u0301cembre"), as some PDFs give it
_LETTERS_WITH_MARKS = re.compile("(?<=e)|(?<=aou)")

_MONTH = "|".join(_LETTERS_WITH_MARKS.sub(f"[{_MARKS}]?", name) for name in _MONTH_NUMBER)
_DAY = r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d(?!\d)"
# Bounded gaps: the cost stays proportional to the text, whatever it holds.
_DATE = re.compile(
    rf"""
      (?P<fr_day>{_DAY})(?:\s?(?:er|ᵉʳ|(?:st|nd|rd|th)(?:\sof)?))?\.?\s{{0,3}}
        (?P<fr_month>{_MONTH})\b\.?,?\s{{0,3}}(?:de\s)?(?P<fr_year>{_YEAR})
    | \b(?P<en_month>{_MONTH})\b\.?\s{{1,3}}(?P<en_day>{_DAY})(?:st|nd|rd|th)?,?\s{{1,3}}(?P<en_year>{_YEAR})
    | \b(?P<month>{_MONTH})\b\.?,?\s{{0,3}}(?P<month_year>{_YEAR})
    | (?<![\d/.-])(?P<iso_year>{_YEAR})(?P<iso_mark>[-/])(?P<iso_month>\d\d)(?P=iso_mark)(?P<iso_day>\d\d)
        (?![\d/-])
    | (?<![\d/.-])(?P<num_day>\d\d?)(?P<num_mark>[/.-])(?P<num_month>\d\d?)(?P=num_mark)(?P<num_year>{_YEAR})
        (?![/-]|\.\d)
    | (?<![\d/.-])(?P<slash_month>0[1-9]|1[0-2])/(?P<slash_year>{_YEAR})(?![/-]|\.\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_COMPACT = re.compile(r"(?:D:)?((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4,6}|T|$)")
_MIDNIGHT_IN_PARIS = re.compile(r"T(2[23]):00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)$")
# Trying all of dateparser's 200 locales took 1.5 s on words that are no date; these take 0.1 s.
_OTHER_LANGUAGES = ["es", "de", "it", "pt", "nl", "ca"]
_HAS_YEAR = re.compile(rf"(?<!\d){_YEAR}")
_UNKNOWN_MONTH = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and the words that gave it: `text` stands at `start`."""

    date: PartialDate
    text: str
    start: int


def find_dates(text: str, limit: int = 20) -> list[FoundDate]:
    """Give the first `limit` dates of `text` in its order, years 1900 to next year.

    A day that does not exist ("30 février 2024") is left out, and not read as its month.
    """
    found: list[FoundDate] = []
    if limit < 1:
        return found
    for match in _DATE.finditer(text.translate(_FOLD)):
        if date := _date_of(match):
            start, end = match.span()
            found.append(FoundDate(date, text[start:end], start))
            if len(found) == limit:
                break
    return found


def parse_date(text: str) -> PartialDate | None:
    """Read one metadata value: ISO with or without a time, RFC 2822, French or English words, a year.

    A time with an offset is local time and its day is kept as written. The exception is 22:00 or 23:00
    UTC sharp, which is what a CMS writes for a day without a time in France: that day begins then.
    """
    text = text.strip()[:100]
    if compact := _COMPACT.match(text):
        return _checked(*map(int, compact.groups()))
    if found := find_dates(text, limit=1):
        return _after_midnight_in_paris(found[0].date, text)
    try:
        date = PartialDate.parse(text)
    except ValueError:
        return _parse_other_language(text)
    return _checked(date.year, date.month, date.day)


def _date_of(match: re.Match[str]) -> PartialDate | None:
    part = match.groupdict()
    if part["fr_day"]:
        return _checked(int(part["fr_year"]), _month_number(part["fr_month"]), int(part["fr_day"]))
    if part["en_day"]:
        return _checked(int(part["en_year"]), _month_number(part["en_month"]), int(part["en_day"]))
    if part["month"]:
        return _checked(int(part["month_year"]), _month_number(part["month"]))
    if part["iso_year"]:
        return _checked(int(part["iso_year"]), int(part["iso_month"]), int(part["iso_day"]))
    if part["num_day"]:
        return _checked(int(part["num_year"]), int(part["num_month"]), int(part["num_day"]))
    return _checked(int(part["slash_year"]), int(part["slash_month"]))


def _month_number(name: str) -> int:
    return _MONTH_NUMBER[name.lower().translate(dict.fromkeys(map(ord, _MARKS)))]


def _checked(year: int, month: int = 0, day: int = 0) -> PartialDate | None:
    # Next year is allowed: journals carry the date of an issue that is still to come.
    if not FIRST_YEAR <= year <= dt.datetime.now(tz=dt.UTC).year + 1:
        return None
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def _after_midnight_in_paris(date: PartialDate, text: str) -> PartialDate:
    match = _MIDNIGHT_IN_PARIS.search(text)
    # Summer time is April to October to within a few days, and wrong days there cost one day in a date.
    if not match or not date.day or match[1] != ("22" if 4 <= date.month <= 10 else "23"):
        return date
    following = date.first_day + dt.timedelta(days=1)
    return PartialDate(following.year, following.month, following.day)


def _parse_other_language(text: str) -> PartialDate | None:
    # dateparser costs 0.3 s to import and milliseconds a call: only for words that the table above does
    # not know ("4 de septiembre de 2025"), and never for relative dates, which mean another day tomorrow.
    if not _HAS_YEAR.search(text) or not _UNKNOWN_MONTH.search(text) or _DATE.search(text.translate(_FOLD)):
        return None
    import dateparser

    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY", "PARSERS": ["absolute-time"]}
    moment = dateparser.parse(text, languages=_OTHER_LANGUAGES, settings=settings)
    return _checked(moment.year, moment.month, moment.day) if moment else None
