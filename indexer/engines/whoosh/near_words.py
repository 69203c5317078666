"""Words of the corpus that resemble one that was typed, and how the corpus writes them.

    near = NearWords(snapshot)
    near.closest("depistge")          ->  ["depistage"]
    near.cut("santepublique")         ->  [("sante", "publique")]
    near.as_written("depistage")      ->  "dépistage"

Not here: which of them a correction takes (spelling.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer import french
from indexer.chunks import ELIDED
from indexer.engines.arrays.documents import BODY, HEADINGS
from indexer.engines.interface import FacetName
from indexer.engines.whoosh.matching import phrase_unit
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.query import Term

_MIN_LENGTH = 4  # shorter words have too many neighbours
_MAX_CLOSE = 4  # of one word
_MIN_CUT = 4  # letters of two words that are written as one
_PLACES_READ = 3  # to find out how a word is written: most of them agree
_VOWELS = frozenset("aeiouyh")

WordsOf = Callable[[int], Sequence[str]]  # those of so many letters


class NearWords:
    """Looks into the words of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def is_known(self, form: str) -> bool:
        """Whether a word stands in the corpus, in any form."""
        return any(view.has_word(form) for view in self._snapshot.views)

    def frequency(self, form: str) -> int:
        """How many publications have the very form, deleted ones included."""
        return sum(view.frequency(number) for view in self._snapshot.views for number in view.numbers_of(form))

    def closest(self, form: str) -> list[str]:
        """The words that resemble one most, at most a few: the closest first, of these the most frequent.

        One letter of four may differ, two of six, three of twelve.
        """
        return _closest(form, self._snapshot.words, self.frequency)

    def names(self, facet: FacetName, form: str) -> list[str]:
        """The same among the words of a facet's values."""
        counts = Counter(
            token.form for tokens in self._snapshot.value_tokens(facet) for token in tokens if not token.is_alternative
        )
        return _closest(form, lambda length: [word for word in counts if len(word) == length], counts.__getitem__)

    def is_name(self, facet: FacetName, form: str) -> bool:
        """Whether a word stands in a value of a facet, in any form."""
        stem = french.stem(form)
        return any(token.stem == stem for tokens in self._snapshot.value_tokens(facet) for token in tokens)

    def cut(self, form: str) -> list[tuple[str, str]]:
        """The two words that one may be, where these follow each other in the corpus; the most frequent first."""
        if len(form) < _MIN_CUT or not form.isalnum():
            return []
        found = []
        for at in range(1, len(form) - 1):
            left, right = form[:at], form[at:]
            if left in ELIDED and right[0] in _VOWELS:  # is no word of the index: d’activité stands there as activité
                count = self.frequency(right)
            elif len(left) > 1 and len(right) > 2 and self.frequency(left) and self.frequency(right):
                count = self._together(left, right)
            else:
                continue
            if count:
                found.append((count, left, right))
        return [(left, right) for _, left, right in sorted(found, reverse=True)[:_MAX_CLOSE]]

    def is_phrase(self, forms: Sequence[str]) -> bool:
        """Whether words follow each other in a publication."""
        return self._together(*forms) > 0

    def _together(self, *forms: str) -> int:
        return phrase_unit(self._snapshot, [Term(form, offset) for offset, form in enumerate(forms)]).frequency

    def name_as_written(self, facet: FacetName, form: str) -> str:
        """A word of a facet's values as the first of these writes it."""
        every = zip(self._snapshot.names[facet].values, self._snapshot.value_tokens(facet), strict=True)
        value = next((value for value, tokens in every if any(token.form == form for token in tokens)), "")
        written = (value[start:end] for token, _, start, end in french.analyse(value) if token.form == form)
        return next(written, form)

    def as_written(self, form: str) -> str:
        """A folded word as the corpus mostly writes it, accents and all, in small letters."""
        spellings = Counter(islice(self._spellings(form), _PLACES_READ))
        # of some ways of writing, such as « chercheur·e », a part alone would be read otherwise
        return next((one for one, _ in spellings.most_common() if _is_one(form, one)), form)

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


def _is_one(form: str, text: str) -> bool:
    return [token.form for token, *_ in french.analyse(text)] == [form]


def _text_around(view: SegmentView, document: int, position: int) -> str:
    """The passage in which a position lies, or what stands above the passages."""
    places = view.columns.places
    rows = slice(int(places.firsts[document]), int(places.firsts[document + 1]))
    if position >= HEADINGS:
        starts = (places.body_starts if position >= BODY else places.heading_starts)[rows]
        passage = view.passage(document, int(starts.searchsorted(position, side="right")) - 1)
        return passage.text if position >= BODY else passage.heading or ""
    summary = view.summary(document)
    return "\n".join((summary.title, summary.lead, *summary.authors, *summary.topics))


def _closest(form: str, words_of: WordsOf, frequency_of: Callable[[str], int]) -> list[str]:
    if len(form) < _MIN_LENGTH or not form.isalpha():
        return []
    allowed = 1 if len(form) < 6 else 2 if len(form) < 12 else 3
    nearest = allowed
    found: list[tuple[str, int]] = []
    lengths = sorted(range(len(form) - allowed, len(form) + allowed + 1), key=lambda length: abs(length - len(form)))
    for length in lengths:
        # one more than the closest so far: where that one finds nothing, it may
        cutoff = min(nearest + 1, allowed)
        close = process.extract(
            form, words_of(length), scorer=OSA.distance, score_cutoff=cutoff, processor=None, limit=None
        )
        found += [(word, int(distance)) for word, distance, _ in close if word != form]
        nearest = min([nearest, *(distance for _, distance in found)])
    weighed = [(_cost(form, word, distance), -frequency_of(word), word) for word, distance in found]
    return [word for cost, _, word in sorted(weighed)[:_MAX_CLOSE] if cost <= allowed + 0.5]


def _cost(form: str, word: str, distance: int) -> float:
    """A first letter is seldom mistyped: another one costs more, and too much in a short word with a second mistake."""
    if word[0] == form[0]:
        return distance
    return distance + (0.5 if distance == 1 or len(form) >= 8 else 1)
