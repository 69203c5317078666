"""The words of a snapshot, as corrections ask for them (engines/near_words.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from indexer import french
from indexer.engines.arrays.documents import BODY, HEADINGS
from indexer.engines.interface import FacetName, Filters, Query
from indexer.engines.near_words import Forms
from indexer.engines.whoosh import searching
from indexer.engines.whoosh.matching import phrase_unit
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.french import Token
from indexer.query import Term

_PLACES_READ = 3  # to find out how a word is written: most of them agree


class SnapshotWords:
    """See `near_words.Words`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def are_known(self, forms: Sequence[str]) -> list[bool]:
        """Whether each word stands in the corpus, in any form."""
        return [any(view.has_word(form) for view in self._snapshot.views) for form in forms]

    def counts(self, phrases: Sequence[Forms]) -> list[int]:
        """How many publications have each word or phrase; of words, deleted ones included."""
        return [self._together(forms) for forms in phrases]

    def _together(self, forms: Forms) -> int:
        frequencies = map(self._frequency, forms)
        if len(forms) == 1:
            return next(frequencies)
        if not all(frequencies):
            return 0
        return phrase_unit(self._snapshot, [Term(form, offset) for offset, form in enumerate(forms)]).frequency

    def _frequency(self, form: str) -> int:
        return sum(view.frequency(number) for view in self._snapshot.views for number in view.numbers_of(form))

    def expect(self, forms: Sequence[str]) -> None:
        """Nothing to prepare: all is at hand."""

    def around(self, form: str, edits: int, length: int) -> Sequence[str]:
        """All words of so many letters."""
        return self._snapshot.words(length)

    def names(self, facet: FacetName) -> tuple[Sequence[str], Sequence[Sequence[Token]]]:
        """The values of a facet, and the words of each."""
        return self._snapshot.names[facet].values, self._snapshot.value_tokens(facet)

    def first_found(self, texts: Iterable[str], filters: Filters) -> int | None:
        """The place of the first text that finds something; None when none does."""
        found = (searching.count(self._snapshot, Query(text, filters)) if text else 0 for text in texts)
        return next((place for place, count in enumerate(found) if count), None)

    def written(self, form: str) -> Iterable[str]:
        """How a word is written in small letters, the most usual spelling first."""
        return [spelling for spelling, _ in Counter(islice(self._spellings(form), _PLACES_READ)).most_common()]

    def _spellings(self, form: str) -> Iterator[str]:
        """How a word is written, publication by publication: in a passage, else in its title or lead."""
        for base, view in self._snapshot.segments:
            live = self._snapshot.live[base : base + view.size]
            for number in view.numbers_of(form):
                postings = view.postings_at(number)
                ends = postings.counts.cumsum(dtype=np.intp)
                rows = np.flatnonzero(live.take(postings.documents))
                # far apart: neighbours are often of one hand
                for row in rows[:: max(len(rows) // _PLACES_READ, 1)].tolist():
                    document, end = int(postings.documents[row]), int(ends[row])
                    positions = postings.positions[end - int(postings.counts[row]) : end]
                    text = _text_around(view, document, int(positions[-1]))
                    for token, _, start, stop in french.analyse(text):
                        if token.form == form and not token.is_alternative:
                            yield text[start:stop].lower()
                            break


def _text_around(view: SegmentView, document: int, position: int) -> str:
    """The passage in which a position lies, or what stands above the passages."""
    places = view.columns.places
    rows = slice(int(places.firsts[document]), int(places.firsts[document + 1]))
    if position >= HEADINGS:
        starts = (places.body_starts if position >= BODY else places.heading_starts)[rows]
        passage = view.passage(document, int(starts.searchsorted(position, side="right")) - 1).passage
        return passage.text if position >= BODY else passage.heading or ""
    summary = view.summary(document)
    return "\n".join((summary.title, summary.lead, *summary.authors, *summary.topics))
