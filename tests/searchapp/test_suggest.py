"""`GET /api/v1/suggest`: the contract with other sites and with our own script."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.searchapp.hostile_strings import STRINGS


def test_an_answer_has_every_key_and_leads_somewhere(client: FlaskClient) -> None:
    response = client.get("/api/v1/suggest?q=rapport+d'act&limit=20")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=60"
    answer = response.get_json()
    assert set(answer) == {"query", "suggestions", "took_ms"}
    assert answer["query"] == "rapport d'act"
    assert answer["took_ms"] > 0
    assert {"word", "publication"} <= {suggestion["kind"] for suggestion in answer["suggestions"]}
    for suggestion in answer["suggestions"]:
        assert set(suggestion) == {"kind", "text", "text_html", "id", "url", "count"}
        assert (suggestion["id"] is None) == (suggestion["kind"] != "publication")
        assert html.unescape(re.sub("</?mark>", "", suggestion["text_html"])) == suggestion["text"]
        with client.get(suggestion["url"]) as chosen:
            assert chosen.status_code == 200


@pytest.mark.parametrize(
    ("typed", "kind", "text_html"),
    [
        ("depi", "word", "<mark>dépi</mark>stage"),
        ("preven", "topic", "<mark>Préven</mark>tion"),
        ("diop", "author", "Awa <mark>Diop</mark>"),
        ("donnees vigie", "publication", "<mark>VIGIE</mark>-Santé ouvre ses <mark>données</mark>"),
    ],
)
def test_what_was_typed_is_marked_whatever_its_accents(
    client: FlaskClient, typed: str, kind: str, text_html: str
) -> None:
    suggestions = client.get("/api/v1/suggest", query_string={"q": typed}).get_json()["suggestions"]
    assert any(each["kind"] == kind and text_html in each["text_html"] for each in suggestions), suggestions


def test_a_choice_finds_as_many_publications_as_it_says(client: FlaskClient) -> None:
    for typed in ("ca", "dia", "pré", "santé pub"):
        for suggestion in client.get("/api/v1/suggest", query_string={"q": typed}).get_json()["suggestions"]:
            if suggestion["kind"] != "publication":
                found = client.get("/api/v1" + suggestion["url"]).get_json()
                assert found["total"] == suggestion["count"] > 0, suggestion


@pytest.mark.parametrize("query_string", ["", "q=", "q=c", "q=+%20", "q=%21%21", "q=zzzzz"])
def test_nothing_to_suggest_is_an_empty_list(client: FlaskClient, query_string: str) -> None:
    assert client.get(f"/api/v1/suggest?{query_string}").get_json()["suggestions"] == []


def test_all_mistakes_are_told_at_once(client: FlaskClient) -> None:
    response = client.get("/api/v1/suggest?q=" + "a" * 1001 + "&limit=0&lim=3&topic=x")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    errors = response.get_json()["errors"]
    assert len(errors) == 4
    assert "«\u00a0lim\u00a0» n’existe pas\u00a0; le plus proche est «\u00a0limit\u00a0»" in " ".join(errors)


def test_a_hostile_text_is_answered_politely(client: FlaskClient) -> None:
    for value in STRINGS:
        for name in ("q", "limit"):
            response = client.get("/api/v1/suggest", query_string={name: value})
            assert response.status_code in (200, 400), (name, value)
            assert response.is_json
            for suggestion in response.get_json().get("suggestions", ()):
                assert not re.search("<(?!/?mark>)", suggestion["text_html"])
