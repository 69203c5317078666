"""Tags of answers: the same as long as the answer is, and 304 for who has it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from indexer.engines import open_engine
from indexer.engines.interface import Query, Results
from indexer.publication import Publication
from indexer.settings import Settings
from searchapp import create_app
from tests.contract.corpus import publication, store
from tests.searchapp.stubs import StubEngine
from tests.searchapp.stubs import client_with as client_of
from tests.searchapp.test_limiting import client_with

TAGGED = (
    "/",
    "/search?q=cancer",
    "/api",
    "/search.atom?q=cancer",
    "/search.csv?q=cancer",
    "/search.jsonl?q=cancer",
    "/search?q=depistage&view=years",
    "/search/author?q=cancer",
    "/topics",
    "/years/2024",
    "/publication/reports/rapport-activite-2024.pdf?q=sein",
    "/api/v1/search?q=cancer",
    "/api/v1/suggest?q=canc",
    "/api/v1/facets/author",
    "/api/v1/publications/reports/rapport-activite-2024.pdf",
    "/api/v1/related/reports/rapport-activite-2024.pdf",
    "/api/v1/openapi.json",
    "/suggest.json?q=canc",
)


@pytest.mark.parametrize("address", TAGGED)
def test_who_has_an_answer_does_not_get_it_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["ETag"]
    assert tag.startswith("W/")
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again.headers.get(name) == first.headers.get(name)
    for unknown in ('"other"', "", "W/", "x" * 5_000, '"'):
        assert client.get(address, headers={"If-None-Match": unknown}).status_code == 200


@pytest.mark.parametrize("address", ["/search?q=cancer", "/api/v1/search?q=cancer"])
def test_another_question_language_or_prefix_has_another_tag(client: FlaskClient, address: str) -> None:
    tags = [
        client.get(address).headers["ETag"],
        client.get(address + "&page=2").headers["ETag"],
        client.get(address, headers={"Accept-Language": "en"}).headers["ETag"],
        client.get(address, environ_overrides={"SCRIPT_NAME": "/recherche"}).headers["ETag"],
    ]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("address", ["/search?page=0", "/api/v1/search?page=0", "/nope", "/api/v1/nope"])
def test_an_error_has_no_tag(client: FlaskClient, address: str) -> None:
    assert "ETag" not in client.get(address).headers
    assert client.get(address, headers={"If-None-Match": '"x"'}).status_code in (400, 404)


@pytest.mark.parametrize("path", ["/search", "/api/v1/search", "/"])
def test_after_a_commit_everything_is_asked_anew(settings: Settings, path: str) -> None:
    engine = open_engine(settings)
    store(engine, [publication("a", "Une publication")])
    client = create_app(settings).test_client()
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    store(engine, [publication("b", "Une autre publication")])
    again = client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert "Une autre publication" in again.text


def test_nothing_is_searched_for_who_has_the_answer() -> None:
    asked: list[Query] = []

    def answer(query: Query) -> Results:
        asked.append(query)
        return Results(0, (), {})

    client = client_of(StubEngine(answer, {"x": Publication("x", "X")}))
    assert client.get("/api/v1/search", headers={"If-None-Match": "*"}).status_code == 304
    assert not asked


def test_workers_and_machines_agree_on_the_tag_of_an_answer(sample_settings: Settings, sample_index: Path) -> None:
    address = "/api/v1/search?q=cancer"
    clients = [create_app(sample_settings).test_client() for _ in range(2)]
    one, other = (client.get(address).headers["ETag"] for client in clients)
    assert one == other
    public = msgspec.structs.replace(
        sample_settings, site=msgspec.structs.replace(sample_settings.site, links="public")
    )
    assert create_app(public).test_client().get(address).headers["ETag"] != one


@pytest.mark.parametrize(("age", "control"), [(0, "no-cache"), (30, "public, max-age=30")])
def test_how_long_an_answer_may_be_kept_is_a_setting(
    sample_settings: Settings, sample_index: Path, age: int, control: str
) -> None:
    client = client_with(sample_settings, max_age_s=age)
    assert client.get("/api/v1/search").headers["Cache-Control"] == control
