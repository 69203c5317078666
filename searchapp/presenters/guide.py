"""The description of the endpoints (api/description.py) as the values that templates/api.html shows.

    present_guide(describe(...), endpoints(), "https://institut.example").endpoints[0].parameters[0].name

Descriptions are English in the code, as all documentation is; translations/fr/LC_MESSAGES/api.po holds the French ones.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from markupsafe import Markup, escape

from searchapp.api.endpoint import Endpoint
from searchapp.language import TRANSLATIONS, current_language, number_in_words
from searchapp.language import gettext as _

_REFERENCE = re.compile(r"#/components/schemas/(\w+)")


@dataclass(frozen=True, slots=True)
class Key:
    """A parameter or a key: its name, what it may be, what it means; of a parameter also how a form asks for it."""

    name: str
    kind: Markup
    meaning: Markup
    choices: tuple[str, ...] = ()
    is_number: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of object in an answer."""

    name: str
    meaning: Markup
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question to try: its address on this host, and the command that asks it."""

    address: str
    command: str


@dataclass(frozen=True, slots=True)
class EndpointGuide:
    """One endpoint. `can_be_tried` says that a form can ask it: nothing stands in its path but words of ours."""

    name: str
    path: str
    summary: Markup
    description: Markup
    parameters: tuple[Key, ...]
    shapes: tuple[Shape, ...]
    examples: tuple[Example, ...]
    can_be_tried: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything the page shows of the endpoints, and what they have in common."""

    endpoints: tuple[EndpointGuide, ...]
    problem: Shape
    statuses: tuple[Key, ...]
    headers: tuple[Key, ...]


def present_guide(description: Mapping[str, Any], endpoints: Sequence[Endpoint], host: str) -> Guide:
    """The whole page; `host` is the address of this host, for commands."""
    components = description["components"]
    presenter = _Presenter(description["servers"][0]["url"], host, components["schemas"])
    return Guide(
        endpoints=tuple(
            presenter.endpoint(one, path, operation["get"])
            for one, (path, operation) in zip(endpoints, description["paths"].items(), strict=True)
        ),
        problem=_shape("Problem", components["schemas"]["Problem"]),
        statuses=tuple(
            Key(status, Markup(), described(response["description"]))
            for status, response in components["responses"].items()
        ),
        headers=tuple(
            Key(name, _kind(header["schema"]), described(header["description"]))
            for name, header in components["headers"].items()
        ),
    )


class _Presenter:
    """Presents one endpoint after the other; a kind of object is shown where it is met first."""

    def __init__(self, base: str, host: str, schemas: Mapping[str, Any]) -> None:
        self._base = base
        self._host = host
        self._schemas = schemas
        self._seen = {"Problem"}

    def endpoint(self, endpoint: Endpoint, path: str, operation: Mapping[str, Any]) -> EndpointGuide:
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        return EndpointGuide(
            name=endpoint.name,
            path=self._base + path,
            summary=described(endpoint.summary),
            description=described(endpoint.description),
            parameters=tuple(_parameter(parameter) for parameter in operation["parameters"]),
            shapes=tuple(_shape(name, self._schemas[name]) for name in self._unseen(answer)),
            examples=tuple(self._example(address) for address in example_addresses(endpoint, self._base)),
            can_be_tried=not endpoint.in_path and bool(endpoint.parameters.names),
        )

    def _example(self, address: str) -> Example:
        return Example(address, f"curl {shlex.quote(self._host + address)}")

    def _unseen(self, schema: Mapping[str, Any]) -> Iterator[str]:
        """The kinds of objects that a schema leads to, each before those within it."""
        for name in _REFERENCE.findall(repr(schema)):
            if name not in self._seen:
                self._seen.add(name)
                yield name
                yield from self._unseen(self._schemas[name])


def example_addresses(endpoint: Endpoint, base: str) -> list[str]:
    """The addresses of an endpoint's examples below a path."""
    return [
        base + (example if example.startswith("/") else f"{endpoint.path}?{example}".removesuffix("?"))
        for example in endpoint.examples
    ]


def described(text: str) -> Markup:
    """A description in the language of the page, `words` as code; where it has no French, marked as English."""
    found = _french().gettext(text) if current_language() == "fr" and text else text
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(found)))
    if current_language() == "fr" and found == text and text:
        html = f'<span lang="en">{html}</span>'
    return Markup(html)  # noqa: S704 - escaped


@cache
def _french() -> NullTranslations:
    return Translations.load(TRANSLATIONS, ["fr"], domain="api")


def _parameter(parameter: Mapping[str, Any]) -> Key:
    schema = parameter["schema"]
    default = schema.get("default", "")
    return Key(
        name=parameter["name"],
        kind=_kind(schema),
        meaning=described(parameter["description"]),
        choices=("true", "false") if schema["type"] == "boolean" else tuple(schema.get("enum", ())),
        is_number=schema["type"] == "integer",
        default=str(default).lower() if isinstance(default, bool) else str(default),
    )


def _shape(name: str, schema: Mapping[str, Any]) -> Shape:
    return Shape(
        name,
        described(schema.get("description", "")),
        tuple(
            Key(key, _kind(value), described(value.get("description", "")))
            for key, value in schema.get("properties", {}).items()
        ),
    )


def _kind(schema: Mapping[str, Any]) -> Markup:
    """What a value is, in words; kinds of objects are links to where they are shown."""
    if alternatives := schema.get("anyOf") or schema.get("oneOf"):
        return escape(_(" ou ")).join(_kind(one) for one in alternatives)
    if found := _REFERENCE.search(schema.get("$ref", "") or repr(schema.get("allOf", ""))):
        return Markup('<a href="#{0}">{0}</a>').format(found[1])
    if "enum" in schema:
        return Markup(", ").join(_code(str(value)) for value in schema["enum"])
    match schema.get("type"):
        case "array":
            return escape(_("liste de %(items)s")) % {"items": _kind(schema["items"])}
        case "integer" if "maximum" in schema:
            bounds = {"minimum": schema["minimum"], "maximum": number_in_words(schema["maximum"])}
            return escape(_("nombre entier de %(minimum)s à %(maximum)s")) % bounds
        case "integer":
            return escape(_("nombre entier"))
        case "number":
            return escape(_("nombre"))
        case "string":
            return escape(_("texte"))
        case "boolean":
            return Markup(", ").join(map(_code, ("true", "false")))
        case "null":
            return _code("null")
        case _:
            return escape(_("objet"))


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)
