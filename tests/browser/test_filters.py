"""Narrowing with filters.js: nothing is loaded anew, focus and place stay, what fails is a plain navigation."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessibility import RULES
from tests.browser.test_stories import BROWSERS, apply

OpenPage = Callable[..., Page]
CANCER = "/search?q=cancer"
WITHOUT = {"java_script_enabled": False}


def box(page: Page, facet: str, place: int = 0) -> Locator:
    """A box to tick of a facet that finds less than everything."""
    return page.get_by_role("group", name=facet).get_by_role("checkbox").nth(place)


def total(page: Page) -> int:
    return int(page.locator("h1").inner_text().split()[0])


def mark(page: Page) -> None:
    """Something that a new page would not have."""
    page.evaluate("window.kept = true; document.querySelector('#status').kept = true")


def is_kept(page: Page) -> bool:
    """Whether the page, and the region whose changes are announced, are still the same ones."""
    return bool(page.evaluate("window.kept && document.querySelector('#status[role=status]').kept"))


def opened_panel(page: Page) -> Page:
    page.locator(".filters > summary").click()
    return page


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.value ?? document.activeElement.textContent.trim()"))


def test_a_tick_at_a_desk_narrows_at_once_and_leaves_everything_else_as_it_was(open_page: OpenPage) -> None:
    page = open_page(CANCER, viewport={"width": 1280, "height": 500})
    mark(page)
    before, title = total(page), page.title()
    first = box(page, "Types")
    value = first.get_attribute("value")
    count = int(page.get_by_role("group", name="Types").locator(".count").first.inner_text())
    first.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 180)")
    first.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(rf"/search\?q=cancer&kind={value}$"))
    expect(page.locator(".chip")).to_have_count(1)
    assert total(page) == count < before
    assert is_kept(page)
    assert page.title() != title
    assert focused(page) == value
    assert abs(page.evaluate("scrollY") - 180) <= 1
    expect(page.locator(f".search input[type=hidden][name=kind][value={value}]")).to_have_count(1)
    assert f"kind={value}" in str(page.locator("head link[rel=alternate]").get_attribute("href"))
    page.keyboard.press("Space")
    expect(page.locator(".chip")).to_have_count(0)
    assert total(page) == before
    assert focused(page) == value


def test_several_values_of_a_facet_can_be_ticked_and_stand_first(open_page: OpenPage) -> None:
    page = open_page(CANCER)
    values = [str(box(page, "Thèmes", place).get_attribute("value")) for place in (2, 4)]
    for number, value in enumerate(values, 1):
        page.locator(f'.ticks input[value="{value}"]').check()
        expect(page.locator(".chip")).to_have_count(number)
    listed = page.get_by_role("group", name="Thèmes").get_by_role("checkbox")
    assert {str(listed.nth(place).get_attribute("value")) for place in (0, 1)} == set(values)
    expect(listed.nth(1)).to_be_checked()
    expect(listed.nth(2)).not_to_be_checked()


def test_a_chosen_value_that_finds_nothing_stays_and_can_be_removed(open_page: OpenPage) -> None:
    page = open_page(f"{CANCER}&author=Inconnue")
    first = box(page, "Auteurs")
    assert first.get_attribute("value") == "Inconnue"
    first.uncheck()
    expect(page.locator(".chip")).to_have_count(0)
    assert total(page) > 0
    expect(page.locator("h1")).to_be_focused()  # the box is gone


def test_back_and_forward_go_through_what_was_chosen(open_page: OpenPage) -> None:
    page = open_page(CANCER)
    mark(page)
    totals = [total(page)]
    box(page, "Types").check()
    expect(page.locator(".chip")).to_have_count(1)
    totals.append(total(page))
    page.get_by_role("link", name="Plus récentes").click()
    expect(page.locator(".sorts [aria-current]")).to_have_text("Plus récentes")
    assert focused(page) == "Plus récentes"
    page.go_back()
    expect(page.locator(".sorts [aria-current]")).to_have_text("Pertinence")
    expect(page.locator(".ticks input:checked")).to_have_count(1)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator(".ticks input:checked")).to_have_count(0)
    assert total(page) == totals[0]
    page.go_forward()
    expect(page.locator(".chip")).to_have_count(1)
    assert total(page) == totals[1]
    assert is_kept(page)


def test_another_page_of_results_begins_at_its_beginning(open_page: OpenPage) -> None:
    page = open_page("/search")
    mark(page)
    first = page.locator("article h2").first.inner_text()
    page.get_by_role("link", name="Page suivante").click()
    expect(page.locator(".pages [aria-current]")).to_have_text("Page 2")
    assert page.locator("article h2").first.inner_text() != first
    expect(page.locator("h1")).to_be_in_viewport()
    expect(page.locator("h1")).to_be_focused()
    assert is_kept(page)


def test_the_button_on_a_phone_says_how_many_results_it_shows(open_page: OpenPage) -> None:
    page = opened_panel(open_page(CANCER, viewport=PHONE))
    mark(page)
    button = page.locator("button[form=filters]")
    expect(button).to_have_text(f"Voir les {total(page)} résultats")
    expect(button).to_be_in_viewport()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    labels = page.get_by_role("group", name="Types").locator("label")
    count = int(labels.first.locator(".count").inner_text())
    labels.first.click()
    expect(button).to_have_text(f"Voir les {count} résultats" if count > 1 else "Voir le résultat")
    assert len(asked) == 1
    assert "per_page=1&facet_limit=0" in asked[0]
    expect(page).to_have_url(re.compile("q=cancer$"))
    button.click()
    expect(page.locator(".chip")).to_have_count(1)
    assert total(page) == count
    expect(page.locator(".panel")).not_to_be_visible()
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("h1")).to_be_in_viewport()
    assert is_kept(page)


def test_the_button_that_opens_the_filters_stands_directly_above_the_first_result(open_page: OpenPage) -> None:
    page = open_page(CANCER, viewport=PHONE)
    summary = page.locator(".filters > summary")
    place, first = summary.bounding_box(), page.locator("article").first.bounding_box()
    assert place
    assert first
    assert 0 <= first["y"] - place["y"] - place["height"] < 60
    assert int(summary.evaluate("e => getComputedStyle(e).fontWeight")) >= 700


def test_dates_are_applied_together_with_what_is_ticked(open_page: OpenPage) -> None:
    page = opened_panel(open_page(CANCER, viewport=PHONE))
    box(page, "Types").check()
    page.get_by_label("Du", exact=True).fill("2020-01-01")
    page.get_by_role("button", name="Appliquer les dates").click()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page).to_have_url(re.compile("kind=.*from=2020-01-01$"))


def slow(route: Route) -> None:
    time.sleep(0.6)
    route.continue_()


def test_what_takes_long_is_shown_as_busy(open_page: OpenPage) -> None:
    page = open_page(CANCER)
    page.route("**/search?*kind=*", slow)
    box(page, "Types").click()
    expect(page.locator("#results")).to_have_attribute("aria-busy", "true")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")


def test_what_fails_becomes_a_plain_navigation(open_page: OpenPage) -> None:
    page = open_page(CANCER)
    mark(page)
    page.route(
        "**/search?*kind=*",
        lambda route: route.abort() if not route.request.is_navigation_request() else route.continue_(),
    )
    box(page, "Types").click()
    expect(page.locator(".chip")).to_have_count(1)
    assert page.evaluate("window.kept") is None


def test_the_last_of_quick_ticks_wins(open_page: OpenPage) -> None:
    page = open_page(CANCER)
    page.route("**/search?*", slow)
    first, second = (str(box(page, "Thèmes", place).get_attribute("value")) for place in (0, 1))
    box(page, "Thèmes", 0).click()
    box(page, "Thèmes", 1).click()
    expect(page.locator(".chip")).to_have_count(2)
    assert first in page.locator(".chips").inner_text()
    assert second in page.locator(".chips").inner_text()


def test_other_keys_and_buttons_open_links_as_ever(open_page: OpenPage) -> None:
    page = open_page(CANCER)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Plus récentes").click(modifiers=["ControlOrMeta"])
    assert "sort=newest" in opened.value.url
    assert "sort=newest" not in page.url


def test_whoever_wants_less_motion_gets_none(open_page: OpenPage) -> None:
    duration = "getComputedStyle(document.querySelector('#results')).transitionDuration"
    assert open_page(CANCER, reduced_motion="reduce").evaluate(duration) == "0s"
    assert open_page(CANCER, reduced_motion="no-preference").evaluate(duration) != "0s"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_all_values_open_in_a_dialog_and_are_found_while_typing(open_page: OpenPage, viewport: Any) -> None:
    page = open_page(CANCER, viewport=viewport, bypass_csp=True)
    mark(page)
    if viewport == PHONE:
        opened_panel(page)
    link = page.get_by_role("link", name="Plus d’auteurs")
    link.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Auteurs")
    expect(dialog).to_be_visible()
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    dialog.get_by_role("combobox", name="Trier par").select_option("value")
    field = dialog.get_by_role("searchbox", name="Chercher dans la liste")
    field.press_sequentially("solene")
    boxes = dialog.get_by_role("checkbox")
    expect(boxes).to_have_count(1)
    expect(dialog.get_by_role("status")).to_have_text("1 auteur")
    boxes.check()
    field.fill("lucie")
    expect(boxes).to_have_count(2)  # what is ticked stays
    expect(boxes.first).to_be_checked()
    boxes.last.check()
    dialog.get_by_role("button", name="Appliquer").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".chip")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"/search\?q=cancer&author=Sol%C3%A8ne\+Kerbrat&author=Lucie\+Nguyen$"))
    expect(page.get_by_role("link", name="Plus d’auteurs")).to_be_focused()
    assert is_kept(page)


def test_the_list_of_all_values_takes_along_what_is_ticked_on_a_phone(open_page: OpenPage) -> None:
    page = opened_panel(open_page(CANCER, viewport=PHONE))
    box(page, "Types").check()
    page.get_by_role("link", name="Plus d’auteurs").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox").first.check()
    dialog.get_by_role("button", name="Appliquer").click()
    expect(page.locator(".chip")).to_have_count(2)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_without_scripts_the_list_is_a_page_with_a_way_back(open_page: OpenPage, viewport: Any) -> None:
    page = open_page(CANCER, viewport=viewport, **WITHOUT)
    if viewport == PHONE:
        opened_panel(page)
    page.get_by_role("link", name="Plus d’auteurs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Auteurs")
    page.get_by_label("Chercher dans la liste").fill("solene")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    page.get_by_role("checkbox").check()
    page.get_by_label("Chercher dans la liste").fill("")
    page.get_by_label("Trier par").select_option("value")
    page.get_by_role("button", name="Mettre à jour la liste").click()
    names = page.get_by_role("checkbox").evaluate_all("boxes => boxes.map(box => box.value)")
    assert names[0] == "Solène Kerbrat"
    assert len(names) > 6
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Appliquer").click()
    expect(page).to_have_url(re.compile(r"/search\?q=cancer&author=.*&author=[^&]*#found$"))
    expect(page.locator(".chip")).to_have_count(2)
    page.go_back()
    page.get_by_role("link", name="Revenir aux résultats").click()
    expect(page.locator("h1")).to_contain_text("pour « cancer »")


@pytest.fixture(params=BROWSERS)
def options(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_a_tick_is_applied_in_every_browser_and_shows_the_results(open_page: OpenPage, options: dict[str, Any]) -> None:
    page = open_page(CANCER, **options)
    if options["viewport"] == PHONE:
        opened_panel(page)
    label = page.get_by_role("group", name="Types").locator("label").first
    count = int(label.locator(".count").inner_text())
    label.click()
    apply(page)
    expect(page.locator(".chip")).to_have_count(1)
    assert total(page) == count
    expect(page.locator("h1")).to_be_in_viewport()
