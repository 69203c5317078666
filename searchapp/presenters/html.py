"""Results as the values that templates/search.html shows: texts in the page's language, and addresses.

    view = present_page(query, results, links, "/search")
    view.facets[0].values[0].address, view.hits[0].passages[0].label

Templates decide nothing but the layout; what a link leads to is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

import msgspec
from markupsafe import Markup, escape

from indexer.engines.interface import SORTS, Facet, FacetName, Filters, Hit, PassageHit, Query, Results, Sort
from indexer.french import fold
from indexer.presenters.links import Links, is_slides
from indexer.presenters.marked import marked_html
from searchapp.chosen import chosen_filters, value_label
from searchapp.dates import date_in_words
from searchapp.language import current_language, ngettext, number_in_words, valid_language_tag
from searchapp.language import gettext as _
from searchapp.narrowing import narrowed, paged, sorted_by, widened, with_filters
from searchapp.parameters import MAX_FACET_LIMIT, encoded, format_narrowed, format_query, query_pairs
from searchapp.presenters.json import last_page_of
from searchapp.repairs import Repair

# The most useful to narrow by come first; author lists are long and stand behind the short ones.
_FACET_ORDER: tuple[FacetName, ...] = ("topic", "kind", "year", "author", "language")
_SHOWN_VALUES = 6  # of a facet before "Plus": five facets then fit beside a page of results
_LISTED_VALUES = 30  # behind "Plus" before "Tout afficher": each link costs time, and a list of 100 is no help
_HEADING_LENGTH = 90  # a page may stand in five sections; two lines of a phone tell enough
_FACET_LIMIT = Query().facet_limit
_SHOWN_AUTHORS = 4  # in a result; a report may name forty
_SHOWN_DOCUMENTS = 5  # in a result; a portfolio may hold a hundred


class Choice(msgspec.Struct, frozen=True, gc=False):
    """A link that changes the search, and whether it is what is shown now."""

    text: str
    address: str
    selected: bool = False
    count: str = ""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class FacetView:
    """One list of filters: the first values, the further ones, and where all of them are."""

    name: FacetName
    title: str
    more: str
    values: tuple[Choice, ...]
    further: tuple[Choice, ...]
    all_values: Choice | None


class PassageView(msgspec.Struct, frozen=True, gc=False):
    """A place inside a result."""

    label: str
    heading: str
    address: str | None
    lang: str | None
    snippet: Markup


class Named(msgspec.Struct, frozen=True, gc=False):
    """Something with a name, linked where it has an address."""

    text: str
    address: str | None


class HitView(msgspec.Struct, frozen=True, gc=False):
    """One result."""

    title: Markup
    address: str | None
    is_pdf: bool
    lang: str | None
    kind: str
    date: str
    iso_date: str
    authors: str
    snippet: Markup
    snippet_lang: str | None
    passages: tuple[PassageView, ...]
    topics: tuple[Named, ...]
    landing_page: Named | None
    documents: tuple[Named, ...]
    is_attached: bool = False
    more_documents: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What the search form and the date form keep: the words as typed, everything else in hidden fields."""

    typed: str
    kept: tuple[tuple[str, str], ...]
    kept_for_dates: tuple[tuple[str, str], ...]
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
    sorts: tuple[Choice, ...]
    chosen: tuple[Choice, ...]
    without_filters: str
    page: int
    last_page: int
    previous: str | None
    next: str | None
    pages: tuple[PageLink, ...]
    first_number: int


class Addresses:
    """Addresses of searches below one path, starting from a query."""

    def __init__(self, path: str, query: Query | None = None) -> None:
        self._path = path
        self._query = query or Query()
        self._narrowing: dict[FacetName, tuple[tuple[str, ...], str, str]] = {}

    def of(self, query: Query) -> str:
        """The address that shows this query."""
        query_string = format_query(query)
        return f"{self._path}?{query_string}" if query_string else self._path

    def with_value(self, facet: FacetName, value: str) -> str:
        """The address that shows the query with one more value of a facet. A page has a hundred of these."""
        if facet not in self._narrowing:
            before, behind = format_narrowed(self._query, facet)
            self._narrowing[facet] = self._query.filters.chosen(facet), f"{self._path}?{before}", behind
        chosen, before, behind = self._narrowing[facet]
        if value in chosen:
            return self.of(narrowed(self._query, facet, value))
        return before + encoded(value) + behind

    def without_value(self, facet: FacetName, value: str) -> str:
        """The address that shows the query with one value of a facet less."""
        return self.of(widened(self._query, facet, value))


def present_page(query: Query, results: Results, links: Links, path: str) -> PageView:
    """The whole page of results; `path` is where the page lives."""
    addresses = Addresses(path, query)
    titles = _facet_titles()
    last_page = last_page_of(query, results)
    page = min(query.page, last_page + 1)
    return PageView(
        count=publications(results.total),
        total=results.total,
        hits=tuple(present_hit(hit, links, addresses) for hit in results.hits),
        facets=tuple(
            view
            for facet in _FACET_ORDER
            if (view := _facet(facet, titles[facet], results.facets[facet], query, addresses)).values
        ),
        sorts=_sorts(query, addresses),
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


def present_form(query: Query, typed: str) -> Form:
    """The forms' values. A new search keeps the filters and the order, and begins at page 1."""
    pairs = query_pairs(replace(query, page=1, facet_limit=_FACET_LIMIT))
    filters = query.filters
    return Form(
        typed=typed,
        kept=tuple(pair for pair in pairs if pair[0] != "q"),
        kept_for_dates=tuple(pair for pair in pairs if pair[0] not in ("from", "to")),
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


def _sorts(query: Query, addresses: Addresses) -> tuple[Choice, ...]:
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


def _facet_titles() -> Mapping[FacetName, tuple[str, str]]:
    """The name of each facet, and of its further values."""
    return {
        "topic": (_("Thèmes"), _("Plus de thèmes")),
        "author": (_("Auteurs"), _("Plus d’auteurs")),
        "year": (_("Années"), _("Plus d’années")),
        "kind": (_("Types"), _("Plus de types")),
        "language": (_("Langues"), _("Plus de langues")),
    }


def _facet(name: FacetName, title: tuple[str, str], facet: Facet, query: Query, addresses: Addresses) -> FacetView:
    values = [value for value in facet.values if value.count or value.selected]
    if query.facet_limit == _FACET_LIMIT:  # else the visitor asked for all of them
        values = [value for index, value in enumerate(values) if index < _LISTED_VALUES or value.selected]
    if name == "year":
        values.sort(key=lambda value: value.value, reverse=True)
    # What is chosen is never hidden behind "Plus".
    first = [value for index, value in enumerate(values) if index < _SHOWN_VALUES or value.selected]
    views = {
        value.value: Choice(
            value_label(name, value.value),
            (addresses.without_value if value.selected else addresses.with_value)(name, value.value),
            selected=value.selected,
            count=number_in_words(value.count),
        )
        for value in values
    }
    shown = {value.value for value in first}
    is_cut = facet.total > len(values) and query.facet_limit < MAX_FACET_LIMIT
    return FacetView(
        name=name,
        title=title[0],
        more=title[1],
        values=tuple(views[value.value] for value in first),
        further=tuple(view for value, view in views.items() if value not in shown),
        all_values=Choice(
            _("Tout afficher (%(number)s)", number=number_in_words(facet.total)),
            addresses.of(replace(query, facet_limit=MAX_FACET_LIMIT)),
        )
        if is_cut
        else None,
    )


def present_hit(hit: Hit, links: Links, addresses: Addresses) -> HitView:
    """One result."""
    authors = ", ".join(hit.authors[:_SHOWN_AUTHORS])
    if others := len(hit.authors[_SHOWN_AUTHORS:]):
        authors = ngettext(
            "%(authors)s et %(number)s autre",
            "%(authors)s et %(number)s autres",
            others,
            authors=authors,
            number=others,
        )
    return HitView(
        title=marked_html(hit.marked_title) or escape(hit.title),
        address=links.hit(hit),
        is_pdf=hit.is_pdf,
        lang=_foreign(hit.language),
        kind=value_label("kind", hit.kind),
        date=date_in_words(hit.date, current_language()) if hit.date else "",
        iso_date=str(hit.date or ""),
        authors=authors,
        # The engine's snippet is that of the best passage, which is shown below with its place.
        snippet=Markup() if hit.passages else marked_html(hit.snippet) or escape(hit.lead),
        snippet_lang=_foreign(hit.snippet_language or hit.language),
        passages=tuple(_passage(hit, passage, links) for passage in hit.passages),
        topics=tuple(Named(topic, addresses.with_value("topic", topic)) for topic in hit.topics),
        landing_page=Named(hit.landing_page.title, links.related(hit.landing_page)) if hit.landing_page else None,
        documents=tuple(
            Named(document.title, links.related(document)) for document in hit.documents[:_SHOWN_DOCUMENTS]
        ),
        is_attached=bool(hit.attachment),
        more_documents=_more(len(hit.documents) - _SHOWN_DOCUMENTS),
    )


def _more(others: int) -> str:
    if others <= 0:
        return ""
    return ngettext("et %(number)s autre", "et %(number)s autres", others, number=others)


def _passage(hit: Hit, passage: PassageHit, links: Links) -> PassageView:
    label = ""
    if hit.is_pdf:
        label = _("Page %(number)s", number=passage.number)
        if passage.label and passage.label != str(passage.number):
            label = _("Page %(number)s (numérotée %(label)s)", number=passage.number, label=passage.label)
    elif is_slides(hit):
        label = _("Diapositive %(number)s", number=passage.number)
    heading = shorten(passage.heading or "", _HEADING_LENGTH, placeholder=" …")
    return PassageView(
        label=label if label or heading else _("Lire ce passage"),
        heading=heading,
        address=links.passage(hit, passage),
        lang=_foreign(passage.language or hit.language),
        snippet=marked_html(passage.snippet),
    )


def _foreign(language: str) -> str | None:
    """The tag for a `lang` attribute, where it differs from the page's own."""
    tag = valid_language_tag(language) if language else None
    return tag if tag and tag.split("-")[0] != current_language() else None


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
