"""The words that may tell what a publication is about, counted when it is stored: a question need not read its text.

    counts_of(pack(publication, read), ("Prévention",), "fr").most_common(2)    [("depistag", 14.0), ("prevent", 9.0)]

What significant_terms.py counts in the same texts, but that topics are counted when a question is asked: they may be
another publication's. Of the passages' words the first are kept, more than a question looks at, and those that stand in
its title, its lead or its topics as well.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from indexer.engines.opensearch.term import Term
from indexer.engines.significant_terms import (
    READ_CHARACTERS,
    Part,
    beginning_of,
    passages_of,
    spread_evenly,
    stem_counts,
    topics_of,
)
from indexer.pieces import Ints
from indexer.publication import Publication

_MOST = 100  # related.CANDIDATES, and what topics may put among these


class _Telling(msgspec.Struct, frozen=True, array_like=True):
    """Stems with how much there is of each: of title and lead, and of passages."""

    beginning: dict[str, int]
    passages: dict[str, int]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Telling).decode


class Read(NamedTuple):
    """The texts of a publication (arrays/laying.py) as they were analysed: nothing is analysed for this once more.

    size    how many there are; the first are its title and its lead, the last its passages
    bounds  text n has the tokens bounds[n]:bounds[n + 1]
    tokens  of each its term, by its place in `terms`
    """

    size: int
    bounds: Sequence[int]
    tokens: Ints
    terms: Sequence[Term]


def pack(publication: Publication, read: Read) -> str:
    """The field `telling` of a publication."""
    passages = publication.passages
    first = read.size - len(passages)
    counts = _counts_in(
        read,
        (
            (first + number, part)
            for number in spread_evenly(len(passages))
            for part in passages_of((passages[number],), publication.language)
        ),
    )
    beginning = _counts_in(read, enumerate(beginning_of(publication)))
    kept = dict(counts.most_common(_MOST))
    for stem in (*beginning, *stem_counts(topics_of(publication.topics, publication.language))):
        if stem in counts:  # what else there is of it makes it one of the first
            kept[stem] = counts[stem]
    return b64encode(_encode(_Telling(dict(beginning), kept))).decode()


def _counts_in(read: Read, parts: Iterable[tuple[int, Part]]) -> Counter[str]:
    """The same as `stem_counts`, of texts by their numbers."""
    found: Counter[str] = Counter()
    for number, part in parts:
        if len(part.text) > READ_CHARACTERS:  # only its beginning counts, which was not analysed alone
            found.update(stem_counts((part,)))
            continue
        tokens = read.tokens[read.bounds[number] : read.bounds[number + 1]].tolist()
        for term, count in Counter(tokens).items():
            own = read.terms[term]
            if own.is_telling:
                found[own.stem] = found.get(own.stem, 0) + part.weight * count  # type: ignore[assignment]
    return found


def counts_of(packed: str, topics: Iterable[str], language: str) -> Counter[str]:
    """How much of each stem there is, with the topics that it is shown with."""
    telling = _decode(b64decode(f"{packed}=="))  # a cluster gives no padding, and more than is needed is none
    counts: Counter[str] = Counter(telling.beginning)
    counts.update(stem_counts(topics_of(topics, language)))
    counts.update(telling.passages)
    return counts
