"""What every engine does: `Engine`, and the values that go in (`Query`) and come out (`Results`).

    results = engine.search(Query(text="dépistage", filters=Filters(topics=("Prévention",))))
    results.total, results.hits[0].title, results.facets["topic"]

Values only: no HTML (searchapp/presenters), no query syntax (indexer/query.py), no library of an engine.

Of what an answer holds many, values are structs: they are made five times as quickly as dataclasses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Annotated, Literal, Protocol

import msgspec

from indexer.publication import PartialDate, Publication, is_pdf_address, name_in_file

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
FacetName = Literal["topic", "author", "year", "kind", "language"]
FACETS: tuple[FacetName, ...] = ("topic", "author", "year", "kind", "language")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the visitor chose: within a facet any value matches, between facets all must.

    `since` and `until` are days, both included; publications without a date match neither.
    """

    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    def chosen(self, facet: FacetName) -> tuple[str, ...]:
        """The chosen values of one facet, as text."""
        match facet:
            case "topic":
                return self.topics
            case "author":
                return self.authors
            case "year":
                return tuple(f"{year:04d}" for year in self.years)
            case "kind":
                return self.kinds
            case "language":
                return self.languages

    def __bool__(self) -> bool:
        return self != Filters()


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where a publication stands in an order by date: `Query.after` goes on behind it, whatever was added since.

    day  of its date, counted from 1 January of the year 1; 0 without one
    key  its place among those of the same day: a number made of its id
    """

    day: int
    key: int


@dataclass(frozen=True, slots=True)
class Query:
    """A valid search. `text` is what was typed, in the syntax of indexer/query.py; "" matches everything.

    per_page     publications on a page; 0 asks for totals and facets only
    facet_limit  values given per facet, most frequent first; chosen ones are always given
    snippets     False gives titles only: no passages are looked for in the hits, nothing is read or marked
    after        only with an order by date: hits begin behind this place, and `page` counts from there; total and
                 facets are of all
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 10
    facet_limit: int = 100
    snippets: bool = True
    after: Place | None = None


class Marked(msgspec.Struct, frozen=True, gc=False):
    """Text with the matched words marked: runs of (text, is_matched), to be escaped by the presenter."""

    runs: tuple[tuple[str, bool], ...] = ()

    def __str__(self) -> str:
        return "".join(text for text, _ in self.runs)


class PassageHit(msgspec.Struct, frozen=True, gc=False):
    """A place inside a displayed publication where the words stand.

    words     a short run of the passage's own words around the match, to search for in a PDF reader
    language  its own, or the publication's
    """

    number: int
    label: str | None
    heading: str | None
    anchor: str | None
    snippet: Marked
    words: str
    language: str = ""


class Related(msgspec.Struct, frozen=True, gc=False):
    """Another publication, as named in a result: the page that announces a report, or its documents."""

    id: str
    title: str
    url: str
    has_file: bool = True


class Hit(msgspec.Struct, frozen=True, gc=False):
    """One publication of the results, with its best passages.

    landing_page  the page that announces it; of a document that is attached to another, that other one
    attachment    the name of the attached file that it is; "" when it is none
    snippet_language  that of the snippet, which may be of a passage in another language than the publication's
    """

    id: str
    url: str
    title: str
    marked_title: Marked
    lead: str
    kind: str
    language: str
    date: PartialDate | None
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    score: float
    snippet: Marked
    passages: tuple[PassageHit, ...]
    landing_page: Related | None
    documents: tuple[Related, ...]
    is_pdf: bool
    has_file: bool
    attachment: str = ""
    snippet_language: str = ""


class FacetValue(msgspec.Struct, frozen=True, gc=False):
    """A value of a facet; `count` publications are found when it is chosen alone in its facet."""

    value: Annotated[str, msgspec.Meta(description="The value, as the parameter of the facet takes it.")]
    count: Annotated[
        int, msgspec.Meta(description="Publications that are found when the value is chosen alone in its facet.")
    ]
    selected: Annotated[bool, msgspec.Meta(description="Whether it is chosen.")]


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet, most frequent first; `total` of them exist, `values` may be fewer."""

    values: tuple[FacetValue, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query.

    relaxed  no publication has all the words: these have some of them
    dropped  words that stand in no publication, when not all were found
    filters  those of the query, each value in the spelling that its facet shows
    last     where the last hit stands in an order by date; None without hits or in order of relevance
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[FacetName, Facet]
    relaxed: bool = False
    dropped: tuple[str, ...] = ()
    filters: Filters | None = None
    took_ms: float = 0.0
    last: Place | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What the index remembers of where a publication came from: enough to see that nothing has changed.

    file      absolute path of the file it was read from, if any
    manifest  absolute path of the manifest that told of it, if any
    attachment  names of the attachments that lead to it within the file
    """

    digest: str
    file: str | None
    manifest: str | None
    attachment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a publication can be read: the file it was read from, if any, and its public address, if any.

    attachment  names of the attachments that lead to it within the file
    """

    file: str | None
    url: str
    attachment: tuple[str, ...] = ()


class Record(msgspec.Struct, frozen=True, gc=False):
    """A publication without its passages, for what looks at all of them.

    date, authors, topics  as they are written; those of its landing page where its own are missing
    attachment             names that lead to it within `file`, when it is attached to another
    landing_page           the id of the page that announces it, or of what it is attached to
    words                  of its lead and its passages
    text_key               the same number for publications with the same text, or nearly so; 0 without any
    """

    id: str
    title: str
    url: str
    kind: str
    language: str
    date: PartialDate | None
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    file: str
    attachment: tuple[str, ...]
    landing_page: str | None
    words: int
    text_key: int

    @property
    def is_pdf(self) -> bool:
        """Whether a passage is a page of a PDF."""
        return is_pdf_address(name_in_file(self.file or self.url, self.attachment))


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Counts and sizes for `indexer status`.

    stored_bytes  the part of `size_bytes` that is texts as they are shown; the rest is what finds them
    """

    publications: int
    passages: int
    kinds: Mapping[str, int]
    size_bytes: int
    stored_bytes: int
    segments: int
    last_commit: dt.datetime | None


class Prepared(Protocol):
    """Publications as an engine will store them: analysed, encoded, ready to travel between processes."""

    @property
    def ids(self) -> Sequence[str]:
        """The publications' ids, in their order."""
        ...


class Writer(Protocol):
    """One run's changes. Nothing is visible before `commit`; leaving without it changes nothing."""

    def add(self, prepared: Prepared, wanted: Sequence[int] | None = None) -> None:
        """Add what `Engine.prepare` made of publications, replacing those with the same ids.

        `wanted` are the places of those to add; None adds all. The ids of those that are added differ.
        """
        ...

    def remove(self, identifier: str) -> bool:
        """Remove a publication; False when there is none with this id."""
        ...

    def commit(self, *, final: bool = True) -> None:
        """Make all changes so far visible at once. Between batches `final` is False: tidying can wait."""
        ...


class Engine(Protocol):
    """What stores and searches publications.

    Every method but `writer` may be called by several threads at once.
    """

    def search(self, query: Query) -> Results:
        """Answer a query. Raises IndexMissing or IndexDamaged, never an error about the query's text."""
        ...

    def count(self, query: Query) -> int:
        """The total of `search`, without relaxing and without reading any publication."""
        ...

    def corrected(self, text: str) -> str | None:
        """The same text with unknown words replaced by close words of the corpus, or None."""
        ...

    def get(self, identifier: str) -> Publication | None:
        """One publication, whole, as it was stored."""
        ...

    def source(self, identifier: str) -> Source | None:
        """Where a publication can be read, without reading it."""
        ...

    def stored(self) -> Mapping[str, Stored]:
        """Every publication's id and where it came from; empty when there is no index yet."""
        ...

    def records(self) -> Iterable[Record]:
        """Every publication without its passages, one at a time, in no order; all of one commit.

        What is given may be gone through more than once.
        """
        ...

    def status(self) -> EngineStatus:
        """Counts and sizes."""
        ...

    def verify(self) -> Iterable[str]:
        """Check everything stored; a sentence for each thing checked. Raises IndexDamaged at the first damage."""
        ...

    @staticmethod
    def prepare(publications: Sequence[Publication]) -> Prepared:
        """Do all that can be done without the index: a function of its own, so that a worker process may run it."""
        ...

    def writer(self) -> AbstractContextManager[Writer]:
        """Begin a run of changes. Raises IndexLocked when another process is writing."""
        ...

    def is_ready(self) -> bool:
        """Whether a search can be answered now."""
        ...

    def version(self) -> str:
        """A short text that is another one after every commit, the same in every process.

        As quick as a look at the disk: an answer that a client has kept is compared with it. Raises as `search` does.
        """
        ...
