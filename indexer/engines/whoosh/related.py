"""What is close to a publication by its words: arrays/related.py says how close; here its words are looked up.

    find_related(snapshot, number, 5).related[0].title

The index knows which publications have a word, not which words a publication has: these are counted in a part of its
own text (significant_terms.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from indexer.engines.arrays import related
from indexer.engines.arrays.related import CANDIDATES, Word, telling_words
from indexer.engines.arrays.sets import Numbers
from indexer.engines.interface import RelatedPublications
from indexer.engines.significant_terms import beginning_of, passages_of, spread_evenly, stem_counts, topics_of
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.series import other_issues
from indexer.engines.whoosh.snapshot import DEEPEST, Snapshot
from indexer.engines.whoosh.units import terms_unit

_Terms = list[tuple[int, SegmentView, Numbers]]


def find_related(snapshot: Snapshot, number: int, limit: int) -> RelatedPublications:
    """The other versions of a publication, its issues of other years, and the `limit` closest of all others."""
    return related.find_related(
        snapshot,
        number,
        _look_up(snapshot, _counts(snapshot, number)),
        own=_its_own(snapshot, number),
        issues={other: year for year, other in other_issues(snapshot, number)},
        limit=limit,
    )


def _counts(snapshot: Snapshot, number: int) -> Counter[str]:
    """How much of each stem there is in a publication."""
    own = snapshot.summary(number)
    topics = snapshot.taken(number, own).topics
    passages = (snapshot.passage(number, index) for index in spread_evenly(snapshot.passages_of(number)))
    return stem_counts((*beginning_of(own), *topics_of(topics, own.language), *passages_of(passages, own.language)))


def _look_up(snapshot: Snapshot, counts: Counter[str]) -> list[Word]:
    """The words that tell most."""
    terms: dict[str, _Terms] = {}
    frequencies: dict[str, int] = {}
    for stem, _ in counts.most_common(CANDIDATES):
        terms[stem], frequencies[stem] = _terms_of(snapshot, stem)
    words = telling_words(counts, snapshot.total, frequencies)
    return [Word(terms_unit(snapshot, terms[word.stem]), word.weight) for word in words]


def _terms_of(snapshot: Snapshot, stem: str) -> tuple[_Terms, int]:
    """The terms of a stem in each segment, and how many publications have them at most."""
    terms: _Terms = []
    frequency = 0
    for base, view in snapshot.segments:
        numbers = view.numbers_of_stem(stem)
        if numbers:
            terms.append((base, view, np.arange(numbers.start, numbers.stop)))
            frequency += sum(map(view.frequency, numbers))
    return terms, frequency


def _its_own(snapshot: Snapshot, number: int) -> Iterator[int]:
    """The page that announces a publication, that page's own, and the documents that it announces or holds."""
    yield from snapshot.landing.reports_of(number).tolist()
    page = snapshot.landing.page_of(number)
    for _ in range(DEEPEST):
        if page is None:
            return
        yield page
        page = snapshot.landing.page_of(page)
