"""What was published: `Publication` and its `Passage`s, plain frozen values.

    Publication(id="rapports/bilan.pdf", title="Bilan 2024", kind="rapport",
                date=PartialDate(2024), passages=(Passage(number=1, text="..."),))

Not here: how they are read from files (extract/) or found again (engines/).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Self

_ISO_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:$|[T ])")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date as exact as its source gives it: a year, a month or a day.

    A cover that says "Rapport 2024" gives no day, and none is invented: `PartialDate(2024)`.
    For sorting and ranges it counts from its first day (see `first_day`).
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for a date that does not exist."""
        dt.date(self.year, self.month or 1, self.day or 1)
        if self.day and not self.month:
            raise ValueError("a day needs a month")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2024`, `2024-09`, `2024-09-04` or an ISO date with a time after it.

        Raises ValueError when the text is none of these or the day does not exist.
        """
        match = _ISO_DATE.match(text.strip())
        if not match:
            raise ValueError(f"“{text[:40]}” is not a date like 2024-09-04, 2024-09 or 2024")
        year, month, day = (int(part or 0) for part in match.groups())
        return cls(year, month, day)

    @property
    def first_day(self) -> dt.date:
        """The first day this date may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        """The last day this date may mean."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text


HEADING_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Passage:
    """A place one can link to: a page of a PDF, or a section of an article.

    number      from 1; the physical page of a PDF
    label       the printed page number ("iv", "12"), where it is known
    heading     the section it stands in; where several begin on a page, all of them, joined by HEADING_SEPARATOR
    anchor      the id of the heading in a web page
    is_contents a table of contents, a list of figures, an index: its words stand better elsewhere
    """

    number: int
    text: str
    label: str | None = None
    heading: str | None = None
    anchor: str | None = None
    is_contents: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """One thing that was published.

    id       stable; for a file its path below the folder that was added
    url      public address, "" when it has none (the service then serves the file itself)
    links    addresses of documents that this page links to, absolute or relative to `file`
    file     absolute path of the file it was read from
    digest   hex digest of that file's bytes (or of the manifest line), to see whether it changed
    manifest absolute path of the manifest that told of it
    """

    id: str
    title: str
    passages: tuple[Passage, ...] = ()
    url: str = ""
    lead: str = ""
    kind: str = ""
    language: str = "fr"
    date: PartialDate | None = None
    updated: PartialDate | None = None
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    file: str | None = None
    digest: str = ""
    manifest: str | None = None

    @property
    def is_pdf(self) -> bool:
        """Whether a passage is a page that a PDF reader can open at its number."""
        return is_pdf_address(self.file or self.url)


def is_pdf_address(address: str) -> bool:
    """Whether a path or an address names a PDF."""
    return address.lower().partition("?")[0].partition("#")[0].endswith(".pdf")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What reading one file gave: the publication, where each value came from, what looked wrong.

    sources             field name -> where its value came from, e.g. {"date": "JSON-LD datePublished"}
    warnings            sentences
    pages               passages present in the file, before those without text are left out
    pages_without_text  numbers of the pages on which no text was found
    pages_waiting       numbers of the scanned pages that were not recognised
    recognised          of each page that was recognised, how sure that is (0 to 1)
    """

    publication: Publication
    sources: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    pages: int = 0
    pages_without_text: tuple[int, ...] = ()
    pages_waiting: tuple[int, ...] = ()
    recognised: dict[int, float] = field(default_factory=dict)
