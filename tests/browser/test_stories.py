"""What visitors do, on a phone and at a desk, with and without JavaScript, with a mouse and with keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE

OpenPage = Callable[..., Page]

BROWSERS = [
    pytest.param(
        {"viewport": viewport, "java_script_enabled": scripts},
        id=f"{name}-{'with' if scripts else 'without'}",
    )
    for name, viewport in (("phone", PHONE), ("desk", DESKTOP))
    for scripts in (True, False)
]


@pytest.fixture(params=BROWSERS)
def options(request: pytest.FixtureRequest) -> Any:
    return request.param


def _total(page: Page) -> int:
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(re.compile(r"^\s*\d+ publication"))
    return int(heading.inner_text().split()[0])


def _open_filters(page: Page) -> None:
    """On a phone the filters wait behind a button; at a desk they are simply there."""
    if page.viewport_size == PHONE:
        expect(page.locator(".ticks input").first).not_to_be_visible()
        page.get_by_text("Filtrer les résultats").click()
    expect(page.locator(".ticks input").first).to_be_visible()


def _topics(page: Page) -> Locator:
    return page.get_by_role("group", name="Thèmes").locator("label")


def apply(page: Page) -> None:
    """Apply what is ticked: with scripts a tick is enough at a desk, where the button is not needed."""
    button = page.locator("button[form=filters]")
    if button.is_visible():
        button.click()
    page.wait_for_load_state()


def test_words_without_accents_lead_to_the_right_page_of_the_right_report(
    open_page: OpenPage, options: dict[str, Any]
) -> None:
    page = open_page("/", **options)
    page.locator("#q").fill("depistage cancer sein 2024")
    page.locator("#q").press("Enter")
    assert _total(page) >= 1
    place = page.locator(".passages a[href*='rapport-activite-2024.pdf#page=']").first
    expect(place).to_be_visible()
    expect(place).to_contain_text("Page ")
    answer = page.request.get(str(place.get_attribute("href")).partition("#")[0])
    assert answer.headers["content-type"] == "application/pdf"


def test_a_topic_narrows_and_its_chip_widens_again(open_page: OpenPage, options: dict[str, Any]) -> None:
    page = open_page("/search?q=cancer", **options)
    before = _total(page)
    _open_filters(page)
    topic = _topics(page).last
    name = topic.locator(".value").inner_text()
    promised = int(topic.locator(".count").inner_text())
    topic.click()
    apply(page)
    chip = page.get_by_role("link", name=f"Retirer le filtre Thème : {name}")
    expect(chip).to_be_visible()
    assert _total(page) == promised <= before
    chip.click()
    expect(chip).to_have_count(0)
    assert _total(page) == before
    expect(page.locator("#q")).to_have_value("cancer")


def test_a_new_search_keeps_the_filters_and_the_order(open_page: OpenPage, options: dict[str, Any]) -> None:
    page = open_page("/search?q=cancer&topic=Pr%C3%A9vention", **options)
    page.get_by_role("link", name="Plus récentes").click()
    expect(page.get_by_role("link", name="Plus récentes")).to_have_attribute("aria-current", "true")
    page.locator("#q").fill("tabac")
    page.get_by_role("button", name="Rechercher").click()
    expect(page).to_have_url(re.compile(r"q=tabac&topic=Pr%C3%A9vention&sort=newest$"))


def test_dates_are_applied(open_page: OpenPage, options: dict[str, Any]) -> None:
    page = open_page("/search?q=", **options)
    before = _total(page)
    _open_filters(page)
    page.get_by_label("Du", exact=True).fill("2025-01-01")
    page.get_by_role("button", name="Appliquer les dates").click()
    expect(page.get_by_role("link", name="Retirer le filtre À partir du 1er janvier 2025")).to_be_visible()
    assert 0 < _total(page) < before


def test_pages_are_turned_to_the_end_and_back(open_page: OpenPage, options: dict[str, Any]) -> None:
    page = open_page("/search?sort=newest", **options)
    total, seen = _total(page), page.locator("article").count()
    first = page.locator("article h2").first.inner_text()
    for number in range(2, 100):
        if not page.get_by_role("link", name="Page suivante").count():
            break
        page.get_by_role("link", name="Page suivante").click()
        expect(page.locator(".pages [aria-current=page]")).to_have_text(f"Page {number}")
        seen += page.locator("article").count()
    assert seen == total
    page.get_by_role("navigation", name="Pages de résultats").get_by_role("link", name="Page 1", exact=True).click()
    expect(page.locator("article h2").first).to_have_text(first)


def test_keys_alone_lead_from_the_front_page_to_a_filtered_result(open_page: OpenPage, options: dict[str, Any]) -> None:
    page = open_page("/", **options)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    _tab_to(page, "#q")
    page.keyboard.type("cancer")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=cancer$"))
    before = _total(page)
    if page.viewport_size == PHONE:
        _tab_to(page, ".filters > summary")
        page.keyboard.press("Enter")
    _tab_to(page, ".ticks input")
    page.keyboard.press("Space")
    if page.locator("button[form=filters]").is_visible():
        _tab_to(page, "button[form=filters]")
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("topic="))
    assert _total(page) <= before
    page.locator("#q").focus()
    _tab_to(page, ".chip")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=cancer(#found)?$"))
    expect(page.locator(".chip")).to_have_count(0)
    assert _total(page) == before


def _tab_to(page: Page, selector: str) -> None:
    for _step in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(f"{selector}:focus")
        if focused.count():
            expect(focused).to_be_in_viewport()
            return
    pytest.fail(f"{selector} is not reached by the Tab key")


def test_a_search_that_is_too_long_gets_a_sentence_and_can_be_shortened(
    open_page: OpenPage, options: dict[str, Any]
) -> None:
    page = open_page("/", **options)
    page.locator("#q").fill("é" * 5000)
    page.locator("#q").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("5 000 caractères")
    page.locator("#q").fill("cancer")
    page.locator("#q").press("Enter")
    assert _total(page) > 0


def test_nothing_found_leads_on(open_page: OpenPage, options: dict[str, Any]) -> None:
    page = open_page("/search?q=cancer&year=1789", **options)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aucune publication")
    page.locator(".tries a").first.click()
    assert _total(page) > 0


def test_an_english_browser_gets_english(open_page: OpenPage, options: dict[str, Any]) -> None:
    page = open_page("/", **options | {"locale": "en-GB"})
    page.locator("#q").fill("cancer")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("publications for “cancer”")
