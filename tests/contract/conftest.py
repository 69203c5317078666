"""The engines that must keep the contract, each over a folder of the test's own.

One way alone: pytest tests/contract -k OpenSearch (or NumPy, or "machine code").
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock

import pytest

from indexer.engines.interface import Engine
from indexer.engines.opensearch import engine as engine_module
from indexer.engines.opensearch import lock
from tests.contract.corpus import CORPUS, store
from tests.contract.makers import MakeEngine, MakeOpenSearch, MakeWhoosh
from tests.ways import WAYS, going


@pytest.fixture(scope="session", params=[*WAYS, "OpenSearch"])
def make_engine(request: pytest.FixtureRequest) -> Iterator[MakeEngine]:
    """Opens an engine over a folder; called again with the same folder, it opens the same index."""
    if request.param == "OpenSearch":
        cluster = request.getfixturevalue("opensearch_cluster")
        with going("machine code"), quickly_known(), closing(MakeOpenSearch(cluster)) as make:
            yield make
    else:
        with going(request.param):
            yield MakeWhoosh()


@contextmanager
def quickly_known() -> Iterator[None]:
    """Readers look for runs of changes more often, so that these need not wait as long for readers to know of them."""
    with mock.patch.object(engine_module, "LOOK_AGAIN_S", 0.05), mock.patch.object(lock, "_KNOWN_S", 0.1):
        yield


@pytest.fixture(autouse=True)
def tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test has made goes with it; what fixtures of a module or the session have made is there before it."""
    make_engine: MakeEngine | None = (
        request.getfixturevalue("make_engine") if "make_engine" in request.fixturenames else None
    )
    if make_engine is not None:
        make_engine.keep()
    yield
    if make_engine is not None:
        make_engine.tidy()


@pytest.fixture(scope="session")
def corpus_engine(make_engine: MakeEngine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The corpus in three segments, with something deleted and something replaced; read only."""
    engine = make_engine(tmp_path_factory.mktemp("corpus"), replicas=1)
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
