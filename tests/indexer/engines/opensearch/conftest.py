"""A client of the test cluster with indices of the test's own, and servers that answer as a cluster of another kind."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from indexer.engines.opensearch.client import Client, open_client
from indexer.settings import OpenSearchSettings
from tests.cluster.cluster import Cluster
from tests.indexer.engines.opensearch.stand_in import StandIn


@pytest.fixture
def cluster_settings(opensearch_cluster: Cluster) -> OpenSearchSettings:
    """The three nodes, and a prefix that no other test has."""
    hosts = tuple(opensearch_cluster.addresses())
    return OpenSearchSettings(hosts=hosts, prefix=f"t-{secrets.token_hex(6)}", shards=1, replicas=0, timeout_s=30)


@pytest.fixture
def cluster_client(cluster_settings: OpenSearchSettings) -> Iterator[Client]:
    """A client; the indices of the prefix are removed at the end."""
    client = open_client(cluster_settings)
    yield client
    hidden = f"{cluster_settings.prefix}-control"  # no pattern finds it
    for index in (*client.indices_of(f"{cluster_settings.prefix}-*"), hidden):
        client.request("DELETE", f"/{index}", accept=(404,))


@pytest.fixture
def index(cluster_client: Client, cluster_settings: OpenSearchSettings) -> str:
    """An index of one shard, whose documents have a word and a number."""
    name = f"{cluster_settings.prefix}-words"
    fields = {"word": {"type": "keyword"}, "number": {"type": "integer"}}
    body = {
        "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"},
        "mappings": {"dynamic": "strict", "properties": fields},
    }
    cluster_client.request("PUT", f"/{name}", body)
    return name


@pytest.fixture
def stand_in() -> Iterator[Callable[..., StandIn]]:
    """Start servers that answer as they are told; they end with the test."""
    with ExitStack() as servers:
        yield lambda **options: servers.enter_context(StandIn(**options))
