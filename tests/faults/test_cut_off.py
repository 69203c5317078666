"""A node that is cut off: it runs, and nobody hears it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.cluster import Cluster
from tests.faults.networks import Networks
from tests.faults.watching import a_data_node, under_load


@pytest.fixture(scope="module")
def networks() -> Iterator[Networks]:
    with Networks(3) as networks:
        yield networks


@pytest.fixture(scope="module")
def cluster(networks: Networks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cut-off"))
    cluster.start(networks.nodes())
    yield cluster
    cluster.stop()


def test_a_node_is_cut_off(cluster: Cluster, networks: Networks, tmp_path: Path) -> None:
    with under_load(cluster, tmp_path, "cut off") as load:
        number = a_data_node(cluster)
        networks.cut(number)
        try:
            load.goes_on()
        finally:
            networks.join(number)
