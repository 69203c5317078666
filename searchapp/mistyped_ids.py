"""The publication that was meant by an id that does not exist.

    publication_meant(engine, "rapports/bilan-2023.PDF")   ->   the hit of "rapports/bilan-2023.pdf"

What happens to addresses is undone first (encoded twice, a slash too many, another case of the ending); then a file
with such a name is looked for, and taken when the whole id resembles. No list of ids is gone through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from rapidfuzz import fuzz

from indexer.engines.interface import Engine, Hit, Query
from indexer.query import parse

_LEAST_RATIO = 85.0  # of 100: two letters of fifteen differ
_LOOKED_AT = 20
_SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")  # of a file's name: no word of it
_LONGEST = 500  # characters of an id that is looked for


def publication_meant(engine: Engine, identifier: str) -> Hit | None:
    """The publication whose id comes closest, if any comes close."""
    if len(identifier) > _LONGEST:
        return None
    for other in _variants(identifier):
        if other != identifier and (found := engine.hit(other)):
            return found
    name = _SUFFIX.sub("", identifier.rstrip("/").rpartition("/")[2])
    words = " ".join(clause.text for clause in parse(" ".join(filter(None, _words(name)))) if clause.kind == "word")
    if not words:
        return None
    hits = engine.search(Query(words, per_page=_LOOKED_AT, facet_limit=0, snippets=False)).hits
    best = max(hits, key=lambda hit: fuzz.ratio(identifier, hit.id), default=None)
    return best if best and fuzz.ratio(identifier, best.id) >= _LEAST_RATIO else None


def _variants(identifier: str) -> Iterator[str]:
    """The same id before something happened to it."""
    yield unquote(identifier)
    yield unicodedata.normalize("NFC", identifier)
    yield unicodedata.normalize("NFD", identifier)
    yield identifier.strip(" /")
    yield identifier.replace("+", " ")
    stem, dot, suffix = identifier.rpartition(".")
    if dot:
        yield f"{stem}.{suffix.lower()}"
        yield stem
    for ending in (".pdf", ".html", ".md"):
        yield identifier.rstrip("/") + ending


def _words(name: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in name).split(" ")
