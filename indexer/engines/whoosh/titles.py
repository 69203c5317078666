"""The words of titles, to find titles by the beginnings of their words: made of a segment's postings, kept in memory.

    titles = TitleWords.read(view.sections)
    titles.having(view.places_beginning("canc"))     -> the documents with such a word in their title, and where

A prefix is one slice, however many words begin so, since words lie in the order of their forms:

    place of the word      0      1      2                  (documents with "canal", "cancer", "cancers")
    words                 17     41     42                  places among all forms of the segment, ascending
    starts                 0      2      9     11
    documents          4 9 | 1 2 4 5 7 8 9 | 3 6
    positions          0 3 | ...                            in the title, 255 for whatever is behind

It takes five bytes for each word of each title: 5 MB for 100,000 titles. Not here: what is suggested (suggesting.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.documents import LEAD
from indexer.engines.whoosh.postings import decode_postings

# Positions that are decoded at once: 8 MB of temporary arrays.
_AT_ONCE = 200_000
_LAST_POSITION = 255
_NOWHERE = 2**32 - 1

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The words of the titles of a segment, deleted ones included.

    words      u32[w]      places among all forms, ascending
    starts     i64[w + 1]  word i stands in the titles of documents[starts[i]:starts[i + 1]]
    documents  u32[]       one for each time it stands there
    positions  u8[]        where
    """

    words: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    documents: npt.NDArray[np.uint32]
    positions: npt.NDArray[np.uint8]

    @classmethod
    def read(cls, sections: Mapping[str, Array]) -> Self:
        """Those of a segment: goes through all of its postings once."""
        form_order = sections["form_order"]
        places = np.empty(len(form_order), np.uint32)
        places[form_order] = np.arange(len(form_order), dtype=np.uint32)
        found = [_in_titles(sections, first, last, places) for first, last in _pieces(sections["occurrences"])]
        empty = (np.zeros(0, np.uint32), np.zeros(0, np.uint32), np.zeros(0, np.uint8))
        words, documents, positions = (np.concatenate(parts) for parts in zip(empty, *found, strict=True))
        del found
        order = words.argsort(kind="stable")
        documents, positions, words = documents[order], positions[order], words[order]
        begins = np.flatnonzero(np.diff(words, prepend=np.uint32(_NOWHERE)))
        return cls(words[begins], np.append(begins, len(words)), documents, positions)

    def having(self, places: range) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
        """The documents that have one of these forms in their title, in no order, and where it stands."""
        first, last = self.words.searchsorted((places.start, places.stop))
        some = slice(int(self.starts[first]), int(self.starts[last]))
        return self.documents[some], self.positions[some]


def _pieces(occurrences: Array) -> Iterator[tuple[int, int]]:
    """Ranges of terms with about as many positions each."""
    ends = occurrences.cumsum(dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    cuts = ends.searchsorted(np.arange(0, total, _AT_ONCE), side="right").tolist()
    return ((first, last) for first, last in pairwise([*cuts, len(ends)]) if first < last)


def _in_titles(sections: Mapping[str, Array], first: int, last: int, places: Array) -> tuple[Array, Array, Array]:
    """The word, document and position of each time that terms first to last - 1 stand in a title."""
    postings = decode_postings(sections, first, last, names=False)
    terms = np.arange(first, last).repeat(postings.frequencies)
    ends = postings.counts.cumsum(dtype=np.int64)
    at = ends - postings.counts
    found = []
    rows = np.arange(len(terms))
    while len(rows):  # the first time in each document, then the second, ...: titles come first
        positions = postings.positions[at]
        is_in_title = positions < LEAD
        rows, at = rows[is_in_title], at[is_in_title]
        known = np.minimum(positions[is_in_title], _LAST_POSITION).astype(np.uint8)
        found.append((places[terms[rows]], postings.documents[rows], known))
        at = at + 1
        has_more = at < ends[rows]
        rows, at = rows[has_more], at[has_more]
    if not found:
        return np.zeros(0, np.uint32), np.zeros(0, np.uint32), np.zeros(0, np.uint8)
    words, documents, positions = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return words, documents, positions
