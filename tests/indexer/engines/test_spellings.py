"""Which spelling of a word is given."""

from __future__ import annotations

from collections import Counter

import pytest

from indexer.engines.spellings import most_usual, written


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, None),
        ({"Dépistage": 1}, "Dépistage"),
        ({"Dépistage": 2, "dépistage": 1}, "dépistage"),  # titles and sentences begin with a capital
        ({"Bilan": 80, "bilan": 20}, "bilan"),
        ({"Paris": 99, "paris": 1}, "Paris"),  # a slip of the pen
        ({"CNIL": 2, "cnil": 1}, "CNIL"),  # in addresses it is written small
        ({"CNIL": 1, "cnil": 2}, "cnil"),
        ({"DÉPISTAGE": 3}, "dépistage"),  # a title in capitals, as it is no acronym
        ({"depistage": 1, "dépistage": 1}, "dépistage"),
        ({"depistage": 2, "dépistage": 1}, "depistage"),
    ],
)
def test_the_most_usual_spelling_is_given(counts: dict[str, int], expected: str | None) -> None:
    assert most_usual(Counter(counts)) == expected


def test_words_are_written_in_their_place() -> None:
    spellings = {"depistage": "dépistage", "cnil": "CNIL"}
    assert written("le depistage, (CNIL) !", spellings.get) == "le dépistage, (CNIL) !"
    assert written("le depistage inconnu", spellings.get) is None
    assert written("le de", spellings.get) is None
