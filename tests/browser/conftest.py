"""A real gunicorn over the sample's index, and pages of a real Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.provide import FLAGS, chromium_path
from tests.serving import gunicorn

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def server(sample_index: Path) -> Iterator[str]:
    """The service as an operator starts it; gives its address."""
    with gunicorn(sample_index, GLANE_SITE_LINKS="local", GLANE_SITE_NAME="Institut Vasseur") as serving:
        yield serving.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = chromium_path()
    assert path, "no Chromium: run `python -m tests.browser.provide`"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Opens pages in a fresh French browser; errors of the page and answers 500 that may not be fail the test."""
    contexts = []
    faults: list[str] = []

    def open_(path: str, *, may_fail: bool = False, **options: Any) -> Page:
        context = browser.new_context(**{"locale": "fr-FR", "base_url": server, "viewport": DESKTOP} | options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        if not may_fail:
            page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 500 else None)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults
