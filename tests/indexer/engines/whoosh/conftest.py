"""An index folder of a few commits, on disk."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engines.whoosh.engine import WhooshEngine
from tests.contract.corpus import CORPUS, SEIN, UNDATED
from tests.ways import WAYS, going


def make_index(folder: Path) -> WhooshEngine:
    """The corpus in three segments, with deletions."""
    engine = WhooshEngine(folder)
    with engine.writer() as writer:
        for part in (CORPUS[:3], CORPUS[3:6], CORPUS[6:]):
            for item in part:
                writer.add(engine.prepare([item]))
            writer.commit(final=False)
        writer.add(engine.prepare([dataclasses.replace(SEIN, title="Le dépistage du sein")]))
        writer.remove(UNDATED.id)
        writer.commit(final=False)
    return engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an index made by `make_index`."""
    make_index(tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """A test that uses it is run both ways."""
    with going(request.param):
        yield request.param
