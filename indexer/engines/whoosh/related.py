"""What is close to a publication by its words: the same text in another version, and what is about the same.

    find_related(snapshot, number, 5).related[0].title

The index knows which publications have a word, not which words a publication has: these are counted in a part of its
own text (significant_terms.py). Those that are frequent in it and rare in the index tell what it is about. All that
have any of them are scored as in a search (BM25), each word counting as much as it tells, and compared with what the
publication itself comes to: 1 is as close as can be.

What has the same words as often is the same text in another version; so are passages that are stored as the same bytes.

Constants have their reasons beside them; docs/relevance.md shows what they do.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import sets
from indexer.engines.arrays.documents import LEAD, TITLE, TOPICS, ZONE_WEIGHTS
from indexer.engines.arrays.ranking import K1
from indexer.engines.arrays.sets import Numbers
from indexer.engines.arrays.showing import show_alone
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import Hit, Issue, RelatedPublications
from indexer.engines.significant_terms import Part, spread_evenly, stem_counts
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.series import other_issues
from indexer.engines.whoosh.snapshot import DEEPEST, Snapshot
from indexer.engines.whoosh.units import terms_unit
from indexer.languages import analysis_of

# Words that are looked up in the index, and those of them that are asked for.
_CANDIDATES, _ASKED = 60, 24
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
_MOST_ISSUES = 40  # of other years
_SHARED_TOPIC = 0.1  # what a common topic adds to a score, in its own size; three count at most
_MOST_SHARED = 3
# A manual of 400 pages has every word somewhere: length counts more than in a search (ranking.B).
_B = 0.75

_WEIGHTS = dict(ZONE_WEIGHTS)
Floats = npt.NDArray[np.float64]


class _Word(NamedTuple):
    """A word that tells what a publication is about: what it is in the index, and how much it tells."""

    unit: Unit
    weight: float


def find_related(snapshot: Snapshot, number: int, limit: int) -> RelatedPublications:
    """The other versions of a publication, its issues of other years, and the `limit` closest of all others."""
    issues = {other: year for year, other in other_issues(snapshot, number)}
    versions, related = _closest_documents(snapshot, number, limit, issues)
    same = {hit.id for hit in versions}
    shown = [(year, show_alone(snapshot, other, 0.0)) for other, year in list(issues.items())[:_MOST_ISSUES]]
    return RelatedPublications(versions, related, tuple(Issue(year, hit) for year, hit in shown if hit.id not in same))


def _closest_documents(
    snapshot: Snapshot, number: int, limit: int, issues: Container[int]
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Versions, and others that are no issues of the same series."""
    words = _telling_words(snapshot, number)
    if not words:
        return (), ()
    scores, shared = _score(snapshot, words)
    whole = float(scores[number])
    if whole <= 0:
        return (), ()
    scores[shared < min(_LEAST_WORDS, len(words))] = 0
    scores /= whole
    closest = _closest(snapshot, scores, number, max(_LOOKED_AT, 3 * limit))
    scored = [(other, float(scores[other])) for other in closest]
    return _choose(snapshot, words, number, limit, scored, issues=issues)


def _telling_words(snapshot: Snapshot, number: int) -> list[_Word]:
    """The words that tell most, as many as may be asked for."""
    counts = stem_counts(_parts(snapshot, number))
    most = max(snapshot.total * _MOST_SHARE, _MOST_ANYWAY)
    told: list[tuple[bool, float, str, list[tuple[int, SegmentView, Numbers]]]] = []
    for stem, count in counts.most_common(_CANDIDATES):
        terms, frequency = _terms_of(snapshot, stem)
        if 1 < frequency <= most:
            rare = math.log1p((snapshot.total - frequency + 0.5) / (frequency + 0.5))
            told.append((count < _OFTEN, -count / (count + K1) * rare, stem, terms))
    told.sort(key=lambda word: word[:3])
    often = sum(not is_once for is_once, *_ in told)
    words, entries = [], 0
    for _, weight, _, terms in told[: min(max(often, _FILLED_UP), _ASKED)]:
        unit = terms_unit(snapshot, terms)
        entries += unit.most
        if entries > _ENTRIES:
            break
        words.append(_Word(unit, -weight))
    return words


def _parts(snapshot: Snapshot, number: int) -> Iterator[Part]:
    own = snapshot.summary(number)
    topics = snapshot.taken(number, own).topics
    analysis = analysis_of(own.language)
    yield Part(own.title, analysis, _WEIGHTS[TITLE])
    yield Part(own.lead, analysis, _WEIGHTS[LEAD])
    yield Part(" ".join(topics), analysis, _WEIGHTS[TOPICS])
    for index in spread_evenly(snapshot.passages_of(number)):
        passage = snapshot.passage(number, index)
        if not passage.is_contents:
            yield Part(passage.text, analysis_of(passage.language or own.language), 1)


def _terms_of(snapshot: Snapshot, stem: str) -> tuple[list[tuple[int, SegmentView, Numbers]], int]:
    """The terms of a stem in each segment, and how many publications have them at most."""
    terms, frequency = [], 0
    for base, view in snapshot.segments:
        numbers = view.numbers_of_stem(stem)
        if numbers:
            terms.append((base, view, np.arange(numbers.start, numbers.stop)))
            frequency += sum(map(view.frequency, numbers))
    return terms, frequency


def _score(snapshot: Snapshot, words: Sequence[_Word]) -> tuple[Floats, npt.NDArray[np.uint8]]:
    """How close each publication is, and how many of the words it has."""
    scores = np.zeros(snapshot.size)
    shared = np.zeros(snapshot.size, np.uint8)
    lengths = snapshot.relative_lengths
    for unit, weight in words:
        documents = unit.documents
        amounts = unit.amounts_at(documents).astype(np.float64)
        norms = lengths.take(documents) * (K1 * _B) + K1 * (1 - _B)
        scores[documents] += weight * amounts / (amounts + norms)
        shared[documents] += 1
    return scores, shared


def _closest(snapshot: Snapshot, scores: Floats, number: int, count: int) -> list[int]:
    """The `count` publications with the best scores, but those of one's own; ties as everywhere."""
    apart = {number, *_its_own(snapshot, number)}
    found = np.flatnonzero(scores >= _LEAST)
    places = sets.smallest(-scores.take(found), count + len(apart))
    found = found.take(places)
    order = np.lexsort((snapshot.id_keys.take(found), -scores.take(found)))
    return [other for other in found.take(order).tolist() if other not in apart][:count]


def _its_own(snapshot: Snapshot, number: int) -> Iterator[int]:
    """The page that announces a publication, that page's own, and the documents that it announces or holds."""
    yield from snapshot.landing.reports_of(number).tolist()
    page = snapshot.landing.page_of(number)
    for _ in range(DEEPEST):
        if page is None:
            return
        yield page
        page = snapshot.landing.page_of(page)


def _choose(
    snapshot: Snapshot,
    words: Sequence[_Word],
    number: int,
    limit: int,
    closest: Sequence[tuple[int, float]],
    *,
    issues: Container[int],
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """Of the closest publications the versions and the `limit` others, no document twice."""
    alike = _Alike(snapshot, words, [number, *(other for other, _ in closest)])
    topics = _topics_of(snapshot, number)
    versions: list[Hit] = []
    others: list[tuple[float, int]] = []
    for other, score in closest:
        if alike.are_same(number, other):
            versions.append(show_alone(snapshot, other, score))
        elif other not in issues:
            common = min(len(topics & _topics_of(snapshot, other)), _MOST_SHARED)
            others.append((score * (1 + _SHARED_TOPIC * common), other))
    others.sort(key=lambda each: -each[0])
    chosen: list[int] = []
    related: list[Hit] = []
    for score, other in others:
        if len(chosen) == limit:
            break
        if not any(_is_page_of(snapshot, one, other) or alike.are_same(one, other) for one in chosen):
            chosen.append(other)
            related.append(show_alone(snapshot, other, min(score, 1.0)))
    return tuple(versions[:_MOST_VERSIONS]), tuple(related)


def _topics_of(snapshot: Snapshot, number: int) -> frozenset[str]:
    return frozenset(snapshot.taken(number, snapshot.summary(number)).topics)


def _is_page_of(snapshot: Snapshot, one: int, other: int) -> bool:
    """Whether one of two publications announces the other."""
    page_of = snapshot.landing.page_of
    return page_of(one) == other or page_of(other) == one


class _Alike:
    """Which of some publications have the same text, or nearly: by how much of the telling words each has."""

    def __init__(self, snapshot: Snapshot, words: Sequence[_Word], documents: Sequence[int]) -> None:
        self._snapshot = snapshot
        ascending = np.unique(np.array(documents, np.intp))
        self._places = {number: place for place, number in enumerate(ascending.tolist())}
        self._amounts = np.array([word.unit.amounts_at(ascending) for word in words], np.float64)
        self._lengths = snapshot.lengths.take(ascending).astype(np.int64)

    def are_same(self, one: int, other: int) -> bool:
        """Whether two publications are one document."""
        a, b = self._places[one], self._places[other]
        lengths = self._lengths[[a, b]]
        if lengths[0] == lengths[1] and self._snapshot.text_key(one) == self._snapshot.text_key(other) != 0:
            return True
        if lengths.min() < max(_FEWEST_WORDS, _SAME * lengths.max()):
            return False
        pair = self._amounts[:, [a, b]]
        return bool(pair.min(axis=1).sum() >= _SAME * pair.max(axis=1).sum())
