"""Nodes that die, stop, or have no disk left: nothing is lost, nothing half is shown, and all mends itself."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.cluster import QUICK_START, Cluster, free_nodes
from tests.faults.watching import a_data_node, under_load


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("faults"))
    cluster.start(free_nodes(java_options=QUICK_START, settings={"cluster.info.update.interval": "10s"}))
    yield cluster
    cluster.stop()


def change_settings(cluster: Cluster, **settings: str | None) -> None:
    """Settings of the running cluster; None takes one back."""
    request = urllib.request.Request(
        f"{cluster.addresses()[0]}/_cluster/settings",
        data=json.dumps({"persistent": settings}).encode(),
        method="PUT",
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=60).close()


def test_a_data_node_is_killed(cluster: Cluster, tmp_path: Path) -> None:
    with under_load(cluster, tmp_path, "data node killed") as load:
        number = a_data_node(cluster)
        cluster.kill(number)
        load.goes_on()
        cluster.start_node(number)


def test_the_manager_is_killed(cluster: Cluster, tmp_path: Path) -> None:
    with under_load(cluster, tmp_path, "manager killed") as load:
        number = cluster.manager()
        cluster.kill(number)
        load.goes_on()
        cluster.start_node(number)


def test_all_nodes_are_stopped_and_started(cluster: Cluster, tmp_path: Path) -> None:
    with under_load(cluster, tmp_path, "all stopped") as load:
        load.halves_are_seen = True
        cluster.stop(keep_data=True)
        cluster.start(keep_data=True, kept=False)
        load.goes_on()
        load.halves_are_seen = False


def test_the_disks_are_full(cluster: Cluster, tmp_path: Path) -> None:
    with under_load(cluster, tmp_path, "disk full") as load:
        marks = ("low", "high", "flood_stage")
        change_settings(cluster, **{f"cluster.routing.allocation.disk.watermark.{mark}": "900tb" for mark in marks})
        try:
            load.is_stopped()
        finally:
            change_settings(cluster, **{f"cluster.routing.allocation.disk.watermark.{mark}": None for mark in marks})
