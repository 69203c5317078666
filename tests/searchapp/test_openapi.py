"""The description of the endpoints says what they do, all of it and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from searchapp import create_app
from searchapp.api.description import openapi_path
from searchapp.api.endpoint import endpoints
from searchapp.presenters.guide import example_addresses

# No schema can say that a day exists, that it comes before another, or what goes with a cursor.
UNSAYABLE = re.compile("^La date|^Un curseur")
EXAMPLES = [address for endpoint in endpoints() for address in example_addresses(endpoint, "/api/v1")]
# What a number counts, or that it has no unit: said of every number there is.
UNIT = re.compile(
    r"\b(milliseconds|seconds|pixels|bytes|status|unit|publications?|pages?|passages|values|words|suggestions|number of"
    r"|requests|years?|position|percent)\b",
    re.IGNORECASE,
)


@pytest.fixture
def description(client: FlaskClient) -> Any:
    response = client.get("/api/v1/openapi.json")
    assert response.mimetype == "application/json"
    return json.loads(response.data)


def parts(description: Any) -> Iterator[tuple[str, Any, str]]:
    """Where, the schema and the description of every parameter, header and key."""
    for path, operations in description["paths"].items():
        for parameter in operations["get"]["parameters"]:
            yield f"{path} {parameter['name']}", parameter["schema"], parameter["description"]
    for name, header in description["components"]["headers"].items():
        yield name, header["schema"], header["description"]
    for name, schema in description["components"]["schemas"].items():
        yield name, schema, schema.get("description", "")
        for key, value in schema["properties"].items():
            yield f"{name}.{key}", value, value.get("description", "")


def test_it_is_valid(description: Any) -> None:
    validate(description)
    assert description["openapi"] == "3.1.0"


def test_every_endpoint_is_described_and_none_else(app: Flask, description: Any) -> None:
    served = {
        rule.rule.removeprefix("/api/v1") for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")
    }
    assert {openapi_path(path) for path in served} == set(description["paths"])


def test_every_parameter_header_and_key_is_described_with_its_unit(description: Any) -> None:
    for where, schema, text in parts(description):
        assert re.match(r"(`?[A-Za-z]).*\.$", text, re.DOTALL), f"{where}: {text!r}"
        if schema.get("type") in ("integer", "number"):
            assert UNIT.search(text), f"{where} has no unit: {text}"


@pytest.mark.parametrize("address", EXAMPLES)
def test_an_example_is_answered_as_described(client: FlaskClient, description: Any, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, response.text
    path = address.partition("?")[0].removeprefix("/api/v1")
    found = [
        operations["get"]
        for pattern, operations in description["paths"].items()
        if re.fullmatch(re.sub(r"\{\w+\}", ".+", pattern), path)
    ]
    schema = found[0]["responses"]["200"]["content"][response.mimetype]["schema"]
    answer = json.loads(response.data)
    # Types may allow more keys, as later versions have them; today's answers are all said.
    for one in description["components"]["schemas"].values():
        one["additionalProperties"] = False
    OAS31Validator(schema | {"components": description["components"]}).validate(answer)
    lists = [answer[key] for key in ("hits", "values", "suggestions", "related", "passages") if key in answer]
    assert all(lists), "an example finds something"
    assert answer.get("total", 1)


def test_an_error_is_as_described(client: FlaskClient, description: Any) -> None:
    for address in ("/api/v1/search?page=0&x=1", "/api/v1/nope"):
        response = client.get(address)
        assert response.mimetype == "application/problem+json"
        schema = {"$ref": "#/components/schemas/Problem", "components": description["components"]}
        OAS31Validator(schema).validate(json.loads(response.data))


def test_every_key_that_is_described_is_given(client: FlaskClient, description: Any) -> None:
    """Also those that are there for some questions only."""
    schemas = description["components"]["schemas"]
    answer = json.loads(client.get("/api/v1/search?q=depistage&view=years").data)
    assert set(answer) == set(schemas["SearchAnswer"]["properties"])
    assert set(answer["hits"][0]) == set(schemas["HitJson"]["properties"])
    assert set(answer["hits"][0]["passages"][0]) == set(schemas["PassageJson"]["properties"])
    values = json.loads(client.get("/api/v1/facets/topic").data)["values"]
    assert {key for value in values for key in value} <= set(schemas["FacetValue"]["properties"])
    known = "reports/rapport-activite-2024.pdf"
    publication = json.loads(client.get(f"/api/v1/publications/{known}?text=true&q=sein").data)
    assert set(publication) == set(schemas["PublicationJson"]["properties"])
    assert set(publication["passages"][0]) == set(schemas["PartJson"]["properties"])
    assert set(publication["inside"]) == set(schemas["InsideJson"]["properties"])
    assert set(publication["inside"]["passages"][0]) == set(schemas["PlaceJson"]["properties"])


def test_behind_a_prefix_it_names_the_prefix(client: FlaskClient) -> None:
    response = client.get("/api/v1/openapi.json", environ_overrides={"SCRIPT_NAME": "/recherche"})
    assert json.loads(response.data)["servers"] == [{"url": "/recherche/api/v1"}]


def test_it_is_there_before_there_is_an_index(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLANE_INDEX", str(tmp_path / "none"))
    client = create_app().test_client()
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.get("/api").status_code == 200
    assert client.get("/api/v1/search").status_code == 503


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_whatever_is_asked_the_answer_is_as_described(app: Flask, mode: GenerationMode) -> None:
    """No error of ours, no status, header or schema that is not described; by schemathesis.

    It takes an empty value for a mistake; here it is an absent one, as forms send every field. What is refused, the
    tables of test_parameters.py say.
    """
    operations = list(schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app).get_all_operations())
    for operation in operations:

        @settings(max_examples=max(8, 60 // len(operations)))
        @given(operation.ok().as_strategy(generation_mode=mode))
        def ask(case: schemathesis.Case) -> None:
            response = case.call(headers={"Accept-Encoding": "identity"})  # it does not unpack
            if response.status_code == 400 and all(UNSAYABLE.search(one) for one in response.json()["errors"]):
                return
            case.validate_response(response, excluded_checks=[negative_data_rejection])

        ask()
