"""Search inside one publication: where the words stand, for arrays/within.py.

    find_passages(snapshot, number, "dépistage sein", slice(0, 20), best_first=True).total

The words are matched as in a search (matching.py).
"""

from __future__ import annotations

from indexer.engines.arrays import within
from indexer.engines.interface import PassagesFound
from indexer.engines.whoosh.matching import match_clause
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.query import parse


def find_passages(snapshot: Snapshot, number: int, text: str, which: slice, *, best_first: bool) -> PassagesFound:
    """The passages of a publication that have the words of a query: those of a slice of them, read and marked."""
    clauses = within.asked_within(snapshot.editing.expanded(parse(text)))
    matches = [match_clause(snapshot, clause) for clause in clauses]
    return within.find_passages(snapshot, number, matches, which, best_first=best_first)
