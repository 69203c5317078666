"""What the first load of a page of results weighs, and that nothing on it moves. How long it takes: `make bench`."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, Response, ViewportSize

from tests.browser.conftest import DESKTOP, PHONE
from tests.paths import REPOSITORY

OpenPage = Callable[..., Page]
RESULTS = "/search?q=depistage+cancer+sein+2024"
MOST_BYTES = 40_000
MOST_SCRIPT_BYTES = 15_000
UNSEEN = 0.001  # of a layout shift: less than a line moving by a pixel
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
    assert page.evaluate(MOVED) < UNSEEN
    weights = {answer.url.rpartition("/")[2]: len(gzip.compress(answer.body(), 6)) for answer in answers}
    print(f"{sum(weights.values()):,} bytes compressed: {weights}")
    assert len(weights) >= 3
    assert sum(weights.values()) <= MOST_BYTES


@pytest.fixture
def slowly(server: str) -> Iterator[str]:
    """The service behind a network that brings a page piece by piece; gives its address."""

    class Pieces(BaseHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            pass

        def do_GET(self) -> None:
            with urlopen(Request(server + self.path, headers={"Accept-Language": "fr"})) as answer:
                kind, content = answer.headers["Content-Type"], answer.read()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            size = 700 if kind.startswith("text/html") else len(content)
            for begin in range(0, len(content), size):
                self.wfile.write(content[begin : begin + size])
                self.wfile.flush()
                time.sleep(0.012)  # most of a frame, so that what is there is painted

    with ThreadingHTTPServer(("127.0.0.1", 0), Pieces) as service:
        threading.Thread(target=service.serve_forever).start()
        yield f"http://127.0.0.1:{service.server_port}"
        service.shutdown()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
@pytest.mark.parametrize("address", [RESULTS, "/search?q=cancer&topic=Pr%C3%A9vention&year=2025"])
def test_nothing_moves_while_a_page_arrives_slowly(
    open_page: OpenPage, slowly: str, address: str, viewport: ViewportSize
) -> None:
    page = open_page("/healthz", viewport=viewport)
    page.goto(slowly + address)
    assert page.evaluate(MOVED) < UNSEEN


def test_all_scripts_together_are_small() -> None:
    scripts = (REPOSITORY / "searchapp" / "static").glob("*.js")
    weights = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in scripts}
    print(weights)
    assert sum(weights.values()) <= MOST_SCRIPT_BYTES
    assert weights["copy.js"] <= 700
    assert weights["filters.js"] <= 5_000
