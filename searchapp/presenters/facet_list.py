"""The page of all values of one facet: what templates/facet_values.html shows.

present_list(query, "author", results, found, contains="scotte", order="count", path="/search")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.engines.interface import FacetName, FacetOrder, FacetPage, FacetValue, Query, Results
from searchapp.facet_names import facet_title, value_count
from searchapp.language import gettext as _
from searchapp.narrowing import last_page, paged
from searchapp.parameters import query_pairs
from searchapp.parameters.facet_values import PER_PAGE_OF_VALUES
from searchapp.presenters.addresses import Addresses, with_also
from searchapp.presenters.facets import Tick, list_path, nested
from searchapp.presenters.results import publications


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """A way to put the values in order."""

    value: FacetOrder
    text: str
    selected: bool


@dataclass(frozen=True, slots=True)
class ListView:
    """All values of one facet, a page of them.

    kept  what the form carries along: the search without what is chosen in this facet
    """

    facet: FacetName
    title: str
    path: str
    found: str
    back: str
    back_text: str
    contains: str
    orders: tuple[OrderChoice, ...]
    has_filter: bool
    kept: tuple[tuple[str, str], ...]
    count: str
    chosen: tuple[Tick, ...]
    values: tuple[Tick, ...]
    page: int
    last_page: int
    previous: int | None
    next: int | None


def present_list(
    query: Query,
    facet: FacetName,
    results: Results,
    found: FacetPage,
    *,
    contains: str,
    order: FacetOrder,
    path: str,
    also: Sequence[tuple[str, str]] = (),
) -> ListView:
    """A page of values; what is chosen stands before them, on every page.

    path  where the page of results lives
    also  further parameters of that page, to be kept
    """
    last = last_page(found.total, PER_PAGE_OF_VALUES)
    pairs = query_pairs(replace(paged(query, 1), facet_limit=Query().facet_limit))
    others = [value for value in found.values if not value.selected]
    return ListView(
        facet=facet,
        title=facet_title(facet),
        path=list_path(path, facet),
        found=publications(results.total),
        back=f"{Addresses(with_also(path, also)).of(paged(query, 1))}#found",
        back_text=_("Revenir aux résultats"),
        contains=contains,
        orders=(
            OrderChoice("count", _("Nombre de publications"), order == "count"),
            OrderChoice(
                "value",
                _("Les plus récentes d’abord") if facet == "year" else _("Ordre alphabétique"),
                order == "value",
            ),
        ),
        has_filter=facet != "language",  # which are a few, and shown by names that the index does not know
        kept=tuple(pair for pair in (*pairs, *also) if pair[0] != facet),
        count=value_count(facet, found.total) if found.total else _("Aucun résultat"),
        chosen=_flat(facet, [value for value in results.facets[facet].values if value.selected]),
        # In the order of the alphabet a tree stands together; by count each is told with its whole path.
        values=nested(facet, others) if order == "value" else _flat(facet, others),
        page=query.page,
        last_page=last,
        previous=min(query.page - 1, last) if query.page > 1 else None,
        next=query.page + 1 if query.page < last else None,
    )


def _flat(facet: FacetName, values: list[FacetValue]) -> tuple[Tick, ...]:
    return tuple(tick for value in values for tick in nested(facet, [value]))
