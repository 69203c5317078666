"""What was typed, word by word and where each stands: for corrections, which leave all else as it was typed.

    [(word.form, word.place) for word in typed_words('titre:bilan "cancer du sein" -poumon')]
    ->  [("bilan", "title"), ("cancer", "phrase"), ("du", "phrase"), ("sein", "phrase")]

What is excluded, and what only begins (canc*), is not given: nobody misses what these do not find.
Not here: what a query finds (query.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from indexer import french
from indexer.query import PART, QUOTES, field_of, is_prefix

_MIN_END = 4
Place = Literal["word", "phrase", "title", "author", "topic"]


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word of a query.

    form        folded
    start, end  the characters it was typed with
    place       where it is looked for
    part        words of one part stand in one phrase, or in one field; plain words are all of part -1
    is_quoted   whether it stands between quotes, in a field or not
    """

    form: str
    start: int
    end: int
    place: Place
    part: int
    is_quoted: bool

    @property
    def is_stop_word(self) -> bool:
        """Whether it carries no subject of its own."""
        return french.is_stop_word(self.form)


def ends_in_function_word(text: str) -> bool:
    """Whether plain words end in a function word of some length, as nobody means them to: `cancer du sien`."""
    return is_odd_end(list(typed_words(text)))


def is_odd_end(words: Sequence[TypedWord]) -> bool:
    """The same of words that were read."""
    return len(words) > 1 and words[-1].place == "word" and words[-1].is_stop_word and len(words[-1].form) >= _MIN_END


def typed_words(text: str) -> Iterator[TypedWord]:
    """The words that must be found, in their order."""
    for number, match in enumerate(PART.finditer(french.join_spaced(text.translate(QUOTES)))):
        if match["minus"] is not None:
            continue
        field = field_of(match["field"])
        phrase = next((name for name in ("quoted", "guillemets") if match[name] is not None), None)
        if phrase is None and is_prefix(match["word"]):
            continue
        begin = match.start(phrase or "word")
        if match["field"] and field is None:  # "Note:bilan": the name is a word like another
            begin = match.start("field")
        end = match.end(phrase or "word")
        place: Place = field or ("phrase" if phrase else "word")
        at = begin
        for token, _, start, stop in french.analyse(text[begin:end]):
            if token.is_alternative or begin + start < at:
                continue
            at = begin + stop
            yield TypedWord(token.form, begin + start, at, place, -1 if place == "word" else number, bool(phrase))
