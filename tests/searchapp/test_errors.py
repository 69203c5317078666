"""Errors as pages and as problems, in two languages, without a word too many."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.exceptions import Gone, ServiceUnavailable, TooManyRequests

from indexer.engines.interface import Query, Results
from indexer.errors import EngineUnavailable, IndexDamaged, IndexLocked
from indexer.settings import Settings
from searchapp import create_app
from tests.searchapp.stubs import StubEngine, client_with


def _failing(error: Exception) -> FlaskClient:
    def fail(query: Query) -> Results:
        raise error

    return client_with(StubEngine(fail))


@pytest.mark.parametrize("address", ["/search?q=x", "/", "/api/v1/search?q=x"])
def test_an_unexpected_error_is_logged_and_never_shown(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        response = _failing(RuntimeError("secret of /srv/index")).get(address)
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "secret" in caplog.text
    assert "q=x" not in caplog.text


@pytest.mark.parametrize("error", [EngineUnavailable("at /srv"), IndexDamaged("at /srv")])
@pytest.mark.parametrize("address", ["/search?q=x", "/", "/api/v1/search?q=x"])
def test_an_engine_that_cannot_answer_says_when_to_come_back(error: Exception, address: str) -> None:
    response = _failing(error).get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "/srv" not in response.text


@pytest.mark.parametrize(("said_s", "told"), [(None, "5"), (0.5, "5"), (12.2, "13"), (86_400, "120")])
@pytest.mark.parametrize("address", ["/search?q=x", "/api/v1/search?q=x"])
def test_what_a_cluster_says_of_when_to_come_back_is_passed_on(said_s: float | None, told: str, address: str) -> None:
    assert _failing(EngineUnavailable("x", said_s)).get(address).headers["Retry-After"] == told


@pytest.mark.parametrize("address", ["/search?q=x", "/api/v1/search?q=x"])
def test_every_503_says_when_to_come_back(address: str) -> None:
    assert _failing(ServiceUnavailable()).get(address).headers["Retry-After"] == "5"
    assert _failing(ServiceUnavailable(retry_after=2)).get(address).headers["Retry-After"] == "2"


@pytest.mark.parametrize(
    ("error", "status", "can_pass"),
    [
        (RuntimeError("x"), 500, True),
        (EngineUnavailable("x"), 503, True),
        (TooManyRequests(retry_after=60), 429, True),
        (Gone(), 410, False),
    ],
)
def test_what_may_pass_can_be_tried_again(error: Exception, status: int, can_pass: bool) -> None:
    response = _failing(error).get("/search?q=x")
    assert response.status_code == status
    assert ('<a class="onward" href="">Réessayer</a>' in response.text) == can_pass
    assert "Erreur " + str(status) in response.text


def test_too_many_requests_say_when_to_come_back() -> None:
    client = _failing(TooManyRequests(retry_after=60))
    page, problem = client.get("/search?q=x"), client.get("/api/v1/search?q=x")
    assert page.headers["Retry-After"] == problem.headers["Retry-After"] == "60"
    assert "Trop de demandes en peu de temps" in page.text
    assert json.loads(problem.data)["title"] == "Trop de demandes en peu de temps"


def test_an_error_of_ours_is_never_the_visitors() -> None:
    assert _failing(IndexLocked("x")).get("/search").status_code == 500


def test_a_missing_index_is_503_until_it_is_there(tmp_path: Path) -> None:
    client = create_app(Settings(index=str(tmp_path / "none"))).test_client()
    assert client.get("/healthz").status_code == 200
    for address in ("/", "/search", "/api/v1/search", "/readyz", "/documents/x"):
        response = client.get(address)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
    assert client.get("/readyz").mimetype == "application/problem+json"


def test_the_service_is_ready_when_the_index_is(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200
    assert client.get("/healthz").data == b"ok\n"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "QUERY"])
def test_another_method_is_refused(client: FlaskClient, method: str) -> None:
    response = client.open("/search", method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "Cette action n’est pas possible" in response.text
    problem = client.open("/api/v1/search", method=method)
    assert problem.status_code == 405
    assert problem.mimetype == "application/problem+json"


def test_an_unknown_address_is_a_page_or_a_problem(client: FlaskClient) -> None:
    page = client.get("/nope")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "Cette page n’existe pas" in page.text
    problem = client.get("/api/v2/search")
    assert problem.mimetype == "application/problem+json"
    assert json.loads(problem.data)["title"] == "Cette page n’existe pas"


@pytest.mark.parametrize(
    ("address", "french", "english"),
    [
        ("/nope", "Cette page n’existe pas", "This page does not exist"),
        ("/search?page=0", "Recherche à corriger", "Search to be corrected"),
        ("/api/v1/search?page=0", "doit être un nombre entier", "must be a whole number"),
        ("/api/v1/x", "Cette page n’existe pas", "This page does not exist"),
    ],
)
def test_an_error_speaks_the_visitors_language(client: FlaskClient, address: str, french: str, english: str) -> None:
    assert french in client.get(address).text
    assert english in client.get(address, headers={"Accept-Language": "en-GB,en;q=0.9,fr;q=0.5"}).text


def test_a_slash_at_the_end_is_no_error(client: FlaskClient) -> None:
    assert client.get("/search/?q=x").status_code == 200
