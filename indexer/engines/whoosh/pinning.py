"""Publications that editors put first for a query: found with what it finds, and shown before it.

They are found whether the words match or not, in any order of the results, so that totals and counts do not change with
the order. They stand first only by relevance: who asks for the newest asks for the newest.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.arrays import ranking, sets
from indexer.engines.arrays.sets import Numbers
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import Query
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.query import parse


def pinned_for(snapshot: Snapshot, text: str) -> Numbers:
    """The publications pinned for a text, in the order that editors gave; ids that are not in the index are none."""
    if not snapshot.editing.pinned:
        return sets.NONE
    numbers = map(snapshot.find, snapshot.editing.pinned_for(parse(text)))
    return np.array([number for number in numbers if number is not None], np.intp)


def with_pinned(documents: Numbers, pinned: Numbers) -> Numbers:
    """Both, ascending."""
    return sets.either([documents, np.sort(pinned)]) if len(pinned) else documents


def pinned_in(pinned: Numbers, found: Numbers, query: Query) -> Numbers:
    """Those that stand first: what the filters leave, in an order by relevance."""
    if len(pinned) == 0 or query.sort != "relevance":
        return sets.NONE
    return pinned[np.isin(pinned, found)]


def pinned_first(snapshot: Snapshot, units: Sequence[Unit], pinned: Numbers, others: ranking.Ranked) -> ranking.Ranked:
    """The pinned publications, with the scores of their words, then the others."""
    ascending = np.sort(pinned)
    scores = ranking.score_publications(snapshot, units, ascending)[ascending.searchsorted(pinned)]
    return ranking.Ranked(
        np.concatenate((pinned, others.documents)), np.concatenate((scores, others.scores)), others.answers
    )
