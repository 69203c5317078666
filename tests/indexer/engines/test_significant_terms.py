"""The words that tell what a publication is about."""

from __future__ import annotations

import pytest

from indexer.engines.significant_terms import READ_CHARACTERS, READ_PASSAGES, Part, spread_evenly, stem_counts
from indexer.languages import ENGLISH, FRENCH


@pytest.mark.parametrize("count", [0, 1, READ_PASSAGES, READ_PASSAGES + 1, 1_000, 100_000])
def test_passages_are_read_from_the_first_to_the_last(count: int) -> None:
    numbers = list(spread_evenly(count))
    assert numbers == sorted(set(numbers))
    assert len(numbers) == min(count, READ_PASSAGES)
    assert not numbers or (numbers[0], numbers[-1]) == (0, count - 1)


def test_words_count_as_much_as_their_part() -> None:
    counts = stem_counts(
        [Part("Le dépistage", FRENCH, 5), Part("L’e-cigarette, les dépistages et le 2024.", FRENCH, 1)]
    )
    assert counts[FRENCH.stem("depistage")] == 6
    assert FRENCH.stem("les") not in counts
    assert not any(stem.startswith("2024") for stem in counts)


def test_languages_stay_apart() -> None:
    counts = stem_counts([Part("chat", FRENCH, 1), Part("chat", ENGLISH, 2)])
    assert {FRENCH.stem("chat"): 1, ENGLISH.stem("chat"): 2} == dict(counts)


def test_of_a_long_text_the_beginning_is_read() -> None:
    counts = stem_counts([Part("eau " * READ_CHARACTERS, FRENCH, 1)])
    assert counts["eau"] == READ_CHARACTERS / len("eau ")
