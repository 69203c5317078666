"""A query year by year, and lists to browse: with keys, with and without scripts, in forced colours."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

OpenPage = Callable[..., Page]
ADDRESS = "/search?q=d%C3%A9pistage&view=years"


def test_keys_lead_from_the_results_to_the_years_and_to_a_page_of_a_report(open_page: OpenPage) -> None:
    page = open_page("/search?q=d%C3%A9pistage", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Année par année").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("view=years"))
    expect(page.get_by_role("link", name="Année par année")).to_have_attribute("aria-current", "true")
    table = page.get_by_role("table", name="Publications année par année")
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="2024"))
    place = row.get_by_role("link", name=re.compile(r"^Page \d+")).first
    place.focus()
    expect(place).to_be_focused()
    assert "#page=" in str(place.get_attribute("href"))
    page.get_by_role("link", name="Plus récentes").press("Enter")
    expect(page.locator("article").first).to_be_visible()
    assert "view=" not in page.url


def test_strips_are_drawn_and_are_seen_in_forced_colours(open_page: OpenPage) -> None:
    colour = "e => getComputedStyle(e).fill"
    for options in ({}, {"color_scheme": "dark"}, {"forced_colors": "active"}):
        page = open_page(ADDRESS, **options)
        mark, paper = page.locator(".strip .mark").first, page.locator(".strip .paper").first
        box, whole = mark.bounding_box(), paper.bounding_box()
        assert box
        assert whole
        assert 2 <= box["width"] < whole["width"]
        assert mark.evaluate(colour) != paper.evaluate(colour)


def test_a_list_is_looked_through_while_one_types(open_page: OpenPage) -> None:
    page = open_page("/authors", viewport=PHONE)
    names = page.locator(".entries a")
    everyone = names.count()
    field = page.get_by_label("Chercher dans la liste")
    field.press_sequentially("helene")
    expect(names.filter(visible=True)).to_have_text(["Aubertin, Hélène"])
    expect(page.locator(".look [role=status]")).to_have_text("1 nom trouvé")
    field.fill("zzz")
    expect(page.locator(".look [role=status]")).to_have_text("Aucun nom trouvé")
    field.fill("")
    expect(names.filter(visible=True)).to_have_count(everyone)


def test_without_scripts_the_form_looks_through_the_list(open_page: OpenPage) -> None:
    page = open_page("/authors", java_script_enabled=False)
    page.get_by_label("Chercher dans la liste").fill("helene")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator(".entries a")).to_have_text(["Aubertin, Hélène"])
    page.locator(".entries a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hélène Aubertin")
    page.get_by_label("Chercher parmi ces publications").fill("cancer")
    page.get_by_label("Chercher parmi ces publications").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("« cancer »")
    expect(page.locator(".chip")).to_contain_text("Hélène Aubertin")
