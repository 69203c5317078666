"""The cluster: started once for all who ask, told apart by its folder, killed and started again node by node.

    cluster = Cluster()                  # that of `make cluster`; Cluster(tmp_path) is one of a test's own
    cluster.start()
    cluster.kill(cluster.manager())
    cluster.wait_green()

What runs is in `state.json`, so that other processes see the same cluster; who changes it holds a lock.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import signal
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from tests.cluster.errors import ClusterError
from tests.cluster.java import Jdk, find_jdk
from tests.cluster.libraries import BUILD, class_path
from tests.cluster.node import Node, Process, free_ports, launch

HTTP_PORT, TRANSPORT_PORT = 19_201, 19_301
NODES = 3
HEAP = "512m"
# Compiles less: a node starts with half the work (6 to 7 s of a processor for 12 to 14), and searches a bit slower.
# For tests, which start nodes often and search little; never for what is measured.
QUICK_START = ("-XX:TieredStopAtLevel=1",)
# Twelve seconds on two idle processors, 40 where other tests run beside.
START_S = 120.0
# A node that is asked to stop hands over its shards first, which takes seconds when others stop too.
STOP_S = 20.0

# The machine may name a proxy, which knows nothing of 127.0.0.1.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class State(msgspec.Struct, frozen=True):
    """What runs: nodes, the processes that they had last, the memory of each, and whether a person asked for it."""

    nodes: tuple[Node, ...]
    processes: dict[int, Process]
    heap: str
    kept: bool
    # Each its own: a node may find at a port that was another's a cluster that is not its own, and must not join it.
    name: str = "glane-tests"


class Cluster:
    """A cluster with its state, data and logs in `folder`: GLANE_CLUSTER, else build/cluster."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(os.environ.get("GLANE_CLUSTER") or BUILD)
        self._state = self.folder / "state.json"

    # Starting and stopping

    def start(
        self, nodes: Sequence[Node] | None = None, *, heap: str = HEAP, keep_data: bool = False, kept: bool = True
    ) -> bool:
        """Start what does not run and wait until it is green; whether it had to be started.

        It begins empty unless `keep_data` says otherwise. One that is not `kept` is stopped by the last test session.
        """
        with self._locked():
            state = self._read()
            if state and any(process.is_alive() for process in state.processes.values()):
                dead = [node.number for node in state.nodes if not state.processes[node.number].is_alive()]
                for number in dead:
                    self._launch(number)
                self._write(msgspec.structs.replace(self._known(), kept=state.kept or kept))
                self.wait_green()
                return False
            if not keep_data:
                shutil.rmtree(self.folder / "nodes", ignore_errors=True)
            if nodes is None:
                nodes = state.nodes if state and keep_data else free_nodes()
            self._write(State(tuple(nodes), {}, heap, kept, f"glane-tests-{secrets.token_hex(4)}"))
            try:
                for node in nodes:
                    self._launch(node.number)
                self.wait_green()
            except BaseException:
                # Half a cluster serves nobody; its logs stay.
                self._end_processes()
                raise
            return True

    def stop(self, *, keep_data: bool = False) -> bool:
        """Stop all nodes; whether any ran. Their data goes too unless `keep_data` says otherwise."""
        with self._locked():
            ran = self._end_processes()
            if not keep_data:
                shutil.rmtree(self.folder / "nodes", ignore_errors=True)
                self._state.unlink(missing_ok=True)
            return ran

    def start_node(self, number: int) -> None:
        """Start a node again, with the data that it had."""
        with self._locked():
            if not self._known().processes[number].is_alive():
                self._launch(number)

    def kill(self, number: int) -> None:
        """End a node as a power cut does: kill -9."""
        self._signal(number, signal.SIGKILL)

    def stop_node(self, number: int) -> None:
        """End a node as an administrator does."""
        self._signal(number, signal.SIGTERM)

    # What is there

    def nodes(self) -> tuple[Node, ...]:
        """All nodes, whether they run or not."""
        return self._known().nodes

    def addresses(self) -> list[str]:
        """Where nodes answer: http://HOST:PORT of each, whether it runs or not."""
        return [node.address for node in self.nodes()]

    def pids(self) -> dict[int, int]:
        """The process of each node that runs."""
        processes = self._known().processes
        return {number: process.pid for number, process in processes.items() if process.is_alive()}

    def is_running(self) -> bool:
        """Whether any node runs."""
        return self._read() is not None and bool(self.pids())

    def lines(self) -> list[str]:
        """What `make cluster` prints."""
        pids = self.pids()
        return [f"{node.address} pid={pids[node.number]}" for node in self.nodes() if node.number in pids]

    def manager(self, timeout_s: float = START_S) -> int:
        """The number of the node that is the elected manager; an election is waited for."""
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            try:
                (elected,) = self.ask("/_cat/cluster_manager?format=json&cluster_manager_timeout=1s")
                return next(node.number for node in self.nodes() if node.name == elected["node"])
            except (ClusterError, StopIteration):
                time.sleep(0.1)
        raise ClusterError(f"The test cluster has elected no manager after {timeout_s:g} s.")

    def wait_green(self, timeout_s: float = START_S, *, nodes: int | None = None) -> None:
        """Wait until all nodes, or that many, say that they have found each other and that every shard has its copies.

        Each is asked: the others take a node that was killed for there until they notice, while it starts again.
        """
        until = time.monotonic() + timeout_s
        wanted = nodes or len(self.nodes())
        while time.monotonic() < until:
            running = self.pids()
            if len(running) < wanted:
                raise ClusterError(f"A node of the test cluster ended. {self._last_words()}")
            if sum(_is_green(node, wanted) for node in self.nodes() if node.number in running) >= wanted:
                return
            time.sleep(0.1)
        raise ClusterError(f"The test cluster is not green after {timeout_s:g} s. {self._last_words()}")

    def ask(self, path: str, timeout_s: float = 10.0) -> Any:
        """What the first node that answers says at a path."""
        running = self.pids()
        for node in self.nodes():
            if node.number in running:
                try:
                    return _ask(node, path, timeout_s)
                except OSError:
                    continue
        raise ClusterError(f"No node of the test cluster answers {path}.")

    # Sessions that share it

    @contextmanager
    def shared(self) -> Iterator[Cluster]:
        """The cluster for a test session: started when it does not run, stopped by the last session that used it.

        One that `make cluster` started stays.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "users").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            self.start(free_nodes(java_options=QUICK_START), kept=False)
            try:
                yield self
            finally:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    state = self._read()
                    if state and not state.kept:
                        self.stop()

    # Inside

    @cached_property
    def jdk(self) -> Jdk:
        """What the nodes run on."""
        return find_jdk()

    @cached_property
    def _class_path(self) -> str:
        return class_path(self.jdk)

    def _launch(self, number: int) -> None:
        state = self._known()
        process = launch(
            next(node for node in state.nodes if node.number == number),
            state.nodes,
            cluster=state.name,
            java=self.jdk.java,
            class_path=self._class_path,
            heap=state.heap,
            folder=self.folder / "nodes",
        )
        self._write(msgspec.structs.replace(state, processes=state.processes | {number: process}))

    def _signal(self, number: int, kind: signal.Signals) -> None:
        process = self._known().processes[number]
        process.send(kind)
        if not process.ended(STOP_S):
            raise ClusterError(f"Node {number} of the test cluster does not end.")

    def _end_processes(self) -> bool:
        state = self._read()
        running = [process for process in state.processes.values() if process.is_alive()] if state else []
        for process in running:
            process.send(signal.SIGTERM)
        until = time.monotonic() + STOP_S
        for process in running:
            if not process.ended(until - time.monotonic()):
                process.send(signal.SIGKILL)
                process.ended(STOP_S)
        return bool(running)

    def _last_words(self) -> str:
        """What the log of a node that ended, else of the first, says about it; and where the rest is."""
        state, running = self._known(), self.pids()
        number = next((node.number for node in state.nodes if node.number not in running), state.nodes[0].number)
        log = self.folder / "nodes" / str(number) / "output.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        causes = [line for line in lines if "Caused by: " in line or "Exception in thread" in line]
        return "\n".join([f"{log} says:", *(causes or lines)[-3:]])

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time; others wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _read(self) -> State | None:
        try:
            return msgspec.json.decode(self._state.read_bytes(), type=State)
        except FileNotFoundError:
            return None

    def _known(self) -> State:
        state = self._read()
        if state is None:
            raise ClusterError("The test cluster does not run: start it with `make cluster`.")
        return state

    def _write(self, state: State) -> None:
        """Write all of it or nothing: others read at any time."""
        new = self._state.with_suffix(".new")
        new.write_bytes(msgspec.json.encode(state))
        new.replace(self._state)


def _ask(node: Node, path: str, timeout_s: float) -> Any:
    with _DIRECT.open(node.address + path, timeout=timeout_s) as answer:
        return json.load(answer)


def _is_green(node: Node, nodes: int) -> bool:
    """Whether a node says that its cluster has that many nodes and all copies; it may wait a second for it."""
    try:
        health = _ask(node, f"/_cluster/health?wait_for_status=green&wait_for_nodes={nodes}&timeout=1s", 5.0)
    except OSError:
        # It does not listen yet, or what was waited for did not come: status 408.
        return False
    return bool(health["status"] == "green" and not health["timed_out"])


def free_nodes(
    count: int = NODES, *, settings: Mapping[str, str] | None = None, java_options: tuple[str, ...] = ()
) -> tuple[Node, ...]:
    """Nodes at the usual ports, or at others where those are taken."""
    ports = free_ports([base + number for base in (HTTP_PORT, TRANSPORT_PORT) for number in range(count)])
    return tuple(
        Node(number, http, transport, settings=dict(settings or {}), java_options=java_options)
        for number, http, transport in zip(range(1, count + 1), ports[:count], ports[count:], strict=True)
    )
