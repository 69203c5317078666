"""The words that may tell what a publication is about, counted when it is stored: a question need not read its text.

    counts_of(pack(publication), ("Prévention",), "fr").most_common(2)    [("depistag", 14.0), ("prevent", 9.0)]

What significant_terms.py counts in the same texts, but that topics are counted when a question is asked: they may be
another publication's. Of the passages' words the first are kept, more than a question looks at.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable

import msgspec

from indexer.engines.significant_terms import beginning_of, passages_of, spread_evenly, stem_counts, topics_of
from indexer.publication import Publication

_MOST = 100  # related.CANDIDATES, and what topics may put among these


class _Telling(msgspec.Struct, frozen=True, array_like=True):
    """Stems with how much there is of each: of title and lead, and of passages."""

    beginning: dict[str, int]
    passages: dict[str, int]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Telling).decode


def pack(publication: Publication) -> str:
    """The field `telling` of a publication."""
    read = [publication.passages[index] for index in spread_evenly(len(publication.passages))]
    counts = stem_counts(passages_of(read, publication.language))
    telling = _Telling(dict(stem_counts(beginning_of(publication))), dict(counts.most_common(_MOST)))
    return b64encode(_encode(telling)).decode()


def counts_of(packed: str, topics: Iterable[str], language: str) -> Counter[str]:
    """How much of each stem there is, with the topics that it is shown with."""
    telling = _decode(b64decode(f"{packed}=="))  # a cluster gives no padding, and more than is needed is none
    counts: Counter[str] = Counter(telling.beginning)
    counts.update(stem_counts(topics_of(topics, language)))
    counts.update(telling.passages)
    return counts
