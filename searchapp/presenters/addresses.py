"""Addresses of searches, and what a link is made of.

addresses = Addresses("/search", query)
addresses.with_value("topic", "Prévention")   ->   "/search?q=cancer&topic=Pr%C3%A9vention"
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import msgspec

from indexer.engines.interface import FacetName, Query
from searchapp.narrowing import narrowed, widened
from searchapp.parameters import encoded, format_narrowed, format_query


class Choice(msgspec.Struct, frozen=True, gc=False):
    """A link that changes the search, and whether it is what is shown now."""

    text: str
    address: str
    selected: bool = False
    count: str = ""
    lang: str | None = None


class Named(msgspec.Struct, frozen=True, gc=False):
    """Something with a name, linked where it has an address."""

    text: str
    address: str | None


def with_also(path: str, also: Sequence[tuple[str, str]]) -> str:
    """A path with parameters of its own, as `Addresses` takes it."""
    return f"{path}?{urlencode(also)}" if also else path


class Addresses:
    """Addresses of searches below one path, starting from a query. The path may end in parameters that stay."""

    def __init__(self, path: str, query: Query | None = None) -> None:
        self._path = path
        self._begun = f"{path}&" if "?" in path else f"{path}?"
        self._query = query or Query()
        self._narrowing: dict[FacetName, tuple[tuple[str, ...], str, str]] = {}

    @property
    def words(self) -> str:
        """What is searched for."""
        return self._query.text

    def of(self, query: Query) -> str:
        """The address that shows this query."""
        query_string = format_query(query)
        return self._begun + query_string if query_string else self._path

    def with_value(self, facet: FacetName, value: str) -> str:
        """The address that shows the query with one more value of a facet. A page has a hundred of these."""
        if facet not in self._narrowing:
            before, behind = format_narrowed(self._query, facet)
            self._narrowing[facet] = self._query.filters.chosen(facet), self._begun + before, behind
        chosen, before, behind = self._narrowing[facet]
        if value in chosen:
            return self.of(narrowed(self._query, facet, value))
        return before + encoded(value) + behind

    def without_value(self, facet: FacetName, value: str) -> str:
        """The address that shows the query with one value of a facet less."""
        return self.of(widened(self._query, facet, value))
