"""The engines that Glane is compared with, behind one small interface.

    peer = StockWhoosh(folder)                peer.build(documents)                peer.answer(asked) -> Answer

Both get the same tokens as Glane (corpus.py) and must find as many publications, with the same counts. They give ids
and titles of ten publications; Glane also finds the best passages and makes marked snippets, which they do not do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from indexer.engines.interface import Results
from tests.bench.corpus import Document
from tests.bench.queries import Asked

TOP = 10
LISTED = 100  # values of a facet that an answer holds


@dataclass(frozen=True, slots=True)
class Answer:
    """The total, ten titles, and each facet's counts, most frequent first."""

    total: int
    titles: tuple[str, ...]
    counts: Mapping[str, Sequence[tuple[str, int]]]

    def differs_from(self, other: Answer) -> str | None:
        """What two engines do not agree on. Of equally frequent values either may be among the LISTED."""
        if self.total != other.total:
            return f"{self.total} publications, not {other.total}"
        if len(self.titles) != len(other.titles):
            return f"{len(self.titles)} hits, not {len(other.titles)}"
        for facet, pairs in self.counts.items():
            if [count for _, count in pairs] != [count for _, count in other.counts[facet]]:
                return f"other counts of the facet {facet}"
            if len(pairs) < LISTED and dict(pairs) != dict(other.counts[facet]):
                return f"other values of the facet {facet}"
        return None


class Peer(Protocol):
    """An engine to compare with."""

    name: str

    def build(self, documents: Sequence[Document]) -> None:
        """Index everything."""
        ...

    def open(self) -> None:
        """Make ready to answer."""
        ...

    def answer(self, asked: Asked) -> Answer:
        """The total, the first ten and all counts."""
        ...


def answer_of(results: Results) -> Answer:
    """Glane's own answer in the same terms."""
    counts: dict[str, Sequence[tuple[str, int]]] = {
        name: [(value.value, value.count) for value in facet.values] for name, facet in results.facets.items()
    }
    return Answer(results.total, tuple(hit.title for hit in results.hits), counts)


def most_frequent(counts: Counter[str]) -> list[tuple[str, int]]:
    """The LISTED most frequent values."""
    return counts.most_common(LISTED)


def size_of(folder: Path) -> int:
    """Bytes of an index."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
