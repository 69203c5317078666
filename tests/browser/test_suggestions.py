"""Suggestions while typing: with keys, with a mouse, with a finger, for a screen reader, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessibility import RULES

OpenPage = Callable[..., Page]
VIEWPORTS = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])


def _field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Mots à chercher dans les publications")


def _type(page: Page, text: str) -> Locator:
    """Type into the field; the list that opens."""
    _field(page).press_sequentially(text)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    return options


def _asked(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    return asked


@pytest.mark.parametrize("path", ["/", "/search?q="])
def test_a_screen_reader_is_told_what_the_field_and_its_list_are(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    field = _field(page)
    closed = {"aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "q-suggestions"}
    for name, value in closed.items():
        expect(field).to_have_attribute(name, value)
    options = _type(page, "depist")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox", name="Suggestions")).to_have_id("q-suggestions")
    expect(page.locator(".search [aria-live=polite]")).to_have_text(re.compile(r"^\d suggestions$"))
    expect(options.first).to_have_accessible_name(re.compile(r"^dépistage Recherche \(\d+\)$"))
    expect(options.first.locator("mark")).to_have_text("dépist")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    expect(field).to_be_focused()


def test_an_english_browser_is_told_in_english(open_page: OpenPage) -> None:
    page = open_page("/", locale="en-GB")
    page.locator("#q").press_sequentially("preven")
    expect(page.get_by_role("option", name=re.compile(r"^Prévention Topic"))).to_be_visible()


@VIEWPORTS
def test_keys_walk_through_the_list_and_choose(open_page: OpenPage, viewport: dict[str, int]) -> None:
    page = open_page("/", viewport=viewport)
    options = _type(page, "depist")
    field = _field(page)
    count = options.count()
    field.press("ArrowUp")
    expect(options.nth(count - 1)).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")  # behind the last one it is the field again
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    field.press("ArrowDown")
    field.press("Home")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    assert field.evaluate("e => e.selectionStart") == 0
    field.press("ArrowDown")
    field.press("End")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    assert field.evaluate("e => e.selectionStart") == len("depist")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=d%C3%A9pistage$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("dépistage")


def test_enter_without_a_choice_searches_for_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("/")
    _type(page, "depist")
    _field(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=depist$"))


def test_escape_closes_the_list_and_keeps_the_words_and_a_second_one_empties_the_field(open_page: OpenPage) -> None:
    page = open_page("/")
    _type(page, "depist")
    field = _field(page)
    field.press("ArrowDown")
    field.press("Escape")
    expect(page.get_by_role("listbox")).not_to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("depist")
    field.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    field.press("Escape")
    field.press("Escape")
    expect(field).to_have_value("")


def test_tab_leaves_the_list_for_the_button(open_page: OpenPage) -> None:
    page = open_page("/")
    _type(page, "depist")
    _field(page).press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Rechercher")).to_be_focused()
    expect(page.get_by_role("listbox")).not_to_be_visible()


def test_a_mouse_chooses_a_topic_and_the_page_is_narrowed_to_it(open_page: OpenPage) -> None:
    page = open_page("/")
    _type(page, "preven").filter(has_text="Thème").click()
    expect(page).to_have_url(re.compile(r"/search\?topic=Pr%C3%A9vention$"))
    expect(page.get_by_role("link", name="Retirer le filtre Thème : Prévention")).to_be_visible()


def test_a_finger_chooses_an_author(open_page: OpenPage) -> None:
    page = open_page("/", viewport=PHONE, has_touch=True, is_mobile=True)
    _field(page).tap()
    option = _type(page, "diop").filter(has_text="Auteur").first
    box = option.bounding_box()
    assert box
    assert box["height"] >= 44
    option.tap()
    expect(page).to_have_url(re.compile(r"/search\?author=Awa\+Diop$"))


def test_a_chosen_title_opens_the_publication(open_page: OpenPage) -> None:
    page = open_page("/")
    _type(page, "donnees vigie").filter(has_text="Publication").first.click()
    expect(page).to_have_url(re.compile(r"/documents/.*vigie-sante-ouverture\.html$"))


def test_a_chosen_word_keeps_the_filters(open_page: OpenPage) -> None:
    page = open_page("/search?topic=Pr%C3%A9vention")
    _type(page, "depist").first.click()
    expect(page).to_have_url(re.compile(r"q=d%C3%A9pistage&topic=Pr%C3%A9vention$"))


def test_nothing_is_sent_before_two_letters_nor_for_each_of_many(open_page: OpenPage) -> None:
    page = open_page("/")
    asked = _asked(page)
    _field(page).press_sequentially("d '(")
    page.wait_for_timeout(300)
    assert asked == []
    _field(page).fill("")
    _type(page, "depistage")
    assert len(asked) <= 2
    assert asked[-1].endswith("/api/v1/suggest?q=depistage")
    _field(page).fill("d")
    expect(page.get_by_role("listbox")).not_to_be_visible()


def test_words_that_are_still_being_composed_are_left_alone(open_page: OpenPage) -> None:
    page = open_page("/")
    asked = _asked(page)
    _field(page).focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "dépis", "selectionStart": 5, "selectionEnd": 5})
    page.wait_for_timeout(300)
    assert asked == []
    session.send("Input.insertText", {"text": "dépis"})
    expect(page.get_by_role("option").first).to_be_visible()


def test_an_answer_that_comes_too_late_or_wrong_is_not_shown(open_page: OpenPage) -> None:
    page = open_page("/")
    answers = {"depist": "not JSON", "cancer": '{"suggestions": 1}', "tabac": "{}"}

    def answer(route: Route) -> None:
        text = route.request.url.rpartition("=")[2]
        route.fulfill(status=404 if text == "tabac" else 200, body=answers[text], content_type="application/json")

    page.route("**/suggest?*", answer)
    for text in answers:
        with page.expect_response("**/suggest?*"):
            _field(page).fill(text)
        expect(page.get_by_role("listbox")).not_to_be_visible()


def test_texts_of_an_answer_stay_texts(open_page: OpenPage) -> None:
    page = open_page("/")
    hostile = "<img src=x onerror=alert(1)>"
    body = (
        '{"suggestions": [{"kind": "word", "text": "x", "url": "/", "count": 1, "id": null, "text_html": '
        '"<mark>a</mark> &lt;b&gt; <img src=x onerror=alert(1)> <b>c</b>"}]}'
    )
    page.route("**/suggest?*", lambda route: route.fulfill(body=body, content_type="application/json"))
    options = _type(page, hostile)
    expect(options.first).to_contain_text("a <b>")
    assert page.locator("#q-suggestions img, #q-suggestions b").count() == 0


@VIEWPORTS
def test_axe_finds_nothing_with_the_list_open(open_page: OpenPage, viewport: dict[str, int]) -> None:
    for scheme in ("light", "dark"):
        page = open_page("/", viewport=viewport, bypass_csp=True, color_scheme=scheme)
        _type(page, "depist")
        _field(page).press("ArrowDown")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_what_is_chosen_and_what_is_marked_is_seen_without_colours(open_page: OpenPage) -> None:
    page = open_page("/", forced_colors="active")
    options = _type(page, "depist")
    assert options.first.locator("mark").evaluate("e => getComputedStyle(e).textDecorationLine") == "underline"
    _field(page).press("ArrowDown")
    assert options.first.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)") >= 2


def test_without_javascript_the_form_is_plain(open_page: OpenPage) -> None:
    page = open_page("/", java_script_enabled=False)
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.locator("[role=combobox], [role=listbox], [aria-expanded]")).to_have_count(0)
    page.get_by_role("searchbox").fill("depistage")
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(re.compile("q=depistage$"))
