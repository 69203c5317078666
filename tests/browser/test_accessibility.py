"""What axe finds (nothing), how pages fit a phone and a zoomed screen, and how large targets are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.paths import REPOSITORY
from tests.serving import gunicorn

OpenPage = Callable[..., Page]

STATES = {
    "front": "/",
    "results": "/search?q=depistage+cancer+sein+2024",
    "filtered": "/search?q=cancer&topic=Pr%C3%A9vention&year=2025&from=2020",
    "relaxed": "/search?q=cancer+introuvablezz",
    "corrected": "/search?q=depistge",
    "everything": "/search",
    "nonsense": "/search?q=zzxqy+blorp",
    "nothing": "/search?q=cancer&topic=Pr%C3%A9vention&year=1789",
    "mistakes": "/search?page=0&topic=Cancer",
    "values": "/search/author?q=cancer&author=Lucie+Nguyen",
    "publication": "/publication/reports/rapport-activite-2024.pdf?q=sein",
    "article": "/publication/articles/depistage-sein-participation-2024.html",
    "unknown publication": "/publication/reports/rapport-activite-2024.PDF",
    "error": "/nope",
    "years": "/search?q=d%C3%A9pistage&view=years",
    "authors": "/authors",
    "list of years": "/years",
    "topic": "/topics/Pr%C3%A9vention",
    "api": "/api",
    "page of a PDF": "/view/reports/rapport-activite-2024.pdf/12?q=donn%C3%A9es",
}
EDITED = """[[pinned]]
query = ["vaccination"]
ids = ["articles/depistage-sein-participation-2024.html"]
"""
LONG = "/search?q=" + "anticonstitutionnellement" * 20 + "&topic=" + "W" * 200


RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# The bars of thirty years are narrower than 24 px; what they do, the list of years and the fields for days do as well
# (WCAG 2.5.8, "equivalent"), which axe cannot know. Everything else is asked about them, and this of all else.
_ASKED: tuple[tuple[Any, Any], ...] = (
    (None, RULES | {"rules": {"target-size": {"enabled": False}}}),
    ({"exclude": [".bars"]}, {"runOnly": {"type": "rule", "values": ["target-size"]}}),
)


@pytest.fixture(scope="module")
def themed(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service with the example theme and a result that editors put first; gives its address."""
    decisions = tmp_path_factory.mktemp("editing") / "editors.toml"
    decisions.write_text(EDITED, encoding="utf-8")
    theme = str(REPOSITORY / "docs" / "example-theme")
    variables = {"GLANE_SITE_THEME": theme, "GLANE_EDITING": str(decisions), "GLANE_SITE_LINKS": "local"}
    with gunicorn(sample_index, **variables) as serving:
        yield serving.address


def assert_axe_finds_nothing(page: Page) -> None:
    """All rules, over a whole page."""
    for context, options in _ASKED:
        found = Axe().run(page, context=context, options=options)
        assert found.violations_count == 0, found.generate_report()


def _open_everything(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def assert_axe_finds_nothing_in_light_and_dark(page: Page) -> None:
    """All rules; what depends on the colours once more in the dark."""
    assert_axe_finds_nothing(page)
    page.emulate_media(color_scheme="dark")
    found = Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()


def assert_targets_are_large_enough(page: Page) -> None:
    """At least 24 px, also where links stand in a line, which axe lets pass."""
    small = page.evaluate(
        """[...document.querySelectorAll("a, button, summary, input:not([type=hidden])")]
           .filter(e => e.checkVisibility() && !e.closest(".notice, .skip, .bars"))
           .map(e => e.closest("label") ?? e)
           .filter(e => { const b = e.getBoundingClientRect(); return Math.min(b.width, b.height) < 24; })
           .map(e => e.outerHTML)"""
    )
    assert small == []


def assert_fits_narrow_screens(page: Page) -> None:
    """On a phone, at 320 px (WCAG 1.4.10), and at a desk zoomed to 200%, which halves its 1,280 px."""
    for width in (360, 320, 640):
        page.set_viewport_size({"width": width, "height": 450})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("state", STATES)
def test_a_state_on_a_phone(open_page: OpenPage, state: str) -> None:
    page = open_page(STATES[state], viewport=PHONE, bypass_csp=True)
    _open_everything(page)
    assert_axe_finds_nothing_in_light_and_dark(page)
    assert_targets_are_large_enough(page)
    assert_fits_narrow_screens(page)


@pytest.mark.parametrize("state", STATES)
def test_a_state_at_a_desk(open_page: OpenPage, state: str) -> None:
    page = open_page(STATES[state], bypass_csp=True)
    _open_everything(page)
    assert_axe_finds_nothing_in_light_and_dark(page)
    assert_targets_are_large_enough(page)


def test_very_long_words_fit_too(open_page: OpenPage) -> None:
    assert_fits_narrow_screens(open_page(LONG, viewport=PHONE))


@pytest.mark.parametrize("address", ["/", STATES["results"], STATES["page of a PDF"]], ids=["front", "results", "page"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_theme_of_an_operator_keeps_all_that(browser: Browser, themed: str, viewport: Any, address: str) -> None:
    context = browser.new_context(locale="fr-FR", viewport=viewport, base_url=themed, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    _open_everything(page)
    assert_axe_finds_nothing_in_light_and_dark(page)
    assert_targets_are_large_enough(page)
    if viewport == PHONE:
        assert_fits_narrow_screens(page)
    context.close()


def test_a_result_that_editors_put_first_is_marked(browser: Browser, themed: str) -> None:
    context = browser.new_context(locale="fr-FR", base_url=themed, bypass_csp=True)
    page = context.new_page()
    page.goto("/search?q=vaccination")
    expect(page.get_by_role("article").first).to_contain_text("Mis en avant")
    assert_axe_finds_nothing_in_light_and_dark(page)
    context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_all_values_in_a_dialog(open_page: OpenPage, viewport: Any) -> None:
    page = open_page("/search?q=cancer", viewport=viewport, bypass_csp=True)
    _open_everything(page)
    page.locator("#more-author").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_axe_finds_nothing_in_light_and_dark(page)
    assert_targets_are_large_enough(page)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_text_of_twice_the_size_still_fits(open_page: OpenPage, viewport: Any) -> None:
    page = open_page(STATES["filtered"], viewport=viewport, bypass_csp=True)
    _open_everything(page)
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


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
