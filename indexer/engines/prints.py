"""Where the words of a text may stand, for the cost of looking its chunks up in a table of the process.

    prints_of(FRENCH).stems_in("Le dépistage : l’e-cigarette".split())
    ->  bytes([print_of("le"), print_of("depistag"), 0, SEVERAL])

Chunks are what white space cuts out of `french.join_spaced(text)`. Nearly all hold one token or none, and of that one
a *print* is kept, a byte: chunks with another print than a word's do not hold it, the few with the same may.
Small integers are no objects of their own: with stems instead, most of the time goes by waiting for memory.

Not here: anything of a query or of an index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeVar

from indexer import french
from indexer.languages import Analysis

SEVERAL = 1  # the print of a chunk of several tokens; 0 is that of a chunk without any
BEGINNING = 2  # letters: the shortest beginning that one may ask for

_T = TypeVar("_T")
_Tokens = tuple[french.Token, ...]


class _Table(dict[str, _T]):
    """What is read of a chunk's tokens, for up to twice `half` chunks: what was not asked for lately is forgotten."""

    def __init__(self, read: Callable[[_Tokens], _T], half: int, tokens_of: french.TokensOf) -> None:
        super().__init__()
        self._read = read
        self._tokens_of = tokens_of
        self._half = half
        self._older: dict[str, _T] = {}

    def __missing__(self, chunk: str) -> _T:
        value = self._older.get(chunk)
        if value is None:
            value = self._read(self._tokens_of(chunk))
        if len(chunk) <= french.MAX_FORM:
            if len(self) >= self._half:
                self._older = self.copy()
                self.clear()
            self[chunk] = value
        return value


def print_of(text: str) -> int:
    """The print of a stem, or of the beginning of a form."""
    return 2 + hash(text) % 254


def _stem(tokens: _Tokens) -> int:
    return SEVERAL if len(tokens) > 1 else print_of(tokens[0].stem) if tokens else 0


def _beginning(tokens: _Tokens) -> int:
    return SEVERAL if len(tokens) > 1 else print_of(tokens[0].form[:BEGINNING]) if tokens else 0


def _all(tokens: _Tokens) -> _Tokens:
    return tokens


class Prints:
    """The tables of one analysis.

    tokens_of  the tokens of a chunk: to be asked only where its print says that it may hold a word
    """

    def __init__(self, analysis: Analysis) -> None:
        # Of our generated corpus 97 in 100 words stand in its 30,000 most frequent chunks: 3 MB in a table.
        self._stems = _Table(_stem, 30_000, analysis.tokens_of).__getitem__
        self._beginnings = _Table(_beginning, 30_000, analysis.tokens_of).__getitem__
        self.tokens_of: french.TokensOf = _Table(_all, 10_000, analysis.tokens_of).__getitem__

    def stems_in(self, chunks: Iterable[str]) -> bytes:
        """The print of each chunk's stem."""
        return bytes(map(self._stems, chunks))

    def beginnings_in(self, chunks: Iterable[str]) -> bytes:
        """The print of the beginning of each chunk's form."""
        return bytes(map(self._beginnings, chunks))


@cache
def prints_of(analysis: Analysis) -> Prints:
    """Those of this process."""
    return Prints(analysis)


def choice_of(texts: Iterable[str]) -> bytes:
    """For `bytes.translate`: 1 for the prints of these stems or beginnings and for SEVERAL, 0 for all others."""
    choice = bytearray(256)
    for number in (SEVERAL, *map(print_of, texts)):
        choice[number] = 1
    return bytes(choice)


def ones_in(flags: bytes) -> Iterator[int]:
    """Where the ones stand among zeros."""
    at = flags.find(1)
    while at >= 0:
        yield at
        at = flags.find(1, at + 1)
