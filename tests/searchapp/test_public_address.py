"""Whole addresses name the host of the settings: what a request calls it may be anybody's."""

from __future__ import annotations

import msgspec
import pytest
from flask.testing import FlaskClient

from indexer.errors import BadSettings
from indexer.settings import Settings, load_settings
from searchapp import create_app

REPORT = "reports/rapport-activite-2024.pdf"
PUBLIC = "https://recherche.institut.example"
# Each of them holds whole addresses of the service.
ADDRESSES = (
    "/search.atom?q=tabac",
    "/opensearch.xml",
    f"/publication/{REPORT}",
    f"/citation/bibtex/{REPORT}",
    "/topics",
    "/topics/Pr%C3%A9vention",
    "/api",
)


@pytest.fixture
def client(sample_index: object, sample_settings: Settings) -> FlaskClient:
    """A service whose public address is known, asked by another name."""
    site = msgspec.structs.replace(sample_settings.site, url=PUBLIC)
    return create_app(msgspec.structs.replace(sample_settings, site=site)).test_client()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_request_chooses_the_host_of_an_address(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"Host": "elsewhere.example"})
    assert answer.status_code == 200
    assert PUBLIC in answer.text
    assert "elsewhere.example" not in answer.text


@pytest.mark.parametrize(
    "url", ["recherche.institut.example", "https://a.example/path", "https://a@b.example", "ftp://a"]
)
def test_a_public_address_is_a_scheme_and_a_host(url: str) -> None:
    with pytest.raises(BadSettings):
        load_settings({"GLANE_SITE_URL": url})
