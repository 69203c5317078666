"""Shards show a commit one after the other; a question is answered from one commit all the same."""

from __future__ import annotations

import msgspec
import pytest

from indexer.engines.interface import Query
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.reader import Reader
from indexer.errors import EngineUnavailable
from indexer.settings import OpenSearchSettings
from tests.contract.corpus import ATLAS, SEIN, store


def test_a_question_during_which_a_commit_was_shown_is_asked_again(cluster_settings: OpenSearchSettings) -> None:
    engine, other = OpenSearchEngine(cluster_settings), OpenSearchEngine(cluster_settings)
    store(other, [SEIN])
    asked: list[str] = []

    def ask(reader: Reader) -> int:
        asked.append(reader.version)
        if len(asked) == 1:
            store(other, [ATLAS])
        return reader.statistics.total

    assert engine._answer(ask) == 2
    assert len(asked) == len(set(asked)) == 2


def test_what_a_run_that_died_had_sent_is_shown_whole_by_who_asks_next(
    cluster_settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = OpenSearchEngine(cluster_settings)
    store(engine, [SEIN])
    refresh = engine._client.refresh

    def fail(*indices: str) -> None:
        if "publications" in indices[0]:
            raise EngineUnavailable("A node has died.")
        refresh(*indices)

    monkeypatch.setattr(engine._client, "refresh", fail)
    with pytest.raises(EngineUnavailable):
        store(engine, [ATLAS])
    assert OpenSearchEngine(cluster_settings).search(Query()).total == 2


def test_an_index_that_never_rests_is_refused_in_the_end(cluster_settings: OpenSearchSettings) -> None:
    engine = OpenSearchEngine(cluster_settings)
    store(engine, [SEIN])

    def ask(reader: Reader) -> int:
        commit = engine._control.commit()
        engine._control.write_commit(msgspec.structs.replace(commit, number=commit.number + 1))
        return reader.statistics.total

    with engine._control.writing(), pytest.raises(EngineUnavailable, match="ask again"):
        engine._answer(ask)
