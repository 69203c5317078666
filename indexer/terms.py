"""Texts as numbers: the French analysis of many texts at once, for indexing.

    table = TermTable()
    found = table.analyse(["L’e-cigarette", "la cigarette"])
    found.lengths                                      ->  [2, 2]     positions that each text takes
    [table.names[number] for number in found.terms]    ->  e␟e, la␟la, cigaret␟cigarette, ...

A chunk is analysed once and then is a number: nearly every chunk has been seen (words follow Zipf's law). What its
tokens are stands in flat arrays at that number, so that a text costs a look-up for each chunk, and the rest is
arithmetic on whole arrays. The tokens are those of `french.analyse`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from indexer.chunks import analyse_chunk, length_of, lone_word
from indexer.french import join_spaced
from indexer.pieces import Ints, ranges, starts_of

# Chunks whose analysis is kept, and their characters: 40 MB, as 100,000 texts of our corpus hold 95,000 chunks.
MAX_CHUNKS = 150_000
MAX_CHARACTERS = 3_000_000


@dataclass(frozen=True, slots=True)
class Analysed:
    """The tokens of several texts.

    lengths    [texts]   positions that each text takes
    texts      [tokens]  the text it stands in, by its place; not sorted, nor are the two that follow
    positions  [tokens]  where it stands in its text, from 0
    terms      [tokens]  its term, by its place in `TermTable.names`
    """

    lengths: Ints
    texts: Ints
    positions: Ints
    terms: Ints


class TermTable:
    """Numbers of chunks and terms. For one thread.

    names  the terms, by number
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything; the numbers given so far mean nothing any more."""
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}  # of terms
        self._chunks = _Chunks(self._add)
        # Of each chunk: positions it takes, its tokens, the term of the first, where the others begin.
        self._lengths, self._counts, self._firsts, self._starts = (array("q") for _ in range(4))
        # The other tokens of all chunks, end to end.
        self._terms, self._offsets = array("q"), array("q")

    @property
    def is_full(self) -> bool:
        """Whether it should be cleared before the next texts; never within some, as their numbers must last."""
        return len(self._chunks) > MAX_CHUNKS or self._chunks.characters > MAX_CHARACTERS

    def analyse(self, texts: Sequence[str]) -> Analysed:
        """The tokens of these texts."""
        cut = [join_spaced(text).split() for text in texts]
        sizes = np.fromiter(map(len, cut), np.int64, len(cut))
        bounds = starts_of(sizes)
        chunks = np.fromiter(map(self._chunks.__getitem__, chain.from_iterable(cut)), np.int64, int(bounds[-1]))
        ends = starts_of(np.array(self._lengths)[chunks])
        text_starts = ends[bounds]
        owners = np.repeat(np.arange(len(cut)), sizes)
        positions = ends[:-1] - np.repeat(text_starts[:-1], sizes)
        counts = np.array(self._counts)[chunks]
        having = np.flatnonzero(counts)  # punctuation has no token
        several = np.flatnonzero(counts > 1)
        repeats = counts[several] - 1
        others = np.repeat(np.array(self._starts)[chunks[several]], repeats) + ranges(repeats)
        several = np.repeat(several, repeats)
        return Analysed(
            np.diff(text_starts),
            np.concatenate((owners[having], owners[several])),
            np.concatenate((positions[having], positions[several] + np.array(self._offsets)[others])),
            np.concatenate((np.array(self._firsts)[chunks[having]], np.array(self._terms)[others])),
        )

    def _add(self, chunk: str) -> int:
        """The number of a chunk that was not met before; a word has one number, whatever punctuation is around it."""
        word = lone_word(chunk)
        if word is not None and word != chunk:
            return self._chunks[word]
        tokens = sorted(analyse_chunk(chunk), key=lambda token: token.offset)
        terms = [self._number_of(token.term) for token in tokens]
        number = len(self._lengths)
        self._lengths.append(length_of(tokens))
        self._counts.append(len(tokens))
        self._firsts.append(terms[0] if terms else 0)
        self._starts.append(len(self._terms))
        self._terms.extend(terms[1:])
        self._offsets.extend(token.offset for token in tokens[1:])
        return number

    def _number_of(self, term: str) -> int:
        number = self._numbers.setdefault(term, len(self.names))
        if number == len(self.names):
            self.names.append(term)
        return number


class _Chunks(dict[str, int]):
    """The numbers of chunks, by their text.

    characters  of all of them
    """

    def __init__(self, add: Callable[[str], int]) -> None:
        super().__init__()
        self._add = add
        self.characters = 0

    def __missing__(self, chunk: str) -> int:
        self.characters += len(chunk)
        number = self[chunk] = self._add(chunk)
        return number
