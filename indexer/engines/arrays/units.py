"""What is weighed as one - a word in all its forms, a prefix, a phrase: who has it, how much of it, and where.

Engines make their own units; what ranks and shows publications (ranking.py, passages.py) asks them all alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import sets
from indexer.engines.arrays.sets import Amounts, Mask, Numbers

# How much more an occurrence of the form that was typed counts than one of another form of its stem.
EXACT_BONUS = 0.5
EXACT = 1 + EXACT_BONUS
# How much an occurrence of a synonym counts: the form that editors gave still less than any form of the typed word.
SYNONYM = 0.5

_Scalar = TypeVar("_Scalar", bound=np.generic)


class Occurrences(NamedTuple):
    """Where something stands in some publications.

    document  place of the publication
    position  documents.py says what it means
    factor    how much it counts
    """

    document: Numbers
    position: npt.NDArray[np.int64]
    factor: npt.NDArray[np.float64]


NOWHERE = Occurrences(sets.NONE, sets.NONE.astype(np.int64), np.zeros(0))


class Unit(ABC):
    """What is weighed as one. Deleted publications do not have it."""

    @property
    @abstractmethod
    def documents(self) -> Numbers:
        """The publications that have it, ascending."""

    @property
    @abstractmethod
    def frequency(self) -> int:
        """How many these are."""

    @property
    def most(self) -> int:
        """How many these are at most: what is known without counting. 0 only when there are none."""
        return self.frequency

    @abstractmethod
    def is_in(self, documents: Numbers) -> Mask:
        """Which of some publications (ascending) have it."""

    @abstractmethod
    def amounts_at(self, documents: Numbers) -> Amounts:
        """How much of it some publications (ascending) have, 0 for none."""

    @abstractmethod
    def occurrences(self, documents: Numbers) -> Occurrences:
        """Where it stands in some publications (ascending) that are not deleted."""


class AnsweredUnit(Unit):
    """A unit, and other ones that answer for it and count less: what editors call synonyms.

    As one, it is as rare as all of them together: a publication with a rare synonym does not pass one with the word.
    """

    def __init__(self, unit: Unit, others: Sequence[Unit]) -> None:
        self._units = (unit, *others)
        self._factors = (1.0, *(SYNONYM for _ in others))

    @cached_property
    def documents(self) -> Numbers:
        """The publications that have any of them, ascending."""
        return sets.either([unit.documents for unit in self._units])

    @property
    def frequency(self) -> int:
        """How many these are."""
        return len(self.documents)

    @property
    def most(self) -> int:
        """How many these are at most."""
        return sum(unit.most for unit in self._units)

    def is_in(self, documents: Numbers) -> Mask:
        """Which of some publications (ascending) have any of them."""
        found: Mask = np.logical_or.reduce([unit.is_in(documents) for unit in self._units])
        return found

    def amounts_at(self, documents: Numbers) -> Amounts:
        """How much of them some publications (ascending) have, 0 for none."""
        sums = np.zeros(len(documents), np.float32)
        for unit, factor in zip(self._units, self._factors, strict=True):
            sums += unit.amounts_at(documents) * np.float32(factor)
        return sums

    def occurrences(self, documents: Numbers) -> Occurrences:
        """Where they stand in some publications, by publication and position."""
        found = [
            where._replace(factor=where.factor * factor)
            for where, factor in zip((unit.occurrences(documents) for unit in self._units), self._factors, strict=True)
        ]
        every = Occurrences(*map(joined, zip(*found, strict=True)))
        order = np.lexsort((every.position, every.document))
        return Occurrences(every.document.take(order), every.position.take(order), every.factor.take(order))


def joined(arrays: Sequence[npt.NDArray[_Scalar]]) -> npt.NDArray[_Scalar]:
    """Arrays end to end, one at least."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
