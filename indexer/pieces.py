"""Arithmetic on pieces that stand end to end in one array.

starts_of([2, 0, 3])            ->  [0, 2, 2, 5]
sizes_of([0, 2, 2, 5])          ->  [2, 0, 3]
spread([7, 1], [2, 3])          ->  [7, 8, 1, 2, 3]
join([b"eau", b"air"])          ->  b"eauair" and [0, 3, 6], both as arrays
cut(b"eauair", [0, 3, 6])       ->  [b"eau", b"air"]
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def starts_of(sizes: npt.NDArray[np.integer]) -> Ints:
    """Where each piece begins, and where the last one ends."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def sizes_of(starts: npt.NDArray[np.integer]) -> Ints:
    """The sizes of pieces that begin at these places, of which the last is the end."""
    sizes: Ints = np.subtract(starts[1:], starts[:-1], dtype=np.int64)
    return sizes


def spread(begins: npt.NDArray[np.integer], sizes: npt.NDArray[np.integer]) -> Ints:
    """begins[0], begins[0] + 1, ... for `sizes[0]` numbers, then the same from begins[1] on."""
    ends = sizes.cumsum(dtype=np.int64)
    numbers: Ints = (begins - ends + sizes).repeat(sizes)
    numbers += np.arange(len(numbers))
    return numbers


def join(texts: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], Ints]:
    """Texts end to end, and where each begins, and the end."""
    return np.frombuffer(b"".join(texts), np.uint8), starts_of(np.fromiter(map(len, texts), np.int64, len(texts)))


def cut(data: npt.NDArray[np.uint8], starts: npt.NDArray[np.integer]) -> list[bytes]:
    """The texts between these places, of which the last is the end; none without any place."""
    if len(starts) == 0:
        return []
    bounds = (starts - starts[0]).tolist()
    content = data[int(starts[0]) : int(starts[-1])].tobytes()
    return [content[begin:end] for begin, end in pairwise(bounds)]
