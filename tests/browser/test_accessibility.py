"""What axe finds (nothing), how pages fit a phone and a zoomed screen, and how large targets are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE

OpenPage = Callable[..., Page]

STATES = {
    "front": "/",
    "results": "/search?q=depistage+cancer+sein+2024",
    "filtered": "/search?q=cancer&topic=Pr%C3%A9vention&year=2025&from=2020",
    "relaxed": "/search?q=cancer+introuvablezz",
    "corrected": "/search?q=depistge",
    "nothing": "/search?q=cancer&topic=Pr%C3%A9vention&year=1789",
    "mistakes": "/search?page=0&topic=Cancer",
    "values": "/search/author?q=cancer&author=Lucie+Nguyen",
    "publication": "/publication/reports/rapport-activite-2024.pdf?q=sein",
    "article": "/publication/articles/depistage-sein-participation-2024.html",
    "unknown publication": "/publication/reports/rapport-activite-2024.PDF",
    "error": "/nope",
    "years": "/search?q=d%C3%A9pistage&view=years",
    "authors": "/authors",
    "topic": "/topics/Pr%C3%A9vention",
    "api": "/api",
    "page of a PDF": "/view/reports/rapport-activite-2024.pdf/12?q=donn%C3%A9es",
}
LONG = "/search?q=" + "anticonstitutionnellement" * 20 + "&topic=" + "W" * 200


RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# The bars of thirty years are narrower than 24 px; what they do, the list of years and the fields for days do as well
# (WCAG 2.5.8, "equivalent"), which axe cannot know. Everything else is asked about them, and this of all else.
_ASKED: tuple[tuple[Any, Any], ...] = (
    (None, RULES | {"rules": {"target-size": {"enabled": False}}}),
    ({"exclude": [".bars"]}, {"runOnly": {"type": "rule", "values": ["target-size"]}}),
)


def assert_axe_finds_nothing(page: Page) -> None:
    """All rules, over a whole page."""
    for context, options in _ASKED:
        found = Axe().run(page, context=context, options=options)
        assert found.violations_count == 0, found.generate_report()


def _open_everything(page: Page) -> None:
    for summary in page.locator("summary:visible").all():
        summary.click()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: OpenPage, state: str, viewport: Any) -> None:
    page = open_page(STATES[state], viewport=viewport, bypass_csp=True)
    _open_everything(page)
    assert_axe_finds_nothing(page)
    page.emulate_media(color_scheme="dark")
    found = Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("address", [*STATES.values(), LONG], ids=[*STATES, "long"])
def test_no_page_scrolls_sideways(open_page: OpenPage, address: str) -> None:
    """On a phone, at 320 px (WCAG 1.4.10), and at a desk zoomed to 200%, which halves its 1,280 px."""
    page = open_page(address, viewport=PHONE)
    _open_everything(page)
    for width in (360, 320, 640):
        page.set_viewport_size({"width": width, "height": 450})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_text_of_twice_the_size_still_fits(open_page: OpenPage, viewport: Any) -> None:
    page = open_page(STATES["filtered"], viewport=viewport, bypass_csp=True)
    _open_everything(page)
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
@pytest.mark.parametrize("state", STATES)
def test_targets_are_large_enough_to_hit(open_page: OpenPage, state: str, viewport: Any) -> None:
    page = open_page(STATES[state], viewport=viewport)
    _open_everything(page)
    small = page.evaluate(
        """[...document.querySelectorAll("a, button, summary, input:not([type=hidden])")]
           .filter(e => e.checkVisibility() && !e.closest(".notice, .skip, .bars"))
           .map(e => e.closest("label") ?? e)
           .filter(e => { const b = e.getBoundingClientRect(); return Math.min(b.width, b.height) < 24; })
           .map(e => e.outerHTML)"""
    )
    assert small == []


def test_focus_is_visible_everywhere(open_page: OpenPage) -> None:
    page = open_page(STATES["filtered"])
    for _step in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2


def test_the_filters_are_open_at_a_desk_and_closed_on_a_phone(open_page: OpenPage) -> None:
    expect(open_page(STATES["results"], viewport=DESKTOP).locator(".ticks").first).to_be_visible()
    phone = open_page(STATES["results"], viewport=PHONE)
    expect(phone.locator(".ticks").first).not_to_be_visible()
    button, first = (
        phone.locator(".filters > summary").bounding_box(),
        phone.locator("article").first.bounding_box(),
    )
    assert button
    assert first
    assert button["y"] < first["y"]


def test_marked_words_survive_forced_colours(open_page: OpenPage) -> None:
    page = open_page(STATES["results"], forced_colors="active")
    mark = page.locator("mark").first
    background = "e => getComputedStyle(e).backgroundColor"
    assert mark.evaluate(background) != page.locator("body").evaluate(background)


def test_print_leaves_the_results_and_nothing_around_them(open_page: OpenPage) -> None:
    page = open_page(STATES["results"])
    page.emulate_media(media="print")
    expect(page.locator("article").first).to_be_visible()
    for selector in (".search", ".filters", ".sorts", ".footer"):
        expect(page.locator(selector)).not_to_be_visible()


def test_pages_ask_no_other_host(open_page: OpenPage, server: str) -> None:
    page = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in STATES.values():
        page.goto(address)
    assert asked
    assert all(url.startswith((server, "data:")) for url in asked)
