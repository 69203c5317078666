"""What editors decide of searches: publications that stand first, words that find each other, what is never found.

    editing = read_editing(path.read_bytes()).editing       reading.py
    editing.pinned_for(parse("la vaccination"))     ->  ("rapports/vaccination.pdf",)
    editing.expanded(parse("IA"))                   ->  “IA”, answered by “intelligence artificielle” too

The values of one file, checked; plain and frozen, with nothing of an engine. How the file is written: docs/editing.md.
An engine combines them with its index: hidden publications are to it as if they had been removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indexer.editing.synonyms import NO_SYNONYMS, Key, Synonyms, key_of
from indexer.query import Clause

__all__ = ["NOTHING", "Editing", "Synonyms"]


@dataclass(frozen=True, slots=True)
class Editing:
    """What one editors' file says.

    pinned    ids of publications, by the query that they stand first for
    synonyms  which words are answered by which others
    hidden    ids of publications that are never found
    digest    of the file; what is made of answers is out of date when it changes
    """

    pinned: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Synonyms = NO_SYNONYMS
    hidden: frozenset[str] = frozenset()
    digest: str = field(default="", compare=False)

    def pinned_for(self, clauses: Sequence[Clause]) -> tuple[str, ...]:
        """The ids that stand first for a query: plain words that are, to the analysis, those of the file."""
        key = key_of(clauses) if self.pinned else None
        return self.pinned.get(key, ()) if key else ()

    def expanded(self, clauses: Sequence[Clause]) -> tuple[Clause, ...]:
        """The clauses of a query, with what else answers each of them."""
        return self.synonyms.expand(clauses)


NOTHING = Editing()
