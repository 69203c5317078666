"""What is close to a publication by its words, of publications in which these words were looked up: for every engine.

    words = telling_words(counts, total, frequencies)         the stems to look up, and how much each tells
    find_related(publications, number, words, own=..., issues=..., limit=5).related[0].title

Words that are frequent in a publication and rare in the index tell what it is about. All that have any of them are
scored as in a search (BM25), each word counting as much as it tells, and compared with what the publication itself
comes to: 1 is as close as can be.

What has the same words as often is the same text in another version; so are passages that are stored as the same bytes.

Constants have their reasons beside them; docs/relevance.md shows what they do. Not here: how often words stand in a
publication (significant_terms.py), and which publications have them, which each engine says.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import sets
from indexer.engines.arrays.publications import Publications
from indexer.engines.arrays.ranking import K1
from indexer.engines.arrays.showing import show_alone
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import Issue, RelatedPublications

# Words that are looked up in the index, and those of them that are asked for.
CANDIDATES, _ASKED = 60, 24
# What stands there once may be there by chance: such words fill up what a short text repeats too little.
_OFTEN, _FILLED_UP = 2, 14
# Entries of the index that all of them together may have: what more would cost, in time, is a word that tells little.
_ENTRIES = 200_000
# A word that a tenth of all publications have tells nothing; where there are few, chance decides.
_MOST_SHARE, _MOST_ANYWAY = 0.1, 20
_LOOKED_AT = 24  # of the closest, or three for each that is asked for
_LEAST = 0.12  # of the publication's own score; what is farther has a word or two in common
_LEAST_WORDS = 3
_SAME = 0.9  # as in alike.py
_FEWEST_WORDS = 100  # of a text that is the same when it is nearly the same
_MOST_VERSIONS = 10
MOST_ISSUES = 40  # of other years
_SHARED_TOPIC = 0.1  # what a common topic adds to a score, in its own size; three count at most
_MOST_SHARED = 3
# A manual of 400 pages has every word somewhere: length counts more than in a search (ranking.B).
_B = 0.75

Floats = npt.NDArray[np.float64]


class Neighbours(Publications, Protocol):
    """Publications, and what tells whether two of them are one document."""

    @property
    def lengths(self) -> npt.NDArray[Any]:
        """Words of the passages of each."""
        ...

    def text_key(self, number: int) -> int:
        """The same for publications whose passages are stored as the same bytes; 0 without passages."""
        ...

    def page_of(self, number: int) -> int | None:
        """The page that announces a publication, if it has a number."""
        ...

    def topics_of(self, number: int) -> frozenset[str]:
        """The topics that it is shown with."""
        ...


class Telling(NamedTuple):
    """A stem that tells what a publication is about, and how much it tells: `rarity` is in it."""

    stem: str
    weight: float
    rarity: float


class Word(NamedTuple):
    """The same, looked up."""

    unit: Unit
    weight: float


def telling_words(counts: Counter[str], total: int, frequencies: Mapping[str, int]) -> list[Telling]:
    """The words that tell most, as many as may be asked for.

    counts       how much of each stem there is in the publication
    frequencies  how many publications of the index have each of the first CANDIDATES
    """
    most = max(total * _MOST_SHARE, _MOST_ANYWAY)
    told: list[tuple[bool, float, str, float]] = []
    for stem, count in counts.most_common(CANDIDATES):
        frequency = frequencies[stem]
        if 1 < frequency <= most:
            rarity = math.log1p((total - frequency + 0.5) / (frequency + 0.5))
            told.append((count < _OFTEN, -count / (count + K1) * rarity, stem, rarity))
    told.sort()
    often = sum(not is_once for is_once, *_ in told)
    words, entries = [], 0
    for _, weight, stem, rarity in told[: min(max(often, _FILLED_UP), _ASKED)]:
        entries += frequencies[stem]
        if entries > _ENTRIES:
            break
        words.append(Telling(stem, -weight, rarity))
    return words


def fewest_shared(words: Sequence[object]) -> int:
    """How many of the words a publication has at least that is close."""
    return min(_LEAST_WORDS, len(words))


def find_related(
    publications: Neighbours,
    number: int,
    words: Sequence[Word],
    *,
    own: Iterable[int],
    issues: Mapping[int, int],
    limit: int,
) -> RelatedPublications:
    """The other versions of a publication, its issues of other years, and the `limit` closest of all others.

    own     the pages that announce it, and what it announces
    issues  the year of each other issue of its series, newest first
    """
    versions, related = _closest_documents(publications, number, words, own=own, issues=issues, limit=limit)
    dated = list(issues.items())[:MOST_ISSUES]
    publications.read([other for other, _ in (*versions, *related, *dated)], ())
    same = {other for other, _ in versions}
    return RelatedPublications(
        tuple(show_alone(publications, other, score) for other, score in versions),
        tuple(show_alone(publications, other, score) for other, score in related),
        tuple(Issue(year, show_alone(publications, other)) for other, year in dated if other not in same),
    )


Scored = list[tuple[int, float]]


def _closest_documents(
    publications: Neighbours,
    number: int,
    words: Sequence[Word],
    *,
    own: Iterable[int],
    issues: Container[int],
    limit: int,
) -> tuple[Scored, Scored]:
    """Versions, and others that are no issues of the same series."""
    if not words:
        return [], []
    scores, shared = _score(publications, words)
    whole = float(scores[number])
    if whole <= 0:
        return [], []
    scores[shared < fewest_shared(words)] = 0
    scores /= whole
    closest = _closest(publications, scores, {number, *own}, max(_LOOKED_AT, 3 * limit))
    scored = [(other, float(scores[other])) for other in closest]
    return _choose(publications, words, number, scored, issues=issues, limit=limit)


def _score(publications: Publications, words: Sequence[Word]) -> tuple[Floats, npt.NDArray[np.uint8]]:
    """How close each publication is, and how many of the words it has."""
    scores = np.zeros(publications.size)
    shared = np.zeros(publications.size, np.uint8)
    lengths = publications.relative_lengths
    for unit, weight in words:
        documents = unit.documents
        amounts = unit.amounts_at(documents).astype(np.float64)
        norms = lengths.take(documents) * (K1 * _B) + K1 * (1 - _B)
        scores[documents] += weight * amounts / (amounts + norms)
        shared[documents] += 1
    return scores, shared


def _closest(publications: Publications, scores: Floats, apart: set[int], count: int) -> list[int]:
    """The `count` publications with the best scores, but those of one's own; ties as everywhere."""
    found = np.flatnonzero(scores >= _LEAST)
    places = sets.smallest(-scores.take(found), count + len(apart))
    found = found.take(places)
    order = np.lexsort((publications.id_keys.take(found), -scores.take(found)))
    return [other for other in found.take(order).tolist() if other not in apart][:count]


def _choose(
    publications: Neighbours,
    words: Sequence[Word],
    number: int,
    closest: Sequence[tuple[int, float]],
    *,
    issues: Container[int],
    limit: int,
) -> tuple[Scored, Scored]:
    """Of the closest publications the versions and the `limit` others, no document twice."""
    alike = _Alike(publications, words, [number, *(other for other, _ in closest)])
    topics = publications.topics_of(number)
    versions: Scored = []
    others: Scored = []
    for other, score in closest:
        if alike.are_same(number, other):
            versions.append((other, score))
        elif other not in issues:
            common = min(len(topics & publications.topics_of(other)), _MOST_SHARED)
            others.append((other, score * (1 + _SHARED_TOPIC * common)))
    others.sort(key=lambda each: -each[1])
    related: Scored = []
    for other, score in others:
        if len(related) == limit:
            break
        if not any(_is_page_of(publications, one, other) or alike.are_same(one, other) for one, _ in related):
            related.append((other, min(score, 1.0)))
    return versions[:_MOST_VERSIONS], related


def _is_page_of(publications: Neighbours, one: int, other: int) -> bool:
    """Whether one of two publications announces the other."""
    return publications.page_of(one) == other or publications.page_of(other) == one


class _Alike:
    """Which of some publications have the same text, or nearly: by how much of the telling words each has."""

    def __init__(self, publications: Neighbours, words: Sequence[Word], documents: Sequence[int]) -> None:
        self._publications = publications
        ascending = np.unique(np.array(documents, np.intp))
        self._places = {number: place for place, number in enumerate(ascending.tolist())}
        self._amounts = np.array([word.unit.amounts_at(ascending) for word in words], np.float64)
        self._lengths = publications.lengths.take(ascending).astype(np.int64)

    def are_same(self, one: int, other: int) -> bool:
        """Whether two publications are one document."""
        a, b = self._places[one], self._places[other]
        lengths = self._lengths[[a, b]]
        text_key = self._publications.text_key
        if lengths[0] == lengths[1] and text_key(one) == text_key(other) != 0:
            return True
        if lengths.min() < max(_FEWEST_WORDS, _SAME * lengths.max()):
            return False
        pair = self._amounts[:, [a, b]]
        return bool(pair.min(axis=1).sum() >= _SAME * pair.max(axis=1).sum())
