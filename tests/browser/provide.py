"""A Chromium for the browser tests: `python -m tests.browser.provide`, which `make test` runs first.

An installed one is used; else Playwright fetches its own; else, for root on Debian, the package is installed.
When none of that works, one sentence says what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tests import apt

_INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Nothing of a test may leave the machine or depend on what the machine does besides.
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-dev-shm-usage",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),  # Chromium refuses to run as root with it
]


def chromium_path() -> str | None:
    """The Chromium to use: one that is installed, else Playwright's own; None when there is neither."""
    candidates = [shutil.which(name) for name in _INSTALLED]
    with sync_playwright() as playwright:
        candidates.append(playwright.chromium.executable_path)
    return next((path for path in candidates if path and _runs(path)), None)


def _runs(path: str) -> bool:
    # Ubuntu's chromium-browser is a script that only asks for a snap, and a fetched one may lack libraries.
    try:
        run = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0


def _fetch() -> None:
    run = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, check=False)
    if run.returncode:
        apt.install(["chromium"])


def main() -> int:
    """Make sure that there is a Chromium; the exit code."""
    if chromium_path():
        return 0
    print("No Chromium is installed: fetching one for the browser tests ...", flush=True)
    _fetch()
    if chromium_path():
        return 0
    print("The browser tests need Chromium: install the package chromium.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
