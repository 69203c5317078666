"""What looks odd in an index: each kind is a function of one record, tried on all of them.

    look_through(engine.records(), today=date.today(), without_text={})  ->  Findings(oddities, topics, authors, ...)

The records are gone through twice: counted first (which titles and texts are shared, which spellings there are), then
listed. Nothing grows with the index but those counts, some 100 bytes a publication.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nsmallest

import msgspec

from indexer.engines.interface import Record
from indexer.presenters.links import safe_address
from indexer.publication import name_in_file
from indexer.report.spellings import Spelling, author_spellings, topic_spellings
from indexer.report.titles import is_file_name

MAX_ROWS = 200  # of each kind; a page with all of 100,000 would be read by nobody
MAX_TWINS = 5  # of one group of twins
# Before it a date is more likely misread than true: what an institute publishes is younger.
FIRST_YEAR = 1900
# A page of fewer words is a notice, a picture with its caption, or a text that was not found in its page.
FEW_WORDS = 30


_ACCENTS = re.compile("[\u0300-\u036f]")
# In the order of the report.
KINDS = (
    "waiting", "no_text", "short_text", "file_name", "no_date", "odd_date", "no_topic", "no_author", "no_kind",
    "no_language", "no_page", "same_title", "same_text",
)  # fmt: skip


class Place(msgspec.Struct, frozen=True):
    """A publication as the report names it; `url` is "" unless a page may link to it."""

    id: str
    title: str
    url: str


class Row(msgspec.Struct, frozen=True):
    """A line of a table.

    detail   what is odd, where the kind alone does not say it: a date, how many words or pages
    twins    further publications that share with it what is odd, the first MAX_TWINS
    sharing  how many share it, this one included
    """

    publication: Place
    detail: str = ""
    twins: tuple[Place, ...] = ()
    sharing: int = 1


class Oddity(msgspec.Struct, frozen=True):
    """One kind of oddity.

    count       publications concerned
    rows_total  lines that a whole table would have; twins take one together
    rows        the first MAX_ROWS of them
    """

    kind: str
    count: int
    rows_total: int
    rows: tuple[Row, ...]

    @property
    def is_of_twins(self) -> bool:
        """Whether it is odd that several publications share something."""
        return any(row.twins for row in self.rows)


class Spellings(msgspec.Struct, frozen=True):
    """The first MAX_ROWS of `count` values that differ from others only in how they are written."""

    count: int
    rows: tuple[Spelling, ...]


class Findings(msgspec.Struct, frozen=True):
    """What was counted and found in all records; of the values of a year, kind and language how many have them."""

    publications: int
    words: int
    kinds: dict[str, int]
    years: dict[str, int]
    languages: dict[str, int]
    oddities: tuple[Oddity, ...]
    topics: Spellings
    authors: Spellings


Check = Callable[[Record], str | None]  # the detail of what is odd, None when nothing is


def look_through(records: Iterable[Record], *, today: dt.date, without_text: Mapping[str, int]) -> Findings:
    """Count and list everything; `without_text` says how many pages of a publication have no text."""
    census = _Census()
    for record in records:
        census.count(record)
    listings: list[_Listing | _TwinListing] = [
        _Listing(kind, check) for kind, check in _checks(today, without_text, census).items()
    ]
    listings += [
        _TwinListing("same_title", _title_key, census.titles),
        _TwinListing("same_text", _text_key, census.texts),
    ]
    for record in records:
        for listing in listings:
            listing.look_at(record)
    found = {listing.kind: listing.oddity() for listing in listings}
    return Findings(
        publications=census.publications,
        words=census.words,
        kinds=_by_count(census.kinds),
        years=dict(sorted(census.years.items(), reverse=True)),
        languages=_by_count(census.languages),
        oddities=tuple(found[kind] for kind in KINDS),
        topics=_first_of(topic_spellings(census.topics)),
        authors=_first_of(author_spellings(census.authors)),
    )


def _first_of(spellings: Sequence[Spelling]) -> Spellings:
    return Spellings(len(spellings), tuple(spellings[:MAX_ROWS]))


@dataclass
class _Census:
    """What all records have, counted."""

    publications: int = 0
    words: int = 0
    pages: int = 0  # that may announce a document
    kinds: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    authors: Counter[str] = field(default_factory=Counter)
    titles: Counter[int] = field(default_factory=Counter)
    texts: Counter[int] = field(default_factory=Counter)

    def count(self, record: Record) -> None:
        self.publications += 1
        self.words += record.words
        self.pages += not record.is_pdf
        self.kinds[record.kind] += 1
        self.years[str(record.date.year) if record.date else ""] += 1
        self.languages[record.language] += 1
        self.topics.update(set(record.topics))
        self.authors.update(set(record.authors))
        self.titles[_title_key(record)] += 1
        if key := _text_key(record):
            self.texts[key] += 1


def _checks(today: dt.date, without_text: Mapping[str, int], census: _Census) -> dict[str, Check]:
    """The kinds of oddity that one record shows."""
    return {
        "waiting": lambda record: _waiting(record, without_text.get(record.id, 0)),
        "no_text": lambda record: None if record.words or record.is_pdf else "",
        "short_text": lambda record: str(record.words) if 0 < record.words < FEW_WORDS else None,
        "file_name": lambda record: (
            "" if is_file_name(record.title, name_in_file(record.file, record.attachment)) else None
        ),
        "no_date": lambda record: None if record.date else "",
        "odd_date": lambda record: _odd_date(record, today),
        "no_topic": lambda record: None if record.topics else "",
        "no_author": lambda record: None if record.authors else "",
        "no_kind": lambda record: None if record.kind else "",
        "no_language": lambda record: None if record.language else "",
        # Where there are documents only, none of them is announced, and none is odd.
        "no_page": lambda record: "" if census.pages and record.is_pdf and record.landing_page is None else None,
    }


def _waiting(record: Record, pages: int) -> str | None:
    if pages:
        return str(pages)
    return "" if record.is_pdf and not record.words else None


def _odd_date(record: Record, today: dt.date) -> str | None:
    date = record.date
    return str(date) if date and (date.year < FIRST_YEAR or date.first_day > today) else None


def _title_key(record: Record) -> int:
    """The same for publications of one kind whose titles differ by accents, case or spaces at most.

    A page and the document that it announces often have one title: they are no twins.
    """
    decomposed = unicodedata.normalize("NFKD", record.title.casefold())
    title = " ".join(_ACCENTS.sub("", decomposed).split())  # a tenth of the time of french.fold
    return _key(f"{title}\n{record.kind}\n{record.is_pdf}")


def _text_key(record: Record) -> int:
    """The same for publications with the same text: of a few words it says nothing."""
    return record.text_key if record.words >= FEW_WORDS else 0


def _key(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _by_count(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def place_of(record: Record) -> Place:
    """How the report names a publication."""
    return Place(record.id, record.title, safe_address(record.url) or "")


class _Listing:
    """The publications that a check finds odd: all counted, the first by id listed."""

    def __init__(self, kind: str, check: Check) -> None:
        self.kind = kind
        self._check = check
        self._count = 0
        self._first = _First(MAX_ROWS)

    def look_at(self, record: Record) -> None:
        detail = self._check(record)
        if detail is not None:
            self._count += 1
            self._first.offer(record, detail)

    def oddity(self) -> Oddity:
        return Oddity(self.kind, self._count, self._count, tuple(self._first.rows()))


class _TwinListing:
    """The publications that share a key: the largest groups, of each the first by id."""

    def __init__(self, kind: str, key_of: Callable[[Record], int], counts: Counter[int]) -> None:
        self.kind = kind
        self._key_of = key_of
        shared = {key: count for key, count in counts.items() if count > 1}
        self._count = sum(shared.values())
        self._groups = len(shared)
        largest = nsmallest(MAX_ROWS, shared.items(), key=lambda item: (-item[1], item[0]))
        self._members = {key: (count, _First(MAX_TWINS + 1)) for key, count in largest}

    def look_at(self, record: Record) -> None:
        if self._members and (found := self._members.get(self._key_of(record))):
            found[1].offer(record, "")

    def oddity(self) -> Oddity:
        rows = []
        for count, first in self._members.values():
            named, *twins = (row.publication for row in first.rows())
            rows.append(Row(named, twins=tuple(twins), sharing=count))
        rows.sort(key=lambda row: (-row.sharing, row.publication.id))
        return Oddity(self.kind, self._count, self._groups, tuple(rows))


class _First:
    """The first rows by id, however many are offered and in whatever order."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: list[Row] = []
        self._last: str | None = None  # a row with a greater id is not among the first

    def offer(self, record: Record, detail: str) -> None:
        if self._last is not None and record.id > self._last:
            return
        self._rows.append(Row(place_of(record), detail))
        if len(self._rows) >= 2 * self._most:
            self._rows = self.rows()
            self._last = self._rows[-1].publication.id

    def rows(self) -> list[Row]:
        return nsmallest(self._most, self._rows, key=lambda row: row.publication.id)
