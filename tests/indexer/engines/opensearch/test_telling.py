"""The words that may tell what a publication is about, as they are stored and counted again."""

from __future__ import annotations

import dataclasses

import msgspec
import pytest

from indexer.engines.arrays.related import CANDIDATES
from indexer.engines.opensearch.preparing import prepare
from indexer.engines.opensearch.telling import counts_of
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
    found = counts_of(_packed(item), item.topics, item.language).most_common(CANDIDATES)
    expected = counts.most_common(CANDIDATES)
    assert [amount for _, amount in found] == [amount for _, amount in expected]
    least = min((amount for _, amount in expected), default=0)  # of as many, any may be the last
    assert {each for each in found if each[1] > least} == {each for each in expected if each[1] > least}


def test_little_is_kept_of_very_many_words() -> None:
    assert len(_packed(LONG)) < 2_000 < len(" ".join(WORDS))


def _packed(item: Publication) -> str:
    (document,) = prepare([item]).documents
    packed: str = msgspec.json.decode(document.body)["telling"]
    return packed
