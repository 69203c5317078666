"""Unknown words -> close words of the corpus, by edit distance over the index's own vocabulary."""

from __future__ import annotations

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from indexer import french
from indexer.engines.whoosh.documents import BODY, read_places, read_text
from indexer.engines.whoosh.snapshot import Snapshot

_MIN_LENGTH = 4  # shorter words have too many neighbours


def is_known(snapshot: Snapshot, stem: str) -> bool:
    """Whether any form of a stem stands in the corpus."""
    return any(view.forms_of(stem) for view in snapshot.views)


def closest(snapshot: Snapshot, form: str) -> str | None:
    """The most frequent of the closest words: one letter of four may differ, two of eight, never the whole word."""
    if len(form) < _MIN_LENGTH or not form.isalpha():
        return None
    allowed = 1 if len(form) < 8 else 2
    forms = [word for word in _vocabulary(snapshot) if abs(len(word) - len(form)) <= allowed and word.isalpha()]
    found = process.extract(
        form, forms, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=20, processor=None
    )
    if not found:
        return None
    frequencies = {
        word: sum(view.document_frequency(term) for view in snapshot.views for term in view.vocabulary().get(word, ()))
        for word, _, _ in found
    }
    # a first letter is seldom mistyped
    return min(found, key=lambda item: (item[1], item[0][0] != form[0], -frequencies[item[0]], item[0]))[0]


def as_written(snapshot: Snapshot, form: str) -> str:
    """A folded word as the corpus writes it, accents and all: looked up at one place where it stands."""
    for view in snapshot.views:
        for term in view.vocabulary().get(form, ()):
            postings = view.postings(term)
            if postings is None:
                continue
            in_body = np.flatnonzero(postings.positions >= BODY)
            if len(in_body) == 0:
                continue
            place = int(in_body[0])
            document = int(np.searchsorted(postings.starts, place, side="right")) - 1
            local = int(postings.documents[document])
            starts = read_places(view.places(local)).body
            passage = int(np.searchsorted(starts[:-1], postings.positions[place], side="right")) - 1
            text = read_text(view.texts(local), passage)
            for token, _, start, end in french.analyse(text):
                if token.form == form and not token.is_alternative:
                    return text[start:end].lower()
    return form


def _vocabulary(snapshot: Snapshot) -> set[str]:
    return {form for view in snapshot.views for form in view.vocabulary() if not french.is_stop_word(form)}
