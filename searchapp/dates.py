"""Dates in words, as exact as they are known: « 4 septembre 2024 », « septembre 2024 », « 2024 ».

    date_in_words(PartialDate(2024, 9), "fr")

Not here: what was typed as a date (parameters).
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from babel.dates import format_date, format_skeleton

from indexer.publication import PartialDate


@lru_cache(maxsize=10_000)  # days of publications, of which Babel formats one in 40 µs
def date_in_words(date: PartialDate, language: str) -> str:
    """The date as a reader of this language writes it; nothing is added that is not known."""
    if not date.month:
        return str(date.year)
    if not date.day:
        return str(format_skeleton("yMMMM", date.first_day, locale=language))
    return day_in_words(date.first_day, language)


def day_in_words(day: dt.date, language: str) -> str:
    """A whole date. French says « 1er », which the Unicode data does not know."""
    words = str(format_date(day, format="long", locale=language))
    return words.replace("1 ", "1er ", 1) if language == "fr" and day.day == 1 else words
