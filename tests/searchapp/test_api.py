"""The JSON endpoint over the sample's index."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TEXTS = (
    "",
    "cancer",
    "depistage sein",
    "tabac e-cigarette",
    '"santé au travail"',
    "étude -cancer",
    "network",
    "l'institut",
    "introuvablezz cancer",
    "introuvablezz",
)
FACETS = ("topic", "author", "year", "kind", "language")
KEYS = {
    "query",
    "total",
    "took_ms",
    "page",
    "per_page",
    "hits",
    "facets",
    "facet_totals",
    "did_you_mean",
    "next_cursor",
    "corrected_from",
    "relaxed",
    "dropped",
    "links",
}
HIT_KEYS = {
    "id",
    "url",
    "title",
    "title_html",
    "lead",
    "kind",
    "language",
    "date",
    "authors",
    "topics",
    "score",
    "snippet_html",
    "passages",
    "landing_page",
    "documents",
    "attachment",
    "pinned",
    "page",
    "cover",
}


def ask(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return json.loads(response.data)


def search(client: FlaskClient, **parameters: Any) -> Any:
    return ask(client, f"/api/v1/search?{urlencode(parameters, doseq=True)}")


@pytest.mark.parametrize("text", TEXTS)
def test_an_answer_has_every_key_of_the_contract(client: FlaskClient, text: str) -> None:
    answer = search(client, q=text)
    assert set(answer) == KEYS
    assert set(answer["facets"]) == set(FACETS)
    assert isinstance(answer["took_ms"], float)
    assert answer["took_ms"] > 0
    for hit in answer["hits"]:
        assert set(hit) == HIT_KEYS
        assert isinstance(hit["score"], float)
        for passage in hit["passages"]:
            assert set(passage) == {"number", "label", "heading", "url", "language", "snippet_html", "view"}


def test_the_answer_is_utf8_json_without_escapes(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=d%C3%A9pistage")
    assert response.mimetype == "application/json"
    assert "dépistage".encode() in response.data


def test_words_without_accents_find_the_right_page_of_the_right_report(client: FlaskClient) -> None:
    answer = search(client, q="depistage cancer sein 2024")
    urls = [passage["url"] for hit in answer["hits"] for passage in hit["passages"]]
    assert any("rapport-activite-2024.pdf#page=" in url for url in urls)


def test_a_report_names_the_page_that_announces_it_and_takes_its_topics(client: FlaskClient) -> None:
    reports = search(client, kind="rapport", per_page=50)["hits"]
    announced = [hit for hit in reports if hit["landing_page"]]
    assert announced
    assert all(hit["topics"] for hit in announced)


def test_an_address_of_the_page_and_of_the_endpoint_differ_only_in_path(client: FlaskClient) -> None:
    answer = search(client, q="tabac", sort="newest", per_page=2)
    query_string = answer["links"]["next"].partition("?")[2]
    page = client.get(f"/search?{query_string}")
    assert page.status_code == 200
    for hit in ask(client, answer["links"]["next"])["hits"]:
        assert hit["title"].split(":")[0].strip() in page.text.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("text", ["", "cancer", "institut"])
def test_paging_to_the_end_shows_exactly_the_total(client: FlaskClient, text: str, sort: str) -> None:
    address = f"/api/v1/search?{urlencode({'q': text, 'sort': sort, 'per_page': 7})}"
    seen: list[str] = []
    previous: list[str | None] = []
    while address:
        answer = ask(client, address)
        seen += [hit["id"] for hit in answer["hits"]]
        previous.append(answer["links"]["previous"])
        address = answer["links"]["next"]
    assert len(seen) == len(set(seen)) == answer["total"]
    assert previous[0] is None
    assert all(previous[1:])


def test_the_order_by_date_is_the_order_of_the_dates(client: FlaskClient) -> None:
    dates = [hit["date"] for hit in search(client, sort="oldest", per_page=100)["hits"] if hit["date"]]
    years = [date[:4] for date in dates]
    assert years == sorted(years)
    newest = [hit["date"][:4] for hit in search(client, sort="newest", per_page=100)["hits"] if hit["date"]]
    assert newest == sorted(newest, reverse=True)


def test_the_same_question_has_the_same_answer(client: FlaskClient) -> None:
    first, second = search(client, q="santé"), search(client, q="santé")
    assert [hit["id"] for hit in first["hits"]] == [hit["id"] for hit in second["hits"]]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_count_of_a_value_is_what_its_choice_gives(client: FlaskClient, data: st.DataObject) -> None:
    parameters: dict[str, Any] = {"q": data.draw(st.sampled_from(TEXTS)), "facet_limit": 1000}
    for _step in range(data.draw(st.integers(1, 3))):
        answer = search(client, **parameters)
        facet = data.draw(st.sampled_from(FACETS))
        values = answer["facets"][facet]
        if not values:
            break
        value = data.draw(st.sampled_from(values))
        parameters[facet] = [value["value"]]
        assert search(client, **parameters)["total"] == value["count"]


def test_a_chosen_value_is_marked_even_when_it_finds_nothing(client: FlaskClient) -> None:
    answer = search(client, q="cancer", topic="Astronomie")
    assert answer["total"] == 0
    assert {"value": "Astronomie", "count": 0, "selected": True} in answer["facets"]["topic"]


def test_facets_say_how_many_values_there_are(client: FlaskClient) -> None:
    answer = search(client, facet_limit=3)
    assert len(answer["facets"]["author"]) == 3
    assert answer["facet_totals"]["author"] == len(search(client, facet_limit=10_000)["facets"]["author"])


def test_every_mistake_is_told_at_once(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?topcs=x&page=0&from=2024-02-31")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.data)
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == 400
    assert len(problem["errors"]) == 3
    assert problem["detail"] == " ".join(problem["errors"])
    assert "topic" in problem["errors"][0]


def test_another_site_may_read_the_endpoint(client: FlaskClient) -> None:
    for address in ("/api/v1/search?q=x", "/api/v1/search?page=0"):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/search").headers


def test_only_the_keys_that_were_asked_for_are_given(client: FlaskClient) -> None:
    whole = search(client, q="cancer")
    some = search(client, q="cancer", fields="url,id,title")
    assert [list(hit) for hit in some["hits"]] == [["id", "url", "title"]] * len(whole["hits"])
    assert [hit["id"] for hit in some["hits"]] == [hit["id"] for hit in whole["hits"]]
    assert set(some) == KEYS
    assert some["facets"] == whole["facets"]
    marked = search(client, q="cancer", fields="snippet_html")["hits"]
    assert [hit["snippet_html"] for hit in marked] == [hit["snippet_html"] for hit in whole["hits"]]


def test_without_marks_nothing_is_looked_for_inside_and_the_hits_are_the_same(client: FlaskClient) -> None:
    whole = search(client, q="cancer dépistage")
    plain = search(client, q="cancer dépistage", highlight="false")
    assert plain["total"] == whole["total"]
    for hit, marked in zip(plain["hits"], whole["hits"], strict=True):
        assert set(hit) == HIT_KEYS
        assert "<mark>" not in hit["title_html"]
        assert hit["title_html"] == marked["title_html"].replace("<mark>", "").replace("</mark>", "")
        assert (hit["snippet_html"], hit["passages"]) == ("", [])
        assert {key: hit[key] for key in ("id", "url", "title", "lead", "date")} == {
            key: marked[key] for key in ("id", "url", "title", "lead", "date")
        }


@pytest.mark.parametrize(
    "chosen", [{"fields": "id,title"}, {"highlight": "false"}, {"fields": "id", "highlight": "false"}]
)
def test_links_keep_what_was_chosen(client: FlaskClient, chosen: dict[str, str]) -> None:
    answer = search(client, per_page=5, page=2, **chosen)
    for link in answer["links"].values():
        for hit in ask(client, link)["hits"]:
            assert set(hit) == (set(chosen["fields"].split(",")) if "fields" in chosen else HIT_KEYS)
            assert "<mark>" not in hit.get("title_html", "")


def test_a_key_that_does_not_exist_is_refused_with_the_nearest(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?fields=id,titel&highlight=0")
    assert response.status_code == 400
    errors = json.loads(response.data)["errors"]
    assert len(errors) == 2
    assert "title" in errors[0]


@pytest.mark.parametrize("query", ["sort=newest", "q=cancer&sort=oldest", "", "q=le&sort=newest&kind=rapport"])
def test_a_whole_result_is_walked_through_by_cursors(client: FlaskClient, query: str) -> None:
    met: list[str] = []
    cursor = ""
    while True:
        answer = client.get(f"/api/v1/search?{query}&per_page=3{cursor}").get_json()
        met += [hit["id"] for hit in answer["hits"]]
        if not answer["hits"]:
            break
        cursor = f"&cursor={answer['next_cursor']}"
    assert len(met) == len(set(met)) == answer["total"] > 3
    assert answer["next_cursor"] is None


def test_links_lead_through_the_same_walk(client: FlaskClient) -> None:
    first = client.get("/api/v1/search?sort=newest&per_page=7").get_json()
    address = f"/api/v1/search?sort=newest&per_page=7&cursor={first['next_cursor']}"
    met = [hit["id"] for hit in first["hits"]]
    while address:
        answer = client.get(address).get_json()
        assert answer["links"]["previous"] is None
        met += [hit["id"] for hit in answer["hits"]]
        address = answer["links"]["next"]
    assert len(met) == len(set(met)) == first["total"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("cursor=1.a&q=cancer", "A cursor follows the order of dates: add sort=newest or sort=oldest."),
        ("cursor=1.a&q=cancer&sort=newest&page=2", "A cursor and the number of a page do not go together"),
        ("cursor=x", "The cursor “x” is none that an answer gave"),
        ("cursor=1.", "The cursor “1.” is none that an answer gave"),
        ("cursor=1.a&cursor=2.a", "can be given only once"),
        (f"cursor=1.{'a' * 17}", "is none that an answer gave"),
    ],
)
def test_a_cursor_that_leads_nowhere_is_refused(client: FlaskClient, query: str, sentence: str) -> None:
    answer = client.get(f"/api/v1/search?{query}", headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert any(sentence in one for one in answer.get_json()["errors"]), answer.get_json()["errors"]
