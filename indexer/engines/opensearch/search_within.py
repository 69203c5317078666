"""Search inside one publication: where the words stand, for arrays/within.py.

    find_passages(reader, "rapports/2024.pdf", "dépistage sein", slice(0, 20), best_first=True).total

One request for the publication with where its words stand, one for the texts of the passages that are shown; and one
that counts how many publications have the words, unless that is known.
"""

from __future__ import annotations

from typing import NamedTuple

from indexer.engines.arrays import within
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import PassagesFound
from indexer.engines.opensearch.by_id import find
from indexer.engines.opensearch.preparing import doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.searching import gather
from indexer.engines.opensearch.units import units_of
from indexer.query import Clause, parse


class ClauseUnits(NamedTuple):
    """A clause and its units. See `arrays.passages_having.Match`."""

    clause: Clause
    units: list[Unit]


def find_passages(
    reader: Reader, identifier: str, text: str, which: slice, *, best_first: bool
) -> PassagesFound | None:
    """The passages of a publication that have the words of a query: those of a slice of them, read and marked.

    None when there is no publication with this id.
    """
    clauses = within.asked_within(reader.editing.expanded(parse(text)))
    own = [units_of(clause) for clause in clauses]
    sought = [unit for some in own for unit in some]
    hits = find(reader, [doc_of(identifier)], sought)
    if not hits:
        return None
    candidates, units = gather(reader, hits, sought)
    rest = iter(units)
    matches = [ClauseUnits(clause, [next(rest) for _ in some]) for clause, some in zip(clauses, own, strict=True)]
    return within.find_passages(candidates, 0, matches, which, best_first=best_first)
