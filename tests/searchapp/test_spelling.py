"""A search in the spelling of the corpus: taken where the typed one finds nothing, else proposed; and the way back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml.html import HtmlElement

from tests.searchapp.documents import page


def asked(client: FlaskClient, **parameters: str) -> dict[str, Any]:
    response = client.get("/api/v1/search", query_string=parameters)
    assert response.status_code == 200
    answer: dict[str, Any] = response.get_json()
    return answer


def said(document: HtmlElement) -> str:
    return re.sub(
        r"\s+", " ", " ".join(notice.text_content() for notice in document.xpath("//p[@class='notice']"))
    ).strip()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("depistge", "dépistage"), ("\"cancer du sien\"", "\"cancer du sein\""), ("titre:depistge", "titre:dépistage"),
     ("santepublique", "santé publique"), ("mammo graphies", "mammographies")],
)  # fmt: skip
def test_where_nothing_is_found_the_corrected_text_is_asked(client: FlaskClient, typed: str, meant: str) -> None:
    """The whole answer is that of the corrected text: hits, counts and links."""
    answer, expected = asked(client, q=typed), asked(client, q=meant)
    assert (answer["corrected_from"], answer["did_you_mean"]) == (typed, meant)
    assert expected["corrected_from"] is None
    for key in ("query", "total", "facets", "links"):
        assert answer[key] == expected[key]
    assert answer["total"] > 0
    assert [hit["id"] for hit in answer["hits"]] == [hit["id"] for hit in expected["hits"]]


def test_as_typed_is_never_corrected(client: FlaskClient) -> None:
    """It is only proposed then."""
    answer = asked(client, q="depistge", spelling="as_typed")
    assert (answer["total"], answer["corrected_from"], answer["did_you_mean"]) == (0, None, "dépistage")
    assert answer["query"]["spelling"] == "as_typed"
    assert "spelling=as_typed" in answer["links"]["self"]


def test_where_something_is_found_a_correction_is_only_proposed(client: FlaskClient) -> None:
    answer = asked(client, q="depistge tabac")
    assert answer["relaxed"]
    assert (answer["did_you_mean"], answer["corrected_from"]) == ("dépistage tabac", None)
    found = asked(client, q="dépistage")
    assert (found["did_you_mean"], found["corrected_from"]) == (None, None)


def test_a_page_says_what_it_shows_and_leads_back(client: FlaskClient) -> None:
    """And stays as typed from there on: with a filter, in another order, on another page."""
    document = page(client, "/search", q="depistge")
    assert document.xpath("//article")
    assert said(document) == "Résultats pour « dépistage ». Chercher seulement « depistge »"
    assert document.xpath("string(//input[@id='q']/@value)") == "depistge"
    for link in document.xpath("//*[@class='layout']//a[contains(@href, '/search?')]/@href"):
        assert "q=d%C3%A9pistage" in link or "spelling=as_typed" in link
    (back,) = document.xpath("//p[@class='notice']/a/@href")
    nothing = page(client, back)
    assert not nothing.xpath("//article")
    assert "Avec l’orthographe « dépistage »" in re.sub(r"\s+", " ", nothing.text_content())
    dates = nothing.xpath("//form[contains(@class, 'dates')]//input[@name='spelling']/@value")
    assert dates == ["as_typed"] or not nothing.xpath("//form[contains(@class, 'dates')]")
    # other words are another question
    assert not nothing.xpath("//form[@role='search']//input[@name='spelling']")


def test_a_proposal_stands_above_what_was_found(client: FlaskClient) -> None:
    document = page(client, "/search", q="depistge tabac")
    assert said(document).startswith("Vouliez-vous dire dépistage tabac ?")


def test_an_unknown_value_is_refused(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=x&spelling=never")
    assert response.status_code == 400
    assert "auto, as_typed" in response.get_json()["errors"][0]
    assert "« spelling »" in client.get("/api/v1/search?orthographe=1").get_json()["errors"][0].replace("\u00a0", " ")


def test_what_was_typed_stays_text(client: FlaskClient) -> None:
    text = client.get("/search", query_string={"q": "depistge<script>"}).text
    assert "<script>" not in text.replace('<script type="module"', "")
