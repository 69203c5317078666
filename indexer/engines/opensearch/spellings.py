"""How words are written, accents and all, as values of a publication's document: for suggestions and corrections.

spellings_of(Publication("a", "Le dépistage de la CNIL"))   ->  {"d": ["depistage|dépistage"], "c": ["cnil|CNIL"]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from indexer.engines.opensearch.mapping import STACKER, surface_field
from indexer.french import fold, is_stop_word
from indexer.publication import Publication

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 64


def spellings_of(publication: Publication) -> dict[str, list[str]]:
    """The different spellings of a publication's words, by their first letters."""
    found: dict[str, list[str]] = {}
    for word in dict.fromkeys(word for text in _texts(publication) for word in _WORD.findall(text)):
        if value := _value(word):
            found.setdefault(value[0], []).append(value[1])
    return found


def _texts(publication: Publication) -> Iterator[str]:
    yield from (publication.title, publication.lead, *publication.authors, *publication.topics)
    for passage in publication.passages:
        yield passage.heading or ""
        yield passage.text


@lru_cache(200_000)
def _value(word: str) -> tuple[str, str] | None:
    form = fold(word)
    if not form.isalnum() or form.isdigit() or len(form) > _LONGEST or is_stop_word(form):
        return None
    return surface_field(form).partition(".")[2], f"{form}{STACKER}{word}"
