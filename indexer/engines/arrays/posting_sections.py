"""The arrays that postings are read from by machine code (kernels/postings.py)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.sections import SECTIONS

Array = npt.NDArray[Any]


class PostingSections(NamedTuple):
    """The sections that hold terms and postings, as sections.py says."""

    frequencies: Array
    occurrences: Array
    widths: Array
    gap_starts: Array
    weight_starts: Array
    count_starts: Array
    position_starts: Array
    term_bytes: Array
    term_starts: Array
    gaps_1: Array
    gaps_2: Array
    gaps_4: Array
    weights_1: Array
    weights_2: Array
    weights_4: Array
    counts_1: Array
    counts_2: Array
    counts_4: Array
    positions_1: Array
    positions_2: Array
    positions_4: Array

    @classmethod
    def of(cls, sections: Mapping[str, Array]) -> Self:
        """Those of a segment, none of which can be written to."""
        found = [sections[name] for name in cls._fields]
        for array in found:
            array.flags.writeable = False
        return cls(*found)

    @classmethod
    def types(cls) -> list[np.dtype[Any]]:
        """The type of each section's numbers."""
        return [SECTIONS[name] for name in cls._fields]
