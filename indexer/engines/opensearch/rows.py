"""What ranking and showing read of each publication that is found, as one value of its document, the field `row`.

    pack_row(Row(...), columns, is_contents)   ->  base64
    rows = Rows([hit.fields["row"][0], ...])
    rows.lengths, rows.places, rows.doc(3)

Little-endian: a head, then as much for each passage; both have a multiple of three bytes, so that base64 gives no
padding and the values of all publications of an answer are read at once.
"""

from __future__ import annotations

from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.publications import Places
from indexer.engines.opensearch.positions import bytes_of
from indexer.pieces import Ints, starts_of

_HEAD = np.dtype(
    [
        ("doc", "V16"),
        ("stamp", "V8"),
        ("key", "<u8"),
        ("length", "<u4"),
        ("title_words", "<u4"),
        ("passages", "<u4"),
        ("filler", "u1"),
    ]
)
_PASSAGE = np.dtype(
    [
        ("body_start", "<u4"),
        ("body_words", "<u4"),
        ("heading_start", "<u4"),
        ("heading_words", "<u4"),
        ("is_contents", "?"),
        ("filler", "u1"),
    ]
)
_COLUMNS = ("body_start", "body_words", "heading_start", "heading_words")
_DOC_CHARACTERS = 24  # of base64, in which its bytes are


class Head(NamedTuple):
    """What is no passage's.

    doc, stamp  of the document, as hex digits
    key         of the publication's id
    length      words of the passages
    """

    doc: str
    stamp: str
    key: int
    length: int
    title_words: int


def pack_row(head: Head, columns: Sequence[Ints], is_contents: Sequence[bool]) -> str:
    """The row of one publication: where its passages stand is given as body and heading starts and words."""
    own = np.zeros(1, _HEAD)
    own["doc"], own["stamp"] = bytes.fromhex(head.doc), bytes.fromhex(head.stamp)
    own["key"], own["length"], own["title_words"] = head.key, head.length, head.title_words
    own["passages"] = len(is_contents)
    passages = np.zeros(len(is_contents), _PASSAGE)
    for name, column in zip(_COLUMNS, columns, strict=True):
        passages[name] = column
    passages["is_contents"] = is_contents
    return b64encode(own.tobytes() + passages.tobytes()).decode()


def doc_in(row: str) -> str:
    """The document whose row this is."""
    return a2b_base64(row[:_DOC_CHARACTERS])[: _HEAD["doc"].itemsize].hex()


class Rows:
    """The rows of several publications.

    keys         u64[n]
    lengths      u32[n]
    title_words  u32[n]
    places       where their passages stand
    """

    def __init__(self, values: Sequence[str]) -> None:
        data = np.frombuffer(a2b_base64("".join(values)), np.uint8)
        starts = bytes_of(values)
        at = starts[:-1, None] + np.arange(_HEAD.itemsize)
        self._heads = data[at].view(_HEAD).reshape(-1)
        is_of_passage = np.ones(len(data), np.bool_)
        is_of_passage[at] = False
        self._passages = data[is_of_passage].view(_PASSAGE)
        self.keys: npt.NDArray[np.uint64] = np.ascontiguousarray(self._heads["key"])
        self.lengths: npt.NDArray[np.uint32] = self._heads["length"]
        self.title_words = np.ascontiguousarray(self._heads["title_words"])

    @property
    def places(self) -> Places:
        """Where the passages of all stand."""
        columns = [np.ascontiguousarray(self._passages[name]) for name in (*_COLUMNS, "is_contents")]
        return Places(starts_of(self._heads["passages"]), *columns)

    def doc(self, number: int) -> str:
        """The document of a publication."""
        return _hex(self._heads["doc"][number])

    def stamp(self, number: int) -> str:
        """What is stored of it, in short."""
        return _hex(self._heads["stamp"][number])

    def passages(self, number: int) -> int:
        """How many passages it has."""
        return int(self._heads["passages"][number])


def _hex(value: np.void) -> str:
    return bytes(value.data).hex()
