"""The engines that must keep the contract, each over a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.engines import open_engine
from indexer.engines.interface import Engine
from indexer.settings import Settings
from tests.contract.corpus import CORPUS, store
from tests.ways import WAYS, going

MakeEngine = Callable[..., Engine]  # of a folder, and of an editors' file where there is one


def _whoosh(folder: Path, editing: Path | None = None) -> Engine:
    return open_engine(Settings(engine="whoosh", index=str(folder), editing=str(editing or "")))


@pytest.fixture(scope="session", params=WAYS)
def make_engine(request: pytest.FixtureRequest) -> Iterator[MakeEngine]:
    """Opens an engine over a folder; called again with the same folder, it opens the same index."""
    with going(request.param):
        yield _whoosh


@pytest.fixture(scope="session")
def corpus_engine(make_engine: MakeEngine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The corpus in three segments, with something deleted and something replaced; read only."""
    engine = make_engine(tmp_path_factory.mktemp("corpus"))
    with engine.writer() as writer:
        for item in CORPUS[:3]:
            writer.add(engine.prepare([item]))
        writer.add(engine.prepare([CORPUS[-1]]))
        writer.commit(final=False)
        for item in CORPUS[3:6]:
            writer.add(engine.prepare([item]))
        writer.commit(final=False)
        writer.remove(CORPUS[-1].id)
        writer.add(engine.prepare([CORPUS[0]]))
        for item in CORPUS[6:]:
            writer.add(engine.prepare([item]))
        writer.commit(final=False)
    return engine


@pytest.fixture
def engine(make_engine: MakeEngine, tmp_path: Path) -> Engine:
    """An engine over a new folder, in which nothing is stored."""
    engine = make_engine(tmp_path / "index")
    store(engine, ())
    return engine
