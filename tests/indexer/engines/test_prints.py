"""The table of prints: it may take a chunk for one that holds a word, never the other way round."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer import french
from indexer.engines import prints
from indexer.engines.prints import BEGINNING, SEVERAL, choice_of, print_of, prints_of
from indexer.languages import ANALYSES, ENGLISH, FRENCH, Analysis

CHUNKS = st.lists(
    st.text(min_size=1, max_size=12).filter(lambda text: len(text.split()) == 1 and text == text.strip())
    | st.sampled_from(["l’Institut", "cancers,", "e-cigarette", "»", "M€", "x" * 100, "12.000", "directeur·rice"]),
    max_size=30,
)


stems_in = prints_of(FRENCH).stems_in


@given(CHUNKS, st.sampled_from(ANALYSES))
def test_a_chunk_that_holds_a_word_has_its_print_or_that_of_several(found: list[str], analysis: Analysis) -> None:
    own = prints_of(analysis)
    for chunk, stem, beginning in zip(found, own.stems_in(found), own.beginnings_in(found), strict=True):
        tokens = analysis.tokens_of(chunk)
        assert own.tokens_of(chunk) == tokens
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
    assert prints_of(ENGLISH).stems_in(["study", "studies,"]) == bytes([print_of("en:studi")] * 2)


def test_a_table_forgets_what_was_not_asked_for_lately() -> None:
    table = prints._Table(len, 10, french.tokens_of)
    for number in range(1_000):
        assert table[f"mot{number}"] == 1
        assert table["encore"] == 1
        assert len(table) <= 10
        assert len(table._older) <= 10
    assert table["y" * 65] == 1
    assert "y" * 65 not in table  # a long chunk is data, and never seen again
