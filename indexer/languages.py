"""How the words of a language meet: French and English have stems of their own, in all others a word is its form.

    analysis_of("en-GB").stem("studies")               ->  "en:studi"
    next(ENGLISH.analyse("Two studies")).token.form    ->  "two"

Texts are cut and folded in the same way in every language (french.py), so positions and forms are the same; stems are
not. Each language but French has a marker that its stems begin with, so that no stem of one meets one of another:
the French "chat" and the English "chat" are different terms of the index.

What is typed has no language. It is looked for as French, as English and as it stands: `names_of`.

Not here: which language a text is in (extract/language.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from indexer import english, french
from indexer.chunks import Token, analyse_chunk, term_of
from indexer.french import Placed, Tokens, TokensOf


class Analysis:
    """How the texts of a language are analysed.

    marker     what its stems begin with; no form holds a colon
    read       the tokens of a chunk that was not met before
    tokens_of  the tokens of what white space cuts out of `french.join_spaced(text)`
    """

    def __init__(
        self, marker: str, stem: Callable[[str], str], read: Callable[[str], Iterable[Token]], tokens_of: TokensOf
    ) -> None:
        self.marker = marker
        self.read = read
        self.tokens_of = tokens_of
        self._stem = stem

    @classmethod
    def marked(cls, marker: str, stem: Callable[[str], str], read: Callable[[str], Iterable[Token]]) -> Analysis:
        """That of a language whose stems `read` gives without the marker."""

        def marked(chunk: str) -> Iterator[Token]:
            return (token._replace(stem=marker + token.stem) for token in read(chunk))

        return cls(marker, stem, marked, Tokens(marked).__getitem__)

    def stem(self, form: str) -> str:
        """The stem of a form, marked."""
        return self.marker + self._stem(form)

    def analyse(self, text: str) -> Iterator[Placed]:
        """Every token of a text, with its position and the characters it was written with."""
        return french.analyse(text, self.tokens_of)


def _as_written(chunk: str) -> Iterator[Token]:
    return (token._replace(stem=token.form) for token in analyse_chunk(chunk))


FRENCH = Analysis("", french.stem, analyse_chunk, french.tokens_of)
ENGLISH = Analysis.marked("en:", english.stem, english.tokens)
FOLDED = Analysis.marked(":", str, _as_written)
ANALYSES = (FRENCH, ENGLISH, FOLDED)

_OF_LANGUAGES = {"": FRENCH, "fr": FRENCH, "en": ENGLISH}


@lru_cache(maxsize=1_000)
def analysis_of(language: str) -> Analysis:
    """The analysis of a language given as `en` or `en-GB`; of no language, the French one."""
    return _OF_LANGUAGES.get(primary(language), FOLDED)


def primary(language: str) -> str:
    """The language of a tag, without its region: `pt-BR` -> pt."""
    return language.replace("_", "-").partition("-")[0].lower()


@lru_cache(maxsize=10_000)
def names_of(form: str, analyses: tuple[Analysis, ...]) -> tuple[tuple[bytes, bytes], ...]:
    """The terms that a typed word may mean: of each language what all terms of its stem begin with, and its own."""
    stems = [analysis.stem(form) for analysis in analyses]
    return tuple((term_of(stem, "").encode(), term_of(stem, form).encode()) for stem in stems)
