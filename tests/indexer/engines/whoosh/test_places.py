"""Where passages begin: all publications of a segment at once must say what each says alone."""

from __future__ import annotations

import random

import numpy as np
import pytest

from indexer.engines.whoosh.documents import join_places, prepare, read_all_places, read_places
from indexer.errors import IndexDamaged
from indexer.publication import Passage, Publication


def random_places(rng: random.Random) -> bytes:
    passages = tuple(
        Passage(
            number,
            "mot " * rng.randint(0, 9),
            heading=rng.choice((None, "Un titre", "Un autre titre")),
            is_contents=rng.random() < 0.3,
        )
        for number in range(1, rng.randint(1, 7))
    )
    return prepare(Publication(id="p", title="Titre", passages=passages)).places


@pytest.mark.parametrize("seed", range(20))
def test_all_publications_read_at_once_are_the_same_as_each_alone(seed: int) -> None:
    rng = random.Random(seed)
    segments = [[random_places(rng) for _ in range(rng.randint(0, 12))] for _ in range(rng.randint(0, 4))]
    every = join_places([read_all_places(rows) for rows in segments])
    rows = [row for segment in segments for row in segment]
    assert len(every.first) == len(rows) + 1
    for number, row in enumerate(rows):
        alone = read_places(row)
        own = slice(every.first[number], every.first[number + 1])
        assert every.body[own].tolist() == alone.body[:-1].tolist()
        assert every.words[own].tolist() == np.diff(alone.body.astype(np.int64)).tolist()
        assert every.headings[own].tolist() == alone.headings[:-1].tolist()
        sizes = np.diff(alone.headings.astype(np.int64))
        assert every.heading_words[own].tolist() == [max(size - 1, 0) for size in sizes.tolist()]
        assert every.is_contents[own].tolist() == alone.is_contents.tolist()


@pytest.mark.parametrize("damaged", [b"", b"\x01", b"\xff\xff\xff\xff", b"\x01\x00\x00\x00"])
def test_damaged_places_are_refused_and_take_no_memory(damaged: bytes) -> None:
    with pytest.raises(IndexDamaged):
        read_all_places([damaged, random_places(random.Random(1))])
