"""Texts as numbers: the very tokens of the analysis, whatever the table has met before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import terms
from indexer.languages import ANALYSES, FRENCH, Analysis
from indexer.terms import TermTable

WORDS = [
    "eau", "L’Eau", "(eau),", "e-cigarette", "N’Diaye", "directeur·rice", "1", "234", "12.000", "L.", "1242-8", "R.*",
    "M€", "€", "2ᵉ", "m²", "I.A.", ":", "«", "–", "...", "aʼb", "ʼ", "a" * 100, "\u00ad", "www.e-cancer.fr",
    "études", "studies", "women’s", "12,000",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12)), max_size=12).map(" ".join)

_table = TermTable()  # as in a worker: what was met before must not matter


def rows(table: TermTable, texts: list[str], analyses: Sequence[Analysis] | None = None) -> list[list[tuple[int, str]]]:
    """Each text's tokens, sorted."""
    found = table.analyse(texts, analyses or [FRENCH] * len(texts))
    tokens: list[list[tuple[int, str]]] = [[] for _ in texts]
    for text, position, term in zip(found.texts, found.positions, found.terms, strict=True):
        tokens[text].append((int(position), table.names[term].decode()))
    assert found.lengths.tolist() == [length(text) for text in texts]
    assert [[position for position, _ in each] for each in tokens] == [sorted(p for p, _ in each) for each in tokens]
    present, ranks = table.ranked(found.terms)
    assert [table.names[number] for number in present] == sorted({table.names[number] for number in found.terms})
    assert present[ranks].tolist() == found.terms.tolist()
    return [sorted(each) for each in tokens]


def expected(texts: list[str], analyses: Sequence[Analysis] | None = None) -> list[list[tuple[int, str]]]:
    return [
        sorted((placed.position, placed.token.term) for placed in analysis.analyse(text))
        for text, analysis in zip(texts, analyses or [FRENCH] * len(texts), strict=True)
    ]


def length(text: str) -> int:
    return max((placed.position + 1 for placed in FRENCH.analyse(text)), default=0)


@given(st.lists(TEXTS, max_size=6))
def test_tokens_are_those_of_the_analysis(texts: list[str]) -> None:
    for table in (_table, TermTable()):
        assert rows(table, texts) == expected(texts)
        assert rows(table, texts) == expected(texts)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(ANALYSES)), max_size=6))
def test_texts_of_several_languages_keep_their_order(bundle: list[tuple[str, Analysis]]) -> None:
    texts, analyses = [text for text, _ in bundle], [analysis for _, analysis in bundle]
    for table in (_table, TermTable()):
        assert rows(table, texts, analyses) == expected(texts, analyses)


def test_no_text_and_no_word() -> None:
    assert rows(TermTable(), []) == []
    assert rows(TermTable(), ["", " : ", ""]) == [[], [], []]


def test_a_full_table_says_so_and_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MAX_CHUNKS", 3)
    monkeypatch.setattr(terms, "MAX_CHARACTERS", 100)
    table = TermTable()
    rows(table, ["un deux trois"])
    assert not table.is_spent
    rows(table, ["quatre"])
    assert table.is_spent
    table.clear()
    assert not table.is_spent
    assert table.names == []
    assert rows(table, ["cinq un"]) == expected(["cinq un"])
    rows(table, ["x" * 101])
    assert table.is_spent


def test_a_table_that_could_not_learn_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that ran out of memory goes on; half of a chunk's entries must not shift the others."""
    table = TermTable()
    with monkeypatch.context() as patch:
        patch.setattr(terms, "length_of", lambda _: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            table.analyse(["un deux"], [FRENCH])
    assert table.is_spent
    table.clear()
    assert rows(table, ["un deux"]) == expected(["un deux"])
