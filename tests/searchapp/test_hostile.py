"""Whatever is sent: never a server error, never an unescaped word, never a header of the sender's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from indexer.settings import Settings
from searchapp import create_app
from searchapp.parameters import KNOWN
from tests.paths import REPOSITORY
from tests.searchapp.answers import Vocabulary, check_answer
from tests.searchapp.hostile_requests import Route, routes_of
from tests.searchapp.hostile_strings import GROUPS, SAMPLE, STRINGS

PDF = "reports/rapport-activite-2024.pdf"
# Searches that show the pages in each of their states.
_SEARCHES = (
    "cancer", "dépistage du sein", '"dépistage du sein" -poumon', "depistge", "xyzzy", '"le la les xyzzy"', "???",
    "titre:cancer auteur:xyzzy", "cancer xyzzy", "rapport", "-cancer", "-xyzzy", "de", "a*", "mot 2024 rapport",
)  # fmt: skip
_FURTHER = (
    "view=years", "topic=Cancer&author=xyzzy&kind=rapport&from=2020&to=2025", "year=2024&language=fr", "page=999",
    "page=2", "sort=newest", "per_page=zzz", "contains=a", "contains=xyzzy", "letter=C", "order=value", "year=x&from=y",
    "spelling=as_typed",
)  # fmt: skip


@pytest.fixture(scope="module")
def service(sample_index: Path, sample_settings: Settings) -> Flask:
    """The service with all its routes: a theme, documents and previews."""
    site = msgspec.structs.replace(sample_settings.site, theme=str(REPOSITORY / "docs" / "example-theme"))
    app = create_app(msgspec.structs.replace(sample_settings, site=site))
    app.testing = True
    return app


@pytest.fixture(scope="module")
def routes(service: Flask) -> list[Route]:
    return routes_of(service, PDF)


@pytest.fixture(scope="module")
def vocabulary(service: Flask, routes: list[Route]) -> Vocabulary:
    """What the pages are made of in all their states."""
    client, known = service.test_client(), Vocabulary()
    queries = [*(f"{more}q={quote(text)}" for text in _SEARCHES for more in ("", "view=years&")), *_FURTHER]
    for route in routes:
        for query in queries if route.parameters else ("",):
            with client.get(f"{route.address()}?{query}") as response:
                if response.mimetype == "text/html":
                    known.learn(response.text)
    known.learn(client.get("/publication/reports/rapport-activite-2023.PDF").text)
    known.learn(client.get("/nowhere").text)
    return known


@pytest.fixture(scope="module")
def send(service: Flask, vocabulary: Vocabulary) -> Callable[..., TestResponse]:
    """Sends a request of a route and checks the answer."""
    client = service.test_client()
    types: dict[str, str] = {}

    def sent(route: Route, **values: str) -> TestResponse:
        if route.endpoint not in types:
            with client.get(route.address()) as harmless:
                types[route.endpoint] = harmless.headers["Content-Type"]
        with client.get(route.address(**values)) as response:
            try:
                check_answer(response, types[route.endpoint], vocabulary)
            except Exception as error:
                raise AssertionError(f"{route.endpoint}, {values}: {error!r}"[:2_000]) from error
        return response

    return sent


def test_there_are_two_hundred_different_texts_and_each_group_says_what_it_tries() -> None:
    assert len(set(STRINGS)) == len(STRINGS) >= 200
    assert all(group.tries for group in GROUPS.values())


def test_the_routes_are_those_of_the_app_and_the_parameters_those_that_it_reads(routes: list[Route]) -> None:
    read = {route.endpoint: route for route in routes}
    assert read["pages.view"].in_path == ("identifier", "page")
    assert set(read["pages.view"].parameters) >= {"q"}
    assert set(read["pages.preview"].parameters) >= {"q", "width"}
    assert set(read["api.search"].parameters) == {*KNOWN, "fields", "highlight"}
    assert read["documents.document"].parameters == ()


@pytest.mark.parametrize("group", GROUPS)
def test_every_text_is_answered_politely_wherever_it_is_looked_for(
    group: str, routes: list[Route], send: Callable[..., TestResponse]
) -> None:
    for route in routes:
        for text in GROUPS[group].strings:
            if route.parameters:
                send(route, **{route.text_parameter: text})


@pytest.mark.parametrize("group", GROUPS)
def test_every_text_is_answered_politely_in_every_path(
    group: str, routes: list[Route], send: Callable[..., TestResponse]
) -> None:
    for route in routes:
        for name in route.in_path:
            for text in GROUPS[group].strings:
                send(route, **{name: text})


def test_every_parameter_of_every_route_is_answered_politely(
    routes: list[Route], send: Callable[..., TestResponse]
) -> None:
    for route in routes:
        for name in (*route.parameters, "<b>", "constructor"):
            for text in SAMPLE:
                send(route, **{name: text})


@pytest.mark.parametrize(
    "query_string",
    [
        "q=%FF",
        "q=%C3",
        "%FF=%FF",
        "q",
        "=",
        "&&&",
        "q=%",
        "q=%00",
        "?q=1",
        "q=a;b=c",
        "q[]=1",
        "q=%ED%A0%80",
        "page=" + "9" * 5000,
        "&".join(f"x{number}=1" for number in range(3000)),
        "topic=" + "&topic=".join("abcdefg" * 30),
    ],
)
def test_a_malformed_query_string_is_answered_politely(
    routes: list[Route], service: Flask, vocabulary: Vocabulary, query_string: str
) -> None:
    client = service.test_client()
    for route in routes:
        with client.get(route.address()) as harmless, client.get(f"{route.address()}?{query_string}") as response:
            check_answer(response, harmless.headers["Content-Type"], vocabulary)


@pytest.mark.parametrize(
    "path", ["/%FF", "/publication/%FF", "/view/%C3/1", "/%00", "//evil.example/%2e%2e", "/%2f%2fevil.example"]
)
def test_a_path_that_is_no_text_is_answered_politely(client: FlaskClient, vocabulary: Vocabulary, path: str) -> None:
    with client.get(path) as response:
        check_answer(response, "", vocabulary, (404,))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text(st.characters(codec="utf-8"), max_size=80), name=st.sampled_from(KNOWN))
def test_any_text_is_answered_politely(client: FlaskClient, name: str, value: str) -> None:
    response = client.get(f"/search?{name}={quote(value)}")
    assert response.status_code in (200, 400)


@pytest.mark.parametrize(
    "header",
    [
        "Host",
        "X-Forwarded-Host",
        "X-Forwarded-For",
        "Accept",
        "Referer",
        "If-None-Match",
        "If-Modified-Since",
        "Range",
        "Accept-Language",
    ],
)
def test_a_hostile_header_is_ignored(client: FlaskClient, header: str) -> None:
    for value in ("evil.example", "<script>", "x" * 5000, "bytes=0-99999999999999999999", "\xff"):
        response = client.get("/search?q=cancer", headers={header: value})
        assert response.status_code == 200 or (header == "Host" and response.status_code == 400)
        assert "evil.example" not in response.text
