"""What ranking hands out of the shown passages, against a plain analysis of their texts."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines.arrays import ranking
from indexer.engines.snippets import WordFinder
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.searching import match_text
from indexer.languages import analysis_of
from indexer.publication import Publication
from tests.contract.corpus import store
from tests.indexer.engines.standing import standing_of
from tests.indexer.engines.whoosh.publications import few_publications

pytestmark = pytest.mark.usefixtures("way")

QUERIES = st.sampled_from(
    (
        "cancer",
        "cancer sein",
        "post-AVC",
        "canc* étude",
        '"de la" sein',
        "titre:cancer 1234",
        "auteur:anne été",
        "-sein",
    )
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(few_publications, QUERIES)
def test_words_stand_in_passages_where_the_analysis_has_them(items: list[Publication], query: str) -> None:
    """Over two segments. Units are those of the finder; a phrase may end in the next passage."""
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        store(engine, items[::2])
        store(engine, items[1::2])
        snapshot = engine.snapshot()
        matched = match_text(snapshot, query)
        finder = WordFinder(matched.clauses)
        assert len(finder.units) == len(matched.units)
        answers = ranking.answer(snapshot, matched.units, matched.documents)
        passages = [(n, i) for n in matched.documents.tolist() for i in range(snapshot.passages_of(n))]
        found = answers.standing_in(passages)
        assert len(found) == len(passages)
        for (number, index), standing in zip(passages, found, strict=True):
            passage = snapshot.passage(number, index)
            analysis = analysis_of(passage.language or snapshot.summary(number).language)
            finder = WordFinder(matched.clauses, analysis)
            plain = standing_of(finder, passage.text, analysis)
            beyond = set(standing.occurrences) - set(plain.occurrences)
            assert set(plain.occurrences) <= set(standing.occurrences) or not matched.units
            assert all(finder.units[unit].kind == "phrase" for _, unit in beyond)
            assert list(standing.occurrences) == sorted(set(standing.occurrences))
            assert not standing.occurrences or standing.size == plain.size
