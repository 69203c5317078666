"""The parts of docs/api.md that are made of the code, so that they cannot say something else.

They stand between `<!-- generated: NAME -->` and `<!-- end -->`: the examples as they are in docs/examples/, endpoints,
parameters, keys, errors and headers as they are in openapi.json.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from indexer.settings import Settings
from searchapp import create_app
from tests.paths import REPOSITORY

_PAGE = REPOSITORY / "docs" / "api.md"
_EXAMPLES = {
    "search.sh": ("sh", "On the command line:"),
    "search.js": ("js", "In a page, or in Node.js as a module:"),
    "search.py": ("python", "In Python, without a library:"),
    "search.php": ("php", "In PHP:"),
    "walk.py": ("python", "Through all results, page by page:"),
}
_PART = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def api() -> str:
    """The page with its generated parts as they should be."""
    description = create_app(Settings()).test_client().get("/api/v1/openapi.json").json
    text = _PAGE.read_text(encoding="utf-8")
    return _PART.sub(lambda found: f"{found[1]}\n{_MAKERS[found[2]](description)}\n{found[3]}", text)


def _examples(_description: Any) -> str:
    parts = []
    for name, (language, introduction) in _EXAMPLES.items():
        code = (REPOSITORY / "docs" / "examples" / name).read_text(encoding="utf-8")
        parts.append(f"{introduction}\n\n```{language}\n{code}```\n")
    return "\n".join(parts)


def _endpoints(description: Any) -> str:
    base = description["servers"][0]["url"]
    parts = []
    for path, operations in description["paths"].items():
        operation = operations["get"]
        answer = _type(operation["responses"]["200"]["content"]["application/json"]["schema"])
        parts.append(f"### `GET {base}{path}`\n\n{operation['summary']}. {operation['description']}\n")
        if operation["parameters"]:
            rows = ((one["name"], _bounds(one["schema"]), one["description"]) for one in operation["parameters"])
            parts.append(_table(("parameter", "what it may be", "what it means"), rows))
        if answer.startswith("["):
            parts.append(f"The answer is a {answer}.\n")
    return "\n".join(parts)


def _shapes(description: Any) -> str:
    parts = []
    for name, schema in description["components"]["schemas"].items():
        if name != "Problem":
            parts.append(f"### {name}\n\n{schema.get('description', '')}\n")
            parts.append(_keys(schema))
    return "\n".join(parts)


def _errors(description: Any) -> str:
    rows = ((status, "", one["description"]) for status, one in description["components"]["responses"].items())
    problem = description["components"]["schemas"]["Problem"]
    return f"{_table(('status', '', 'what it means'), rows)}\n{problem['description']}\n\n{_keys(problem)}"


def _headers(description: Any) -> str:
    headers = description["components"]["headers"].items()
    return _table(
        ("header", "what it is", "what it means"),
        ((name, _type(one["schema"]), one["description"]) for name, one in headers),
    )


def _keys(schema: Mapping[str, Any]) -> str:
    rows = ((key, _type(value), value.get("description", "")) for key, value in schema["properties"].items())
    return _table(("key", "what it is", "what it means"), rows)


def _table(heads: tuple[str, str, str], rows: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|"]
    lines += [f"| `{name}` | {kind} | {meaning} |".replace("|  |", "| |") for name, kind, meaning in rows]
    return "\n".join(lines) + "\n"


def _bounds(schema: Mapping[str, Any]) -> str:
    words = _type(schema)
    if "minimum" in schema:
        words += f" from {schema['minimum']:,} to {schema['maximum']:,}"
    return f"{words}; default `{str(schema['default']).lower()}`" if "default" in schema else words


def _type(schema: Mapping[str, Any]) -> str:
    if several := schema.get("anyOf"):
        return " or ".join(map(_type, several))
    if reference := schema.get("$ref"):
        name = reference.rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    kinds = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true`, `false`"}
    return kinds.get(schema.get("type", ""), "`null`" if schema.get("type") == "null" else "object")


_MAKERS: Mapping[str, Callable[[Any], str]] = {
    "examples": _examples,
    "endpoints": _endpoints,
    "shapes": _shapes,
    "errors": _errors,
    "headers": _headers,
}
