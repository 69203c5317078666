"""French analysis: text -> tokens. The one code path for what is indexed, what is asked and what is marked.

    [token.form for token in analyse("L’e-cigarette : 2ᵉ étude")]   ->  e, ecigarette*, cigarette, 2e, etude

Each token stands at a position and has a *form* (lower case, no accents: what a quoted phrase must equal) and a
*stem* (what a plain word must equal). Tokens marked * are *alternatives*: further spellings at a position that is
already taken, so that "ecigarette" finds "e-cigarette"; a query uses them only as a second way to match.

Text is cut into chunks, and the analysis of a chunk is cached: a word is analysed once, then looked up
(words follow Zipf's law, so nearly every chunk has been seen). Nothing depends on what stands around a chunk.

Texts of other languages are cut the same way, and their words have other stems: languages.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from indexer.chunks import (
    ALONE,
    APOSTROPHES,
    HYPHENS,
    JOINER,
    MAX_FORM,
    REFERENCE,
    SPACED_NUMBER,
    SPACES,
    TERM_SEPARATOR,
    Token,
    analyse_chunk,
    fold,
    length_of,
    term_of,
)
from indexer.stems import stem
from indexer.stop_words import STOP_WORDS

__all__ = [
    "APOSTROPHES", "HYPHENS", "JOINER", "MAX_FORM", "STOP_WORDS", "TERM_SEPARATOR", "Placed", "Token", "Tokens",
    "TokensOf", "analyse", "fold", "is_stop_word", "join_spaced", "length_of", "stem", "term_of", "tokens_of",
]  # fmt: skip

# Chunks whose analysis is kept for marking, in every process that answers visitors: 4 MB. For indexing: terms.py.
MAX_CACHED_TOKENS = 12_000

# A chunk is what white space cuts out, but for references and numbers that are written with spaces.
_CHUNK = re.compile(r"\S+")
_SPACED = re.compile(rf"{ALONE}(?:{REFERENCE}|{SPACED_NUMBER})")
# A quick look first, as one text of twenty has anything of the kind. What follows the space is looked for, as digits
# are rare: one text's look costs a fifth of splitting it.
_MAY_BE_SPACED = re.compile(
    rf"[0-9*](?:"
    rf"(?<=[0-9][{SPACES}].)[0-9]{{2}}(?![0-9])"
    rf"|(?<=[0-9.*LRDOAlrdo][{SPACES}]\*)"
    rf"|(?<=[.*LRDOAlrdo][{SPACES}].)(?<!\*)[0-9]{{0,3}}[{HYPHENS}]"
    rf"|(?<=[LRDlrd]\.[{SPACES}][0-9]))"
).search
_JOIN = str.maketrans(dict.fromkeys(SPACES, JOINER))


class Placed(NamedTuple):
    """A token at its position in a text, with the characters it was written with."""

    token: Token
    position: int
    start: int
    end: int


class Tokens(dict[str, tuple[Token, ...]]):
    """The tokens of chunks, by their text, as `read` gives them."""

    def __init__(self, read: Callable[[str], Iterable[Token]]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, chunk: str) -> tuple[Token, ...]:
        tokens = tuple(self._read(chunk))
        if len(chunk) <= MAX_FORM:
            if len(self) >= MAX_CACHED_TOKENS:
                self.clear()
            self[chunk] = tokens
        return tokens


TokensOf = Callable[[str], tuple[Token, ...]]
tokens_of: TokensOf = Tokens(analyse_chunk).__getitem__  # of what white space cuts out of `join_spaced(text)`


def analyse(text: str, tokens_of: TokensOf = tokens_of) -> Iterator[Placed]:
    """Every token of a text, with its position and the characters it was written with."""
    position = 0
    for match in _CHUNK.finditer(join_spaced(text)):
        tokens = tokens_of(match.group())
        begin = match.start()
        for token in tokens:
            yield Placed(token, position + token.offset, begin + token.start, begin + token.end)
        position += length_of(tokens)


def join_spaced(text: str) -> str:
    """The same text and length, with joiners for the spaces inside references and numbers: `1 234 567` is one chunk."""
    return _SPACED.sub(lambda match: match.group().translate(_JOIN), text) if _MAY_BE_SPACED(text) else text


def is_stop_word(form: str) -> bool:
    """Whether a form carries no subject of its own."""
    return form in STOP_WORDS
