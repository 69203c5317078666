"""/api: what is explained is what is served, and its examples run as they are printed."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from searchapp.api.endpoint import endpoints
from tests.serving import gunicorn


@pytest.fixture(scope="module")
def service(sample_index: Path) -> Iterator[str]:
    with gunicorn(sample_index) as serving:
        yield serving.address


def page(client: FlaskClient, **headers: str) -> Any:
    response = client.get("/api", headers=headers)
    assert response.status_code == 200
    return html.fromstring(response.text)


def test_every_parameter_and_key_is_explained(client: FlaskClient) -> None:
    description = json.loads(client.get("/api/v1/openapi.json").data)
    explained = set(page(client).xpath("//dl[@class='keys']//dt/code/text()"))
    for endpoint in endpoints():
        assert set(endpoint.parameters.names) <= explained
    for schema in description["components"]["schemas"].values():
        assert set(schema["properties"]) <= explained


def test_every_link_within_the_page_leads_somewhere(client: FlaskClient) -> None:
    tree = page(client)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [target.removeprefix("#") for target in tree.xpath("//a/@href") if target.startswith("#")]
    assert set(targets) <= set(ids)


def test_the_form_asks_the_endpoint_with_names_it_knows(client: FlaskClient) -> None:
    forms = page(client).xpath("//form[@class='try']")
    assert forms
    for form in forms:
        names = form.xpath(".//input/@name | .//select/@name")
        labelled = form.xpath(".//label/@for")
        assert sorted(form.xpath(".//input/@id | .//select/@id")) == sorted(labelled)
        assert client.get(f"{form.get('action')}?{'&'.join(f'{name}=' for name in names)}").status_code == 200


def test_an_institute_s_name_stays_text(client: FlaskClient) -> None:
    hostile = client.get("/api", headers={"Host": "evil.example"}).text
    assert "https://evil.example" not in hostile
    assert "<script>" not in client.get("/api", headers={"Host": "a<script>"}).text


def test_the_page_is_french_or_english(client: FlaskClient) -> None:
    assert page(client).xpath("//html/@lang") == ["fr"]
    assert not page(client).xpath("//main//*[@lang='en']"), "a description has no French: see translations/fr"
    english = page(client, **{"Accept-Language": "en"})
    assert english.xpath("//h1/text()") == ["Use the search from another site"]
    assert "Publications found" in english.text_content()


def test_each_command_of_the_page_runs_as_it_is_printed(service: str) -> None:
    done = subprocess.run(["curl", "-sS", f"{service}/api"], capture_output=True, text=True, check=True, timeout=30)
    commands = [unescape(command) for command in re.findall(r"<code>(curl [^<]+)</code>", done.stdout)]
    assert len(commands) > len(endpoints())
    for command in commands:
        words = shlex.split(command)
        answer = subprocess.run([*words, "-sSf"], capture_output=True, check=True, timeout=30).stdout
        assert json.loads(answer)
