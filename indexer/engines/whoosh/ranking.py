"""How well publications and passages answer: BM25 over weighted words, then the best passages of the first ones.

Every constant is discussed in docs/relevance.md with the measurement behind it.

1. All matching publications: BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and
   Beyond") over one weight a word, in which title, lead and headings count more (the paper's BM25F), and the typed
   form more than other forms of the same stem.
2. The first REFINED of them: the best passage's own score is added, which knows its headings and how close the words
   stand. So a long report is found by its best page as much as by its whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh.documents import AUTHORS, BODY, HEADINGS, LEAD, TOPICS
from indexer.engines.whoosh.matching import Unit, occurrences
from indexer.engines.whoosh.snapshot import Mask, Snapshot

K1 = 3.0
B = 0.25
EXACT_BONUS = 0.5
REFINED = 200
PASSAGE_WEIGHT = 1.0
PASSAGE_K1 = 1.2
PASSAGE_B = 0.4
USUAL_PASSAGE = 300.0  # words of a printed page
HEADING_BONUS = 2.5
WHOLE_HEADING_BONUS = 1.0
NEAR_BONUS = 0.6
NEAR_WORDS = 4
CONTENTS_FACTOR = 0.3
TITLE_BONUS = 3.0  # in the title, or an author's name
WHOLE_TITLE_BONUS = 2.0


@dataclass(frozen=True, slots=True)
class PassageScores:
    """How well each passage of a publication answers (f64[n], 0 for not at all), and how well its title does."""

    scores: npt.NDArray[np.float64]
    title: float = 0.0


def inverse_frequency(snapshot: Snapshot, unit: Unit) -> float:
    """How rare a unit is: log(1 + (N - n + 0.5) / (n + 0.5)), never negative."""
    found = int(np.count_nonzero(unit.mask & snapshot.live))
    return float(np.log1p((snapshot.total - found + 0.5) / (found + 0.5)))


def score_publications(snapshot: Snapshot, units: Sequence[Unit], mask: Mask) -> npt.NDArray[np.float64]:
    """BM25 of every publication of `mask`, in ascending order of their numbers."""
    documents = np.flatnonzero(mask)
    scores = np.zeros(len(documents), np.float64)
    norm = K1 * (1 - B + B * snapshot.lengths[documents] / snapshot.average_length)
    for unit in units:
        amount = unit.weight[documents] + EXACT_BONUS * unit.exact[documents]
        scores += inverse_frequency(snapshot, unit) * amount * (K1 + 1) / (amount + norm)
    return scores


def score_passages(snapshot: Snapshot, units: Sequence[Unit], documents: npt.NDArray[np.int64]) -> list[PassageScores]:
    """The passages of some publications (ascending numbers)."""
    table, titles = _score(snapshot, units, documents)
    first = np.concatenate(([0], np.cumsum(table.sizes))).tolist()
    return [PassageScores(table.scores[first[i] : first[i + 1]], title) for i, title in enumerate(titles.tolist())]


def _score(
    snapshot: Snapshot, units: Sequence[Unit], documents: npt.NDArray[np.int64]
) -> tuple[_PassageTable, npt.NDArray[np.float64]]:
    """The scores of the passages of some publications (ascending numbers), and of their titles."""
    table = _PassageTable(snapshot, documents)
    total = len(table.lengths)
    if total == 0 or not units:
        return table, np.zeros(len(documents))
    importance = [inverse_frequency(snapshot, unit) for unit in units]
    scores = np.zeros(total)
    covered = np.zeros(total)
    headed = np.zeros(total)
    titled = np.zeros(len(documents))
    title_words = np.zeros(len(documents))
    previous: npt.NDArray[np.int64] | None = None
    for unit, weight in zip(units, importance, strict=True):
        amount, in_heading, in_title, is_signed, keys = table.count(snapshot, unit, documents)
        titled += weight * (in_title | is_signed)
        title_words += in_title
        length_norm = PASSAGE_K1 * (1 - PASSAGE_B + PASSAGE_B * table.lengths / USUAL_PASSAGE)
        scores += weight * amount * (PASSAGE_K1 + 1) / (amount + length_norm)
        scores += weight * HEADING_BONUS * (in_heading > 0)
        covered += weight * ((amount > 0) | (in_heading > 0))
        headed += in_heading > 0
        if previous is not None:
            scores += NEAR_BONUS * weight * table.near(previous, keys)
        previous = keys
    share = covered / max(sum(importance), 1e-9)
    whole = headed / np.maximum(table.heading_words, len(units))
    scores += WHOLE_HEADING_BONUS * sum(importance) * whole**2
    scores *= share**2
    scores[table.is_contents] *= CONTENTS_FACTOR
    whole_title = title_words / np.maximum(snapshot.title_words[documents], len(units))
    titles = TITLE_BONUS * titled + WHOLE_TITLE_BONUS * sum(importance) * whole_title**2
    table.scores = scores
    return table, titles


def refine(
    snapshot: Snapshot,
    units: Sequence[Unit],
    documents: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Scores with that of the best passage added for the first REFINED publications.

    All others keep a lower score than these, so that no page of results changes with the page asked for.
    """
    if not units or len(documents) == 0:
        return scores
    first = first_ones(snapshot, documents, scores, REFINED)
    chosen = np.sort(first)
    table, titles = _score(snapshot, units, documents[chosen])
    best = table.best_scores() + titles
    refined = scores.copy()
    refined[chosen] += PASSAGE_WEIGHT * best
    if len(chosen) < len(scores):
        others = np.ones(len(scores), np.bool_)
        others[chosen] = False
        lowest = refined[chosen].min()
        highest = refined[others].max(initial=0.0)
        if highest > lowest:
            refined[chosen] += highest - lowest
    return refined


def first_ones(
    snapshot: Snapshot, documents: npt.NDArray[np.int64], scores: npt.NDArray[np.float64], count: int
) -> npt.NDArray[np.int64]:
    """Indexes of the `count` best, best first; ties by publication id."""
    if count < len(scores):
        edge = np.partition(scores, len(scores) - count)[len(scores) - count]
        candidates = np.flatnonzero(scores >= edge)
    else:
        candidates = np.arange(len(scores))
    order = np.lexsort((snapshot.id_ranks[documents[candidates]], -scores[candidates]))
    return candidates[order[:count]]


class _Counts(NamedTuple):
    """Where a unit stands.

    amount      f64[passages]      how often in each passage, the typed form counting more
    in_heading  f64[passages]      how often in its heading
    in_title    bool[publications]
    is_signed   bool[publications] whether it is (part of) an author's name
    keys        i64[]              index of the publication << 32 | position, ascending
    """

    amount: npt.NDArray[np.float64]
    in_heading: npt.NDArray[np.float64]
    in_title: npt.NDArray[np.bool_]
    is_signed: npt.NDArray[np.bool_]
    keys: npt.NDArray[np.int64]


class _PassageTable:
    """All passages of some publications in one row of arrays, and where positions fall among them."""

    def __init__(self, snapshot: Snapshot, documents: npt.NDArray[np.int64]) -> None:
        places = snapshot.places
        begins = places.first[documents]
        self.sizes = places.first[documents + 1] - begins
        # the passages of each publication, one publication after the other
        self._owner = np.repeat(np.arange(len(documents)), self.sizes)
        self._total = len(self._owner)
        rows = np.arange(self._total) + np.repeat(begins - np.cumsum(self.sizes) + self.sizes, self.sizes)
        self._body = (self._owner << 32) | places.body[rows]
        self._headings = (self._owner << 32) | places.headings[rows]
        self.lengths = places.words[rows].astype(np.float64)
        self.heading_words = places.heading_words[rows]
        self.is_contents = places.is_contents[rows]
        self.scores = np.zeros(self._total)

    def best_scores(self) -> npt.NDArray[np.float64]:
        """The score of each publication's best passage, 0 without one."""
        best = np.zeros(len(self.sizes))
        np.maximum.at(best, self._owner, self.scores)
        return best

    def count(self, snapshot: Snapshot, unit: Unit, documents: npt.NDArray[np.int64]) -> _Counts:
        """Where a unit stands in some publications."""
        in_title = np.zeros(len(documents), np.bool_)
        is_signed = np.zeros(len(documents), np.bool_)
        amount = np.zeros(self._total)
        in_heading = np.zeros(self._total)
        keys = [np.zeros(0, np.int64)]
        for index, positions, is_exact in occurrences(snapshot, unit, documents):
            key = (index << 32) | positions
            keys.append(key)
            in_title[index[positions < LEAD]] = True
            is_signed[index[(positions >= AUTHORS) & (positions < TOPICS)]] = True
            in_body = positions >= BODY
            place = np.searchsorted(self._body, key[in_body], side="right") - 1
            amount += np.bincount(place, 1 + EXACT_BONUS * is_exact[in_body], self._total)
            heading = key[(positions >= HEADINGS) & (positions < BODY)]
            # of passages without a heading of their own, which begin at the same position, the first is meant
            place = np.searchsorted(self._headings, heading, side="right") - 1
            in_heading += np.bincount(place, minlength=self._total)
        return _Counts(amount, in_heading, in_title, is_signed, np.sort(np.concatenate(keys)))

    def near(self, before: npt.NDArray[np.int64], after: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """For each passage, how close after one unit another comes: 1 for the next word, 0 beyond NEAR_WORDS."""
        result = np.zeros(self._total)
        if len(before) == 0 or len(after) == 0:
            return result
        following = np.searchsorted(after, before, side="right")
        following[following == len(after)] = len(after) - 1
        distance = after[following] - before
        is_near = (distance > 0) & (distance <= NEAR_WORDS)
        position = before & 0xFFFF_FFFF
        for starts, inside in (
            (self._body, is_near & (position >= BODY)),
            (self._headings, is_near & (position >= HEADINGS) & (position < BODY)),
        ):
            place = np.searchsorted(starts, before[inside], side="right") - 1
            np.maximum.at(result, place, 1.0 / distance[inside])
        return result
