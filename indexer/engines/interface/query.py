"""What is asked: words, filters, an order and a page, as plain values.

    Query(text="dépistage", filters=Filters(topics=("Prévention",)), sort="newest")

Not here: the syntax of `text` (indexer/query.py), parameters of addresses (searchapp/parameters).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

import msgspec

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
Spelling = Literal["auto", "as_typed"]
SPELLINGS: tuple[Spelling, ...] = ("auto", "as_typed")
FacetName = Literal["topic", "author", "year", "kind", "language"]
FACETS: tuple[FacetName, ...] = ("topic", "author", "year", "kind", "language")
FacetOrder = Literal["count", "value"]
FACET_ORDERS: tuple[FacetOrder, ...] = ("count", "value")


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


class SortPosition(msgspec.Struct, frozen=True, gc=False):
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
    after: SortPosition | None = None
    months: bool = False
