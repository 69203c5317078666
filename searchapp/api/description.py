"""OpenAPI 3.1 of all endpoints, made of what validates parameters (Table) and of what answers are declared as.

    describe("Institut Vasseur", "/api/v1", endpoints())["paths"]["/search"]["get"]["parameters"][0]["description"]

Nothing is described here but what is the same for all: errors, headers. What one endpoint does stands beside its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from searchapp.api.endpoint import Endpoint
from searchapp.parameters import Parameter

_SCHEMAS = "#/components/schemas/{name}"


class Problem(TypedDict):
    """An error, as RFC 9457 (`application/problem+json`) has it."""

    type: Annotated[str, Meta(description="Kind of the problem: always `about:blank`, the status says it.")]
    title: Annotated[str, Meta(description="What happened, in a few words, in the language of `Accept-Language`.")]
    status: Annotated[int, Meta(description="The HTTP status.", examples=[400])]
    detail: Annotated[str, Meta(description="All of `errors` as one text.")]
    errors: Annotated[list[str], Meta(description="One sentence for each thing that is wrong, all of them at once.")]


# Every status that an endpoint may answer beside 200, and what it means for whoever calls.
_STATUSES: Mapping[int, str] = {
    304: "The answer that the client has is still the right one (`If-None-Match`).",
    400: "Parameters that cannot be understood, each with a sentence. Asking again without a change is of no use.",
    404: "There is nothing at this address.",
    429: "Too many requests from this address: ask again after `Retry-After` seconds.",
    500: "An error of ours; it is logged.",
    503: "There is no index yet, or it cannot be read now: ask again after `Retry-After` seconds.",
}
_ALWAYS = (304, 400, 429, 500, 503)

_HEADERS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "ETag": (
        "Names this state of the answer: sent as `If-None-Match` it saves asking for what has not changed.",
        {"type": "string"},
    ),
    "Cache-Control": ("For how many seconds the answer may be kept without asking.", {"type": "string"}),
    "RateLimit-Limit": (
        "Requests that this address has in a window of time. The three are missing where nothing is limited.",
        {"type": "integer", "minimum": 1},
    ),
    "RateLimit-Remaining": ("Requests that are left in this window.", {"type": "integer", "minimum": 0}),
    "RateLimit-Reset": ("Seconds until the window ends.", {"type": "integer", "minimum": 0}),
    "Retry-After": ("Seconds after which to ask again.", {"type": "integer", "minimum": 0}),
}
_OF_EVERY_ANSWER = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def describe(name: str, path: str, endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """The whole description; `name` is the institute's, `path` where the endpoints live."""
    types = [Problem, *(endpoint.answer for endpoint in endpoints)]
    schemas, components = msgspec.json.schema_components(types, ref_template=_SCHEMAS)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: search",
            "version": version("glane"),
            "summary": "Full-text search over the publications, for other sites.",
            "description": "Every endpoint answers `GET` with JSON, needs no key and knows no visitor. Parameters that "
            "do not exist are refused, and the nearest one is named; all mistakes are told at once.",
        },
        "servers": [{"url": path}],
        "paths": {
            openapi_path(endpoint.path): {"get": _operation(endpoint, schema)}
            for endpoint, schema in zip(endpoints, schemas[1:], strict=True)
        },
        "components": {
            "schemas": components,
            "responses": {str(status): _other(status) for status in _STATUSES},
            "headers": {
                header: {"description": description, "schema": schema}
                for header, (description, schema) in _HEADERS.items()
            },
        },
    }


def openapi_path(path: str) -> str:
    """`/publications/<path:id>` as OpenAPI writes it: `/publications/{id}`."""
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", path)


def _operation(endpoint: Endpoint, schema: Any) -> dict[str, Any]:
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": [
            *(_parameter(parameter, "path") for parameter in endpoint.in_path),
            *(_parameter(parameter, "query") for parameter in endpoint.parameters),
        ],
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": _headers("ETag", "Cache-Control", *_OF_EVERY_ANSWER),
                "content": {"application/json": {"schema": schema}},
            }
        }
        | {
            str(status): {"$ref": f"#/components/responses/{status}"}
            for status in sorted({*_ALWAYS, *endpoint.statuses})
        },
    }


def _parameter(parameter: Parameter[Any], where: str) -> dict[str, Any]:
    schema = parameter.schema()
    if where == "path":
        schema.pop("default", None)  # it is always there
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": where,
        "description": parameter.description,
        "required": where == "path",
        "schema": schema,
        "example": _example(parameter, schema),
    }
    if schema["type"] == "array":
        described |= {"style": "form", "explode": parameter.repeats}
    return described


def _example(parameter: Parameter[Any], schema: Mapping[str, Any]) -> Any:
    """The example as the value it is, not as it is written."""
    match schema["type"]:
        case "array":
            return [parameter.example] if parameter.repeats else parameter.example.split(",")
        case "string":
            return parameter.example
        case _:
            return msgspec.json.decode(parameter.example)


def _other(status: int) -> dict[str, Any]:
    if status == 304:
        return {"description": _STATUSES[304], "headers": _headers("ETag", "Cache-Control", *_OF_EVERY_ANSWER)}
    also = ("Retry-After",) if status in (429, 503) else ()
    return {
        "description": _STATUSES[status],
        "headers": _headers(*_OF_EVERY_ANSWER, *also),
        "content": {"application/problem+json": {"schema": {"$ref": _SCHEMAS.format(name="Problem")}}},
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
