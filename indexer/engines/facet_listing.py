"""The values of a facet as people look for them: part of a name typed without accents, in the order of a dictionary.

    listing = Listing("author", ("Awa Diop", "Éric Le Goff", "Zoé Petit"))
    listing.matching("goff er")      ->   {1}
    listing.ranks                    ->   [0, 1, 2]   É stands with E

For every engine: which values there are and how often is the engine's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from indexer.engines.interface import FacetName, FacetValue
from indexer.french import fold
from indexer.topics import Branch, ancestors

_NO_LETTERS = re.compile(r"[^a-z0-9]+")


class Listing:
    """The values of one facet. What is worked out of all of them is kept: there may be 20,000."""

    def __init__(self, facet: FacetName, values: Sequence[str], branches: Mapping[str, Branch] | None = None) -> None:
        self._facet = facet
        self._values = values
        self._branches = branches or {}

    @cached_property
    def _folded(self) -> list[str]:
        return [folded(value) for value in self._values]

    @cached_property
    def ranks(self) -> list[int]:
        """The place of each value in the order of a dictionary; of years the newest is the first."""
        names = self._folded
        order = sorted(range(len(names)), key=self._key, reverse=self._facet == "year")
        ranks = [0] * len(order)
        for rank, number in enumerate(order):
            ranks[number] = rank
        return ranks

    def _key(self, number: int) -> tuple[str, str]:
        value = self._values[number]
        if not self._branches:
            return self._folded[number], value
        path = reversed([value, *ancestors(value, self._branches)])
        labels = [self._branches[one].label if one in self._branches else one for one in path]
        return "\0".join(map(folded, labels)), value  # what is below comes before any longer name: "Santé publique"

    def matching(self, contains: str) -> Callable[[int], bool]:
        """Whether a value, by its place, has each word of `contains`."""
        words, names = folded(contains).split(), self._folded
        if len(words) == 1:
            word = words[0]
            return lambda number: word in names[number]
        return lambda number: all(word in names[number] for word in words)


def folded(text: str) -> str:
    """Letters and digits without accents, words apart."""
    return _NO_LETTERS.sub(" ", fold(text)).strip()


def has_words(value: str, contains: str) -> bool:
    """Whether a single value has each word of `contains`."""
    name = folded(value)
    return all(word in name for word in folded(contains).split())


def in_tree(value: FacetValue, branches: Mapping[str, Branch]) -> FacetValue:
    """The same value, told where it stands below another one."""
    branch = branches.get(value.value)
    return FacetValue(value.value, value.count, value.selected, *branch) if branch else value
