"""The lists of filters beside the results: the most frequent values of each facet, to be ticked.

    present_facets(query, results, "/search")[0].values[0].text

Not here: the list of all values of one facet (facet_list.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from indexer.engines.interface import FacetName, FacetValue, Query, Results
from searchapp.chosen_filters import value_label
from searchapp.language import gettext as _
from searchapp.language import number_in_words
from searchapp.narrowing import paged
from searchapp.presenters.addresses import Addresses

# The most useful to narrow by come first; author lists are long and stand behind the short ones.
_FACET_ORDER: tuple[FacetName, ...] = ("topic", "kind", "year", "author", "language")
_SHOWN_VALUES = 6  # of a facet before "Plus": five facets then fit beside a page of results


class Tick(msgspec.Struct, frozen=True, gc=False):
    """A value that can be chosen, and in a tree those below it."""

    value: str
    text: str
    count: str
    selected: bool
    below: tuple[Tick, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it or anything below it is chosen."""
        return self.selected or any(tick.is_open for tick in self.below)


@dataclass(frozen=True, slots=True)
class FacetView:
    """One list of filters: the first values, and where all of them are when there are more."""

    name: FacetName
    title: str
    values: tuple[Tick, ...]
    more: str
    more_address: str | None
    total: str


def present_facets(query: Query, results: Results, path: str) -> tuple[FacetView, ...]:
    """Every facet that has a value to choose; `path` is where the page of results lives."""
    titles = facet_titles()
    return tuple(view for facet in _FACET_ORDER if (view := _facet(facet, titles[facet], query, results, path)).values)


def facet_titles() -> Mapping[FacetName, tuple[str, str]]:
    """The name of each facet, and of its further values."""
    return {
        "topic": (_("Thèmes"), _("Plus de thèmes")),
        "author": (_("Auteurs"), _("Plus d’auteurs")),
        "year": (_("Années"), _("Plus d’années")),
        "kind": (_("Types"), _("Plus de types")),
        "language": (_("Langues"), _("Plus de langues")),
    }


def list_path(path: str, facet: FacetName) -> str:
    """Where the list of all values of a facet lives, below the page of results; parameters in `path` stay."""
    below, mark, kept = path.partition("?")
    return f"{below}/{facet}{mark}{kept}"


def _facet(name: FacetName, titles: tuple[str, str], query: Query, results: Results, path: str) -> FacetView:
    facet = results.facets[name]
    # What is chosen is never hidden behind "Plus", and stands first, though it finds nothing.
    shown = [
        value for index, value in enumerate(facet.values) if value.selected or (index < _SHOWN_VALUES and value.count)
    ]
    if name == "year":
        shown.sort(key=lambda value: value.value, reverse=True)
    hidden = facet.total - sum(value.count > 0 for value in shown)
    return FacetView(
        name=name,
        title=titles[0],
        values=chosen_first(nested(name, shown)),
        more=titles[1],
        more_address=Addresses(list_path(path, name)).of(paged(query, 1)) if hidden > 0 else None,
        total=number_in_words(facet.total),
    )


def nested(facet: FacetName, values: Iterable[FacetValue]) -> tuple[Tick, ...]:
    """The values as a tree, each below its parent where that is among them, in their order."""
    values = list(values)
    known = {value.value for value in values}
    below: dict[str, list[FacetValue]] = {}
    for value in values:
        below.setdefault(value.parent if value.parent in known else "", []).append(value)

    def ticks(parent: str) -> tuple[Tick, ...]:
        return tuple(
            Tick(
                value.value,
                value.label if parent else value_label(facet, value.value),
                number_in_words(value.count),
                value.selected,
                ticks(value.value) if value.value in below else (),
            )
            for value in below.get(parent, ())
        )

    return ticks("")


def chosen_first(ticks: tuple[Tick, ...]) -> tuple[Tick, ...]:
    """Branches with something chosen before the others."""
    if not any(tick.is_open for tick in ticks):
        return ticks
    ordered = sorted(ticks, key=lambda tick: not tick.is_open)
    return tuple(
        msgspec.structs.replace(tick, below=chosen_first(tick.below)) if tick.below else tick for tick in ordered
    )
