"""The examples of docs/api.md run as they are printed, against a real service; the one for pages in a real browser."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.paths import REPOSITORY

EXAMPLES = REPOSITORY / "docs" / "examples"
PRINTED = "http://127.0.0.1:8000"
COMMANDS = {"search.sh": ["sh"], "search.py": [sys.executable], "search.php": ["php"], "walk.py": [sys.executable]}


def code(name: str, server: str) -> str:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    assert PRINTED in text
    return text.replace(PRINTED, server)


def output(name: str, server: str, folder: Path) -> str:
    script = folder / name
    script.write_text(code(name, server), encoding="utf-8")
    return subprocess.run([*COMMANDS[name], script], capture_output=True, text=True, check=True, timeout=30).stdout


def test_every_example_is_tested() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == {*COMMANDS, "search.js"}


def test_the_command_gives_json(server: str, tmp_path: Path) -> None:
    answer = json.loads(output("search.sh", server, tmp_path))
    assert answer["total"] > 0
    assert {tuple(hit) for hit in answer["hits"]} == {("url", "title")}


@pytest.mark.parametrize("name", ["search.py", "search.php"])
def test_a_program_prints_what_was_found(server: str, tmp_path: Path, name: str) -> None:
    first, *hits = output(name, server, tmp_path).splitlines()
    assert first.endswith(" publications")
    assert min(10, int(first.split()[0])) == len(hits) > 0


def test_a_walk_meets_everything_once(server: str, tmp_path: Path) -> None:
    ids = [line.partition("\t")[0] for line in output("walk.py", server, tmp_path).splitlines()]
    assert len(ids) == len(set(ids)) > 10


@pytest.fixture
def another_site(tmp_path: Path) -> Iterator[str]:
    """A site of another origin, serving a folder."""

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(tmp_path))

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()
        thread.join()


def test_a_page_of_another_site_prints_what_was_found(
    server: str, browser: Browser, another_site: str, tmp_path: Path
) -> None:
    (tmp_path / "search.js").write_text(code("search.js", server), encoding="utf-8")
    (tmp_path / "index.html").write_text('<script type="module" src="search.js"></script>', encoding="utf-8")
    page = browser.new_page()
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text))
    with page.expect_console_message(lambda message: "publications" in message.text):
        page.goto(another_site)
    page.evaluate("0")  # what was printed after it has come when this has
    page.close()
    found = [line for line in lines if "favicon" not in line and "404" not in line]
    assert found[0].endswith(" publications"), lines
    assert min(10, int(found[0].split()[0])) == len(found) - 1 > 0
