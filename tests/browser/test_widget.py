"""The widget in a page of another site, with another origin and a strict policy of its own."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote_plus

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.paths import REPOSITORY

POLICY = (
    "default-src 'none'; script-src {service}; connect-src {service}; form-action {service}; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HOST_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>Un autre site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{script}
</head><body><main><h1>Un autre site</h1>
<glane-search {attributes}><form action="{service}/search">
<label>Chercher <input name="q"></label> <button>OK</button></form></glane-search>
<p>La suite de la page.</p></main></body></html>"""

OpenHost = Callable[..., Page]


@pytest.fixture(scope="module")
def site(server: str) -> Iterator[str]:
    """Another site: it serves any page that `open_host` describes in its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            lang, _, attributes = unquote_plus(self.path[1:]).partition("/")
            script = "" if lang == "none" else f'<script src="{server}/widget.js" defer></script>'
            page = HOST_PAGE.format(lang=lang or "fr", script=script, service=server, attributes=attributes)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(service=server))
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("localhost", 0), Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://localhost:{serving.server_port}"
        serving.shutdown()


@pytest.fixture
def open_host(browser: Browser, site: str) -> Iterator[OpenHost]:
    """Opens a page of the other site; an error or a breach of its policy fails the test."""
    contexts = []
    faults: list[str] = []

    def open_(path: str = "/fr", **options: object) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP, "base_url": site} | options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Security Policy" in said.text else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults


def search(page: Page, words: str) -> None:
    page.get_by_role("combobox").fill(words)
    page.keyboard.press("Enter")


def test_a_search_shows_results_without_leaving_the_page(open_host: OpenHost) -> None:
    page = open_host()
    before = page.url
    search(page, "depistage cancer")
    expect(page.get_by_role("status").filter(has_text="publications")).to_be_visible()
    titles = page.locator("glane-search .title a")
    expect(titles.first).to_be_visible()
    assert titles.count() == 5
    assert page.locator("glane-search mark").count() > 0
    assert page.url == before


def test_a_result_leads_to_the_service(open_host: OpenHost, server: str) -> None:
    page = open_host()
    search(page, "depistage cancer")
    first = page.locator("glane-search .title a").first
    assert (first.get_attribute("href") or "").startswith(f"{server}/documents/")
    everything = page.get_by_role("link", name=re.compile(r"Voir les .* résultats"))
    everything.click()
    page.wait_for_url(f"{server}/search?q=depistage+cancer")


def test_filters_of_the_element_hold_for_every_search_and_lead_on(open_host: OpenHost, server: str) -> None:
    page = open_host('/fr/filters="kind=rapport"+per-page="1"')
    search(page, "cancer")
    expect(page.locator("glane-search .about").first).to_contain_text("rapport")
    assert page.locator("glane-search .title").count() == 1
    more = page.locator("glane-search .more a").get_attribute("href")
    assert more == f"{server}/search?kind=rapport&q=cancer"


def test_suggestions_are_chosen_with_the_keyboard(open_host: OpenHost) -> None:
    page = open_host()
    field = page.get_by_role("combobox")
    field.press_sequentially("depis", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert options.first.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    assert field.input_value() == "depis"
    assert field.get_attribute("aria-expanded") == "false"


def test_one_letter_asks_for_nothing(open_host: OpenHost) -> None:
    page = open_host()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("combobox").press_sequentially("d")
    page.wait_for_timeout(400)
    assert asked == []


def test_nothing_found_and_mistakes_are_said(open_host: OpenHost) -> None:
    page = open_host()
    search(page, "xyzzyqq")
    expect(page.locator("glane-search .status")).to_have_text("Aucune publication ne correspond.")


def test_a_service_that_does_not_answer_leaves_a_way_to_it(open_host: OpenHost, server: str) -> None:
    page = open_host()
    page.route("**/api/v1/search*", lambda route: route.abort())
    search(page, "cancer")
    expect(page.locator("glane-search .status")).to_have_text("La recherche ne répond pas.")
    link = page.get_by_role("link", name="Chercher sur la page de recherche")
    assert link.get_attribute("href") == f"{server}/search?q=cancer"


def test_markup_in_an_answer_stays_text(open_host: OpenHost) -> None:
    page = open_host()
    hostile = "<img src=x onerror=alert(1)>"
    escaped = "&lt;img src=x onerror=alert(1)&gt; <mark>a</mark> &amp;lt; <b>b</b>"

    def answer(route: Route) -> None:
        hit = {
            "title_html": escaped, "snippet_html": escaped, "url": "javascript:alert(1)", "kind": hostile,
            "language": "fr", "date": "2024", "passages": [],
        }  # fmt: skip
        body = {"total": 1, "hits": [hit], "relaxed": False, "did_you_mean": hostile}
        route.fulfill(json=body, headers={"Access-Control-Allow-Origin": "*"})

    page.route("**/api/v1/search*", answer)
    search(page, "x")
    title = page.locator("glane-search .title")
    expect(title).to_have_text(f"{hostile} a &lt; <b>b</b>")
    assert page.locator("glane-search img, glane-search b").count() == 0
    assert title.locator("a").count() == 0, "an address that is not of the web is no link"


def test_without_the_script_there_is_a_plain_form(open_host: OpenHost, server: str) -> None:
    page = open_host("/none")
    page.get_by_label("Chercher").fill("cancer")
    page.get_by_role("button", name="OK").click()
    page.wait_for_url(f"{server}/search?q=cancer")


def test_it_speaks_the_language_of_the_page(open_host: OpenHost) -> None:
    page = open_host("/en")
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    search(page, "cancer")
    expect(page.locator("glane-search .status")).to_contain_text("publications")


def test_styles_of_page_and_widget_do_not_meet(open_host: OpenHost) -> None:
    page = open_host()
    search(page, "cancer")
    expect(page.locator("glane-search .title a").first).to_be_visible()
    colour = page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            const ofHost = "button { color: rgb(1, 2, 3) !important }";
            sheet.replaceSync(`${ofHost} glane-search { --glane-accent: rgb(9, 8, 7) }`);
            document.adoptedStyleSheets = [sheet];
            const button = document.querySelector("glane-search").shadowRoot.querySelector("button");
            const style = getComputedStyle(button);
            return [style.color, style.backgroundColor];
        }"""
    )
    assert colour[0] != "rgb(1, 2, 3)", "the page's rules end at the element"
    assert colour[1] == "rgb(9, 8, 7)", "its custom properties do not"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(open_host: OpenHost, viewport: object, scheme: str) -> None:
    page = open_host(viewport=viewport, color_scheme=scheme)
    search(page, "depistage cancer")
    expect(page.locator("glane-search .title a").first).to_be_visible()
    page.get_by_role("combobox").press_sequentially(" s")
    expect(page.get_by_role("option").first).to_be_visible()
    # trusted types forbid the checker's own script here: it is put in past the policy
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_script_is_small() -> None:
    """12 KB as it travels."""
    assert len(gzip.compress((REPOSITORY / "searchapp" / "static" / "widget.js").read_bytes())) < 12_000
