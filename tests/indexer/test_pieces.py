"""Pieces that stand end to end, put together and taken apart."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.pieces import cut, join, sizes_of, spread, starts_of

sizes = st.lists(st.integers(0, 5), max_size=8)


@given(sizes)
def test_sizes_of_pieces_are_those_that_they_were_put_together_from(given_sizes: list[int]) -> None:
    starts = starts_of(np.array(given_sizes, np.uint32))
    assert starts.tolist() == [sum(given_sizes[:number]) for number in range(len(given_sizes) + 1)]
    assert sizes_of(starts).tolist() == given_sizes


@given(st.lists(st.binary(max_size=5), max_size=8), st.integers(0, 8), st.integers(0, 8))
def test_texts_are_cut_as_they_were_joined(texts: list[bytes], first: int, last: int) -> None:
    """All of them, or some neighbours."""
    data, starts = join(texts)
    assert cut(data, starts) == texts
    assert cut(data, starts[first : last + 1]) == (texts[first:last] if first <= min(last, len(texts)) else [])


@given(st.lists(st.tuples(st.integers(0, 2**31), st.integers(0, 5)), max_size=8))
def test_pieces_are_spread_whatever_integers_they_are_given_as(pieces: list[tuple[int, int]]) -> None:
    expected = [begin + step for begin, size in pieces for step in range(size)]
    for kind in (np.int64, np.uint32):
        begins, counts = np.array(pieces, kind).reshape(-1, 2).T
        assert spread(begins, counts).tolist() == expected
