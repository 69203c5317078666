"""The cluster of OpenSearch that is compared with: three nodes on this machine (tests/cluster), 1 GB of heap each.

    nodes = running_nodes()                 None where there is no JDK to run it, which is told
    index_of(nodes, workspace, 10_000)      Glane's index of so many generated publications: its Settings
    nodes.ask("GET", "/_cat/indices")       anything else

One that runs already is used and stays; else it is started, and stopped when the benchmarks end.
"""

from __future__ import annotations

import atexit
import http.client
import json
import sys
from fnmatch import fnmatchcase
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from indexer.engines import open_engine
from indexer.errors import IndexMissing
from indexer.settings import OpenSearchSettings, Settings
from tests.bench.adding import add
from tests.bench.machine import memory_of
from tests.bench.workspace import Workspace
from tests.cluster.cluster import Cluster
from tests.cluster.errors import ClusterError

OURS = "bench"  # with which the names of all indices begin
_HEAP = "1g"
_TIMEOUT_S = 600.0
_SEARCH_S = 60.0


@cache
def running_nodes() -> Nodes | None:
    """The nodes of the cluster; None where it cannot run here, which is told in a sentence."""
    cluster = Cluster()
    try:
        if cluster.start(heap=_HEAP, kept=False):
            atexit.register(cluster.stop)
    except ClusterError as error:
        print(f"OpenSearch is left out: {error}", file=sys.stderr)
        return None
    return Nodes(cluster)


class Nodes:
    """A cluster that runs, as the benchmarks ask it."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self.addresses = tuple(cluster.addresses())
        self._connections = cycle([_connection(address) for address in self.addresses])

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> Any:
        """An answer as JSON, of the nodes one after the other. Raises RuntimeError unless it is a success."""
        return json.loads(self.ask_bytes(method, path, body, kind) or "null")

    def ask_bytes(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> bytes:
        """The same, as it comes."""
        connection = next(self._connections)
        connection.request(method, path, body or None, {"content-type": kind})
        response = connection.getresponse()
        answer = response.read()
        if not 200 <= response.status < 300:
            raise RuntimeError(f"{method} {path} was answered with {response.status}: {answer[:500].decode()}")
        return answer

    def rows(self, pattern: str) -> list[dict[str, str]]:
        """What the cluster says of the indices whose names match a pattern: index, docs.count, pri.store.size."""
        path = f"/_cat/indices/{OURS}-*?h=index,docs.count,pri.store.size&bytes=b&format=json&expand_wildcards=all"
        return [row for row in self.ask("GET", path) if fnmatchcase(row["index"], pattern)]

    def remove(self, pattern: str) -> None:
        """Remove the indices whose names match a pattern."""
        for row in self.rows(pattern):
            self.ask("DELETE", f"/{quote(row['index'])}")

    def resident_bytes(self) -> int:
        """What all nodes hold."""
        return sum(memory_of(pid).resident for pid in self._cluster.pids().values())


def settings_of(nodes: Nodes, workspace: Workspace, size: int) -> Settings:
    """Glane's over the cluster, for an index of so many generated publications."""
    prefix = f"{OURS}-{'quick-' if workspace.is_quick else ''}{size}"
    folder = workspace.place(f"cluster-{size}")
    cluster = OpenSearchSettings(hosts=nodes.addresses, prefix=prefix, timeout_s=_SEARCH_S)
    return Settings(index=str(folder), engine="opensearch", opensearch=cluster)


def index_of(nodes: Nodes, workspace: Workspace, size: int) -> Settings:
    """The same, with the index: made by `indexer add` once a run; kept from an earlier run when `--keep` is given."""
    settings = settings_of(nodes, workspace, size)
    name = f"cluster-{size}"
    if not (workspace.is_made(name) and rate_of(Path(settings.index)) and _publications(settings) == size):
        nodes.remove(f"{settings.opensearch.prefix}-*")
        add(workspace.place(name), workspace.generated(size), **variables_of(settings))
        workspace.note_made(name)
    return settings


def rate_of(index: Path) -> float | None:
    """Publications a second that the last run of `indexer add` has stored, by the receipt that it left."""
    try:
        receipt = json.loads((index / "receipt.json").read_bytes())
    except FileNotFoundError:
        return None
    return float(receipt["added"]) / float(receipt["took_s"])


def _publications(settings: Settings) -> int:
    try:
        return open_engine(settings).status().publications
    except IndexMissing:
        return 0


def variables_of(settings: Settings) -> dict[str, str]:
    """The same settings as variables of the environment, for `indexer` and the service."""
    cluster = settings.opensearch
    return {
        "GLANE_ENGINE": settings.engine,
        "GLANE_OPENSEARCH_HOSTS": ",".join(cluster.hosts),
        "GLANE_OPENSEARCH_PREFIX": cluster.prefix,
        "GLANE_OPENSEARCH_TIMEOUT_S": f"{cluster.timeout_s:g}",
    }


def _connection(address: str) -> http.client.HTTPConnection:
    parts = urlsplit(address)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_S)
