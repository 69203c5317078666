"""What is close to a publication by its words: arrays/related.py says how close; here its words are looked up.

    find_related(snapshot, number, 5).related[0].title

The index knows which publications have a word, not which words a publication has: these are counted in a part of its
own text (significant_terms.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

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

# Entries of the index up to which publications are told apart that have a stem in two forms: a word that one of them
# alone has tells nothing. Of more entries, the logarithm of how many publications there are hardly changes.
_COUNTED = 500

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
    passages = (snapshot.passage(number, index).passage for index in spread_evenly(snapshot.passages_of(number)))
    return stem_counts((*beginning_of(own), *topics_of(topics, own.language), *passages_of(passages, own.language)))


def _look_up(snapshot: Snapshot, counts: Counter[str]) -> list[Word]:
    """The words that tell most."""
    terms = {stem: _terms_of(snapshot, stem) for stem, _ in counts.most_common(CANDIDATES)}
    words = telling_words(counts, snapshot.total, _frequencies(snapshot, terms))
    return [Word(terms_unit(snapshot, terms[word.stem]), word.weight) for word in words]


def _terms_of(snapshot: Snapshot, stem: str) -> _Terms:
    """The terms of a stem in each segment."""
    found = ((base, view, view.numbers_of_stem(stem)) for base, view in snapshot.segments)
    return [(base, view, np.arange(numbers.start, numbers.stop)) for base, view, numbers in found if numbers]


def _frequencies(snapshot: Snapshot, stems: Mapping[str, _Terms]) -> dict[str, int]:
    """How many publications have each stem; of one that very many have in one form or another, about."""
    frequencies: dict[str, int] = {}
    several: list[str] = []
    for stem, terms in stems.items():
        frequencies[stem] = sum(view.frequency(number) for _, view, numbers in terms for number in numbers.tolist())
        is_plain = all(len(numbers) == 1 for _, _, numbers in terms) and not snapshot.has_deleted
        if 0 < frequencies[stem] <= _COUNTED and not is_plain:
            several.append(stem)
    if several:
        amounts = _count(snapshot, [stems[stem] for stem in several])
        frequencies |= dict(zip(several, amounts, strict=True))
    return frequencies


def _count(snapshot: Snapshot, stems: Sequence[_Terms]) -> list[int]:
    """How many publications have each stem, those left out that are not live."""
    by_segment: dict[int, tuple[SegmentView, list[tuple[int, Numbers]]]] = {}
    for place, terms in enumerate(stems):
        for base, view, numbers in terms:
            by_segment.setdefault(base, (view, []))[1].append((place, numbers))
    found = []
    for base, (view, some) in by_segment.items():
        of_stem = np.array([place for place, _ in some]).repeat([len(numbers) for _, numbers in some])
        places, documents = view.entries_of(np.concatenate([numbers for _, numbers in some]))
        documents += base
        live = snapshot.live.take(documents)
        found.append((of_stem.take(places) * snapshot.size + documents)[live])
    each = np.unique(np.concatenate(found)) // snapshot.size
    return np.bincount(each, minlength=len(stems)).tolist()  # type: ignore[no-any-return]


def _its_own(snapshot: Snapshot, number: int) -> Iterator[int]:
    """The page that announces a publication, that page's own, and the documents that it announces or holds."""
    yield from snapshot.landing.reports_of(number).tolist()
    page = snapshot.landing.page_of(number)
    for _ in range(DEEPEST):
        if page is None:
            return
        yield page
        page = snapshot.landing.page_of(page)
