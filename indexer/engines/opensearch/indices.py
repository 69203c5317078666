"""The indices of one prefix: made by builds, each with a name of its own, and read through aliases.

    builds = Builds(client, settings)
    build = builds.create()          two new, empty indices that nobody reads
    builds.show(build)               from now on the aliases lead there

    glane-publications -> glane-publications-3f21c0aa9b7e     glane-texts -> glane-texts-3f21c0aa9b7e

Which build is the newest says the commit (control.py): aliases that lead elsewhere are of a run that died.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import msgspec

from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.mapping import publications_index, texts_index
from indexer.settings import OpenSearchSettings

# Making an index waits for all managers and for its first copies.
_TIMEOUT_S = 60.0


class Build(msgspec.Struct, frozen=True):
    """The two indices of one build, by their own names."""

    name: str
    publications: str
    texts: str


class Builds:
    """All builds of one prefix."""

    def __init__(self, client: Client, settings: OpenSearchSettings) -> None:
        self._client = client
        self._settings = settings
        self.publications = f"{settings.prefix}-publications"
        self.texts = f"{settings.prefix}-texts"

    def named(self, name: str) -> Build:
        """A build by its name."""
        return Build(name, f"{self.publications}-{name}", f"{self.texts}-{name}")

    def create(self) -> Build:
        """Make the indices of a new build."""
        build = self.named(secrets.token_hex(6))
        shards, replicas = self._settings.shards, self._settings.replicas
        for index, body in (
            (build.publications, publications_index(shards, replicas)),
            (build.texts, texts_index(shards, replicas)),
        ):
            self._client.request("PUT", f"/{index}", body, timeout_s=_TIMEOUT_S)
        return build

    def is_whole(self, build: Build) -> bool:
        """Whether both indices are there."""
        return all(self._client.exists(f"/{index}") for index in (build.publications, build.texts))

    def fit_replicas(self, build: Build) -> None:
        """Have as many copies of a build as the settings say: they may have changed since it was made."""
        wanted = str(self._settings.replicas)
        found = self._client.request("GET", f"/{build.publications},{build.texts}/_settings")
        for index, own in found.items():
            if own["settings"]["index"]["number_of_replicas"] != wanted:
                body = {"index": {"number_of_replicas": wanted}}
                self._client.request("PUT", f"/{index}/_settings", body, timeout_s=_TIMEOUT_S)

    def is_shown(self, build: Build) -> bool:
        """Whether the aliases lead to this build and nowhere else."""
        return self._client.indices_of(self.publications) == (build.publications,) and self._client.indices_of(
            self.texts
        ) == (build.texts,)

    def show(self, build: Build) -> None:
        """Have both aliases lead to this build, at once."""
        actions: list[object] = []
        for alias, index in ((self.publications, build.publications), (self.texts, build.texts)):
            old = (name for name in self._client.indices_of(alias) if name != index)
            actions += [{"remove": {"index": name, "alias": alias}} for name in old]
            actions.append({"add": {"index": index, "alias": alias, "is_write_index": True}})
        self._client.swap_aliases(actions)

    def delete_all_but(self, build: Build | None) -> None:
        """Delete what runs that died, and builds that are read no more, have left."""
        for index in self._every():
            if build is None or index not in (build.publications, build.texts):
                self._delete(index)

    def delete(self, build: Build) -> None:
        """Delete a build."""
        self._delete(build.publications)
        self._delete(build.texts)

    def _delete(self, index: str) -> None:
        self._client.request("DELETE", f"/{index}", accept=(404,), timeout_s=_TIMEOUT_S)

    def _every(self) -> Iterator[str]:
        # An index of another prefix that begins as ours does is not ours: the name of a build has no more than digits.
        ours = re.compile(rf"(?:{re.escape(self.publications)}|{re.escape(self.texts)})-[0-9a-f]{{12}}")
        for alias in (self.publications, self.texts):
            yield from filter(ours.fullmatch, self._client.indices_of(f"{alias}-*"))
