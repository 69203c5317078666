"""One node: where it listens, and its Java process."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.cluster.errors import ClusterError

LOOPBACK = "127.0.0.1"
SNAPSHOTS = "snapshots"  # the folder that all nodes share, beside their own


@dataclass(frozen=True)
class Node:
    """Where a node listens and how it is started.

    `command` is put before Java, as `ip netns exec NAME`; `settings` are OpenSearch's, and win over ours.
    """

    number: int
    http_port: int
    transport_port: int
    host: str = LOOPBACK
    command: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    java_options: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"node-{self.number}"

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.http_port}"

    @property
    def transport(self) -> str:
        return f"{self.host}:{self.transport_port}"


@dataclass(frozen=True)
class Process:
    """A process that is known again: a number alone may by now be another's."""

    pid: int
    started: int

    @classmethod
    def of(cls, pid: int) -> Process:
        return cls(pid, _start_time(pid) or 0)

    def is_alive(self) -> bool:
        return _start_time(self.pid) == self.started

    def send(self, number: signal.Signals) -> None:
        if self.is_alive():
            os.kill(self.pid, number)

    def ended(self, timeout_s: float) -> bool:
        """Wait until it is gone; whether it is."""
        until = time.monotonic() + timeout_s
        while self.is_alive():
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True


def _start_time(pid: int) -> int | None:
    """When a process started, in ticks since boot; None when it runs no longer."""
    try:
        # What stands in brackets is the program's name, which may hold anything.
        columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    # A first thread that has ended is told of in the same way while others still run.
    if columns[0] == "Z" and int(columns[17]) <= 1:
        # One of our own that has ended, and that nobody has asked about yet.
        _reap(pid)
        return None
    return int(columns[19])


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def launch(
    node: Node, nodes: tuple[Node, ...], *, cluster: str, java: Path, class_path: str, heap: str, folder: Path
) -> Process:
    """Start one node among `nodes`, its data and log in a folder of its own."""
    home = folder / str(node.number)
    home.mkdir(parents=True, exist_ok=True)
    settings = {
        "node.name": node.name,
        "cluster.name": cluster,
        "discovery.type": "zen",
        "network.host": node.host,
        "http.port": str(node.http_port),
        "transport.port": str(node.transport_port),
        "discovery.seed_hosts": ",".join(other.transport for other in nodes),
        "cluster.initial_cluster_manager_nodes": ",".join(other.name for other in nodes),
        "path.repo": str(folder / SNAPSHOTS),
        **node.settings,
    }
    command = [
        *(*node.command, str(java), f"-Xms{heap}", f"-Xmx{heap}", *node.java_options),
        *("-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-cp", class_path, "Node", str(home)),
        *(f"{name}={value}" for name, value in settings.items()),
    ]
    with (home / "output.log").open("ab") as output, Path(os.devnull).open("rb") as nothing:
        streams = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), 0)]
        streams += [(os.POSIX_SPAWN_DUP2, output.fileno(), number) for number in (1, 2)]
        # A session of its own: it stays when who started it goes, and no Ctrl-C reaches it.
        return Process.of(os.posix_spawnp(command[0], command, os.environ, file_actions=streams, setsid=True))


def free_ports(wanted: Iterable[int], host: str = LOOPBACK) -> list[int]:
    """The ports that are wanted, or others in place of those that are taken."""
    with ExitStack() as all_held:
        # Held until all are chosen: else one might be given twice.
        return [_hold(port, host, all_held) for port in wanted]


def _hold(port: int, host: str, held: ExitStack) -> int:
    for candidate in (port, 0):
        listener = held.enter_context(socket.socket())
        # As Java does: a port whose last connections are still closing is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
        except OSError:
            continue
        return int(listener.getsockname()[1])
    raise ClusterError(f"No port is free at {host}.")
