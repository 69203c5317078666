"""What ranking hands out of the shown passages, against a plain analysis of their texts."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.engines.arrays import ranking
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.searching import match_text
from indexer.languages import analysis_of
from indexer.publication import Publication
from tests.contract.corpus import store
from tests.indexer.engines.standing import milestones_of, occurrences_in, units_of
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
    """Over two segments. A phrase may end in the next passage."""
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        store(engine, items[::2])
        store(engine, items[1::2])
        snapshot = engine.snapshot()
        matched = match_text(snapshot, query)
        units = units_of(matched.clauses)
        assert len(units) == len(matched.units)
        answers = ranking.answer(snapshot, matched.units, matched.documents)
        passages = [(n, i) for n in matched.documents.tolist() for i in range(snapshot.passages_of(n))]
        every = answers.occurrences_in(passages)
        assert len(every) == len(passages)
        for (number, index), found in zip(passages, every, strict=True):
            passage, milestones = snapshot.passage(number, index)
            analysis = analysis_of(passage.language or snapshot.summary(number).language)
            plain = set(occurrences_in(passage.text, units, analysis))
            assert plain <= set(found) or not matched.units
            assert all(units[unit][0] == "phrase" for _, unit in set(found) - plain)
            assert list(found) == sorted(set(found))
            assert milestones == milestones_of(passage.text, analysis)
