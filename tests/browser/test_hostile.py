"""A document full of markup in a real browser: nothing of it runs, and the pages report no error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.pipeline import run
from indexer.settings import Settings
from tests.searchapp.hostile_documents import HOSTILE, MANIFEST, write_documents
from tests.serving import gunicorn


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(index=str(folder / "index"))
    site = write_documents(folder / "site", HOSTILE)
    assert run(open_engine(settings), settings, [site, site / MANIFEST]).failures == []
    return folder / "index"


@pytest.fixture(scope="module")
def hostile_server(index: Path) -> Iterator[str]:
    with gunicorn(index) as serving:
        yield serving.address


def test_no_dialog_opens_and_no_error_is_told(browser: Browser, hostile_server: str, index: Path) -> None:
    hits = open_engine(Settings(index=str(index))).search(Query()).hits
    (report,) = [hit.id for hit in hits if hit.id.endswith(".pdf")]
    context = browser.new_context(base_url=hostile_server, locale="fr-FR")
    page = context.new_page()
    told: list[str] = []
    page.on("dialog", lambda dialog: (told.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda line: told.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    pages = ["/", "/search?q=d%C3%A9pistage", "/search?q=d%C3%A9pistage&view=years", "/search/topic", "/search/author"]
    pages += [
        "/topics",
        "/authors",
        "/years",
        f"/view/{quote(report)}/1?q=d%C3%A9pistage",
        f"/search?q={quote(HOSTILE['markup'])}",
    ]
    pages += [f"/publication/{quote(hit.id)}?q=d%C3%A9pistage" for hit in hits]
    for address in pages:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        assert page.locator("img[src=x]").count() == 0, address
    page.goto("/")
    page.get_by_role("combobox").first.press_sequentially("rapp")
    page.get_by_role("option").first.wait_for()
    assert "<script>" in page.get_by_role("listbox").first.inner_text()
    context.close()
    assert told == []
