"""An index is written anew from what it holds, while it is searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.engines.interface import Engine, Query
from tests.contract.corpus import CORPUS, store
from tests.contract.makers import MakeEngine

TYPED = ("", "cancer", "tabac", '"activité 2023"', "dépist*")


def ids_of(engine: Engine) -> list[str]:
    """All that a search finds."""
    return sorted(hit.id for hit in engine.search(Query(per_page=100)).hits)


def all_that_is_told(engine: Engine) -> object:
    """What it holds, and what searches say of it."""
    answers = [engine.search(Query(text, per_page=50)) for text in TYPED]
    told = [(results.total, results.hits, results.facets) for results in answers]
    return engine.stored(), {identifier: engine.get(identifier) for identifier in engine.stored()}, told


def test_index_is_written_anew_from_what_it_holds_and_nothing_is_missing_meanwhile(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    engine = make_engine(tmp_path)
    store(engine, CORPUS)
    before = all_that_is_told(engine)
    ids = ids_of(engine)
    with engine.rebuilding() as writer:
        for item in CORPUS:
            stored = engine.get(item.id)
            assert stored is not None
            writer.add(engine.prepare([stored]))
            writer.commit(final=False)
            assert ids_of(engine) == ids
        writer.commit()
    assert all_that_is_told(engine) == before
    assert list(engine.verify())


def write_a_part_anew(engine: Engine) -> None:
    with engine.rebuilding() as writer:
        writer.add(engine.prepare(CORPUS[:3]))
        writer.commit(final=False)
        raise KeyboardInterrupt


def test_index_of_which_a_part_was_written_anew_holds_all(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(tmp_path)
    store(engine, CORPUS)
    before = all_that_is_told(engine)
    with pytest.raises(KeyboardInterrupt):
        write_a_part_anew(engine)
    assert all_that_is_told(engine) == before
    assert list(engine.verify())
