"""Where in a stored text the word at a position stands: excerpts are cut out without looking through the text.

    found = table.analyse([text], [FRENCH])
    milestones = Milestones.of(found, 0)             stored with the text
    milestones.chunks_at([1204])                     ->  [1175]     the chunk that holds that position
    milestones.part(text, 1160, 1220)                ->  Part: the chunks from 1152 to 1231, and their text

Chunks are what white space cuts out of `french.join_spaced(text)`. Where each of them begins would take a byte a word;
where every 16th does is enough, as the others are cut out of the text between two of these in a few microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Self, TypeAlias

import msgspec
import numpy as np

from indexer.french import join_spaced
from indexer.terms import Analysed

TextOccurrences: TypeAlias = Sequence[tuple[int, int]]  # in one text: (position, place of what stands there), ascending

_APART = 16  # chunks from one milestone to the next
_NONE = ord("0")  # the character of a chunk that takes no position


class Part(NamedTuple):
    """Some chunks of a text.

    text    from where the first begins
    joined  the same with joiners inside numbers and references
    chunks  cut out of it
    first   how many stand before them
    """

    text: str
    joined: str
    chunks: Sequence[str]
    first: int

    def where(self, begin: int, end: int) -> tuple[int, int]:
        """Where the chunks from `begin` to before `end` start and stop in the text."""
        start = len(self.joined) - len(self.joined.split(None, begin)[begin])
        behind = len(self.joined.split(None, end)[end]) if end < len(self.chunks) else 0
        return start, len(self.joined[: len(self.joined) - behind].rstrip())


class Milestones(msgspec.Struct, frozen=True, array_like=True):
    """Of one text.

    widths  positions that each chunk takes, a character for each: "0" for none, "1" for one, and so on
    steps   characters to the first chunk, from there to the 16th after it, and so on
    """

    widths: str
    steps: tuple[int, ...]

    @classmethod
    def of(cls, found: Analysed, place: int) -> Self | None:
        """Of the text that was analysed at a place; None where there is no word, and where one is endless data."""
        first, end = found.chunks[place : place + 2].tolist()
        if first == end:
            return None
        widths = found.widths[first:end] + _NONE
        if widths.max() > 0x7F:
            return None
        steps = np.diff(found.begins[first:end:_APART], prepend=0)
        return cls(widths.astype(np.uint8).tobytes().decode("ascii"), tuple(steps.tolist()))

    @property
    def count(self) -> int:
        """How many chunks the text has."""
        return len(self.widths)

    def chunks_at(self, positions: Sequence[int]) -> list[int]:
        """The numbers of the chunks at these positions; `count` where the text has ended before."""
        ends = (np.frombuffer(self.widths.encode(), np.uint8).astype(np.int64) - _NONE).cumsum()
        found: list[int] = ends.searchsorted(positions, side="right").tolist()
        return found

    def part(self, text: str, first: int, end: int) -> Part | None:
        """The chunks from `first` to before `end`, and some around them; None where the text is not that of these."""
        low, high = max(first, 0) // _APART, -(-end // _APART)
        start = sum(self.steps[: low + 1])
        stop = start + sum(self.steps[low + 1 : high + 1]) if high < len(self.steps) else len(text)
        own = text[start:stop]
        joined = join_spaced(own)
        chunks = joined.split()
        if not chunks or len(chunks) != min(high * _APART, self.count) - low * _APART:
            return None
        return Part(own, joined, chunks, low * _APART)


class Standing(NamedTuple):
    """Where words stand in a text; at least one does."""

    occurrences: TextOccurrences
    milestones: Milestones
