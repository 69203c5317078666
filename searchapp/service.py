"""What every view needs, opened once per process: the settings, the engine and the rules for links.

    current_service().engine.search(query)

Not here: anything of one request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from urllib.parse import urljoin

from flask import Flask, current_app, request

from indexer.covers import Covers
from indexer.engines.interface import Engine
from indexer.presenters.links import Links
from indexer.settings import Settings
from searchapp.paths import path_of

_KEY = "glane"


@dataclass(frozen=True, slots=True)
class Service:
    """The settings and the engine of this process.

    start  another text after every start; workers that are forked from one process share it
    """

    settings: Settings
    engine: Engine
    start: str = field(default_factory=lambda: token_hex(8))

    def version(self) -> str:
        """What is found, and how it is shown, can only change when this does: a short text."""
        version = self.engine.version()
        if not self.settings.preview.enabled:
            return version
        # Covers are drawn after the commit that they belong to.
        return f"{version} {self.covers.changed()}"

    @property
    def covers(self) -> Covers:
        """The covers beside the index."""
        return _covers(self.settings.index)

    def absolute(self, path: str) -> str:
        """The whole address of a path of this service; needs a request, for its host where the settings name none."""
        return urljoin(self.settings.site.url or request.host_url, path)

    @property
    def links(self) -> Links:
        """Where results lead; needs a request, for the path the service is mounted at."""
        documents = path_of("documents.document", identifier="x").removesuffix("x")
        publication_pages = path_of("pages.publication", identifier="x").removesuffix("x")
        return Links(
            prefer_local=self.settings.site.links == "local", documents=documents, publication_pages=publication_pages
        )


@lru_cache(maxsize=10)
def _covers(index: str) -> Covers:
    return Covers(Path(index).absolute())


def install_service(app: Flask, service: Service) -> None:
    """Give the app its service."""
    app.extensions[_KEY] = service


def current_service() -> Service:
    """The service of the app that answers this request."""
    service = current_app.extensions[_KEY]
    assert isinstance(service, Service)  # noqa: S101 - narrows the type; install_service put it there
    return service
