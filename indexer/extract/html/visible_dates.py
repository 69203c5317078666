"""Dates as a page shows them: beside its title, under its text, in time elements with the machine's form.

    read_dates([article], chrome, elements, found)     fills found.published, found.updated
    is_dated("Publié le 4 mars 2024")                  ->  True

Not here: dates in the page's head (metadata.py), and how dates are written (indexer/extract/dates.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from indexer.extract.dates import find_dates, parse_date
from indexer.extract.html.dom import Element, class_words, is_inside, short_text, text_of, visible_text
from indexer.extract.tidy import tidy_line
from indexer.publication import PartialDate

DATE_WORDS = frozenset(
    {"date", "dates", "datetime", "published", "updated", "publication", "publi", "posted", "maj", "pubdate", "meta"}
    | {"modified", "time"}
)
Sourced = tuple[PartialDate, str]

_PUBLISHED = re.compile(
    r"(?:publi[ée]e?s?|mis(?:e)?\s+en\s+ligne|paru(?:e|tion)?|post[ée]e?|diffus[ée]e?|date\s+de\s+publication"
    r"|published|posted)\b[^\d]{0,25}?(?:le|on|en)?\s*:?\s*(?=\S)",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:mise?\s+[àa]\s+jour|derni[èe]re\s+(?:modification|r[ée]vision)|modifi[ée]e?|actualis[ée]e?|r[ée]vis[ée]e?|updated|modified|reviewed)"
    r"\b[^\d]{0,25}?(?:le|on|en)?\s*:?\s*(?=\S)",
    re.IGNORECASE,
)
_DATED = re.compile(rf"(?:{_PUBLISHED.pattern}|{_UPDATED.pattern})|derni[èe]re\s", re.IGNORECASE)
# Under a text, where a sentence may open with "Publié": the date must follow, and next to nothing after it.
_FOOT_LINE = re.compile(
    r"(?:cette\s+)?(?:page|article|fiche)?\s*(?:derni[èe]re\s+(?:mise\s+[àa]\s+jour|modification|r[ée]vision"
    r"|actualisation)|(?:mise?\s+[àa]\s+jour|modifi[ée]e?|publi[ée]e?|cr[ée][ée]e?|actualis[ée]e?)\b"
    r"|last\s+(?:updated|modified|reviewed))",
    re.IGNORECASE,
)
_REACH = 40  # characters from "Publié" to its date, a weekday between them
_MASTHEAD_CHARACTERS = 1_500
_FOOT_CHARACTERS = 400  # "Mis à jour le ..." also stands under the text
_MOST_CHARACTERS = 2_000_000
_FOOT_ELEMENTS = 15
_LONGEST_FOOT_LINE = 150


@dataclass(slots=True)
class Dates:
    """The two dates of a page that a reader sees, each with where it stood."""

    published: Sourced | None = None
    updated: Sourced | None = None


def is_dated(text: str) -> bool:
    """Tell whether a line opens as one that dates an article."""
    return bool(_DATED.match(text))


def foot_lines(root: Element, skip: Collection[Element]) -> list[Element]:
    """Give the last elements of `root` that only say when it was published or changed."""
    last = list(root.iter("p", "div", "small", "footer", "span"))[-_FOOT_ELEMENTS:]
    return [element for element in last if not is_inside(element, skip) and _is_foot_line(element)]


def _is_foot_line(element: Element) -> bool:
    text = short_text(element, _LONGEST_FOOT_LINE)
    opening = _FOOT_LINE.match(text)
    if opening is None:
        return False
    rest = text[opening.end() :]
    dates = find_dates(rest[:_REACH], limit=1)
    return bool(dates) and len(rest) - dates[0].start - len(dates[0].text) <= _REACH


def take_marked_date(element: Element, found: Dates) -> None:
    """Read time elements and hAtom's abbr: the machine's form of the date beside the reader's."""
    for each in element.iter("time", "abbr", "span"):
        value = each.get("datetime") or (each.get("title") if each.tag == "abbr" else None)
        date = parse_date(value) if value else None
        if date is None:
            continue
        context = tidy_line(f"{each.get('class', '')} {each.get('itemprop', '')} {_text_before(each)}").lower()
        source = f"{each.tag} {each.get('class', '')}".strip()
        if re.search(r"updated|modified|maj\b|mis[e]? à jour|modifi", context):
            found.updated = found.updated or (date, source)
        else:
            found.published = found.published or (date, source)


def take_written_date(element: Element, found: Dates) -> None:
    """Take a day that is written out in a line of names."""
    dates = [each for each in find_dates(text_of(element), limit=1) if each.date.day]
    if dates and found.published is None:
        found.published = (dates[0].date, f"text: « {dates[0].text} »")


def _text_before(element: Element) -> str:
    before = element.getprevious()
    parent = element.getparent()
    return (before.tail if before is not None else parent.text if parent is not None else "") or ""


def read_dates(scopes: list[Element], chrome: Iterable[Element], elements: Iterable[Element], found: Dates) -> None:
    """Find what is still missing in the words beside the title and under the text, then in `elements`."""
    whole = [visible_text(scope, chrome, _MOST_CHARACTERS) for scope in scopes]
    texts = [text[:_MASTHEAD_CHARACTERS] for text in whole] + [text[-_FOOT_CHARACTERS:] for text in whole]
    for text in texts:
        found.updated = found.updated or _date_after(_UPDATED, text)
        found.published = found.published or _date_after(_PUBLISHED, text)
    if found.published is None:
        for element in elements:
            is_date = element.tag == "time" or DATE_WORDS & class_words(element)
            dates = find_dates(text_of(element), limit=1) if is_date else []
            if dates and not _UPDATED.search(text_of(element)):
                found.published = (dates[0].date, f"text: « {dates[0].text} »")
                break


def _date_after(words: re.Pattern[str], text: str) -> tuple[PartialDate, str] | None:
    for match in words.finditer(text):
        for date in find_dates(text[match.end() : match.end() + _REACH], limit=1):
            phrase = text[match.start() : match.end() + date.start + len(date.text)]
            return date.date, f"text: « {phrase} »"
    return None
