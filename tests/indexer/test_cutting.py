"""Chunks looked up as arrays: what `str.split` and a dictionary would give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import cutting
from indexer.cutting import ChunkTable

_characters = st.sampled_from("aé’\u2028\u00a0\u0000\uffff\U0001f4a7\ud800 \n\x1f b")
_texts = st.one_of(
    st.text(_characters, max_size=60),
    st.text(max_size=40),
    st.lists(st.integers(14, 18).map("x".__mul__), max_size=3).map(" ".join),
)


def numbering() -> ChunkTable:
    """A table that counts."""
    table = ChunkTable(lambda _: len(table))
    return table


def assert_cut(table: ChunkTable, texts: list[str]) -> None:
    numbers, sizes, begins = table.cut(texts)
    cut = [text.split() for text in texts]
    assert sizes.tolist() == list(map(len, cut))
    assert numbers.tolist() == [table[chunk] for chunks in cut for chunk in chunks]
    every = [text for text in texts for _ in text.split()]
    chunks = [chunk for own in cut for chunk in own]
    assert all(text.startswith(chunk, at) for text, chunk, at in zip(every, chunks, begins.tolist(), strict=True))
    assert all((np.diff(own) > 0).all() for own in np.split(begins, np.cumsum(sizes)))
    assert len(set(table.values())) == len(table)


_table = numbering()


@given(st.lists(_texts, max_size=5))
def test_numbers_are_those_of_the_chunks(texts: list[str]) -> None:
    for table in (_table, numbering()):
        assert_cut(table, texts)
        assert_cut(table, texts)


def test_chunks_that_want_the_same_slot_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """And so are those beyond what the table may hold, and those of several blocks."""
    monkeypatch.setattr(cutting, "_SLOT_BITS", 6)
    monkeypatch.setattr(cutting, "_MOST_ROWS", 32)
    monkeypatch.setattr(cutting, "_BLOCK", 50)
    table = numbering()
    words = [f"mot{number}" for number in range(90)]
    for texts in ([" ".join(words[:20])], [" ".join(words)], words, [" ".join(words * 3), "mot7 autre"]):
        assert_cut(table, texts)
    assert table.characters == sum(map(len, table))


def test_chunk_that_was_looked_up_alone_before_is_the_same() -> None:
    table = numbering()
    assert table["eau"] == 0
    assert_cut(table, ["eau l’eau eau", "l’eau"])
    assert_cut(table, ["eau l’eau eau", "l’eau"])
