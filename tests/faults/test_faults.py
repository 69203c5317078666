"""Nodes that die, stop, or have no disk left: nothing is lost, nothing half is shown, and all mends itself."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.cluster import QUICK_START, Cluster, free_nodes
from tests.faults.watching import GREEN_S, a_data_node, under_load


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
    """More must be free than any disk has: the cluster takes it for full, blocks all indices, and frees them again."""
    marks = [f"cluster.routing.allocation.disk.watermark.{mark}" for mark in ("low", "high", "flood_stage")]
    with under_load(cluster, tmp_path, "disk full") as load:
        change_settings(cluster, **dict.fromkeys(marks, "900tb"))
        try:
            wait_blocked(cluster, "disk-publications", is_blocked=True)
            load.stands_still(10)
        finally:
            change_settings(cluster, **dict.fromkeys(marks))
        wait_blocked(cluster, "disk-publications", is_blocked=False)


def wait_blocked(cluster: Cluster, index: str, *, is_blocked: bool) -> None:
    """Wait until the cluster has blocked an index for want of disk, or freed it."""
    until = time.monotonic() + GREEN_S
    while ("blocks" in str(cluster.ask(f"/{index}/_settings/index.blocks*"))) is not is_blocked:
        assert time.monotonic() < until
        time.sleep(0.2)
