"""Where the passages of a publication stand, as one value of its document: read back for those that are ranked here.

Little-endian: for n passages, u32[n] each of body_starts, body_words, heading_starts and heading_words, then u8[n] of
is_contents.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence

import numpy as np

from indexer.engines.arrays.publications import Places
from indexer.pieces import Ints

_COLUMNS = 4
_ROW = 4 * _COLUMNS + 1  # bytes of a passage


def pack_places(columns: Sequence[Ints], is_contents: Sequence[bool]) -> str:
    """The places of one publication's passages, its columns in the order above, as base64."""
    return b64encode(np.array(columns, "<u4").tobytes() + bytes(is_contents)).decode()


def unpack_places(packed: Sequence[str]) -> Places:
    """The places of several publications, one after the other."""
    rows = [b64decode(f"{data}==") for data in packed]  # a cluster gives no padding, and more than is needed is none
    sizes = [len(data) // _ROW for data in rows]
    firsts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=firsts[1:])
    columns = [np.zeros((_COLUMNS, 0), "<u4")]
    for data, size in zip(rows, sizes, strict=True):
        columns.append(np.frombuffer(data, "<u4", _COLUMNS * size).reshape(_COLUMNS, size))
    body_starts, body_words, heading_starts, heading_words = np.concatenate(columns, axis=1)
    contents = b"".join(data[len(data) - size :] for data, size in zip(rows, sizes, strict=True))
    return Places(
        firsts,
        body_starts,
        body_words,
        heading_starts,
        heading_words,
        np.frombuffer(contents, np.bool_),
    )
