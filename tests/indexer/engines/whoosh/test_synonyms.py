"""Words with synonyms, found and weighed by NumPy and by machine code: the same results to the last snippet."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.editing.watching import EditorsFile
from indexer.engines.interface import Query
from indexer.engines.whoosh.engine import WhooshEngine
from tests.indexer.engines.whoosh.test_three_ways import Runs, items, runs_of, store
from tests.ways import WAYS, going

FILE = """
[[synonyms]]
words = ["cancer", "été", "santé publique"]
[[synonyms]]
from = ["étude", "post-AVC"]
to = ["sein", "2024", "police d'assurance"]
[[pinned]]
query = "sein"
ids = ["p1", "p2", "p3"]
[[hidden]]
id = "p4"
"""
QUESTIONS = ("cancer", "été cancers", "santé publique", "étude", "post-AVC sein", "études cancer kerbrat", "sein")


@settings(max_examples=25)
@given(steps=runs_of(items), asked=st.sampled_from(QUESTIONS))
def test_both_ways_give_the_same(steps: Runs, asked: str) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "editors.toml"
        path.write_text(FILE, encoding="utf-8")
        store(Path(name) / "index", steps)
        answers = []
        for way in WAYS:
            with going(way):
                answers.append(WhooshEngine(Path(name) / "index", EditorsFile(path)).search(Query(asked, per_page=50)))
        one, other = answers
        assert (one.total, one.facets, one.relaxed, one.dropped) == (
            other.total, other.facets, other.relaxed, other.dropped,
        )  # fmt: skip
        scores = [{hit.id: hit.score for hit in results.hits} for results in answers]
        assert scores[0] == pytest.approx(scores[1], rel=1e-5)
        shown = [
            {
                hit.id: msgspec.structs.replace(hit, score=0.0, passages=(), snippet=hit.marked_title)
                for hit in results.hits
            }
            for results in answers
        ]
        assert shown[0] == shown[1]
