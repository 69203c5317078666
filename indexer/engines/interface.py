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

from indexer.engines.series import YearSource
from indexer.publication import PartialDate, Publication, is_pdf_address, name_in_file

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
Spelling = Literal["auto", "as_typed"]
SPELLINGS: tuple[Spelling, ...] = ("auto", "as_typed")
FacetName = Literal["topic", "author", "year", "kind", "language"]
FacetOrder = Literal["count", "value"]
FACET_ORDERS: tuple[FacetOrder, ...] = ("count", "value")
FACETS: tuple[FacetName, ...] = ("topic", "author", "year", "kind", "language")
SuggestionKind = Literal["publication", "topic", "author", "word", "search"]


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
    spelling     with "auto" the service shows what the corrected text finds where the typed one finds nothing; engines
                 take every text as it is typed
    snippets     False gives titles only: no passages are looked for in the hits, nothing is read or marked
    after        only with an order by date: hits begin behind this place, and `page` counts from there; total and
                 facets are of all
    months       whether to count by month as well
    """

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    page: int = 1
    per_page: int = 10
    facet_limit: int = 100
    spelling: Spelling = "auto"
    snippets: bool = True
    after: Place | None = None
    months: bool = False


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
    pinned        whether editors put it first for these words
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
    pinned: bool = False


class PlacesFound(msgspec.Struct, frozen=True, gc=False):
    """The passages of one publication in which words stand: some of them, out of `total`.

    relaxed   none has all the words: these have some of them
    """

    total: int
    passages: tuple[PassageHit, ...]
    relaxed: bool = False


class Neighbours(msgspec.Struct, frozen=True, gc=False):
    """What is close to a publication by its words, closest first; no document stands there twice.

    A hit's score is how close it is: from 0 to 1, which is the publication itself.

    versions  the same text, or nearly: another format, another edition
    related   about the same
    """

    versions: tuple[Hit, ...]
    related: tuple[Hit, ...]


class FacetValue(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A value of a facet. The topic "Santé > Prévention" is a path: its parent is "Santé", its label "Prévention"."""

    value: Annotated[str, msgspec.Meta(description="The value, as the parameter of the facet takes it.")]
    count: Annotated[
        int, msgspec.Meta(description="Publications that are found when the value is chosen alone in its facet.")
    ]
    selected: Annotated[bool, msgspec.Meta(description="Whether it is chosen.")]
    parent: Annotated[
        str,
        msgspec.Meta(
            description="Of a topic that is a path: the value above it, which finds all that is below it; left out "
            "where there is none."
        ),
    ] = ""
    label: Annotated[
        str,
        msgspec.Meta(description="Of a topic that is a path: what it is called there; left out for all others."),
    ] = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet, most frequent first; `total` of them exist, `values` may be fewer."""

    values: tuple[FacetValue, ...]
    total: int


class MonthCount(msgspec.Struct, frozen=True, gc=False):
    """So many publications of one month (1 to 12); a date that is only a year is counted in its January."""

    year: int
    month: int
    count: int


@dataclass(frozen=True, slots=True)
class FacetPage:
    """Some of the values of one facet, in order; `total` of them were asked for."""

    values: tuple[FacetValue, ...]
    total: int
    took_ms: float = 0.0


class Suggestion(msgspec.Struct, frozen=True, gc=False):
    """What a visitor may mean who has begun to type.

    kind   a publication by its title, a topic, an author, the words typed with the last one completed ("word"), or what
           others have searched for ("search", which no engine knows: searchapp/asked.py)
    text   as it is shown; of a word or a search, what is then searched for
    id     of a publication
    count  publications that it leads to
    """

    kind: SuggestionKind
    text: str
    count: int
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query.

    relaxed  no publication has all the words: these have some of them
    dropped  words that stand in no publication, when not all were found
    filters  those of the query, each value in the spelling that its facet shows
    last     where the last hit stands in an order by date; None without hits or in order of relevance
    months   when asked for: every month that has any, in their order, with the years and days that were chosen left
             out, so that a count says what choosing this month instead gives
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[FacetName, Facet]
    relaxed: bool = False
    dropped: tuple[str, ...] = ()
    filters: Filters | None = None
    months: tuple[MonthCount, ...] = ()
    took_ms: float = 0.0
    last: Place | None = None


class YearReport(msgspec.Struct, frozen=True, gc=False):
    """An issue of a yearly report (series.py), in the row of the year that it is about.

    hit        it; its passages are the best of the pages that are marked, in their order, without excerpts
    year_from  what says the year: its title, the name of its file, or its date
    pages      how many pages (or sections) it has
    marks      the places, from 0, of those that have all the words; of the first ones where there are very many
    partial    no page has all the words: those that are marked have some of them
    """

    hit: Hit
    year_from: YearSource
    pages: int
    marks: tuple[int, ...]
    partial: bool


class YearRow(msgspec.Struct, frozen=True, gc=False):
    """What there is for one year: `count` publications of that date, and yearly reports about it."""

    year: int
    count: int
    reports: tuple[YearReport, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """A query year by year.

    rows        newest first; years without anything are not among them
    undated     how many publications have no date, and so no row
    first_year  the first year in which all the words appear: of a date, or that a report which has them is about
    first       what they appear in then: the oldest publication of that year, or that report
    """

    rows: tuple[YearRow, ...]
    total: int
    undated: int
    first_year: int | None = None
    first: Hit | None = None
    took_ms: float = 0.0


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

    def facet_values(
        self,
        query: Query,
        facet: FacetName,
        *,
        contains: str = "",
        order: FacetOrder = "count",
        page: int = 1,
        per_page: int = 50,
    ) -> FacetPage:
        """All values of one facet, with the counts that `search` gives, a page of them at a time.

        Those that publications of the query have, and those that are chosen. Of `contains` each word must stand in the
        value, as a part of a word or whole; accents and capitals do not matter. By "count" the most frequent come
        first, equal ones as by "value"; by "value" they stand as in a French dictionary, topics below what they are
        part of, and the newest year first. A chosen value that no publication has comes last.
        """
        ...

    def years(self, query: Query) -> Years:
        """What `search` finds, year by year, and in which pages of yearly reports the words stand.

        Of a report that is found, the pages are marked that have every word (a phrase where it begins) in their text or
        in the heading that begins there; where no page has all of them, those that have some. The series shown are the
        ones of which most issues are found; issues that are not are shown without marks, so that a gap is seen. Order
        and page of the query mean nothing here.
        """
        ...

    def corrected(self, text: str, filters: Filters | None = None) -> str | None:
        """The text as it was probably meant, in words of the corpus with their accents, or None.

        What is given finds something (`count`) with these filters. To be asked where the text does not find what was
        typed: it takes as long as some searches.
        """
        ...

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What a visitor may mean who has typed so far, `limit` at most: words first, then topics, authors and titles.

        Accents and case do not matter. Of titles and names every typed word begins a word, in any order. Nothing for
        fewer than two letters, nothing twice, nothing that finds nothing.
        """
        ...

    def worded(self, text: str) -> str | None:
        """Words as the publications write them, accents and all; None when one stands nowhere in this very form.

        For what strangers typed and others shall read: nothing is in it but words of the corpus.
        """
        ...

    def get(self, identifier: str) -> Publication | None:
        """One publication, whole, as it was stored."""
        ...

    def hit(self, identifier: str) -> Hit | None:
        """One publication as a search shows it, with what it takes from its landing page; without passages."""
        ...

    def places(
        self, identifier: str, text: str, *, limit: int = 20, first: int = 0, best_first: bool = True
    ) -> PlacesFound | None:
        """Where words stand inside a publication: its passages from number `first` on, best first or in their order.

        A passage has a word in its text, or in the heading that begins there. Words in other fields are left out.
        """
        ...

    def related(self, identifier: str, limit: int = 5) -> Neighbours | None:
        """What else is about the same, and what is the same in another version.

        Neither the page that announces the publication, nor its documents: `Hit` names these.
        """
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
