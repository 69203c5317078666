"""The lists of filters beside the results: values with counts, each a link that narrows or widens the search.

present_facets(query, results, Addresses("/search", query))[0].values[0].address
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from indexer.engines.interface import Facet, FacetName, Query, Results
from searchapp.chosen import value_label
from searchapp.language import gettext as _
from searchapp.language import number_in_words
from searchapp.parameters import MAX_FACET_LIMIT
from searchapp.presenters.addresses import Addresses, Choice

# The most useful to narrow by come first; author lists are long and stand behind the short ones.
_FACET_ORDER: tuple[FacetName, ...] = ("topic", "kind", "year", "author", "language")
_SHOWN_VALUES = 6  # of a facet before "Plus": five facets then fit beside a page of results
_LISTED_VALUES = 30  # behind "Plus" before "Tout afficher": each link costs time, and a list of 100 is no help
_FACET_LIMIT = Query().facet_limit


@dataclass(frozen=True, slots=True)
class FacetView:
    """One list of filters: the first values, the further ones, and where all of them are."""

    name: FacetName
    title: str
    more: str
    values: tuple[Choice, ...]
    further: tuple[Choice, ...]
    all_values: Choice | None


def present_facets(query: Query, results: Results, addresses: Addresses) -> tuple[FacetView, ...]:
    """Every facet that has a value to choose."""
    titles = _facet_titles()
    return tuple(
        view
        for facet in _FACET_ORDER
        if (view := _facet(facet, titles[facet], results.facets[facet], query, addresses)).values
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
