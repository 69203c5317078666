"""What is found: hits with their passages, and the values of facets with counts.

    results.total, results.hits[0].title, results.facets["topic"].values[0].count

Of what an answer holds many, values are structs: they are made five times as quickly as dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import msgspec

from indexer.engines.interface.query import FacetName, Filters, SortPosition
from indexer.publication import PartialDate


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


class LinkedPublication(msgspec.Struct, frozen=True, gc=False):
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
    landing_page: LinkedPublication | None
    documents: tuple[LinkedPublication, ...]
    is_pdf: bool
    has_file: bool
    attachment: str = ""
    snippet_language: str = ""
    pinned: bool = False


class PassagesFound(msgspec.Struct, frozen=True, gc=False):
    """The passages of one publication in which words stand: some of them, out of `total`.

    relaxed   none has all the words: these have some of them
    """

    total: int
    passages: tuple[PassageHit, ...]
    relaxed: bool = False


class Issue(msgspec.Struct, frozen=True, gc=False):
    """A publication of a series of yearly reports, and the year that it is about."""

    year: int
    hit: Hit


class RelatedPublications(msgspec.Struct, frozen=True, gc=False):
    """What is close to a publication by its words, closest first; no document stands there twice.

    A hit's score is how close it is: from 0 to 1, which is the publication itself.

    versions  the same text, or nearly: another format, another edition
    issues    the same yearly report of other years, newest first
    related   about the same
    """

    versions: tuple[Hit, ...]
    related: tuple[Hit, ...]
    issues: tuple[Issue, ...] = ()


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


@dataclass(frozen=True, slots=True)
class FacetPage:
    """Some of the values of one facet, in order; `total` of them were asked for."""

    values: tuple[FacetValue, ...]
    total: int
    took_ms: float = 0.0


class MonthCount(msgspec.Struct, frozen=True, gc=False):
    """So many publications of one month (1 to 12); a date that is only a year is counted in its January."""

    year: int
    month: int
    count: int


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
    last: SortPosition | None = None
