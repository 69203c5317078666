"""Where pages live, below the path that the service is mounted at.

    path_of("pages.search")   ->   "/search", or "/recherche/search" behind a web server that says so

A page names the same few again and again, and Flask builds an address in 15 µs: they are remembered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import request, url_for
from werkzeug.routing import PathConverter


class IdentifierConverter(PathConverter):
    """`<id:identifier>` in a route: the rest of a path, whatever it holds; `path` takes no slash first."""

    part_isolating = False
    regex = ".+"


def path_of(endpoint: str, **values: Any) -> str:
    """The path of a view of ours in this request. Not for what a visitor may choose, such as ids."""
    return _known(request.script_root, endpoint, tuple(values.items()))


@lru_cache(maxsize=100)
def _known(_script_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))
