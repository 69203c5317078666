"""The words that may tell what a publication is about, as they are stored and counted again."""

from __future__ import annotations

import dataclasses

import pytest

from indexer.engines.arrays.related import CANDIDATES
from indexer.engines.opensearch.telling import counts_of, pack
from indexer.engines.significant_terms import beginning_of, passages_of, spread_evenly, stem_counts, topics_of
from indexer.publication import Passage, Publication
from tests.contract.corpus import CORPUS, publication
from tests.contract.test_related import LIBRARY

# Very many words, of which some stand in the lead and in topics as well, and there alone are too rare to be kept.
WORDS = [f"{first}{second}{third}ard" for first in "bcdfglmn" for second in "aeiou" for third in "bdlmnprt"]
LONG = publication(
    "long.pdf",
    "Un titre",
    *(" ".join(word for word in WORDS[at:] for _ in range(2)) for at in range(0, len(WORDS), 40)),
    lead=WORDS[0],
    topics=(WORDS[1], "Ailleurs"),
)
CONTENTS = dataclasses.replace(
    LONG, passages=(Passage(1, "Sommaire sommaire", is_contents=True), *LONG.passages), language="en"
)


@pytest.mark.parametrize("item", [*CORPUS, LIBRARY[0], LONG, CONTENTS, publication("x", "")])
def test_what_is_asked_for_is_as_counted_in_the_text(item: Publication) -> None:
    read = [item.passages[index] for index in spread_evenly(len(item.passages))]
    counts = stem_counts(
        (
            *beginning_of(item),
            *topics_of(item.topics, item.language),
            *passages_of(read, item.language),
        )
    )
    assert counts_of(pack(item), item.topics, item.language).most_common(CANDIDATES) == counts.most_common(CANDIDATES)


def test_little_is_kept_of_very_many_words() -> None:
    assert len(pack(LONG)) < 2_000 < len(" ".join(WORDS))
