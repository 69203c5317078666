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

_OFFICE = re.compile(r"\.(?:do[ct][xm]|p(?:pt|ps|ot)[xm]|o[dt][tp]|epub)$", re.IGNORECASE)
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
    language    "" where it is the publication's
    """

    number: int
    text: str
    label: str | None = None
    heading: str | None = None
    anchor: str | None = None
    is_contents: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """One thing that was published.

    id       stable; for a file its path below the folder that was added
    url      public address, "" when it has none (the service then serves the file itself)
    links    addresses of documents that this page links to, absolute or relative to `file`
    date_is_of_file  whether the date is only when the file was made: that of a page that announces it is better
    file     absolute path of the file it was read from
    digest   hex digest of that file's bytes (or of the manifest line), to see whether it changed
    manifest absolute path of the manifest that told of it
    documents   ids of the documents attached to it
    attachment  names of the attachments that lead to it within `file`, from the file inward; () for the file itself
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
    documents: tuple[str, ...] = ()
    attachment: tuple[str, ...] = ()
    date_is_of_file: bool = False

    @property
    def is_pdf(self) -> bool:
        """Whether a passage is a page that a PDF reader can open at its number."""
        return is_pdf_address(name_in_file(self.file or self.url, self.attachment))

    @property
    def is_document(self) -> bool:
        """Whether it is a document that a page announces, and that takes from this page what it lacks."""
        return self.is_pdf or is_office_address(name_in_file(self.file or self.url, self.attachment))


def name_in_file(file: str, attachment: tuple[str, ...]) -> str:
    """What a publication was read from: the name of the attachment, else the path or address of the file."""
    return attachment[-1] if attachment else file


def file_id_of(identifier: str, attachment: tuple[str, ...]) -> str:
    """The id of the publication that is the file itself: "a.pdf" of "a.pdf/b.pdf/c.docx"."""
    for name in reversed(attachment):
        identifier = identifier.removesuffix(f"/{name}")
    return identifier


def is_pdf_address(address: str) -> bool:
    """Whether a path or an address names a PDF."""
    return address.lower().partition("?")[0].partition("#")[0].endswith(".pdf")


def is_office_address(address: str) -> bool:
    """Whether a path or an address names an office document or a book."""
    return bool(_OFFICE.search(address.partition("?")[0].partition("#")[0]))


@dataclass(frozen=True, slots=True)
class Unread:
    """A document that is attached to a file and could not be read: the id it would have, and why."""

    id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that stands in the file and is not indexed: on which page, and why ("header", "invisible", ...)."""

    page: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What reading one file gave: the publication, where each value came from, what looked wrong.

    sources             field name -> where its value came from, e.g. {"date": "JSON-LD datePublished"}
    warnings            sentences
    pages               passages present in the file, before those without text are left out
    pages_without_text  numbers of the pages on which no text was found
    taken_out           headers, footers and page numbers, which are not indexed, by page
    unseen              words of the file that no reader sees, and that are not indexed either, by page
    attached            how many files are attached to it, read or not
    is_portfolio        a cover over attached files, and nothing else
    documents           what the attached files of types that are read here hold
    unread              those of them that could not be read
    left_out            names of the attached files that are of another type
    pages_waiting       numbers of the scanned pages that were not recognised
    recognised          of each page that was recognised, how sure that is (0 to 1)
    """

    publication: Publication
    sources: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    pages: int = 0
    pages_without_text: tuple[int, ...] = ()
    taken_out: tuple[LeftOut, ...] = ()
    unseen: tuple[LeftOut, ...] = ()
    attached: int = 0
    is_portfolio: bool = False
    documents: tuple[Extraction, ...] = ()
    unread: tuple[Unread, ...] = ()
    left_out: tuple[str, ...] = ()
    pages_waiting: tuple[int, ...] = ()
    recognised: dict[int, float] = field(default_factory=dict)
