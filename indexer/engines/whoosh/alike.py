"""Which publications of a snapshot have the same text, or nearly: arrays/alike.py, with sketches made from its terms.

text_keys(snapshot)  ->  u64[size], the same for those that are alike; 0 without passages
"""

from __future__ import annotations

import numpy as np

from indexer.engines.arrays.alike import EMPTY, PLACES, Keys, Sketches, keys_of, places_of
from indexer.engines.whoosh.postings import decode_documents
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.pieces import cut

_ROWS_AT_ONCE = 2**20  # of postings: 30 MB


def text_keys(snapshot: Snapshot) -> Keys:
    """A key of each publication's text."""
    keys = np.zeros(snapshot.size, np.uint64)
    lengths = np.zeros(snapshot.size, np.uint32)
    sketches = np.empty((snapshot.size, PLACES), np.uint16)
    for base, view in snapshot.segments:
        own = slice(base, base + view.size)
        keys[own] = np.fromiter(map(view.text_key, range(view.size)), np.uint64, view.size)
        lengths[own] = view.columns.lengths
        sketches[own] = sketch(view)
    keys[~snapshot.live] = 0
    return keys_of(keys, lengths, sketches)


def sketch(view: SegmentView) -> Sketches:
    """The sketches of a segment's documents."""
    found = np.full(view.size * PLACES, EMPTY, np.uint16)
    sections = view.sections
    rows = sections["frequencies"].astype(np.int64)
    ends = rows.cumsum()
    first = 0
    while first < len(rows):
        begun = int(ends[first - 1]) if first else 0
        last = max(int(ends.searchsorted(begun + _ROWS_AT_ONCE, side="right")), first + 1)
        places, numbers = places_of(cut(sections["term_bytes"], sections["term_starts"][first : last + 1]))
        documents = decode_documents(sections, first, last).astype(np.intp)
        of_term = rows[first:last]
        np.minimum.at(found, documents * PLACES + np.repeat(places, of_term), np.repeat(numbers, of_term))
        first = last
    return found.reshape(view.size, PLACES)
