"""How words are written, accents and all, as values of a publication's document: for suggestions and corrections.

spellings_of(publication, forms)   ->  {"d": ["depistage|dépistage"], "c": ["cnil|CNIL"]}

Each form has one value: the spelling that this publication uses most (engines/spellings.py). So the publications that
have a form are counted by adding up those of its spellings, and values stay few: of « Le », « le » and « LE » one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import NamedTuple

from indexer.engines.opensearch.mapping import STACKER, surface_field
from indexer.engines.spellings import most_usual
from indexer.french import fold, is_stop_word
from indexer.publication import Publication

_words = re.compile(r"[^\W_]+").findall


def spellings_of(publication: Publication, forms: Container[str]) -> dict[str, list[str]]:
    """How a publication writes those of its forms that are written as one word, by their first letters."""
    counts = Counter(_words("\n".join(_texts(publication))))
    chosen: dict[str, _Written] = {}
    several: dict[str, list[str]] = {}
    for word in counts:
        written = _written(word)
        if written is None or written.form not in forms:
            continue
        form = written.form
        if form not in chosen:
            chosen[form] = written
        else:
            several.setdefault(form, [chosen[form].word]).append(word)
    for form, words in several.items():
        most = most_usual(Counter({word: counts[word] for word in words}))
        chosen[form] = chosen[form]._replace(value=f"{form}{STACKER}{most}")
    found: dict[str, list[str]] = {}
    for _, _, field, value in chosen.values():
        found.setdefault(field, []).append(value)
    return found


class _Written(NamedTuple):
    """A word of a text, its form, and the value of a field that says so."""

    word: str
    form: str
    field: str
    value: str


@lru_cache(200_000)
def _written(word: str) -> _Written | None:
    """None for what a suggestion may not give."""
    form = fold(word)
    if not form.isalnum() or form.isdigit() or is_stop_word(form):
        return None
    return _Written(word, form, surface_field(form).partition(".")[2], f"{form}{STACKER}{most_usual(Counter([word]))}")


def _texts(publication: Publication) -> Iterator[str]:
    yield from (publication.title, publication.lead, *publication.authors, *publication.topics, publication.kind)
    heading = None
    for passage in publication.passages:
        if passage.heading and passage.heading != heading:
            yield passage.heading
        heading = passage.heading
        yield passage.text
