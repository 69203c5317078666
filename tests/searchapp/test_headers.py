"""Headers of every kind of answer."""

from __future__ import annotations

import gzip
import re

import msgspec
import pytest
from flask.testing import FlaskClient

from indexer.settings import Settings
from searchapp import create_app

ADDRESSES = (
    "/",
    "/search?q=cancer",
    "/search?page=0",
    "/nope",
    "/api/v1/search",
    "/api/v1/search?x=1",
    "/healthz",
    "/readyz",
    "/static/glane.css",
    "/documents/nope",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_protected_and_sets_no_cookie(client: FlaskClient, address: str) -> None:
    headers = client.get(address, buffered=True).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "connect-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("address", ["/", "/search?q=cancer", "/search?page=0", "/nope", "/api/v1/search?x=1"])
def test_pages_are_private_and_depend_on_the_language(client: FlaskClient, address: str) -> None:
    headers = client.get(address, buffered=True).headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert "Accept-Language" in headers["Vary"]


def test_static_files_are_kept_for_ever_under_their_version(client: FlaskClient) -> None:
    for address in re.findall(r'(?:href)="(/static/[^"]+)"', client.get("/", buffered=True).text):
        headers = client.get(address, buffered=True).headers
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert re.search(r"\?v=[0-9a-f]{10}$", address)
        assert client.get(address.partition("?")[0], buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/nope.css?v=1", buffered=True).status_code == 404
    assert "immutable" not in client.get("/static/nope.css?v=1", buffered=True).headers["Cache-Control"]


def test_the_style_sheet_is_small(client: FlaskClient) -> None:
    """Compressed: of the 40 kB of a first load (tests/browser/test_weight.py), with room for the other parts."""
    assert len(gzip.compress(client.get("/static/glane.css", buffered=True).data, 6)) < 6_000


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "fr"),
        ("fr", "fr"),
        ("fr-CA,en;q=0.8", "fr"),
        ("en", "en"),
        ("en-US,en;q=0.9,fr;q=0.8", "en"),
        ("de,en;q=0.5", "en"),
        ("de", "fr"),
        ("*", "fr"),
        ("fr;q=0.5,en;q=0.9", "en"),
        ("en;q=0", "fr"),
        ("x" * 5000, "fr"),
        ("en\t;q=abc", "fr"),
        (";;;,,,", "fr"),
    ],
)
def test_the_browser_chooses_the_language(client: FlaskClient, accepted: str, language: str) -> None:
    response = client.get("/search?q=cancer", headers={"Accept-Language": accepted}, buffered=True)
    assert f'<html lang="{language}">' in response.text


def test_an_english_page_is_english(client: FlaskClient) -> None:
    english = {"Accept-Language": "en"}
    text = client.get("/search?q=cancer&topic=Pr%C3%A9vention", headers=english, buffered=True).text
    for words in (
        "publications for “cancer”",
        "Remove the filter",
        "Topic: Prévention",
        "Filter results",
        "Relevance",
        "Apply dates",
        "French",
    ):
        assert words in text
    assert 'lang="fr"' in text
    assert "Latest publications" in client.get("/", headers=english, buffered=True).text


def test_behind_a_trusted_proxy_addresses_carry_its_prefix_and_alone_they_do_not(sample_settings: Settings) -> None:
    """`X-Forwarded-Prefix` is the web server's to say, not the visitor's."""
    headers = {"X-Forwarded-Prefix": "/recherche", "X-Forwarded-Host": "institut.example", "X-Forwarded-Proto": "https"}
    trusting = msgspec.structs.replace(sample_settings, site=msgspec.structs.replace(sample_settings.site, proxies=1))
    for settings, prefix in ((trusting, "/recherche"), (sample_settings, "")):
        page = create_app(settings).test_client().get("/", headers=headers).text
        assert f'href="{prefix}/static/glane.css' in page
