"""How well publications answer: BM25 over weighted words, then the best passages of the first ones (passages.py).

Every constant is discussed in docs/relevance.md with the measurement behind it.

1. All matching publications: BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and
   Beyond") over one weight a word, in which title, lead and headings count more (the paper's BM25F), and the typed
   form more than other forms of the same stem.
2. The first REFINED of them: the best passage's own score is added, which knows its headings and how close the words
   stand. So a long report is found by its best page as much as by its whole.

Nothing is ordered beyond what a page of results needs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import sets
from indexer.engines.arrays.passages import Answers, read_answers
from indexer.engines.arrays.publications import NO_DATE, Dated, Publications
from indexer.engines.arrays.sets import Numbers
from indexer.engines.arrays.units import Unit
from indexer.engines.compiled import is_loaded, kernels
from indexer.engines.interface import SortPosition

K1 = 3.0
B = 0.25
REFINED = 200
PASSAGE_WEIGHT = 1.0
RELAXED_SHARE = 0.2  # of the words' importance that a publication must have when none has all of them

Scores = npt.NDArray[np.float64]


class Ranked(NamedTuple):
    """The first publications, best first, their scores, and what is known of passages of some of them."""

    documents: Numbers
    scores: Scores
    answers: Answers | None = None


def inverse_frequency(total: int, frequency: int) -> float:
    """How rare is what n of N publications have: log(1 + (N - n + 0.5) / (n + 0.5)), never negative."""
    return math.log1p((total - frequency + 0.5) / (frequency + 0.5))


def score_publications(publications: Publications, units: Sequence[Unit], documents: Numbers) -> Scores:
    """BM25 of some publications (ascending)."""
    scores = np.zeros(len(documents))
    if not units:
        return scores
    if is_loaded():
        lengths = publications.relative_lengths
        for unit in units:
            importance = inverse_frequency(publications.total, unit.frequency) * (K1 + 1)
            kernels().add_scores(
                documents, unit.amounts_at(documents), lengths, K1 * (1 - B), K1 * B, importance, scores
            )
        return scores
    norms = publications.relative_lengths.take(documents)
    norms *= K1 * B
    norms += K1 * (1 - B)
    for unit in units:
        amounts = unit.amounts_at(documents).astype(np.float64)
        own = amounts + norms
        np.divide(amounts, own, out=own)
        own *= inverse_frequency(publications.total, unit.frequency) * (K1 + 1)
        scores += own
    return scores


def answer(publications: Publications, units: Sequence[Unit], documents: Numbers) -> Answers:
    """How well the passages and titles of some publications (ascending) answer."""
    return read_answers(
        publications, units, [inverse_frequency(publications.total, unit.frequency) for unit in units], documents
    )


def by_relevance(publications: Publications, units: Sequence[Unit], documents: Numbers, count: int) -> Ranked:
    """The `count` publications that answer best, ties by the keys of their ids.

    The first REFINED stay the first ones, as what is added to their scores is never negative: so no page of results
    changes with the page asked for.
    """
    scores = score_publications(publications, units, documents)
    if len(documents) <= REFINED:
        answers = answer(publications, units, documents)
        scores += PASSAGE_WEIGHT * (answers.best + answers.titles)
        order = _first(publications, documents, -scores, count)
        return Ranked(documents.take(order), scores.take(order), answers)
    places = _first(publications, documents, -scores, max(count, REFINED))
    documents, scores = documents.take(places), scores.take(places)
    first = documents[:REFINED]
    ascending = first.argsort()
    answers = answer(publications, units, first.take(ascending))
    first_scores = scores[:REFINED]
    first_scores[ascending] += PASSAGE_WEIGHT * (answers.best + answers.titles)
    order = _first(publications, first, -first_scores, min(count, REFINED))
    if count <= REFINED:
        return Ranked(first.take(order), first_scores.take(order), answers)
    documents = np.concatenate((first.take(order), documents[REFINED:count]))
    scores = np.concatenate((first_scores.take(order), scores[REFINED:count]))
    return Ranked(documents, scores, answers)


def by_date(
    publications: Dated,
    units: Sequence[Unit],
    documents: Numbers,
    count: int,
    *,
    oldest: bool = False,
    after: SortPosition | None = None,
) -> Ranked:
    """The `count` newest or oldest publications, those without a date last, ties by the keys of their ids.

    With `after` only those that come behind this place.
    """
    days = publications.days if len(documents) == publications.size else publications.days.take(documents)
    keys = _in_order(days, oldest=oldest)
    if after is not None:
        passed = _in_order(np.array([after.day], days.dtype), oldest=oldest)[0]
        behind = (keys > passed) | ((keys == passed) & (publications.id_keys.take(documents) > np.uint64(after.key)))
        documents, keys = documents[behind], keys[behind]
    places = _first(publications, documents, keys, count)
    documents = documents[places]
    ascending = np.sort(documents)
    scores = score_publications(publications, units, ascending)
    return Ranked(documents, scores[ascending.searchsorted(documents)])


def _in_order(days: npt.NDArray[np.int32], *, oldest: bool) -> npt.NDArray[np.int32]:
    """Numbers that ascend in the order asked for, those of no date last."""
    if oldest:
        return np.where(days == NO_DATE, np.iinfo(days.dtype).max, days)
    return -days


def sort_position(publications: Dated, document: int) -> SortPosition:
    """Where a publication stands in an order by date."""
    return SortPosition(int(publications.days[document]), int(publications.id_keys[document]))


def _first(publications: Publications, documents: Numbers, keys: npt.NDArray[np.generic], count: int) -> Numbers:
    """The places of the `count` smallest keys, in their order; of equal ones the smaller key of the id comes first."""
    if is_loaded():
        first: Numbers = kernels().first(keys, publications.id_keys, documents, count)
        return first
    if len(keys) <= REFINED:  # few are put in order at once
        return np.lexsort((publications.id_keys.take(documents), keys))[:count]
    places = sets.smallest(keys, count)
    if len(places) > 2 * count > 0:  # very many are equal to the last: of these, those that will be in order
        found = keys.take(places)
        is_last = found == found.max()
        last = places[is_last]
        wanted = count - (len(places) - len(last))
        last = last[sets.smallest(publications.id_keys.take(documents.take(last)), wanted)]
        places = np.concatenate((places[~is_last], last))
    order = np.lexsort((publications.id_keys.take(documents.take(places)), keys.take(places)))
    return places.take(order[:count])
