"""The cluster itself: real nodes, started and stopped by the command, killed and started again one by one.

It has a folder and ports of its own, so that one of `make cluster` goes on undisturbed.
"""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.__main__ import main
from tests.cluster.cluster import QUICK_START, Cluster, free_nodes
from tests.cluster.errors import ClusterError
from tests.cluster.node import Node, Process, free_ports, launch
from tests.paths import REPOSITORY


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    cluster.start(free_nodes(java_options=QUICK_START))
    yield cluster
    cluster.stop()


def command(cluster: Cluster, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tests.cluster", "--folder", str(cluster.folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )


def put(node: Node, path: str, value: object) -> None:
    request = urllib.request.Request(
        node.address + path,
        data=json.dumps(value).encode(),
        method="PUT",
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=30).close()


def test_a_second_start_prints_the_lines_of_the_same_nodes(cluster: Cluster) -> None:
    done = command(cluster, "start")
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"(http://127\.0\.0\.1:\d+ pid=\d+\n){3}", done.stdout)
    assert done.stdout.splitlines() == cluster.lines()
    assert done.stderr == f"The test cluster runs on {cluster.jdk}.\n"
    assert command(cluster, "status").stdout == done.stdout


def test_one_that_was_asked_for_stays_when_a_test_session_ends(cluster: Cluster) -> None:
    cluster.start()
    with Cluster(cluster.folder).shared():
        pass
    assert cluster.is_running()


def test_nodes_are_of_one_cluster_of_the_version_that_is_asked_for(cluster: Cluster) -> None:
    said = [json.load(urllib.request.urlopen(address, timeout=30)) for address in cluster.addresses()]
    assert [node["name"] for node in said] == ["node-1", "node-2", "node-3"]
    assert {node["version"]["number"] for node in said} == {"3.8.0"}
    assert len({node["cluster_uuid"] for node in said}) == 1


def test_nodes_are_reached_from_this_machine_only(cluster: Cluster) -> None:
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    listening += [line.split() for line in Path("/proc/net/tcp6").read_text().splitlines()[1:]]
    ports = {f"{port:04X}" for node in cluster.nodes() for port in (node.http_port, node.transport_port)}
    listens = "0A"
    places = {
        columns[1].rpartition(":")[0] for columns in listening if columns[3] == listens and columns[1][-4:] in ports
    }
    loopback = int.from_bytes(socket.inet_aton("127.0.0.1"), sys.byteorder)
    assert places <= {f"{loopback:08X}", f"{'0' * 16}FFFF0000{loopback:08X}"}
    assert places


def test_the_manager_is_killed_and_comes_back_with_its_data(cluster: Cluster) -> None:
    put(cluster.nodes()[0], "/kept", {"settings": {"number_of_shards": 3, "number_of_replicas": 1}})
    put(cluster.nodes()[0], "/kept/_doc/1", {"title": "Rapport"})
    cluster.wait_green()
    first = cluster.manager()
    cluster.kill(first)
    assert first not in cluster.pids()
    assert cluster.manager() != first
    with pytest.raises(ClusterError, match=r"A node of the test cluster ended\. .*output\.log says:"):
        cluster.wait_green()
    assert cluster.ask("/kept/_doc/1")["_source"] == {"title": "Rapport"}
    cluster.start_node(first)
    cluster.wait_green()
    # Not before it is really there: the others take it for there until they notice that it was killed.
    urllib.request.urlopen(cluster.nodes()[first - 1].address, timeout=1).close()
    assert sorted(cluster.pids()) == [1, 2, 3]
    assert cluster.ask("/kept/_doc/1")["_source"] == {"title": "Rapport"}


def test_start_starts_what_was_stopped_and_leaves_the_others(cluster: Cluster) -> None:
    before = cluster.pids()
    cluster.stop_node(2)
    assert not cluster.start()
    after = cluster.pids()
    assert after[2] != before[2]
    assert (after[1], after[3]) == (before[1], before[3])


def test_data_stays_where_that_is_asked_and_goes_else(cluster: Cluster) -> None:
    put(cluster.nodes()[0], "/stays", {"settings": {"number_of_shards": 1, "number_of_replicas": 1}})
    lines, addresses = cluster.lines(), cluster.addresses()
    assert command(cluster, "stop", "--keep").returncode == 0
    assert not cluster.is_running()
    assert cluster.start(keep_data=True, kept=False)
    assert cluster.addresses() == addresses
    assert cluster.lines() != lines
    assert "stays" in cluster.ask("/_all")
    pids = cluster.pids().values()
    # Two test sessions at the same time: the last one stops what none asked to keep.
    with Cluster(cluster.folder).shared():
        with Cluster(cluster.folder).shared():
            pass
        assert sorted(cluster.pids().values()) == sorted(pids)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert sorted(path.name for path in cluster.folder.iterdir()) == ["lock", "users"]
    with pytest.raises(ClusterError, match="does not run: start it with `make cluster`"):
        cluster.addresses()


def test_a_node_that_cannot_start_is_said_and_no_other_stays(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    with pytest.raises(ClusterError, match=r"A node of the test cluster ended\.[\s\S]*no\.such\.setting"):
        cluster.start(free_nodes(2, settings={"no.such.setting": "1"}))
    assert not cluster.is_running()


def test_the_command_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GLANE_CLUSTER", str(tmp_path))
    assert main(["status"]) == 1
    assert capsys.readouterr().err == "The test cluster does not run: start it with `make cluster`.\n"
    assert main(["stop"]) == 0


def test_ports_that_are_taken_are_left_alone_and_none_is_given_twice() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ports = free_ports([port, port, port])
        assert port not in ports
        assert len(set(ports)) == 3


def test_a_process_that_took_over_the_number_is_not_taken_for_it() -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        real = Process.of(other.pid)
        Process(other.pid, real.started - 1).send(signal.SIGKILL)
        assert real.is_alive()
        real.send(signal.SIGKILL)
        assert real.ended(10)


def test_a_node_is_told_all_it_needs_and_stands_behind_its_command(tmp_path: Path) -> None:
    nodes = (
        Node(1, 9201, 9301, "10.1.0.1", command=("sh", "-c", 'echo "$@"', "sh"), settings={"node.attr.zone": "a"}),
        Node(2, 9202, 9302, "10.1.0.2"),
    )
    process = launch(
        nodes[0], nodes, cluster="ours", java=Path("java"), class_path="jars/*", heap="1g", folder=tmp_path
    )
    assert process.ended(10)
    told = (tmp_path / "1" / "output.log").read_text().split()
    assert told[:3] == ["java", "-Xms1g", "-Xmx1g"]
    assert {
        "node.name=node-1",
        "cluster.name=ours",
        "network.host=10.1.0.1",
        "http.port=9201",
        "transport.port=9301",
        "discovery.type=zen",
        "discovery.seed_hosts=10.1.0.1:9301,10.1.0.2:9302",
        "cluster.initial_cluster_manager_nodes=node-1,node-2",
        "node.attr.zone=a",
    } <= set(told)
