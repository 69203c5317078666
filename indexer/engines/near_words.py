"""Words of the corpus that resemble one that was typed, and how the corpus writes them, for every engine.

    near = NearWords(words)
    near.closest("depistge")          ->  ["depistage"]
    near.cut("santepublique")         ->  [("sante", "publique")]
    near.as_written("depistage")      ->  "dépistage"

`words` are an engine's. It is asked of many at once: one that is far away needs a request for each time it is asked.

Not here: which of them a correction takes (spelling.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer import french
from indexer.chunks import ELIDED
from indexer.engines.interface import FacetName, Filters
from indexer.french import Token

_MIN_LENGTH = 4  # shorter words have too many neighbours
_MAX_CLOSE = 4  # of one word
_MIN_CUT = 4  # letters of two words that are written as one
_VOWELS = frozenset("aeiouyh")

Forms = tuple[str, ...]


class Words(Protocol):
    """The words of an index, as corrections ask for them. Deleted publications may count."""

    def are_known(self, forms: Sequence[str]) -> Sequence[bool]:
        """Whether each word stands in the corpus, in any form."""
        ...

    def counts(self, phrases: Sequence[Forms]) -> Sequence[int]:
        """How many publications have each of some words in this very form, or several one after the other."""
        ...

    def expect(self, forms: Sequence[str]) -> None:
        """Told of which words `around` will be asked."""
        ...

    def around(self, form: str, edits: int, length: int) -> Sequence[str]:
        """Those words of so many letters that a correction may give, at least all that are so few edits away."""
        ...

    def written(self, form: str) -> Iterable[str]:
        """How a word is written, the most usual spelling first."""
        ...

    def names(self, facet: FacetName) -> tuple[Sequence[str], Sequence[Sequence[Token]]]:
        """The values of a facet, and the words of each."""
        ...

    def first_found(self, texts: Iterable[str], filters: Filters) -> int | None:
        """The place of the first text that finds something; None when none does. The first is the likeliest."""
        ...


class NearWords:
    """Looks into the words of an index, and keeps what it was told."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._counts: dict[Forms, int] = {}
        self._known: dict[str, bool] = {}

    def look_up(self, forms: Iterable[str]) -> None:
        """Ask at once what `is_known` will be asked for one by one."""
        unknown = [form for form in dict.fromkeys(forms) if form not in self._known]
        if unknown:
            self._known.update(zip(unknown, self._words.are_known(unknown), strict=True))

    def count(self, phrases: Iterable[Forms]) -> None:
        """Ask at once what `frequency`, `cut` and `is_phrase` will be asked for one by one."""
        unknown = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self._counts]
        if unknown:
            self._counts.update(zip(unknown, self._words.counts(unknown), strict=True))

    def expect(self, forms: Iterable[str]) -> None:
        """Told of which words `closest` will be asked."""
        self._words.expect([form for form in forms if _has_neighbours(form)])

    def expect_cut(self, forms: Iterable[str]) -> None:
        """Told of which words `cut` will be asked."""
        self.count(phrase for form in forms for phrase in _cuts(form))

    def is_known(self, form: str) -> bool:
        """Whether a word stands in the corpus, in any form."""
        self.look_up((form,))
        return self._known[form]

    def frequency(self, form: str) -> int:
        """How many publications have the very form."""
        return self._together((form,))

    def closest(self, form: str) -> list[str]:
        """The words that resemble one most, at most a few: the closest first, of these the most frequent.

        One letter of four may differ, two of six, three of twelve.
        """
        return _closest(form, lambda length: self._words.around(form, _allowed(form), length), self._frequencies)

    def names(self, facet: FacetName, form: str) -> list[str]:
        """The same among the words of a facet's values."""
        _, every = self._words.names(facet)
        counts = Counter(token.form for tokens in every for token in tokens if not token.is_alternative)
        return _closest(
            form,
            lambda length: [word for word in counts if len(word) == length],
            lambda words: [counts[word] for word in words],
        )

    def is_name(self, facet: FacetName, form: str) -> bool:
        """Whether a word stands in a value of a facet, in any form."""
        stem = french.stem(form)
        _, every = self._words.names(facet)
        return any(token.stem == stem for tokens in every for token in tokens)

    def cut(self, form: str) -> list[tuple[str, str]]:
        """The two words that one may be, where these follow each other in the corpus; the most frequent first."""
        cuts = _cuts(form)
        self.count(cuts)
        found = [(self._counts[phrase], form.removesuffix(phrase[-1]), phrase[-1]) for phrase in cuts]
        return [(left, right) for count, left, right in sorted(found, reverse=True)[:_MAX_CLOSE] if count]

    def is_phrase(self, forms: Sequence[str]) -> bool:
        """Whether words follow each other in a publication."""
        return self._together(tuple(forms)) > 0

    def name_as_written(self, facet: FacetName, form: str) -> str:
        """A word of a facet's values as the first of these writes it."""
        every = zip(*self._words.names(facet), strict=True)
        value = next((value for value, tokens in every if any(token.form == form for token in tokens)), "")
        written = (value[start:end] for token, _, start, end in french.analyse(value) if token.form == form)
        return next(written, form)

    def as_written(self, form: str) -> str:
        """A folded word as the corpus mostly writes it, accents and all, in small letters."""
        # of some ways of writing, such as « chercheur·e », a part alone would be read otherwise
        return next((one for one in self._words.written(form) if _is_one(form, one)), form)

    def first_found(self, texts: Iterable[str], filters: Filters) -> int | None:
        """The place of the first text that finds something; None when none does."""
        return self._words.first_found(texts, filters)

    def _together(self, forms: Forms) -> int:
        self.count((forms,))
        return self._counts[forms]

    def _frequencies(self, forms: Sequence[str]) -> list[int]:
        self.count((form,) for form in forms)
        return [self._counts[form,] for form in forms]


def _cuts(form: str) -> list[Forms]:
    """What must stand in the corpus for a word to be two: both of them, or what follows an elision.

    d’activité stands there as activité.
    """
    if len(form) < _MIN_CUT or not form.isalnum():
        return []
    found: list[Forms] = []
    for at in range(1, len(form) - 1):
        left, right = form[:at], form[at:]
        if left in ELIDED and right[0] in _VOWELS:
            found.append((right,))
        elif len(left) > 1 and len(right) > 2:
            found.append((left, right))
    return found


def _is_one(form: str, text: str) -> bool:
    return [token.form for token, *_ in french.analyse(text)] == [form]


def _has_neighbours(form: str) -> bool:
    return len(form) >= _MIN_LENGTH and form.isalpha()


def _allowed(form: str) -> int:
    return 1 if len(form) < 6 else 2 if len(form) < 12 else 3


def _closest(
    form: str, words_of: Callable[[int], Sequence[str]], frequencies_of: Callable[[Sequence[str]], Sequence[int]]
) -> list[str]:
    if not _has_neighbours(form):
        return []
    nearest = allowed = _allowed(form)
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
    found = [(word, distance) for word, distance in found if _cost(form, word, distance) <= allowed + 0.5]
    frequencies = frequencies_of([word for word, _ in found])
    weighed = [
        (_cost(form, word, distance), -frequency, word)
        for (word, distance), frequency in zip(found, frequencies, strict=True)
    ]
    return [word for _, _, word in sorted(weighed)[:_MAX_CLOSE]]


def _cost(form: str, word: str, distance: int) -> float:
    """A first letter is seldom mistyped: another one costs more, and too much in a short word with a second mistake."""
    if word[0] == form[0]:
        return distance
    return distance + (0.5 if distance == 1 or len(form) >= 8 else 1)
