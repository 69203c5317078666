"""Unknown words -> close words of the corpus, by edit distance over the index's own vocabulary."""

from __future__ import annotations

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer import french
from indexer.engines.whoosh.documents import BODY
from indexer.engines.whoosh.snapshot import Snapshot

_MIN_LENGTH = 4  # shorter words have too many neighbours
MAX_CORRECTED = 6  # of one query: each costs a look at thousands of words


def corrected(snapshot: Snapshot, text: str) -> str | None:
    """The text with its unknown words replaced by close ones, as the corpus writes them; None when none is."""
    result, at, looked_up = "", 0, 0
    for token, _, start, end in french.analyse(text):
        if token.is_alternative or start < at or french.is_stop_word(token.form):
            continue
        if looked_up == MAX_CORRECTED or any(view.has_word(token.form) for view in snapshot.views):
            continue
        looked_up += 1
        close = closest(snapshot, token.form)
        if close is not None:
            result += text[at:start] + as_written(snapshot, close)
            at = end
    return result + text[at:] if at else None


def closest(snapshot: Snapshot, form: str) -> str | None:
    """Of the corpus's words the most frequent of the closest ones.

    One letter of four may differ, two of eight, never the whole word.
    """
    if len(form) < _MIN_LENGTH or not form.isalpha():
        return None
    allowed = 1 if len(form) < 8 else 2
    nearest = allowed
    found: list[str] = []
    for length in range(len(form) - allowed, len(form) + allowed + 1):
        words = snapshot.words(length)
        close = process.extract(form, words, scorer=OSA.distance, score_cutoff=nearest, limit=None, processor=None)
        if close and close[0][1] < nearest:
            nearest, found = int(close[0][1]), []
        found += [word for word, distance, _ in close if distance == nearest]
    if not found:
        return None
    frequencies = {
        word: sum(view.frequency(number) for view in snapshot.views for number in view.numbers_of(word))
        for word in found
    }
    # a first letter is seldom mistyped
    return min(frequencies, key=lambda word: (word[0] != form[0], -frequencies[word], word))


def as_written(snapshot: Snapshot, form: str) -> str:
    """A folded word as the corpus writes it, accents and all: looked up at one place where it stands."""
    standing = [(view, number) for view in snapshot.views for number in view.numbers_of(form)]
    for view, number in standing:
        postings = view.postings_at(number)
        in_body = np.flatnonzero(postings.positions >= BODY)
        if len(in_body) == 0:
            continue
        row = int(postings.counts.cumsum(dtype=np.intp).searchsorted(in_body[0], side="right"))
        document = int(postings.documents[row])
        places = view.columns.places
        starts = places.body_starts[int(places.firsts[document]) : int(places.firsts[document + 1])]
        passage = int(starts.searchsorted(postings.positions[in_body[0]], side="right")) - 1
        text = view.passage(document, passage).text
        for token, _, start, end in french.analyse(text):
            if token.form == form and not token.is_alternative:
                return text[start:end].lower()
    return form
