"""An engine that gives what a test needs, for what no index of the sample can show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask.testing import FlaskClient

from indexer.engines.interface import Engine, Filters, Query, Results, Source
from indexer.publication import Publication
from indexer.settings import Settings
from searchapp import create_app
from searchapp.service import Service, install_service


@dataclass
class StubEngine:
    """Answers with what it was given."""

    answer: Callable[[Query], Results]
    publications: dict[str, Publication] = field(default_factory=dict)

    def search(self, query: Query) -> Results:
        return self.answer(query)

    def count(self, query: Query) -> int:
        return 0

    def corrected(self, text: str, filters: Filters | None = None) -> str | None:
        return None

    def source(self, identifier: str) -> Source | None:
        found = self.publications.get(identifier)
        return Source(found.file, found.url, found.attachment) if found else None

    def is_ready(self) -> bool:
        return True

    def version(self) -> str:
        return "1"


def client_with(engine: StubEngine, settings: Settings | None = None) -> FlaskClient:
    """A client of the app with this engine."""
    settings = settings or Settings(index="/nonexistent")
    app = create_app(settings)
    install_service(app, Service(settings, cast("Engine", engine)))
    return app.test_client()
