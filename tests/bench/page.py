"""A first load of the page of results in Chromium: when its largest part is painted, what moves, and what it weighs.

On a telephone's and a desk's screen, the processor slowed to a quarter, nothing kept from an earlier load, over 10,000
generated publications on the same machine: what the network takes comes on top. Times are only for `make bench`; the
weight is checked by tests/browser/test_weight.py too.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from playwright.sync_api import Browser, Response, ViewportSize, sync_playwright

from tests.bench.figures import Figure
from tests.bench.machine import median
from tests.bench.questions import query_strings
from tests.bench.workspace import Workspace
from tests.browser.provide import FLAGS, chromium_path
from tests.serving import gunicorn

_SLOWER = 4
_MOST_MS, _MOST_KB = 500.0, 40.0
_SCREENS: dict[str, ViewportSize] = {
    "telephone": {"width": 360, "height": 740},
    "desk": {"width": 1280, "height": 900},
}
_PAINTED = """() => new Promise(resolve => {
  let painted = 0, moved = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) painted = entry.startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver(list => { for (const entry of list.getEntries()) moved += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve([painted, moved]), 500);
})"""


@dataclass(frozen=True, slots=True)
class _Load:
    painted_ms: float
    moved: float
    size_kb: float


def measure(workspace: Workspace) -> list[Figure]:
    """Medians over different searches, and the heaviest page."""
    path = chromium_path()
    if path is None:
        raise RuntimeError("There is no Chromium: run `python -m tests.browser.provide`.")
    queries = query_strings(workspace, workspace.small, 3 if workspace.is_quick else 15)
    figures = []
    with gunicorn(workspace.index_of(workspace.small)) as serving, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, screen in _SCREENS.items():
            loads = [_load(browser, f"{serving.address}/search?{query}", screen) for query in queries]
            figures += [
                Figure(
                    "page",
                    f"largest contentful paint of results, {name}, processor {_SLOWER} times slower",
                    median([load.painted_ms for load in loads]),
                    "ms",
                    _MOST_MS,
                    "lower",
                    details={
                        "longest ms": max(load.painted_ms for load in loads),
                        "cumulative layout shift": max(load.moved for load in loads),
                    },
                ),
                Figure(
                    "page",
                    f"first load of results, {name}, gzip",
                    max(load.size_kb for load in loads),
                    "kB",
                    _MOST_KB,
                    "lower",
                    details={"median kB": median([load.size_kb for load in loads])},
                ),
            ]
        browser.close()
    return figures


def _load(browser: Browser, address: str, screen: ViewportSize) -> _Load:
    context = browser.new_context(viewport=screen, locale="fr-FR")
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright cannot wrap a built-in
    page.goto(address, wait_until="networkidle")
    painted_ms, moved = page.evaluate(_PAINTED)
    size_kb = sum(len(gzip.compress(answer.body(), 6)) for answer in answers) / 1000
    context.close()
    return _Load(painted_ms, moved, size_kb)
