"""Addresses that hold hostile texts: every route of the app, every parameter that it reads.

    routes = routes_of(app)
    routes[3].endpoint, routes[3].in_path, routes[3].parameters      "pages.view", {"identifier": ..., "page": "1"}, ...
    routes[3].address(q="<b>")                                       "/view/rapports/bilan.pdf/1?q=%3Cb%3E"

Routes are taken from the app's url map, and parameters from what a harmless request is seen to read: a new one of
either is covered by itself. What stands in a path must be known here, and a test says so where it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict

from searchapp.parameters import Table

# What is in a path, by the name that a route gives it, and by endpoint where the name has several meanings.
IN_PATH: Mapping[str, str] = {
    "page": "1",
    "listing": "topics",
    "value": "Prévention",
    "facet": "topic",
    "form": "bibtex",
    "static.filename": "glane.css",
    "theme.file.filename": "logo.svg",
}


@dataclass(frozen=True, slots=True)
class Route:
    """A route as a harmless request goes it.

    pieces      of its path, as (name, value): "" is the name of what always stands there
    parameters  the names of what it reads from the query string
    """

    endpoint: str
    pieces: tuple[tuple[str, str], ...]
    parameters: tuple[str, ...] = ()

    @property
    def in_path(self) -> tuple[str, ...]:
        """The names of what may stand in its path."""
        return tuple(name for name, _ in self.pieces if name)

    @property
    def text_parameter(self) -> str:
        """The parameter that takes the freest text."""
        return next((name for name in ("q", "contains") if name in self.parameters), (*self.parameters, "q")[0])

    def address(self, **given: str) -> str:
        """The address with other values in its path, and the rest as parameters."""
        values = [given.pop(name, value) if name else value for name, value in self.pieces]
        path = "".join(
            quote(value, safe="/") if name else value for (name, _), value in zip(self.pieces, values, strict=True)
        )
        query = "&".join(f"{quote(name)}={quote(value)}" for name, value in given.items())
        return f"{path}?{query}" if query else path


def routes_of(app: Flask, identifier: str) -> list[Route]:
    """Every route; `identifier` is the id of a PDF of the index."""
    return [_seen(app, route) for rule in app.url_map.iter_rules() for route in [_route(rule, identifier)]]


def _route(rule: Any, identifier: str) -> Route:
    pieces = []
    for is_dynamic, data in rule._trace:
        if is_dynamic:
            known = IN_PATH.get(f"{rule.endpoint}.{data}") or IN_PATH.get(data)
            value = identifier if data == "identifier" else known
            assert value, f"{rule.rule}: say in IN_PATH what may stand at {data}"
            pieces.append((data, value))
        elif data != "|":  # which parts the host from the path
            pieces.append(("", data))
    return Route(rule.endpoint, tuple(pieces))


def _seen(app: Flask, route: Route) -> Route:
    """The route with the parameters that it is seen to read."""
    read: dict[str, None] = {}
    with _watched(app, read):
        app.test_client().get(route.address()).close()
    return Route(route.endpoint, route.pieces, tuple(read))


@contextmanager
def _watched(app: Flask, read: dict[str, None]) -> Iterator[None]:
    """Names of parameters are added to `read` as they are read."""

    class Watched(ImmutableMultiDict[str, str]):
        def get(self, key: str, *others: Any, **options: Any) -> Any:
            read[key] = None
            return super().get(key, *others, **options)

        def getlist(self, key: str, *others: Any) -> Any:
            read[key] = None
            return super().getlist(key, *others)

        def __contains__(self, key: object) -> bool:
            read[str(key)] = None
            return super().__contains__(key)

    class Request(app.request_class):  # type: ignore[name-defined,misc]
        parameter_storage_class = Watched

    def noted(table: Table, *others: Any, **options: Any) -> Any:
        read.update(dict.fromkeys(table.names))
        return plain_read(table, *others, **options)

    plain_class, plain_read = app.request_class, Table.read
    app.request_class = Request
    Table.read = noted  # type: ignore[method-assign]
    try:
        yield
    finally:
        app.request_class = plain_class
        Table.read = plain_read  # type: ignore[method-assign]
