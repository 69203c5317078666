"""The engine of an OpenSearch cluster: what is written, read and looked after; questions are the lead's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from indexer.editing.watching import EditorsFile
from indexer.engines.interface import Source, Stored, Writer
from indexer.engines.opensearch import preparing, reading
from indexer.engines.opensearch.client import open_client
from indexer.engines.opensearch.control import Control
from indexer.engines.opensearch.indices import Builds
from indexer.engines.opensearch.writer import ClusterWriter
from indexer.errors import GlaneError
from indexer.publication import Publication
from indexer.settings import OpenSearchSettings


class OpenSearchEngine:
    """The indices of one prefix in a cluster."""

    def __init__(self, settings: OpenSearchSettings, editors: EditorsFile | None = None) -> None:
        self.client = open_client(settings)
        self.control = Control(self.client, settings.prefix)
        self.builds = Builds(self.client, settings)
        self._editors = editors

    @staticmethod
    def prepare(publications: Sequence[Publication]) -> preparing.PreparedBatch:
        """Analyse and encode publications."""
        return preparing.prepare(publications)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Begin a run of changes; makes the indices when there are none."""
        with self._writing(aside=False) as writer:
            yield writer

    @contextmanager
    def rebuilding(self) -> Iterator[Writer]:
        """Begin a whole new index beside the one that visitors read, shown in its place by the final commit."""
        with self._writing(aside=True) as writer:
            yield writer

    @contextmanager
    def _writing(self, *, aside: bool) -> Iterator[Writer]:
        with self.control.writing() as lock:
            writer = ClusterWriter(self.client, self.control, self.builds, lock, aside=aside)
            try:
                yield writer
            finally:
                writer.abandon()

    def get(self, identifier: str) -> Publication | None:
        """One publication, whole."""
        return reading.read_publication(self.client, self.builds.publications, self.builds.texts, identifier)

    def source(self, identifier: str) -> Source | None:
        """Where a publication can be read."""
        return reading.read_source(self.client, self.builds.publications, identifier)

    def stored(self) -> Mapping[str, Stored]:
        """Every publication's id and where it came from."""
        if self.control.find_commit() is None:
            return {}
        return reading.read_stored(self.client, self.builds.publications)

    def is_ready(self) -> bool:
        """Whether a search can be answered now."""
        try:
            self.control.commit()
        except GlaneError:
            return False
        return True
