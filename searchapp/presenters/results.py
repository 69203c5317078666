"""The page of results as the values that templates/search.html shows: texts in the page's language, and addresses.

    view = present_page(query, results, links, "/search")
    view.facets[0].values[0].address, view.hits[0].passages[0].label

Templates decide nothing but the layout; what a link leads to is decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.engines.interface import FACETS, SORTS, Filters, Query, Results, Sort
from indexer.french import fold
from indexer.presenters.links import Links
from searchapp.chosen_filters import chosen_filters
from searchapp.language import gettext as _
from searchapp.language import ngettext, number_in_words
from searchapp.narrowing import paged, sorted_by, with_filters
from searchapp.parameters import query_pairs
from searchapp.presenters.addresses import Addresses, Choice
from searchapp.presenters.cards import HitView, present_hit
from searchapp.presenters.facets import FacetView, present_facets
from searchapp.presenters.histogram import DatesView, present_dates
from searchapp.presenters.json import last_page_of
from searchapp.repairs import Repair

_FACET_LIMIT = Query().facet_limit


@dataclass(frozen=True, slots=True)
class Form:
    """What the search form and the date form keep: the words as typed, everything else in hidden fields."""

    typed: str
    kept: tuple[tuple[str, str], ...]
    kept_for_dates: tuple[tuple[str, str], ...]
    kept_for_filters: tuple[tuple[str, str], ...]
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A number in the pagination; no number where some are left out."""

    number: int | None
    address: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything templates/search.html shows of the results."""

    count: str
    total: int
    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    dates: DatesView
    sorts: tuple[Choice, ...]
    chosen: tuple[Choice, ...]
    without_filters: str
    page: int
    last_page: int
    previous: str | None
    next: str | None
    pages: tuple[PageLink, ...]
    first_number: int


def present_page(query: Query, results: Results, links: Links, path: str) -> PageView:
    """The whole page of results; `path` is where the page lives."""
    addresses = Addresses(path, query)
    last_page = last_page_of(query, results)
    page = min(query.page, last_page + 1)
    return PageView(
        count=publications(results.total),
        total=results.total,
        hits=tuple(present_hit(hit, links, addresses) for hit in results.hits),
        facets=present_facets(query, results, path),
        dates=present_dates(query, results.months, path, dt.datetime.now().astimezone().date()),
        sorts=present_sorts(query, path),
        chosen=present_chosen(query, path),
        without_filters=addresses.of(with_filters(query, Filters())),
        page=query.page,
        last_page=last_page,
        previous=addresses.of(paged(query, page - 1)) if page > 1 else None,
        next=addresses.of(paged(query, page + 1)) if page < last_page else None,
        pages=_pages(query, last_page, addresses) if last_page > 1 else (),
        first_number=(query.page - 1) * query.per_page + 1,
    )


def present_chosen(query: Query, path: str) -> tuple[Choice, ...]:
    """The chosen filters, each with the address of the search without it."""
    addresses = Addresses(path)
    return tuple(Choice(one.text, addresses.of(one.without), selected=True) for one in chosen_filters(query))


def present_form(query: Query, typed: str, also: Sequence[tuple[str, str]] = ()) -> Form:
    """The forms' values. A new search keeps the filters, the order and what is given `also`, and begins at page 1."""
    pairs = [*query_pairs(replace(query, page=1, facet_limit=_FACET_LIMIT)), *also]
    filters = query.filters
    return Form(
        typed=typed,
        kept=tuple(pair for pair in pairs if pair[0] not in ("q", "spelling")),  # other words may be corrected again
        kept_for_dates=tuple(pair for pair in pairs if pair[0] not in ("year", "from", "to")),  # one choice of dates
        kept_for_filters=tuple(pair for pair in pairs if pair[0] not in FACETS),
        since=filters.since.isoformat() if filters.since else "",
        until=filters.until.isoformat() if filters.until else "",
    )


def present_repairs(found: Sequence[Repair], path: str) -> tuple[Choice, ...]:
    """Other searches to try."""
    addresses = Addresses(path)
    return tuple(Choice(one.sentence, addresses.of(one.query), count=publications(one.count)) for one in found)


def present_topics(results: Results, path: str) -> tuple[Choice, ...]:
    """The topics of the front page, in the order of the alphabet, with their counts."""
    addresses = Addresses(path)
    values = sorted(results.facets["topic"].values, key=lambda value: fold(value.value))
    return tuple(
        Choice(
            value.value,
            addresses.with_value("topic", value.value),
            count=number_in_words(value.count),
        )
        for value in values
    )


def publications(number: int) -> str:
    """`12 345 publications`."""
    if not number:
        return _("Aucune publication")  # French counts 0 as one, English as many
    return ngettext("%(number)s publication", "%(number)s publications", number, number=number_in_words(number))


def present_sorts(query: Query, path: str) -> tuple[Choice, ...]:
    """The orders to choose from."""
    addresses = Addresses(path)
    texts: Mapping[Sort, str] = {
        "relevance": _("Pertinence"),
        "newest": _("Plus récentes"),
        "oldest": _("Plus anciennes"),
    }
    # Without words nothing is more relevant than what is new: the engine gives the newest first.
    offered: tuple[Sort, ...] = SORTS if query.text else ("newest", "oldest")
    current = query.sort if query.sort in offered else "newest"
    return tuple(
        Choice(texts[sort], addresses.of(sorted_by(query, sort)), selected=sort == current) for sort in offered
    )


def _pages(query: Query, last_page: int, addresses: Addresses) -> tuple[PageLink, ...]:
    """The first, the last and the pages around this one; a gap stands for what lies between."""
    around = range(query.page - 1, query.page + 2)
    numbers = sorted({number for number in (1, *around, last_page) if 1 <= number <= last_page})
    links: list[PageLink] = []
    for before, number in zip([0, *numbers], numbers, strict=False):
        if number - before == 2:  # a gap of one page is that page
            links.append(PageLink(before + 1, addresses.of(paged(query, before + 1))))
        elif number - before > 2:
            links.append(PageLink(None))
        links.append(PageLink(number, addresses.of(paged(query, number)), current=number == query.page))
    return tuple(links)
