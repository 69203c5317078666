"""Whatever is sent: never a server error, never an unescaped word, never a header of the sender's."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.parameters import KNOWN

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{7919*7919}}",
    "${7*7}",
    "%(name)s %s %d %",
    "{0.__class__}",
    "a\r\nSet-Cookie: a=b",
    "a\nb\tc",
    "\x00",
    "\x1b[31m",
    "../../etc/passwd",
    "'; DROP TABLE x; --",
    "a" * 1000,
    "a" * 20_000,
    "é" * 5000,
    "\u202e\u2066abc",
    "\ufeff",
    "\U0001f9d1\u200d\U0001f52c" * 50,
    "ﷺ" * 100,
    "Ä°İı",
    '"' * 99,
    "«»" * 50,
    "-" * 200,
    "*",
    "a*",
    "**",
    "(((",
    "]]>",
    "titre:",
    "auteur: ",
    "a:b:c:d",
    "AND OR NOT",
    "~2^5",
    "\\",
    "\\u0000",
    "%",
    "%%%",
    "%zz",
    "&amp;&lt;",
    "\ud7ff",
    "0" * 400,
    "1e9",
    "-1",
    "٣",
    "NaN",
    "null",
    "true",
    "2024-99-99",
    "9999-12-31",
    "0001-01-01",
    " ",
    "　",
    "l’",
    "d'",
    "-mot",
    '-"a b"',
    "…",
    "\u0301" * 300,
    "a" + "\u0301" * 300,
    "<mark>",
    "</mark></p>",
    "]}';alert(1)//",
)


@pytest.mark.parametrize("name", [*KNOWN, "<b>"])
def test_a_hostile_value_is_answered_politely(client: FlaskClient, name: str) -> None:
    for value in HOSTILE:
        for path in ("/search", "/api/v1/search"):
            response = client.get(f"{path}?{quote(name)}={quote(value)}")
            assert response.status_code in (200, 400), (path, name, value)
            assert "Set-Cookie" not in response.headers
            if path == "/search":
                for tag in ("<script>", "<img src=x", "<b>", " onmouseover='", "</mark></p></"):
                    assert tag not in response.text
                assert "62710561" not in response.text
            else:
                json.loads(response.data)


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
def test_a_malformed_query_string_is_answered_politely(client: FlaskClient, query_string: str) -> None:
    for path in ("/search", "/api/v1/search"):
        assert client.get(f"{path}?{query_string}").status_code in (200, 400)


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


def test_hostile_ids_and_words_inside_are_answered_politely(client: FlaskClient) -> None:
    known = "articles/argos-seconde-lecture-mammographies.html"
    for value in HOSTILE:
        words, identifier = f"?q={quote(value)}", quote(value, safe="/") or "x"
        for path in ("/publication/", "/api/v1/publications/", "/api/v1/related/", "/citation/bibtex/"):
            response = client.get(path + identifier)
            assert response.status_code == 404, (path, value)
            assert "Set-Cookie" not in response.headers
            assert "<script>" not in response.text or response.mimetype == "application/problem+json"
        for path in ("/publication/", "/api/v1/publications/"):
            response = client.get(path + known + words)
            assert response.status_code in (200, 400), (path, value)
            if path == "/publication/":
                for tag in ("<script>", "<img", "<b>", " onmouseover='", "</mark></p></"):
                    assert tag not in response.text
