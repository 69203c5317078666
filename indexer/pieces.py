"""Arithmetic on pieces that stand end to end in one array.

starts_of([2, 0, 3])    ->  [0, 2, 2, 5]
sizes_of([0, 2, 2, 5])  ->  [2, 0, 3]
"""

from __future__ import annotations

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
