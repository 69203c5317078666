"""Networks of their own for the nodes of a cluster, so that one of them can be cut off.

    with Networks(3) as networks:
        nodes = networks.nodes()
        networks.cut(2)
        networks.join(2)

Each node is in a network namespace with one cable, and so is the switch that the cables lead to: no rule of this
machine's firewall counts there. This machine has a cable too. It takes root and iproute2, which CI has.
"""

from __future__ import annotations

import os
import subprocess

from tests.cluster.cluster import QUICK_START
from tests.cluster.node import Node

_HTTP_PORT, _TRANSPORT_PORT = 9200, 9300
_OURS = 254


class Networks:
    """Namespaces, cables and a switch; gone with `close`."""

    def __init__(self, count: int) -> None:
        if os.geteuid():
            raise PermissionError("Cutting a node off takes network namespaces, which root may make: run this as root.")
        self._numbers = range(1, count + 1)
        # Another run on this machine has another number.
        self._name = f"glane{os.getpid() % 250 + 1}"
        self._network = f"10.77.{os.getpid() % 250 + 1}"

    def __enter__(self) -> Networks:
        self._close()
        try:
            self._make()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def nodes(self) -> tuple[Node, ...]:
        """Nodes, each in its namespace."""
        return tuple(
            Node(
                number,
                *(_HTTP_PORT, _TRANSPORT_PORT, self._address(number)),
                command=("ip", "netns", "exec", self._space(number)),
                java_options=QUICK_START,
            )
            for number in self._numbers
        )

    def cut(self, number: int) -> None:
        """Pull a node's cable: nobody is told, what is under way is just not heard any more."""
        _ip("-n", self._switch, "link", "set", f"port{number}", "down")

    def join(self, number: int) -> None:
        """Plug it in again."""
        _ip("-n", self._switch, "link", "set", f"port{number}", "up")

    @property
    def _switch(self) -> str:
        return f"{self._name}-switch"

    def _space(self, number: int) -> str:
        return f"{self._name}-{number}"

    def _address(self, number: int) -> str:
        return f"{self._network}.{number}"

    def _make(self) -> None:
        _ip("netns", "add", self._switch)
        _ip("-n", self._switch, "link", "add", "switch", "type", "bridge")
        _ip("-n", self._switch, "link", "set", "switch", "up")
        for number in self._numbers:
            _ip("netns", "add", self._space(number))
            _ip("-n", self._space(number), "link", "set", "lo", "up")
            self._plug(number, ("-n", self._space(number)))
        self._plug(_OURS, ())

    def _plug(self, number: int, inside: tuple[str, ...]) -> None:
        """Lay a cable from a namespace, or from this machine, to the switch."""
        end = f"{self._name}-{number}"
        _ip(*inside, "link", "add", end, "type", "veth", "peer", "name", f"port{number}", "netns", self._switch)
        _ip("-n", self._switch, "link", "set", f"port{number}", "master", "switch", "up")
        _ip(*inside, "address", "add", f"{self._address(number)}/24", "dev", end)
        _ip(*inside, "link", "set", end, "up")

    def _close(self) -> None:
        # A cable goes with either of its ends.
        for space in (self._switch, *map(self._space, self._numbers)):
            subprocess.run(["ip", "netns", "delete", space], capture_output=True, check=False)


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
