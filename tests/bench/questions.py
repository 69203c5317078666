"""Searches as addresses of the service: `query_strings(workspace, 10_000, 300)` -> ["q=pratique&sort=newest", ...]."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.bench.queries import CLASSES, Asked, draw
from tests.bench.workspace import Workspace


def query_strings(workspace: Workspace, size: int, count: int) -> list[str]:
    """Different questions of the nine classes, mixed as they come."""
    # one class has one question only; a small corpus has few of others
    classes = draw(workspace.corpus(size), -(-count // (len(CLASSES) - 1)), CLASSES)
    mixed = [asked for row in zip(*classes.values(), strict=True) for asked in row]
    return list(dict.fromkeys(map(query_string, mixed)))[:count]


def query_string(asked: Asked) -> str:
    """A question as the query string of the service."""
    pairs: dict[str, object] = {"q": asked.typed, "sort": asked.sort}
    pairs |= {name: list(values) for name, values in asked.chosen}
    return urlencode({name: value for name, value in pairs.items() if value}, doseq=True)
