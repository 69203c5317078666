"""What editors hide, as numbers of publications: a snapshot treats these as if they had been removed.

hide(views, deleted, {"a.pdf"})   ->   for each segment the deleted publications and the hidden ones, ascending

What is attached to a hidden publication is hidden with it: nobody hides a report and means to show its annexes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.engines.arrays.documents import key_of
from indexer.engines.arrays.sets import Numbers
from indexer.engines.whoosh.segments import SegmentView


def hide(views: Sequence[SegmentView], deleted: Sequence[Numbers], ids: frozenset[str]) -> list[Numbers]:
    """The deleted publications of each segment, and those with these ids, with what is attached to them."""
    gone = [set(numbers.tolist()) for numbers in deleted]
    wanted, known = list(ids), set(ids)
    while wanted:
        attached = [name for place, number in _find(views, gone, wanted) for name in _attached(views[place], number)]
        wanted = [name for name in dict.fromkeys(attached) if name not in known]
        known.update(wanted)
    return [np.array(sorted(numbers), np.intp) for numbers in gone]


def _find(views: Sequence[SegmentView], gone: Sequence[set[int]], ids: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The segments and numbers of those that are there, which count as gone from then on."""
    keys = np.array([key_of(identifier) for identifier in ids], np.uint64)
    for place, view in enumerate(views):
        for _, number in view.find_all(ids, keys):
            if number not in gone[place]:
                gone[place].add(number)
                yield place, number


def _attached(view: SegmentView, number: int) -> Iterator[str]:
    summary = view.summary(number)
    below = f"{summary.id}/"  # attached.py: the id of what is attached is that of its file, and its name
    return (name for name in summary.documents if name.startswith(below))
