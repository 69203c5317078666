"""Where the words of a publication stand, kept in buckets: a query reads those of its words, whatever else there is.

    buckets = pack([("d0", b"depistag\\x1fdepistage", encode_positions(np.array([3, 16390]))), ...])
    buckets["d0"]                            ->  base64, as a field of type binary takes it
    column = Column([buckets["d0"], ""])         that bucket of two publications
    column.of_terms((b"depistag\\x1f",))     ->  where the words stand in each of them

A bucket is one term after the other, each in a line of its own:

    LF term TAB positions       four bytes each, of seven bits, the highest bit set: no mark, and no letter of a term

so that all publications of an answer are looked through at once. All forms of a stem are in one bucket, and the stems
that a word has in several languages too, as they begin alike; all that begin with some letter are in four: a prefix is
looked for in these.
"""

from __future__ import annotations

from base64 import b64encode
from binascii import a2b_base64
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.sets import Numbers
from indexer.french import TERM_SEPARATOR
from indexer.pieces import Ints, starts_of
from indexer.stems import stems_elsewhere

_FIRST = "abcdefghijklmnopqrstuvwxyz0123456789"
_OTHER = "_"
_OF_A_LETTER = 4
_ALIKE = 3  # letters that the stems of a word have in common
BUCKETS = tuple(f"{first}{number}" for first in (*_FIRST, _OTHER) for number in range(_OF_A_LETTER))

WIDTH = 4  # bytes of a position
_SHIFTS = np.arange(WIDTH - 1, -1, -1) * 7
MOST_POSITIONS = 1 << 7 * WIDTH  # of a publication; no file that is read has as many words
_BEGIN, _MIDDLE = b"\n", b"\t"
_MULTIPLE = 3  # bytes that are four characters of base64 without padding: such texts may stand one after the other

Positions = npt.NDArray[np.int64]


class Standing(NamedTuple):
    """Where terms stand in several publications, term after term of each publication.

    terms   each once for each publication that has it
    rows    place of this publication
    counts  at how many positions it stands there
    """

    terms: Sequence[bytes]
    rows: Numbers
    counts: Numbers
    positions: Positions


@lru_cache(100_000)
def bucket_of(stem: str) -> str:
    """The bucket of a stem, which may begin with the marker of its language."""
    stem = _unmarked(stem)
    return f"{_first_of(stem)}{crc32(stem[:_ALIKE].encode()) % _OF_A_LETTER}"


def buckets_beginning(form: str) -> frozenset[str]:
    """The buckets of all forms that begin with these letters: a stem begins as its forms do, but for few."""
    first = _first_of(_unmarked(form))
    return frozenset((*(f"{first}{n}" for n in range(_OF_A_LETTER)), *map(bucket_of, stems_elsewhere(form))))


def _unmarked(stem: str) -> str:
    return stem.rpartition(":")[2]


def _first_of(stem: str) -> str:
    first = stem[:1]
    return first if first in _FIRST and first else _OTHER


def encode_positions(positions: Ints) -> bytes:
    """Positions below MOST_POSITIONS, one after the other."""
    encoded = (positions[:, None] >> _SHIFTS & 0x7F | 0x80).astype(np.uint8)
    return encoded.tobytes()


def pack(positions: Iterable[tuple[str, bytes, bytes]]) -> dict[str, str]:
    """The buckets that have anything, from the bucket of each term, the term, and its positions encoded."""
    buckets: defaultdict[str, list[bytes]] = defaultdict(list)
    for name, term, where in positions:
        buckets[name] += (_BEGIN, term, _MIDDLE, where)
    return {name: b64encode(_padded(b"".join(content))).decode() for name, content in buckets.items()}


def _padded(data: bytes) -> bytes:
    return data + _BEGIN * (-len(data) % _MULTIPLE)


class Column:
    """One bucket of several publications, as the cluster gives it; "" of those that have none of it."""

    def __init__(self, values: Sequence[str]) -> None:
        self._data = a2b_base64("".join(values)) + _BEGIN  # so that the last line has an end too
        self._begins = bytes_of(values)

    def of_terms(self, beginnings: Iterable[bytes]) -> Standing:
        """Where the terms with any of some beginnings stand."""
        return self._standing({at for beginning in beginnings for at in self._all(_BEGIN + beginning)})

    def of_names(self, names: Iterable[bytes]) -> Standing:
        """Where some terms stand."""
        return self.of_terms(name + _MIDDLE for name in names)

    def of_forms(self, beginning: bytes) -> Standing:
        """Where the terms stand whose form begins so."""
        after_stem = TERM_SEPARATOR.encode() + beginning
        return self._standing({self._data.rfind(_BEGIN, 0, at) for at in self._all(after_stem)})

    def _all(self, wanted: bytes) -> Iterator[int]:
        """Every place of some bytes. Of the many lines of an answer few are sought: the others are never cut out."""
        at = self._data.find(wanted)
        while at >= 0:
            yield at
            at = self._data.find(wanted, at + 1)

    def _standing(self, lines: Collection[int]) -> Standing:
        """What the lines say that begin there."""
        data = self._data
        begins = sorted(lines)
        terms, encoded = [], []
        for begin in begins:
            middle = data.index(_MIDDLE, begin)
            terms.append(data[begin + 1 : middle])
            encoded.append(data[middle + 1 : data.index(_BEGIN, middle)])
        rows = self._begins.searchsorted(begins, side="right") - 1
        counts = np.array([len(where) for where in encoded], np.intp) // WIDTH
        return Standing(terms, rows, counts, _decoded(b"".join(encoded)))


def bytes_of(values: Sequence[str]) -> Ints:
    """Where the bytes of each base64 text begin in those of all, and end; none of them is padded."""
    return starts_of(np.array([len(value) for value in values], np.int64) // 4 * _MULTIPLE)


def _decoded(data: bytes) -> Positions:
    digits = np.frombuffer(data, np.uint8).reshape(-1, WIDTH) & 0x7F
    found: Positions = digits @ (1 << _SHIFTS)
    return found
