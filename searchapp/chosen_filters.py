"""What the visitor chose, in words, and the search without it.

    chosen_filters(query)[0].text      "Thème : Prévention"
    chosen_filters(query)[0].without   the query with this filter removed

Not here: addresses (presenters/addresses.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from indexer.engines.interface import FACETS, Query
from searchapp.dates import day_in_words
from searchapp.facet_names import facet_name, value_label
from searchapp.language import current_language
from searchapp.language import gettext as _
from searchapp.narrowing import widened, with_filters


@dataclass(frozen=True, slots=True)
class ChosenFilter:
    """One filter as text, and the query without it."""

    text: str
    without: Query


def chosen_filters(query: Query) -> list[ChosenFilter]:
    """Every chosen value and every date limit, in the order of the facets."""
    chosen = [
        ChosenFilter(
            _("%(facet)s : %(value)s", facet=facet_name(facet), value=value_label(facet, value)),
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


def _day(day: dt.date) -> str:
    return day_in_words(day, current_language())
