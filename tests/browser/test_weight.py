"""What the first load of a page of results weighs, and that nothing on it moves. How long it takes: `make bench`."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, ViewportSize

from tests.browser.conftest import DESKTOP, PHONE
from tests.paths import REPOSITORY

OpenPage = Callable[..., Page]
RESULTS = "/search?q=depistage+cancer+sein+2024"
MOST_BYTES = 40_000
MOST_SCRIPT_BYTES = 15_000
MOVED = """() => new Promise(resolve => {
  let moved = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) moved += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(moved), 300);
})"""


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_a_first_load_is_light_and_nothing_moves(open_page: OpenPage, viewport: ViewportSize) -> None:
    page = open_page("/healthz", viewport=viewport)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright cannot wrap a built-in
    page.goto(RESULTS, wait_until="networkidle")
    assert page.evaluate(MOVED) == 0
    weights = {answer.url.rpartition("/")[2]: len(gzip.compress(answer.body(), 6)) for answer in answers}
    print(f"{sum(weights.values()):,} bytes compressed: {weights}")
    assert len(weights) >= 3
    assert sum(weights.values()) <= MOST_BYTES


def test_all_scripts_together_are_small() -> None:
    scripts = (REPOSITORY / "searchapp" / "static").glob("*.js")
    weights = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in scripts}
    print(weights)
    assert sum(weights.values()) <= MOST_SCRIPT_BYTES
    assert weights["copy.js"] <= 700
