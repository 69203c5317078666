"""Phrases found again in a text: their very words, one after the other.

    Phrases([clause.terms], FRENCH).places("Le plan cancer".split())
    ->  [((1, token of "plan"), (2, token of "cancer"))]

A phrase is looked for by its longest word; only around that the words' positions are worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count
from typing import TypeAlias

from indexer import french
from indexer.engines.prints import choice_of, ones_in, prints_of
from indexer.languages import Analysis
from indexer.query import Term

Occurrence: TypeAlias = tuple[tuple[int, french.Token], ...]  # of a phrase: (number of the chunk, token) of its words


class Phrases:
    """The phrases of a query, in texts of one analysis."""

    def __init__(self, phrases: Iterable[Sequence[Term]], analysis: Analysis) -> None:
        self._phrases = [_Phrase(terms, analysis) for terms in phrases]
        self._stems_in = prints_of(analysis).stems_in
        words = (form for phrase in self._phrases for form, _ in phrase.words)
        self._words = _PhraseWords(words, prints_of(analysis).tokens_of)

    def places(self, chunks: Sequence[str]) -> list[Occurrence]:
        """Where they stand in these chunks."""
        if not self._phrases:
            return []
        stems = self._stems_in(chunks)
        numbers = list(compress(count(), stems))  # of the chunks that hold a word at all
        stems = stems.replace(b"\0", b"")
        return [
            occurrence
            for phrase in self._phrases
            for first, last in _runs(ones_in(stems.translate(phrase.rarest)), phrase.before, phrase.after, len(numbers))
            for occurrence in phrase.within(self._numbered(chunks, numbers[first:last]))
        ]

    def _numbered(self, chunks: Sequence[str], numbers: Iterable[int]) -> Iterator[tuple[int, int, french.Token]]:
        """The (position, number of the chunk, token) of words of phrases in neighbouring chunks."""
        position = 0
        words = self._words
        for number in numbers:
            length, tokens = words[chunks[number]]
            for token in tokens:
                yield position + token.offset, number, token
            position += length


class _Phrase:
    """The words of a phrase, and how to find it: by its longest word, which is seldom a frequent one.

    words          (form, offset) of each
    rarest         which chunks may hold its longest word
    before, after  positions that it takes on either side of its longest word
    """

    def __init__(self, terms: Sequence[Term], analysis: Analysis) -> None:
        self.words = tuple((term.form, term.offset) for term in terms)
        longest = max(terms, key=lambda term: len(term.form))
        self.rarest = choice_of([analysis.stem(longest.form)])
        self.before = longest.offset
        self.after = terms[-1].offset - longest.offset

    def within(self, tokens: Iterable[tuple[int, int, french.Token]]) -> Iterator[Occurrence]:
        """Where it stands among tokens given as (position, number of the chunk, token)."""
        found: dict[str, dict[int, tuple[int, french.Token]]] = {form: {} for form, _ in self.words}
        for position, number, token in tokens:
            if token.form in found:
                found[token.form][position] = number, token
        for begin in found[self.words[0][0]]:
            if all(begin + offset in found[form] for form, offset in self.words):
                yield tuple(found[form][begin + offset] for form, offset in self.words)


class _PhraseWords(dict[str, tuple[int, tuple[french.Token, ...]]]):
    """Chunk -> the positions it takes, and those of its tokens that phrases are made of."""

    def __init__(self, forms: Iterable[str], tokens_of: french.TokensOf) -> None:
        super().__init__()
        self._forms = frozenset(forms)
        self._tokens_of = tokens_of

    def __missing__(self, chunk: str) -> tuple[int, tuple[french.Token, ...]]:
        tokens = self._tokens_of(chunk)
        value = french.length_of(tokens), tuple(token for token in tokens if token.form in self._forms)
        self[chunk] = value
        return value


def _runs(candidates: Iterable[int], before: int, after: int, size: int) -> Iterator[tuple[int, int]]:
    """The neighbourhoods of candidates as (first, after the last), those that meet made one: each is read once."""
    first = last = 0
    for candidate in candidates:
        if candidate - before > last:
            if last > first:
                yield first, last
            first = candidate - before
        last = min(candidate + after + 1, size)
    if last > first:
        yield first, last
