"""The words that may tell what a publication is about: how often each stands in it, for every engine.

    parts = (*beginning_of(publication), *topics_of(topics, "fr"), *passages_of(passages, "fr"))
    stem_counts(parts)["depistag"]   ->   14.0

A thousand pages need not be read for this: some twenty passages, spread evenly from the first to the last, tell what a
report is about. What counts more in a search counts more here.

Not here: which of the words are rare in the index (the engine knows).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from indexer.engines.arrays.documents import LEAD, TITLE, TOPICS, ZONE_WEIGHTS, Summary
from indexer.french import is_stop_word, join_spaced
from indexer.languages import Analysis, analysis_of
from indexer.publication import Passage, Publication

# Of six reports of 64 to 265 pages, 24 passages give 17 of the 21 neighbours that all passages give; a passage takes
# 0.1 ms.
READ_PASSAGES = 24
READ_CHARACTERS = 4_000  # of each: a passage may be a whole article, or a book without pages
_FEWEST_LETTERS = 3
_WEIGHTS = dict(ZONE_WEIGHTS)


class Part(NamedTuple):
    """A text, how it is analysed, and how much each of its words counts."""

    text: str
    analysis: Analysis
    weight: float


def spread_evenly(count: int, most: int = READ_PASSAGES) -> Iterator[int]:
    """Numbers below `count`, `most` at most, from the first to the last."""
    if count <= most:
        return iter(range(count))
    return (place * (count - 1) // (most - 1) for place in range(most))


def beginning_of(publication: Publication | Summary) -> tuple[Part, ...]:
    """Its title and its lead."""
    analysis = analysis_of(publication.language)
    return (
        Part(publication.title, analysis, _WEIGHTS[TITLE]),
        Part(publication.lead, analysis, _WEIGHTS[LEAD]),
    )


def topics_of(topics: Iterable[str], language: str) -> tuple[Part, ...]:
    """The topics that a publication in a language is shown with."""
    return (Part(" ".join(topics), analysis_of(language), _WEIGHTS[TOPICS]),)


def passages_of(passages: Iterable[Passage], language: str) -> Iterator[Part]:
    """Passages of a publication in a language, but for tables of contents: those that `spread_evenly` gives."""
    for passage in passages:
        if not passage.is_contents:
            yield Part(passage.text, analysis_of(passage.language or language), 1)


def stem_counts(parts: Iterable[Part]) -> Counter[str]:
    """How much of each stem there is; only of words that mean something alone."""
    found: Counter[str] = Counter()
    for text, analysis, weight in parts:
        for chunk, count in Counter(join_spaced(text[:READ_CHARACTERS]).split()).items():
            for token in analysis.tokens_of(chunk):
                if is_telling(token.form):
                    found[token.stem] += weight * count  # type: ignore[assignment]
    return found


def is_telling(form: str) -> bool:
    """Whether a word means something alone."""
    return len(form) >= _FEWEST_LETTERS and not form[0].isdigit() and not is_stop_word(form)
