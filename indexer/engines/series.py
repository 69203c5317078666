"""Yearly reports that belong together, told by their titles: those of one series differ by their year only.

    identity("Rapport d’activité 2023 — Compter pour soigner", "rapport", "https://i.fr/ra.pdf")
    ->  Identity(key="i.fr|rapport|rapport annuel", year=2023, year_from="title")

Two publications are of one series when they have the same key; a series has two years at least. The key is the kind,
the host of the address, and the words of the title without its year, without what stands behind the year as a subtitle,
and without words that only say which issue it is (*annuel*, *édition*, *version*, a month). An institute's own report
is one series whether it is called *rapport annuel*, *rapport d'activité* or *bilan*.

A report's year is the one in its title; of a season (2021-2022) the second. Without one it is that in the name of its
file, and else that of its date, if the title says that it is a yearly thing at all (*rapport*, *bilan*, *baromètre*):
many other titles are given twice. A title's year that lies far from the date is no year of a report ("Horizon 2030").

Not here: which publications an engine asks about, and how it remembers them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from indexer import french
from indexer.french import fold

YearSource = Literal["title", "file", "date"]

FEWEST_PASSAGES = 2  # what fits on one page has no pages to look through
# What an answer holds at most, whatever an index holds: of this, a page of results is still read.
MOST_SERIES, MOST_REPORTS, ISSUES_A_YEAR = 3, 40, 3
SEVERAL_SERIES = 30  # reports, so that a second series is shown beside the first: naming their pages takes the time
SHOWN_PAGES = 3  # of each report, with their headings
MOST_MARKS = 2_000  # of each report: no strip is wider than a screen
MOST_YEARS = 200
# A report is about the year before its date, or the one before that; some are announced a year ahead.
_LATEST_AHEAD, _EARLIEST_BEHIND = 1, 4

_YEAR = r"(?<![\d.,/-])(?:19|20)\d\d(?![\d.,]\d|\d)"
_RANGE = re.compile(
    rf"(?P<first>{_YEAR})(?:\s*(?:[-–—/]|à|et|to|and)\s*(?P<last>(?:19|20)\d\d|\d\d)(?![\d-]))?", re.IGNORECASE
)
_SUBTITLE = re.compile(r"\s[-–—|]\s|\s?[:;(\[]\s?|[.,!?]\s|\s?[—|]\s?")
_WORD = re.compile(r"[a-z0-9]+")
# "n° 12" and "43e", folded: which one of a series.
_NUMBERING = re.compile(r"\b(?:ndeg|no\.?)\s*\d+\b|\b\d+(?:er?|ere|eme|re|nde?|st|rd|th)\b")
_FILE_WORDS = re.compile(r"[\W_]+")

# Words of a title that say that its publication comes again every year, as they begin.
_YEARLY = (
    "rapport", "bilan", "barometre", "annuaire", "panorama", "atlas", "observatoire", "tableau de bord",
    "chiffres cles", "etat des lieux", "compte rendu d", "annual", "yearbook", "report", "review",
)  # fmt: skip
# An institute's own yearly report is called now one way, now another, and sometimes bears its site's name.
_OWN_REPORT = frozenset(("rapport", "activit", "bilan", "report"))  # stems
_OWN_REPORT_KEY = "rapport annuel"
_SITE = re.compile(r"\b[a-z0-9][a-z0-9.-]*\.(?:fr|org|com|net|eu|info)\b")
# What says only which issue of a series it is.
_ISSUE = frozenset(
    """annuel annuelle annuels annuelles annual yearly an annee year edition exercice version numero no saison
    final finale definitif definitive def vf vdef web pdf
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    january february march april may june july august september october november december
    """.split()
)


class Identity(NamedTuple):
    """To which series a publication may belong.

    year  that of the title or of the file's name; 0 where only the date can say it
    """

    key: str
    year: int
    year_from: YearSource


@dataclass(frozen=True, slots=True)
class _TitleYear:
    """The year a text speaks of, and the text without it."""

    year: int
    rest: str


def identity(title: str, kind: str, address: str) -> Identity | None:
    """The series of a publication, or None when its title is of no yearly report.

    `address` is where it is published, or the file it was read from.
    """
    found = _without_year(title)
    has_year = found is not None and found.year > 0
    if not has_year and not _is_yearly(title):
        return None
    words = _words(found.rest if found else title)
    if not words:
        return None
    parts = urlsplit(address) if "://" in address else None
    key = f"{parts.hostname or '' if parts else ''}|{fold(kind)}|{words}"
    if found and has_year:
        return Identity(key, found.year, "title")
    name = PurePosixPath(parts.path if parts else address).stem
    in_name = _without_year(_FILE_WORDS.sub(" ", name))
    if in_name and in_name.year:
        return Identity(key, in_name.year, "file")
    return Identity(key, 0, "date")


def year_of(year: int, year_from: YearSource, published: int) -> tuple[int, YearSource]:
    """The year of a report that was published in a year (0 when that is unknown); 0 when it has none."""
    if year and (not published or published - _EARLIEST_BEHIND <= year <= published + _LATEST_AHEAD):
        return year, year_from
    return published, "date"


def _without_year(text: str) -> _TitleYear | None:
    """The first year in a text; a span of several years (2023-2027) is none, but is taken out as well.

    2016-41 is a reference: neither.
    """
    spans = [span for span in _RANGE.finditer(text) if _year_of(span) or len(span["last"] or "") == 4]
    if not spans:
        return None
    found = next((span for span in spans if _year_of(span)), spans[0])
    before, behind = text[: found.start()], text[found.end() :]
    subtitle = _SUBTITLE.search(behind)
    rest = f"{before} {behind[: subtitle.start()] if subtitle else behind}"
    if not _words(rest):  # "2023 : rapport d’activité"
        rest = f"{before} {behind}"
    return _TitleYear(_year_of(found), rest)


def _year_of(span: re.Match[str]) -> int:
    first, last = int(span["first"]), span["last"]
    if last is None:
        return first
    end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return end if end - first in (0, 1) else 0


def _is_yearly(title: str) -> bool:
    folded = f" {fold(title)}"
    return any(f" {word}" in folded for word in _YEARLY)


@lru_cache(maxsize=4_096)  # the titles of a series differ by what is taken out
def _words(text: str) -> str:
    """The stems of the words that tell a series from another."""
    forms = _WORD.findall(_SITE.sub(" ", _NUMBERING.sub(" ", fold(text))))
    stems = [french.stem(form) for form in forms if form not in _ISSUE and not french.is_stop_word(form)]
    return _OWN_REPORT_KEY if stems and _OWN_REPORT.issuperset(stems) else " ".join(stems)
