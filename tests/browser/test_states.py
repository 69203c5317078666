"""Every state of the pages: axe, narrow screens, keys, forced colours, text spacing and paper.

Addresses of the sample are in test_accessibility.py; states the sample is never in, in states.py.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.states import STATES, show
from tests.browser.test_accessibility import STATES as ADDRESSES
from tests.browser.test_accessibility import assert_axe_finds_nothing
from tests.paths import REPOSITORY

OpenPage = Callable[..., Page]
RESULTS = "/search?q=depistage+cancer+sein+2024"
STATIC = REPOSITORY / "searchapp" / "static" / "unavailable.html"
# https://www.w3.org/TR/WCAG22/#text-spacing
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
             p { margin-bottom: 2em !important }"""


def _open_everything(page: Page) -> None:
    for summary in page.locator("summary:visible").all():
        summary.click()


def _is_fitting(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def _check(page: Page) -> None:
    """Axe at two widths, in dark as well, and no scrolling sideways at 320 pixels."""
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        assert_axe_finds_nothing(page)
    page.emulate_media(color_scheme="dark")
    found = Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 450})
    assert _is_fitting(page)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state(open_page: OpenPage, state: str) -> None:
    page = open_page("/healthz", bypass_csp=True, may_fail=True)
    show(page, state)
    _open_everything(page)
    _check(page)


def test_axe_finds_nothing_in_what_the_web_server_shows(open_page: OpenPage) -> None:
    page = open_page("/healthz")
    page.goto(STATIC.as_uri())
    _check(page)


@pytest.mark.parametrize("address", ["/search?q=cancer&year=2025", "/search?page=9999", "/search?q=orpaillage"])
def test_axe_finds_nothing_in_further_searches(open_page: OpenPage, address: str) -> None:
    """By month, beyond the last page, one result."""
    page = open_page(address, bypass_csp=True)
    _open_everything(page)
    _check(page)


def test_thirty_years_fit_a_telephone(open_page: OpenPage) -> None:
    """Every year has a bar as high as a finger, the labels below stand apart, and the days can be typed as well."""
    page = open_page("/healthz", viewport=PHONE, may_fail=True)
    show(page, "thirty-years")
    _open_everything(page)
    expect(page.locator(".bars > li")).to_have_count(30)
    expect(page.locator(".bars a")).to_have_count(28)
    boxes = [box for bar in page.locator(".bars a").all() if (box := bar.bounding_box())]
    assert all(box["height"] >= 24 and box["width"] >= 8 for box in boxes)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in boxes)
    ticks = page.evaluate(
        """[...document.querySelectorAll(".tick")].filter(e => e.textContent).map(e => {
             const range = document.createRange(); range.selectNodeContents(e);
             const box = range.getBoundingClientRect(); return [box.left, box.right]; })"""
    )
    assert len(ticks) >= 3
    assert all(before[1] < after[0] for before, after in pairwise(ticks))
    expect(page.get_by_label("Du", exact=True)).to_be_visible()


def test_a_bar_tells_its_count_to_the_eye_and_to_a_screen_reader(open_page: OpenPage) -> None:
    page = open_page("/search")
    histogram = page.get_by_role("list", name="Publications par année")
    bar = histogram.get_by_role("link", name="2024 : ")
    told = bar.locator(".told")
    expect(told).to_have_css("opacity", "0")
    bar.focus()
    expect(told).to_have_css("opacity", "1")
    promised = told.inner_text().partition(" : ")[2]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(promised)
    expect(page.get_by_role("list", name="Publications par mois, 2024").get_by_role("listitem")).to_have_count(12)
    page.get_by_role("link", name="Toutes les dates").click()
    expect(page).to_have_url("/search")


def test_the_skip_link_leads_past_the_banner(open_page: OpenPage) -> None:
    page = open_page(RESULTS)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("address", [ADDRESSES["filtered"], ADDRESSES["nothing"], "/nope"])
def test_the_tab_key_goes_through_all_in_the_order_of_the_page_and_out(open_page: OpenPage, address: str) -> None:
    page = open_page(address, viewport=PHONE)
    _open_everything(page)
    page.evaluate("window.seen = []; document.addEventListener('focusin', e => seen.push(e.target))")
    page.locator(".skip").focus()
    wanted = page.evaluate(
        """[...document.querySelectorAll("a[href], button, summary, input:not([type=hidden])")]
             .filter(e => e.checkVisibility({visibilityProperty: true})).length"""
    )
    for _step in range(4 * wanted):  # a field for a date has four stops
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    assert page.evaluate("new Set(seen).size") == wanted
    assert page.evaluate("seen.every((e, i) => !i || e === seen[i - 1] || seen[i - 1].compareDocumentPosition(e) & 4)")
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("address", [ADDRESSES["filtered"], "/search?page=0&topic=Cancer", "/search?q=x&year=1789"])
def test_wider_text_spacing_cuts_nothing_off(open_page: OpenPage, address: str) -> None:
    page = open_page(address, bypass_csp=True)
    page.add_style_tag(content=SPACING)
    assert _is_fitting(page)
    page.set_viewport_size(PHONE)
    _open_everything(page)
    assert _is_fitting(page)
    cut = page.evaluate(
        """[...document.querySelectorAll("body *")].filter(e => !e.closest(".unseen, .told, .copy span"))
             .filter(e => getComputedStyle(e).overflow !== "visible" && e.checkVisibility())
             .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
             .map(e => e.outerHTML)"""
    )
    assert [one for one in cut if not one.startswith(("<svg", "<input"))] == []


def test_forced_colours_keep_bars_buttons_and_choices(open_page: OpenPage) -> None:
    page = open_page("/search?q=cancer&from=2025", forced_colors="active")
    ground = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    fills = page.locator(".bars a svg").evaluate_all("all => all.map(e => getComputedStyle(e).fill)")
    assert fills
    assert ground not in fills
    chosen = page.locator(".bars [aria-current] svg").first.evaluate("e => getComputedStyle(e).fill")
    page.goto("/search?q=cancer&year=2024&from=2024-09&to=2024-09")
    other = page.locator(".bars a:not([aria-current]) svg").first.evaluate("e => getComputedStyle(e).fill")
    assert chosen != other
    for selector in (".chip", ".copy", ".search button"):
        assert page.locator(selector).first.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") >= 1


def test_nothing_moves_for_whoever_wants_less_motion(open_page: OpenPage) -> None:
    page = open_page(RESULTS, reduced_motion="reduce")
    moving = "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0)"
    assert page.evaluate(f"{moving}.length + document.getAnimations().length") == 0


def test_paper_shows_addresses_and_marks_without_colour(open_page: OpenPage) -> None:
    page = open_page(RESULTS)
    expect(page.locator(".printed").first).not_to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".printed").first).to_be_visible()
    expect(page.locator(".printed").first).to_contain_text("/documents/")
    mark = page.locator(".snippet mark").first
    expect(mark).to_have_css("text-decoration-line", "underline")
    expect(mark).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(page.locator(".copy")).not_to_be_visible()


def test_an_error_that_may_pass_is_tried_again_at_the_same_address(open_page: OpenPage) -> None:
    page = open_page("/healthz", may_fail=True)
    show(page, "unavailable", RESULTS)
    expect(page.get_by_role("heading", level=1)).to_contain_text("n’est pas disponible")
    page.unroute_all()
    page.get_by_role("link", name="Réessayer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("pour « depistage cancer sein 2024 »")


def test_a_passage_of_a_web_page_is_scrolled_to(open_page: OpenPage) -> None:
    page = open_page("/search?q=mammographies&kind=article")
    place = page.locator(".passages a[href*='.html#']").last
    address = str(place.get_attribute("href"))
    place.click()
    expect(page).to_have_url(address)
    page.wait_for_function("scrollY > 0")
