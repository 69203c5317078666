"""A folded word in the spelling in which the corpus writes it: `depistage` -> `dépistage`, `cnil` -> `CNIL`.

It is looked up where the word stands, at a few places far from each other. Not here: which of these spellings is given
(engines/spellings.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice

import numpy as np

from indexer.engines.arrays.documents import BODY, FILE_NAME, HEADINGS
from indexer.engines.spellings import most_usual, written
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.french import fold

_PLACES = 3  # each takes 100 us
_MOST_KEPT = 4_000  # of a snapshot: half a megabyte
_MOST_SHORTENED = 3  # letters that folding adds to a word: œ, æ


def most_usual_form(snapshot: Snapshot, form: str) -> str | None:
    """The most usual spelling of a word; None where it is not written as one word."""
    kept = snapshot.surface_forms
    spelling = kept.get(form, "")
    if spelling == "":  # not looked up yet; another thread may empty what is kept meanwhile
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        spelling = kept[form] = most_usual(Counter(_spellings(snapshot, form)))
    return spelling


def as_written(snapshot: Snapshot, text: str) -> str | None:
    """The words of a text as the corpus writes them, function words as they are; None when one stands nowhere."""
    return written(text, lambda form: most_usual_form(snapshot, form))


def _spellings(snapshot: Snapshot, form: str) -> Iterator[str]:
    every = (_words_with(form[0])(text) for text in islice(_texts(snapshot, form), _PLACES))
    found = (next((word for word in words if _is_form(word, form)), None) for words in every)
    return filter(None, found)


def _texts(snapshot: Snapshot, form: str) -> Iterator[str]:
    """Texts that have a word, from places far from each other in each segment, in publications that are not deleted.

    Names of files are passed over.
    """
    standing = [(base, view, number) for base, view in snapshot.segments for number in view.numbers_of(form)]
    standing.sort(key=lambda each: -each[1].frequency(each[2]))
    for base, view, number in standing:
        postings = view.postings_at(number)
        living = np.flatnonzero(snapshot.live.take(postings.documents + base))
        if not len(living):
            continue
        ends = postings.counts.cumsum(dtype=int)
        step = max(len(postings.positions) // (2 * _PLACES), 1)
        for place in range(0, len(postings.positions), step)[: 2 * _PLACES]:
            row = int(ends.searchsorted(place, side="right"))
            next_living = int(living.take(living.searchsorted(row), mode="wrap"))
            position = int(postings.positions[place if next_living == row else ends[next_living] - 1])
            if not FILE_NAME <= position < HEADINGS:
                yield _text_at(view, int(postings.documents[next_living]), position)


@lru_cache(100)
def _words_with(first: str) -> Callable[[str], list[str]]:
    """What finds the words of a text that begin with a letter, or with one that may be folded to it: a tenth of all."""
    letters = re.escape(first + first.upper())
    return re.compile(rf"(?<![^\W_])(?=[^\W_])[{letters}\x80-\U0010ffff][^\W_]*").findall


def _is_form(word: str, form: str) -> bool:
    return len(form) - _MOST_SHORTENED <= len(word) <= len(form) and _folded(word) == form


_folded = lru_cache(4_000)(fold)


def _text_at(view: SegmentView, document: int, position: int) -> str:
    """The text around a position: a passage, or all that stands before them."""
    if position < HEADINGS:
        summary = view.summary(document)
        return " ".join((summary.title, summary.lead, *summary.authors, *summary.topics, summary.kind))
    places = view.columns.places
    some = slice(int(places.firsts[document]), int(places.firsts[document + 1]))
    starts = (places.body_starts if position >= BODY else places.heading_starts)[some]
    passage = view.passage(document, max(int(starts.searchsorted(position, side="right")) - 1, 0)).passage
    return passage.text if position >= BODY else passage.heading or ""
