"""How tests open engines: one over a folder, or one over a cluster that stands for it.

    engine = make_engine(tmp_path / "index")      the same folder opens the same index again
    make_engine.lose(tmp_path / "index")          as if somebody had deleted it

An index of a cluster has a prefix made of the folder's path. Its indices go when the test ends: a cluster holds some
thousand shards, and each takes memory.
"""

from __future__ import annotations

import shutil
import urllib.request
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from indexer.engines import open_engine
from indexer.engines.interface import Engine
from indexer.settings import OpenSearchSettings, Settings
from tests.cluster.cluster import Cluster

# The machine may name a proxy, which knows nothing of this machine's own addresses.
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_DELETE_S = 60.0


class MakeEngine(Protocol):
    """Opens engines."""

    def __call__(self, folder: Path, editing: Path | None = None, *, replicas: int = 0) -> Engine:
        """The engine over a folder, with an editors' file; with copies of each part, where there are parts."""
        ...

    def lose(self, folder: Path) -> None:
        """Take away an index under the engines that are open."""
        ...

    def keep(self) -> None:
        """Have what was made so far outlive the test that begins now."""
        ...

    def tidy(self) -> None:
        """Take away what was made since."""
        ...


class MakeWhoosh:
    """The embedded engine."""

    def __call__(self, folder: Path, editing: Path | None = None, *, replicas: int = 0) -> Engine:
        return open_engine(Settings(engine="whoosh", index=str(folder), editing=str(editing or "")))

    def lose(self, folder: Path) -> None:
        shutil.rmtree(folder)

    def keep(self) -> None:
        """Folders are pytest's to delete."""

    def tidy(self) -> None:
        """The same."""


class MakeOpenSearch:
    """The engine of a cluster, three shards as in production."""

    def __init__(self, cluster: Cluster) -> None:
        self._hosts = tuple(cluster.addresses())
        self._made: dict[str, Path] = {}  # of this test: prefix -> what is gone when the test no longer needs it
        self._kept: set[str] = set()  # of the whole session

    def __call__(self, folder: Path, editing: Path | None = None, *, replicas: int = 0) -> Engine:
        settings = self.settings(folder, editing, replicas)
        prefix = settings.opensearch.prefix
        if prefix not in self._made and prefix not in self._kept:
            # A test of many examples has a folder for each, which is gone before the next begins.
            self._delete({made for made, needed in self._made.items() if not needed.exists()})
            self._made[prefix] = folder if folder.exists() else folder.parent
        return open_engine(settings)

    def settings(self, folder: Path, editing: Path | None = None, replicas: int = 0) -> Settings:
        """What stands in glane.toml."""
        cluster = OpenSearchSettings(hosts=self._hosts, prefix=_prefix(folder), replicas=replicas, timeout_s=60.0)
        return Settings(engine="opensearch", index=str(folder), editing=str(editing or ""), opensearch=cluster)

    def lose(self, folder: Path) -> None:
        self._request(f"{_prefix(folder)}-*")

    def keep(self) -> None:
        self._kept.update(self._made)
        self._made.clear()

    def tidy(self) -> None:
        self._delete(set(self._made))

    def close(self) -> None:
        """The session ends."""
        self._delete({*self._made, *self._kept})

    def _delete(self, prefixes: set[str]) -> None:
        if prefixes:
            self._request(",".join(f"{prefix}-*" for prefix in sorted(prefixes)))
        for prefix in prefixes:
            self._made.pop(prefix, None)

    def _request(self, indices: str) -> None:
        address = f"{self._hosts[0]}/{indices}?expand_wildcards=all&ignore_unavailable=true&allow_no_indices=true"
        with _DIRECT.open(urllib.request.Request(address, method="DELETE"), timeout=_DELETE_S) as answer:
            answer.read()


def _prefix(folder: Path) -> str:
    return f"contract-{blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()}"
