"""How words are written, accents and all, as values of a publication's document: for suggestions and corrections.

spellings_of(publication, forms)   ->  {"d": ["depistage|dépistage"], "c": ["cnil|CNIL"]}

Each form has one value: the spelling that this publication uses most (engines/spellings.py). So the publications that
have a form are counted by adding up those of its spellings, and values stay few: of « Le », « le » and « LE » one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache

from indexer.engines.opensearch.mapping import STACKER, surface_field
from indexer.engines.spellings import most_usual
from indexer.french import fold, is_stop_word
from indexer.publication import Publication

_words = re.compile(r"[^\W_]+").findall


def spellings_of(publication: Publication, forms: Container[str]) -> dict[str, list[str]]:
    """How a publication writes those of its forms that are written as one word, by their first letters."""
    counts = Counter(_words("\n".join(_texts(publication))))
    every: dict[str, list[str]] = {}
    for word in counts:
        form = _form(word)
        if form and form in forms:
            every.setdefault(form, []).append(word)
    found: dict[str, list[str]] = {}
    for form, words in every.items():
        if len(words) == 1:
            field, value = _alone(words[0])
        else:
            field, value = _value(form, {word: counts[word] for word in words})
        found.setdefault(field, []).append(value)
    return found


def _value(form: str, spellings: Mapping[str, int]) -> tuple[str, str]:
    """The field and the value of a form that is written so."""
    return surface_field(form).partition(".")[2], f"{form}{STACKER}{most_usual(Counter(spellings))}"


@lru_cache(100_000)
def _alone(word: str) -> tuple[str, str]:
    """The same of a form that is written in one way only, as nearly all are: how often does not matter then."""
    return _value(_form(word), {word: 1})


def _texts(publication: Publication) -> Iterator[str]:
    yield from (publication.title, publication.lead, *publication.authors, *publication.topics, publication.kind)
    heading = None
    for passage in publication.passages:
        if passage.heading and passage.heading != heading:
            yield passage.heading
        heading = passage.heading
        yield passage.text


@lru_cache(200_000)
def _form(word: str) -> str:
    """The form of a word that a suggestion may give; "" of others."""
    form = fold(word)
    return form if form.isalnum() and not form.isdigit() and not is_stop_word(form) else ""
