"""`GET /api/v1/openapi.json`: all endpoints described for machines."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from searchapp.api.description import describe
from searchapp.api.endpoint import endpoint, endpoints
from searchapp.parameters import Reading
from searchapp.paths import path_of
from searchapp.service import current_service


@endpoint(
    "/openapi.json",
    summary="This description",
    description="All endpoints, their parameters and their answers in OpenAPI 3.1.",
    answer=dict[str, Any],
    of_index=False,
)
def openapi(_reading: Reading) -> msgspec.Raw:
    """The description, with the path that the service is mounted at."""
    name = current_service().settings.site.name
    return _encoded(name, path_of("api.openapi").removesuffix("/openapi.json"))


@lru_cache(maxsize=10)
def _encoded(name: str, path: str) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(describe(name, path, endpoints())))
