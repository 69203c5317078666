"""From a result to a publication's own page, inside it, and out again to the page of the PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE

OpenPage = Callable[..., Page]


@pytest.mark.parametrize(
    "options",
    [{"viewport": PHONE, "java_script_enabled": False}, {"viewport": DESKTOP}],
    ids=["phone without scripts", "desk"],
)
def test_from_a_result_to_the_page_of_the_report(open_page: OpenPage, options: dict[str, Any]) -> None:
    page = open_page("/search?q=depistage+sein", **options)
    page.get_by_role("link", name=re.compile("^Fiche détaillée.*Rapport d’activité 2024")).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rapport d’activité 2024")
    inside = page.get_by_role("region", name="Chercher dans ce document")
    field = inside.get_by_role("searchbox", name="Mots à chercher dans ce document")
    expect(field).to_have_value("depistage sein")
    expect(inside.locator(".passages mark").first).to_be_visible()
    field.fill("mammographies")
    field.press("Enter")
    expect(inside.get_by_role("status")).to_contain_text("mammographies")
    place = inside.locator(".passages a").first
    expect(place).to_contain_text("Page ")
    address = str(place.get_attribute("href"))
    assert re.search(r"\.pdf#page=\d+&search=[^&]+&phrase=true$", address)
    answer = page.request.get(address.partition("#")[0])
    assert answer.headers["content-type"] == "application/pdf"
    inside.get_by_role("link", name="Dans l’ordre du document").click()
    numbers = [int(text.split()[1]) for text in inside.locator(".page").all_inner_texts()]
    assert numbers == sorted(numbers)
    page.get_by_role("region", name="Sur le même sujet").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/publication/"))


def test_data_in_the_head_are_let_through_by_the_policy(open_page: OpenPage) -> None:
    """A `script` that is data is never run: the policy, which forbids inline scripts, says nothing of it."""
    page = open_page("/")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/publication/reports/rapport-activite-2024.pdf?q=sein")
    data = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert data["@type"] == "Report"
    assert said == []


def test_a_citation_is_downloaded(open_page: OpenPage) -> None:
    page = open_page("/publication/reports/rapport-activite-2024.pdf")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger la référence au format BibTeX").click()
    assert download.value.suggested_filename == "rapport-d-activite-2024-prevenir-au-plus-pres.bib"
