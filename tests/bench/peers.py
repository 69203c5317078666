"""The engines that Glane is compared with, behind one small interface.

    for kind in installed(): peer = kind(folder)
    peer.build(corpus.documents());  peer.open();  peer.answer(asked) -> Answer;  peer.close()

All get the same tokens as Glane (corpus.py) and must find as many publications, with the same counts. They give ids
and titles of ten publications; Glane also finds the best passages and makes marked snippets, which they do not do.

Each is a module of its own: peer_*.py. An engine that is not installed is left out.
"""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol, cast

from indexer.engines.interface import Results
from tests.bench.corpus import Document
from tests.bench.queries import Asked, Chosen

TOP = 10
LISTED = 100  # values of a facet that an answer holds

# Module and class of each; the first two are always there: `make bench` installs them.
_PEERS = (
    ("peer_tantivy", "Tantivy"),
    ("peer_whoosh", "StockWhoosh"),
    ("peer_sqlite", "SQLite"),
    ("peer_postgresql", "PostgreSQL"),
    ("peer_xapian", "Xapian"),
)

Counts = Mapping[str, Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """The total, ten titles, and each facet's counts, most frequent first."""

    total: int
    titles: tuple[str, ...]
    counts: Counts

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
    """An engine to compare with.

    version() names the engine's release, None where it is not installed.
    """

    name: str

    def __init__(self, folder: Path) -> None: ...

    @staticmethod
    def version() -> str | None:
        """Its release, None where it is not installed."""
        ...

    def build(self, documents: Iterable[Document]) -> None:
        """Index everything into its folder, which is not there yet."""
        ...

    def open(self) -> None:
        """Make ready to answer."""
        ...

    def answer(self, asked: Asked) -> Answer:
        """The total, ten publications and all counts."""
        ...

    def close(self) -> None:
        """End what `open` began."""
        ...


def installed() -> list[type[Peer]]:
    """The engines that can be compared with on this machine."""
    found = []
    for module, name in _PEERS:
        try:
            kind = cast("type[Peer]", getattr(importlib.import_module(f"tests.bench.{module}"), name))
        except ImportError:
            continue
        if kind.version() is not None:
            found.append(kind)
    return found


def answer_of(results: Results) -> Answer:
    """Glane's own answer in the same terms: it also lists chosen values that nothing, or little, was found of."""
    counts: dict[str, Sequence[tuple[str, int]]] = {
        name: most_frequent({value.value: value.count for value in facet.values if value.count})
        for name, facet in results.facets.items()
    }
    return Answer(results.total, tuple(hit.title for hit in results.hits), counts)


def most_frequent(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The LISTED most frequent values."""
    return Counter(counts).most_common(LISTED)


class ValueLists:
    """The values of each facet of every publication, in memory, for engines that do not count themselves."""

    def __init__(self, rows: Mapping[str, Sequence[tuple[str, ...]]]) -> None:
        self._rows = rows

    def having(self, chosen: Chosen, numbers: Sequence[int]) -> Sequence[int]:
        """Those of some publications that the filters leave."""
        for name, values in chosen:
            rows, is_unwanted = self._rows[name], set(values).isdisjoint
            numbers = [number for number in numbers if not is_unwanted(rows[number])]
        return numbers

    def count(self, names: Iterable[str], numbers: Sequence[int]) -> dict[str, list[tuple[str, int]]]:
        """How many of some publications have each value of some facets."""
        return {
            name: most_frequent(Counter(chain.from_iterable(map(self._rows[name].__getitem__, numbers))))
            for name in names
        }


def size_of(folder: Path) -> int:
    """Bytes of an index."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
