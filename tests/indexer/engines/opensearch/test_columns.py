"""Columns of a publication's document: what is packed is what is read, whatever the cluster does to it between."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.opensearch.places import pack_places, unpack_places
from indexer.engines.opensearch.positions import BUCKETS, bucket_of, buckets_beginning, pack, unpack
from indexer.french import TERM_SEPARATOR

numbers = st.integers(0, 2**32 - 1)
passages = st.lists(st.tuples(numbers, numbers, numbers, numbers, st.booleans()), max_size=6)
words = st.text("abcœz0123日-", min_size=1, max_size=8)
terms = st.builds(
    lambda marker, stem, form: f"{marker}{stem}{TERM_SEPARATOR}{form}", st.sampled_from(["", "en:", ":"]), words, words
)


@given(st.lists(passages, max_size=5))
def test_places_of_several_publications_follow_each_other(every: list[list[tuple[int, int, int, int, bool]]]) -> None:
    packed = []
    for rows in every:
        columns = np.array([row[:4] for row in rows], np.int64).reshape(-1, 4).T
        packed.append(pack_places(list(columns), [row[4] for row in rows]).rstrip("="))  # as the cluster gives it
    places = unpack_places(packed)
    flat = [row for rows in every for row in rows]
    assert np.diff(places.firsts).tolist() == [len(rows) for rows in every]
    found = (places.body_starts, places.body_words, places.heading_starts, places.heading_words, places.is_contents)
    assert [tuple(row) for row in zip(*(column.tolist() for column in found), strict=True)] == flat


@given(st.dictionaries(terms, st.lists(numbers, min_size=1, max_size=4)))
def test_positions_are_found_in_the_buckets_of_their_words(standing: dict[str, list[int]]) -> None:
    buckets = {name: unpack(data.rstrip("="), [b""]) for name, data in pack(standing).items()}
    assert set(buckets) <= set(BUCKETS)
    for term, positions in standing.items():
        stem, _, form = term.partition(TERM_SEPARATOR)
        assert buckets[bucket_of(stem)][term] == positions
        if form[0] == stem.rpartition(":")[2][:1]:  # as every form begins as its stem does
            assert bucket_of(stem) in buckets_beginning(form)
    assert sum(map(len, buckets.values())) == len(standing)


@pytest.mark.parametrize(("stem", "first"), [("depistag", "d"), ("en:studi", "s"), (":日本", "_"), ("2024", "2")])
def test_a_bucket_is_named_by_the_first_letter_of_the_stem(stem: str, first: str) -> None:
    assert bucket_of(stem)[0] == first
