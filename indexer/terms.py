"""Texts as numbers: the analysis of many texts at once, for indexing.

    table = TermTable()
    found = table.analyse(["L’e-cigarette", "la cigarette"], [FRENCH, FRENCH])
    found.lengths                                      ->  [2, 2]     positions that each text takes
    [table.names[number] for number in found.terms]    ->  e␟e, la␟la, cigaret␟cigarette, ...

A chunk is analysed once and then is a number: nearly every chunk has been seen (words follow Zipf's law). What its
tokens are stands in flat arrays at that number, so that a text costs a look-up for each chunk, and the rest is
arithmetic on whole arrays. The tokens are those of `Analysis.analyse`. A chunk has a number in each language that it
was met in (languages.py); nearly all bundles of texts are in one.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

import numpy as np

from indexer.chunks import length_of, lone_word
from indexer.cutting import ChunkTable, Cut
from indexer.french import join_spaced
from indexer.languages import Analysis
from indexer.pieces import Ints, spread, starts_of

# Chunks whose analysis is kept, and their characters: 100,000 texts of our corpus hold 94,000 chunks, which take 42 MB.
MAX_CHUNKS = 150_000
MAX_CHARACTERS = 3_000_000

_offset = attrgetter("offset")


@dataclass(frozen=True, slots=True)
class Analysed:
    """The tokens of several texts, text by text, in the order of their positions.

    lengths    [texts]   positions that each text takes
    texts      [tokens]  the text it stands in, by its place
    positions  [tokens]  where it stands in its text, from 0
    terms      [tokens]  its term, by its place in `TermTable.names`
    chunks     [texts + 1]  text n has the chunks from chunks[n] to before chunks[n + 1]
    widths     [chunks]  positions that it takes
    begins     [chunks]  where it begins in its text, in characters
    """

    lengths: Ints
    texts: Ints
    positions: Ints
    terms: Ints
    chunks: Ints
    widths: Ints
    begins: Ints


class TermTable:
    """Numbers of chunks and terms. For one thread.

    names  the terms (stem and form), UTF-8, by number
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything; the numbers given so far mean nothing any more."""
        self._is_whole = False
        self.names: list[bytes] = []
        self._order = np.zeros(0, np.int64)  # numbers of terms, in the order of their names
        self._numbers: dict[bytes, int] = {}  # of terms
        self._chunks: dict[Analysis, ChunkTable] = {}
        # Of each chunk: positions that it takes, its tokens, and where these begin among those of all chunks.
        self._lengths, self._counts, self._starts = array("q"), array("q"), array("q")
        self._terms, self._offsets = array("q"), array("q")  # of each token
        self._is_whole = True

    @property
    def is_spent(self) -> bool:
        """Whether it must be cleared before the next texts: it is full, or what it was to learn was cut short.

        Never within some texts, as their numbers must last.
        """
        tables = self._chunks.values()
        return (
            not self._is_whole
            or sum(map(len, tables)) > MAX_CHUNKS
            or sum(table.characters for table in tables) > MAX_CHARACTERS
        )

    def analyse(self, texts: Sequence[str], analyses: Sequence[Analysis]) -> Analysed:
        """The tokens of these texts, each by its analysis."""
        self._is_whole = False
        chunks, sizes, begun = self._cut(texts, analyses)
        self._is_whole = True
        bounds = starts_of(sizes)
        counts = np.asarray(self._counts)[chunks]
        firsts = starts_of(counts)
        tokens = spread(np.asarray(self._starts)[chunks], counts)
        widths = np.asarray(self._lengths)[chunks]
        ends = starts_of(widths)
        begins = ends[bounds]
        positions = ends[:-1] - np.repeat(begins[:-1], sizes)
        return Analysed(
            lengths=np.diff(begins),
            texts=np.repeat(np.arange(len(sizes)), np.diff(firsts[bounds])),
            positions=np.repeat(positions, counts) + np.asarray(self._offsets)[tokens],
            terms=np.asarray(self._terms)[tokens],
            chunks=bounds,
            widths=widths,
            begins=begun,
        )

    def _cut(self, texts: Sequence[str], analyses: Sequence[Analysis]) -> Cut:
        """The chunks of all texts, each by its analysis."""
        used = dict.fromkeys(analyses)
        if len(used) == 1:
            return self._table(analyses[0]).cut(map(join_spaced, texts))
        nothing = np.zeros(0, np.int64)
        places, cuts = [nothing], [Cut(nothing, nothing, nothing)]
        for analysis in used:
            own = [place for place, each in enumerate(analyses) if each is analysis]
            cuts.append(self._table(analysis).cut(join_spaced(texts[place]) for place in own))
            places.append(np.array(own))
        numbers, sizes, begins = map(np.concatenate, zip(*cuts, strict=True))
        order = np.argsort(np.concatenate(places))
        chunks = spread(starts_of(sizes)[:-1][order], sizes[order])
        return Cut(numbers[chunks], sizes[order], begins[chunks])

    def _table(self, analysis: Analysis) -> ChunkTable:
        table = self._chunks.get(analysis)
        if table is None:
            table = self._chunks[analysis] = ChunkTable(partial(self._add, analysis))
        return table

    def ranked(self, terms: Ints) -> tuple[Ints, Ints]:
        """The different ones of these terms, in the order of their names, and of each term its place among them."""
        name = self.names.__getitem__
        new = sorted(range(len(self._order), len(self.names)), key=name)
        if new:
            self._order = np.insert(self._order, [bisect_left(self._order, name(n), key=name) for n in new], new)
        is_present = np.zeros(len(self.names), np.bool_)
        is_present[terms] = True
        present = self._order[is_present[self._order]]
        ranks = np.zeros(len(self.names), np.int64)
        ranks[present] = np.arange(len(present))
        return present, ranks[terms]

    def _add(self, analysis: Analysis, chunk: str) -> int:
        """The number of a chunk that was not met before; a word has one number, whatever stands around it."""
        word = lone_word(chunk)
        if word is not None and word.isascii():
            word = word.lower()
        if word is not None and word != chunk:
            return self._chunks[analysis][word]
        tokens = sorted(analysis.read(chunk), key=_offset)
        number = len(self._lengths)
        self._lengths.append(length_of(tokens))
        self._counts.append(len(tokens))
        self._starts.append(len(self._terms))
        for token in tokens:
            self._terms.append(self._number_of(token.term))
            self._offsets.append(token.offset)
        return number

    def _number_of(self, term: str) -> int:
        name = term.encode()
        number = self._numbers.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number
