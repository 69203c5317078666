"""How many of some publications were published in each month. Exact, and cheap: one bincount.

    months = Months.of(snapshot.days)
    months.count(documents)   ->   (MonthCount(2024, 3, 12), MonthCount(2024, 9, 1))

A month is numbered year * 12 + month - 1. What is kept is a small number for each publication, counted from the first
month of the index; 0 is no date:

    days      0      738_000  738_031
    bins      0      1        2            first = the month of day 738_000

A date that is a year counts from its first day, as it does for filters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.sets import Numbers
from indexer.engines.interface import MonthCount

_EPOCH_DAY = 719_163  # datetime.date(1970, 1, 1).toordinal(): where NumPy's days begin
_EPOCH_MONTH = 1970 * 12


@dataclass(frozen=True, slots=True)
class Months:
    """The month of every publication.

    first  number of the month that has bin 1
    bins   u16 or u32 [size]   0 for no date; years 1 to 9999 are 119,988 months
    """

    first: int
    bins: npt.NDArray[np.unsignedinteger]

    @classmethod
    def of(cls, days: npt.NDArray[np.int32]) -> Months:
        """From day numbers (datetime.date.toordinal), 0 where there is no date."""
        months = (days.astype(np.int64) - _EPOCH_DAY).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        months += _EPOCH_MONTH
        is_dated = days > 0
        first = int(months.min(initial=120_000, where=is_dated))
        months -= first - 1
        months[~is_dated] = 0
        last = int(months.max(initial=0))
        return cls(first, months.astype(np.uint16 if last <= 0xFFFF else np.uint32))

    def count(self, documents: Numbers) -> tuple[MonthCount, ...]:
        """The months in which any of the publications was published, in their order."""
        counts = np.bincount(self.bins.take(documents), minlength=1)
        counts[0] = 0
        present = np.flatnonzero(counts)
        numbers = (present + (self.first - 1)).tolist()
        return tuple(
            MonthCount(number // 12, number % 12 + 1, count)
            for number, count in zip(numbers, counts.take(present).tolist(), strict=True)
        )
