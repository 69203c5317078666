"""Where the words of a publication stand, kept in buckets: a query reads those of its words, whatever else there is.

    buckets = pack({"depistag\\x1fdepistage": [3, 16390], ...})
    buckets["d2"]                                                -> base64 of a map of terms to positions
    unpack(buckets[bucket_of("depistag")], [b"depistag"])        -> {"depistag\\x1fdepistage": [3, 16390]}

All forms of a stem are in one bucket, and all that begin with some letter are in four: a prefix is looked for in these.
"""

from __future__ import annotations

from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import msgspec

from indexer.french import TERM_SEPARATOR

_FIRST = "abcdefghijklmnopqrstuvwxyz0123456789"
_OTHER = "_"
_OF_A_LETTER = 4
BUCKETS = tuple(f"{first}{number}" for first in (*_FIRST, _OTHER) for number in range(_OF_A_LETTER))

Positions = dict[str, list[int]]
_NOTHING: Positions = {}
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Positions).decode


@lru_cache(100_000)
def bucket_of(stem: str) -> str:
    """The bucket of a stem, which may begin with the marker of its language."""
    return f"{_first_of(stem)}{crc32(stem.encode()) % _OF_A_LETTER}"


def buckets_beginning(form: str) -> list[str]:
    """The buckets of all forms that begin with these letters: a stem begins as its forms do."""
    first = _first_of(form)
    return [f"{first}{number}" for number in range(_OF_A_LETTER)]


def _first_of(text: str) -> str:
    first = text.rpartition(":")[2][:1]
    return first if first in _FIRST and first else _OTHER


def pack(positions: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Terms with their positions, ascending, by bucket."""
    buckets: dict[str, dict[str, Sequence[int]]] = {}
    for term, where in positions.items():
        buckets.setdefault(bucket_of(term.partition(TERM_SEPARATOR)[0]), {})[term] = where
    return {name: b64encode(_encode(content)).decode() for name, content in buckets.items()}


def unpack(data: str, texts: Iterable[bytes]) -> Positions:
    """The terms of a bucket; none where it has none of some texts, as most have that are read for other languages."""
    packed = a2b_base64(f"{data}==")  # a cluster gives no padding, and more than is needed is none
    for text in texts:
        if text in packed:
            return _decode(packed)
    return _NOTHING
