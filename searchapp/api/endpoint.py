"""An endpoint and its description are one declaration: none can be added that is not described.

    @endpoint(
        "/suggest",
        summary="Suggestions while somebody types",
        parameters=Table(TEXT, LIMIT),
        answer=SuggestAnswer,
        examples=("q=canc",),
    )
    def suggest(reading: Reading) -> SuggestAnswer:
        ...reading[TEXT], reading[LIMIT]...

Around the function goes what is the same for all: a client that has the answer already gets 304 before anything is
read or searched (http/validators.py), mistakes are refused all at once, the answer is encoded and may be kept for a
moment.

`answer` is a TypedDict or a msgspec Struct whose fields are `Annotated[T, msgspec.Meta(description="...")]`, with the
unit of a number. description.py makes OpenAPI of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, request

from searchapp.api.blueprint import blueprint
from searchapp.http.validators import current_tag, keep_for, not_modified
from searchapp.parameters import Parameter, Table
from searchapp.presenters.json import json_response
from searchapp.service import current_service


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What an endpoint takes, answers and is for.

    path         as Flask writes it, below /api/v1: `/publications/<path:id>`
    summary      a few words
    description  further sentences in Markdown
    parameters   of the query string
    in_path      what stands in the path
    answer       the type of a successful answer
    statuses     further ones that are expected, such as 404
    examples     query strings that find something in the sample, or whole paths below /api/v1 if they begin with /
    """

    name: str
    path: str
    summary: str
    description: str
    parameters: Table
    in_path: tuple[Parameter[Any], ...]
    answer: Any
    statuses: tuple[int, ...]
    examples: tuple[str, ...]


_declared: list[Endpoint] = []


def endpoints() -> list[Endpoint]:
    """Every endpoint, in the order in which they are explained: the search first, what only tools read last."""
    return sorted(_declared, key=lambda one: (one.name != "search", one.name == "openapi", one.name))


def endpoint(
    path: str,
    *,
    summary: str,
    answer: Any,
    parameters: Table = Table(),  # noqa: B008 - never changed
    in_path: tuple[Parameter[Any], ...] = (),
    description: str = "",
    statuses: tuple[int, ...] = (),
    examples: tuple[str, ...] = ("",),
    of_index: bool = True,
    also: Callable[[], str] = str,
    keep_s: int | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """Declare the function as an endpoint; it gets a `Reading`, and by name what stands in the path.

    of_index  False where the answer does not depend on what is indexed
    also      the version of what it depends on besides
    keep_s    for how many seconds it may be kept without asking, where that is not the setting's to say
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Response]:
        @wraps(function)
        def view(**in_path: str) -> Response:
            tag = current_tag(of_index=of_index, also=also())
            response = not_modified(tag)
            if response is None:
                response = json_response(function(parameters.parse(request.query_string), **in_path))
            return keep_for(response, tag, current_service().settings.api.max_age_s if keep_s is None else keep_s)

        blueprint.add_url_rule(path, function.__name__, view)
        _declared.append(
            Endpoint(
                name=function.__name__,
                path=path,
                summary=summary,
                description=description,
                parameters=parameters,
                in_path=in_path,
                answer=answer,
                statuses=statuses,
                examples=examples,
            )
        )
        return view

    return declare
