"""The words of titles, made of postings, are those that the titles have."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.engines.arrays.documents import LEAD
from indexer.engines.whoosh import titles
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.languages import analysis_of
from tests.contract.corpus import CORPUS, publication, store

WORDS = "eau air santé l’eau e-cigarette 2024 A.B.C. études de la Ÿ œuvre cancers cancer".split()


@pytest.mark.parametrize("at_once", [3, 200_000])
def test_every_word_is_where_it_stands_in_its_titles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(titles, "_AT_ONCE", at_once)
    rng = random.Random(7)
    engine = WhooshEngine(tmp_path)
    texts = [" ".join(rng.choices(WORDS, k=rng.choice((1, 4, 9, 300, 700)))) for _ in range(30)]
    made = [
        publication(f"p{number}", text, text[::-1], lead="eau", language=rng.choice(("fr", "en", "de")))
        for number, text in enumerate(texts)
    ]
    store(engine, [*made, *CORPUS])
    for view in engine.snapshot().views:
        expected: dict[str, set[tuple[int, int]]] = {}
        for document in range(view.size):
            summary = view.summary(document)
            for token, position, _, _ in analysis_of(summary.language).analyse(summary.title):
                if position < LEAD - 1:
                    for length in range(1, len(token.form) + 1):
                        expected.setdefault(token.form[:length], set()).add((document, min(position, 255)))
        for beginning in [*expected, "x", "zzz"]:
            documents, positions = view.title_words.having(view.places_beginning(beginning))
            found = set(zip(documents.tolist(), positions.tolist(), strict=True))
            assert found == expected.get(beginning, set()), beginning


def test_a_segment_without_titles_has_none(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    store(engine, [publication("a", "?!", "Un texte.")])
    (view,) = engine.snapshot().views
    documents, _ = view.title_words.having(view.places_beginning("te"))
    assert documents.tolist() == []
