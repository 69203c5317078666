"""Whose pages may read an endpoint."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from indexer.settings import ApiSettings, Settings
from searchapp import create_app
from tests.searchapp.test_limiting import client_with

OURS = "https://www.institut.example"


def test_any_site_may_by_default_also_when_it_asks_first(client: FlaskClient) -> None:
    asked = client.options(
        "/api/v1/search",
        headers={
            "Origin": OURS,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]
    assert asked.headers["Access-Control-Allow-Headers"] == "*"
    assert int(asked.headers["Access-Control-Max-Age"]) > 0
    answer = client.get("/api/v1/search?q=cancer", headers={"Origin": OURS})
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Origin" not in answer.headers["Vary"]


@pytest.mark.parametrize("address", ["/", "/search?q=cancer", "/nope", "/static/glane.css"])
def test_pages_are_for_nobody_elses_script(client: FlaskClient, address: str) -> None:
    headers = client.get(address, headers={"Origin": OURS}, buffered=True).headers
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (OURS, OURS),
        ("https://elsewhere.example", None),
        ("null", None),
        (f"{OURS}.elsewhere.example", None),
        ("", None),
    ],
)
def test_only_the_named_sites_may(sample_settings: Settings, origin: str, allowed: str | None) -> None:
    client = client_with(sample_settings, origins=(OURS, "https://intranet.example"))
    for method in ("GET", "OPTIONS"):
        headers = client.open("/api/v1/openapi.json", method=method, headers={"Origin": origin}).headers
        assert headers.get("Access-Control-Allow-Origin") == allowed
        assert "Origin" in headers["Vary"]
        assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if allowed else "same-origin")


def test_no_site_may_where_none_is_named() -> None:
    client = create_app(Settings(index="/nonexistent", api=ApiSettings(origins=()))).test_client()
    headers = client.get("/api/v1/search", headers={"Origin": OURS}).headers
    assert "Access-Control-Allow-Origin" not in headers
