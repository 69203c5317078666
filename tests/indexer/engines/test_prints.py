"""The table of prints: it may take a chunk for one that holds a word, never the other way round."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer import french
from indexer.engines import prints
from indexer.engines.prints import BEGINNING, SEVERAL, beginnings_in, choice_of, print_of, stems_in, tokens_of

CHUNKS = st.lists(
    st.text(min_size=1, max_size=12).filter(lambda text: len(text.split()) == 1 and text == text.strip())
    | st.sampled_from(["l’Institut", "cancers,", "e-cigarette", "»", "M€", "x" * 100, "12.000", "directeur·rice"]),
    max_size=30,
)


@given(CHUNKS)
def test_a_chunk_that_holds_a_word_has_its_print_or_that_of_several(found: list[str]) -> None:
    for chunk, stem, beginning in zip(found, stems_in(found), beginnings_in(found), strict=True):
        tokens = french.tokens_of(chunk)
        assert tokens_of(chunk) == tokens
        for token in tokens:
            assert choice_of([token.stem])[stem]
            assert choice_of([token.form[:BEGINNING]])[beginning]
        assert (stem == 0) == (beginning == 0) == (not tokens)


def test_of_chunks_with_one_token_nearly_all_others_are_ruled_out() -> None:
    words = [f"mot{number}" for number in range(5_000)]
    prints = stems_in(words)
    assert SEVERAL not in prints
    assert 0 not in prints
    assert prints.count(print_of("mot17")) < 60  # one in 254 would be 20
    assert stems_in(["l’institut", "institut", "instituts."]) == stems_in(["institut"]) * 3


def test_a_table_forgets_what_was_not_asked_for_lately() -> None:
    table = prints._Table(len, 10)
    for number in range(1_000):
        assert table[f"mot{number}"] == 1
        assert table["encore"] == 1
        assert len(table) <= 10
        assert len(table._older) <= 10
    assert table["y" * 65] == 1
    assert "y" * 65 not in table  # a long chunk is data, and never seen again
