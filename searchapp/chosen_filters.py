"""What the visitor chose, in words, and the search without it.

    chosen_filters(query)[0].text      "Thème : Prévention"
    chosen_filters(query)[0].without   the query with this filter removed

Not here: addresses (presenters/addresses.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from indexer.engines.interface import FACETS, FacetName, Query
from searchapp.dates import day_in_words
from searchapp.language import current_language, language_name
from searchapp.language import gettext as _
from searchapp.narrowing import widened, with_filters


@dataclass(frozen=True, slots=True)
class ChosenFilter:
    """One filter as text, and the query without it."""

    text: str
    without: Query


def chosen_filters(query: Query) -> list[ChosenFilter]:
    """Every chosen value and every date limit, in the order of the facets."""
    labels: Mapping[FacetName, str] = {
        "topic": _("Thème"),
        "author": _("Auteur"),
        "year": _("Année"),
        "kind": _("Type"),
        "language": _("Langue"),
    }
    chosen = [
        ChosenFilter(
            _("%(facet)s : %(value)s", facet=labels[facet], value=value_label(facet, value)),
            widened(query, facet, value),
        )
        for facet in FACETS
        for value in query.filters.chosen(facet)
    ]
    filters = query.filters
    if filters.since:
        text = _("À partir du %(day)s", day=_day(filters.since))
        chosen.append(ChosenFilter(text, with_filters(query, replace(filters, since=None))))
    if filters.until:
        text = _("Jusqu’au %(day)s", day=_day(filters.until))
        chosen.append(ChosenFilter(text, with_filters(query, replace(filters, until=None))))
    return chosen


def value_label(facet: FacetName, value: str) -> str:
    """A value of a facet as it is shown: kinds with a capital, languages by their names."""
    if facet == "language":
        value = language_name(value)
    return value[:1].upper() + value[1:] if facet in ("kind", "language") else value


def _day(day: dt.date) -> str:
    return day_in_words(day, current_language())
