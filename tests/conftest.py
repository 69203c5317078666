"""What several tests share: an index of the sample, on disk, made once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.engines import open_engine
from indexer.engines.interface import Engine
from indexer.pipeline import run
from indexer.settings import Settings, SiteSettings
from tests.cluster.cluster import Cluster
from tests.paths import SAMPLE

# The same examples in every run, and none judged by its time: a test fails for what changed. To look for new ones:
# HYPOTHESIS_PROFILE=explore make test
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index of the sample, links leading to the files as in the demonstration."""
    folder = tmp_path_factory.mktemp("index")
    return Settings(index=str(folder), site=SiteSettings(name="Institut Vasseur", links="local"))


@pytest.fixture(scope="session")
def sample_index(sample_settings: Settings) -> Path:
    """The folder of an index of the whole sample."""
    receipt = run(open_engine(sample_settings), sample_settings, [SAMPLE])
    assert receipt.failures == []
    return Path(sample_settings.index)


@pytest.fixture(scope="session")
def sample_engine(sample_index: Path, sample_settings: Settings) -> Engine:
    """The engine over the sample."""
    return open_engine(sample_settings)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an index folder of the test's own, not yet there; two workers."""
    base = Settings(index=str(tmp_path / "index"))
    return msgspec.structs.replace(base, extraction=msgspec.structs.replace(base.extraction, workers=2))


@pytest.fixture
def app(sample_index: Path, sample_settings: Settings) -> Flask:
    """The service over the sample."""
    from searchapp import create_app

    app = create_app(sample_settings)
    app.testing = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client of that service."""
    return app.test_client()


@pytest.fixture(scope="session")
def opensearch_cluster() -> Iterator[Cluster]:
    """Three nodes of OpenSearch, for tests that leave them whole: that of `make cluster`, else one until the tests end.

    It is shared with other runs: a test's indexes have names of their own.
    """
    with Cluster().shared() as cluster:
        yield cluster
