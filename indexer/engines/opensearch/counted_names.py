"""The topics or authors of all publications with how many have each, to find them by the beginnings of their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.engines.interface import FacetName
from indexer.engines.opensearch.clauses import Dsl
from indexer.engines.opensearch.client import Client, Outcome
from indexer.engines.opensearch.facets import MOST_VALUES, Values
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
    aggregations: dict[FacetName, Values]


def read_counted_names(client: Client, publications: str, query: Dsl) -> dict[FacetName, CountedNames]:
    """Those of the publications that a query finds; of more than a cluster gives at once, the most frequent."""
    facets: tuple[FacetName, ...] = ("topic", "author")
    aggregations = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in facets}
    found = client.search(publications, {"size": 0, "query": query, "aggs": aggregations}, _Answer).aggregations
    return {name: CountedNames([(str(each.key), each.doc_count) for each in found[name].buckets]) for name in facets}
