"""What editors decide, as visitors and other sites see it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from lxml import html

from indexer.settings import Settings
from searchapp import create_app

VACCIN, SEIN = "articles/hpv-vaccination-colleges.html", "articles/depistage-sein-participation-2024.html"
FILE = f"""
[[pinned]]
query = "vaccination"
ids = ["{SEIN}"]
[[hidden]]
id = "{VACCIN}"
"""


@pytest.fixture
def edited(sample_index: Path, sample_settings: Settings, tmp_path: Path) -> FlaskClient:
    path = tmp_path / "editors.toml"
    path.write_text(FILE, encoding="utf-8")
    return create_app(msgspec.structs.replace(sample_settings, editing=str(path))).test_client()


def test_a_pinned_result_says_so_in_words(edited: FlaskClient) -> None:
    """First on the page, in the page's language, and in JSON."""
    answer = edited.get("/api/v1/search?q=vaccination").get_json()
    assert [hit["pinned"] for hit in answer["hits"]][:2] == [True, False]
    assert answer["hits"][0]["id"] == SEIN
    for language, label in (("fr", "Mis en avant"), ("en", "Highlighted")):
        page = edited.get("/search?q=vaccination", headers={"Accept-Language": language}).text
        articles = html.fromstring(page).xpath("//article")
        assert [label in article.text_content() for article in articles][:2] == [True, False]
    assert not any(hit["pinned"] for hit in edited.get("/api/v1/search?q=vaccination&sort=newest").get_json()["hits"])


def test_a_hidden_publication_is_nowhere(edited: FlaskClient, client: FlaskClient) -> None:
    """Neither its own file, nor any page, has it."""
    with client.get(f"/documents/{VACCIN}") as response:
        assert response.status_code == 200
    assert edited.get(f"/documents/{VACCIN}").status_code == 404
    for address in ("/", "/search", "/search?q=vaccination", "/search?q=hpv+colleges", "/api/v1/search?per_page=100"):
        assert VACCIN not in edited.get(address).text
    everything = [site.get("/api/v1/search").get_json()["total"] for site in (edited, client)]
    assert everything[0] == everything[1] - 1


NAME = "rapport-activite-2023.pdf"
REPORT = f"reports/{NAME}"
OWN_ADDRESSES = (
    "/publication/{}", "/publication/{}?q=rapport", "/documents/{}", "/covers/{}", "/preview/{}/1", "/view/{}/1",
    "/citation/bibtex/{}", "/citation/ris/{}", "/citation/csl-json/{}", "/api/v1/publications/{}", "/api/v1/related/{}",
)  # fmt: skip
LISTS = (
    "/", "/search?q=rapport", "/search?q=rapport&view=years", "/topics", "/authors", "/years", "/years/2024",
    "/search/kind", "/search.atom", "/search.csv", "/search.jsonl", "/api/v1/search?per_page=100",
    "/api/v1/search?q=activite&view=years", "/api/v1/suggest?q=rapport+d%27activite", "/api/v1/facets/topic",
    "/api/v1/related/reports/rapport-activite-2024.pdf", "/publication/reports/rapport-activite-2024.pdf",
)  # fmt: skip


def test_a_hidden_report_has_no_address_and_stands_in_no_list(
    sample_index: Path, sample_settings: Settings, client: FlaskClient, tmp_path: Path
) -> None:
    """Whatever its pages, pictures, citations and files were, and wherever others named it."""
    path = tmp_path / "editors.toml"
    path.write_text(f'[[hidden]]\nid = "{REPORT}"\n', encoding="utf-8")
    edited = create_app(msgspec.structs.replace(sample_settings, editing=str(path))).test_client()
    for address in OWN_ADDRESSES:
        with client.get(address.format(REPORT)) as before, edited.get(address.format(REPORT)) as after:
            assert (before.status_code, after.status_code) == (200, 404), address
    named = []
    for address in LISTS:
        with client.get(address) as before, edited.get(address) as after:
            assert after.status_code == before.status_code == 200, address
            named += [address] if NAME in before.text else []
            assert NAME not in after.text, address
    assert len(named) > 8, named


def test_a_broken_file_at_the_start_is_a_page_that_waits(sample_settings: Settings, tmp_path: Path) -> None:
    """The service lives, says that it is not ready, and tells visitors to come back."""
    path = tmp_path / "editors.toml"
    path.write_text("[[hidden]\n", encoding="utf-8")
    site = create_app(msgspec.structs.replace(sample_settings, editing=str(path))).test_client()
    assert site.get("/search?q=tabac").status_code == 503
    assert site.get("/api/v1/search?q=tabac").status_code == 503
    assert site.get("/healthz").status_code == 200
    assert site.get("/readyz").status_code == 503
