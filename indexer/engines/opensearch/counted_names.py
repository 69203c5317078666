"""The topics or authors of all publications with how many have each, to find them by the beginnings of their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer.engines.interface import FacetName
from indexer.engines.names import Names
from indexer.engines.opensearch.clauses import Dsl
from indexer.engines.opensearch.client import Client, Outcome
from indexer.engines.opensearch.facets import Counted, counting, joined
from indexer.engines.prefixes import WordPrefixes


class CountedNames:
    """The values of one facet, as they are shown."""

    def __init__(self, counts: Sequence[tuple[str, int]]) -> None:
        self.values = [value for value, _ in counts]
        self._amounts = np.array([amount for _, amount in counts], np.int64)
        self._prefixes = WordPrefixes(self.values)

    def beginning(self, beginnings: Sequence[str], most: int) -> Iterator[tuple[str, int]]:
        """The values in which each of these begins a word, at most so many of the most frequent, with their counts."""
        numbers = self._prefixes.having_all(beginnings)
        amounts = self._amounts.take(numbers)
        if len(numbers) > most:
            best = np.argpartition(amounts, -most)[-most:]
            numbers, amounts = numbers[best], amounts[best]
        return zip([self.values[number] for number in numbers.tolist()], amounts.tolist(), strict=True)


class _Answer(Outcome, frozen=True):
    aggregations: dict[str, Counted]


def read_counted_names(
    client: Client, publications: str, query: Dsl, names: Mapping[FacetName, Names]
) -> dict[FacetName, CountedNames]:
    """Those of the publications that a query finds; `names` are all that the index has."""
    facets: tuple[FacetName, ...] = ("topic", "author")
    bodies = counting({"size": 0, "query": query}, facets, {}, names)
    found = joined([client.search(publications, body, _Answer).aggregations for body in bodies])
    return {name: CountedNames([(str(each.key), each.doc_count) for each in found[name].listed]) for name in facets}
