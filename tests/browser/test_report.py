"""The page of `indexer report`, opened as an editor opens it: from a file, in a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from indexer.engines import open_engine
from indexer.failures import Failures
from indexer.pipeline import run
from indexer.publication import PartialDate, Passage, Publication
from indexer.report.page import page_of
from indexer.report.survey import make_report
from indexer.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_accessibility import RULES
from tests.indexer.files import pdf_bytes, write_page

OpenReport = Callable[..., Page]
LONG = "anticonstitutionnellement" * 12


def publications() -> Iterator[Publication]:
    """Something of every kind of oddity, with words that are too long for a phone."""
    text = (Passage(1, "Un texte assez long pour être une page. " * 8),)
    yield Publication(
        "a.html",
        f"Titre {LONG}",
        text,
        url="https://i.example/a",
        kind="article",
        date=PartialDate(2051),
        topics=("Santés",),
    )
    yield Publication(
        "b.html", f"Titre {LONG}", text, topics=("Santé", LONG), authors=("Scotte Nicolas",), kind="article"
    )
    yield Publication(
        f"{LONG}.html", "RA_2024_v2.docx", text, topics=("Santé",), authors=("Nicolas Scotté",), language=""
    )
    yield Publication("s.html", "Trop court", (Passage(1, "Bref."),), kind="note", language="en")
    yield Publication("n.html", "Rien")
    yield Publication("scan.pdf", "Un scan", file="/s/scan.pdf")


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on all that can be odd, with a run and failures."""
    folder = tmp_path_factory.mktemp("report")
    site = folder / "site"
    write_page(site / "page.html", "Une page")
    (site / "r.pdf").write_bytes(pdf_bytes("Le rapport annuel", " "))
    (site / "one.md").write_bytes(b"")
    (site / "two.md").write_bytes(b"")
    (site / "bad.pdf").write_bytes(b"nothing")
    settings = Settings(index=str(folder / "index"))
    engine = open_engine(settings)
    run(engine, settings, [site])
    with engine.writer() as writer:
        writer.add(engine.prepare(list(publications())))
        writer.commit()
    assert len(Failures(Path(settings.index))) == 3
    report = make_report(engine, settings, now=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    assert all(oddity.count for oddity in report.findings.oddities)
    assert report.findings.topics.count
    assert report.findings.authors.count
    path = folder / "report.html"
    path.write_text(page_of(report, "fr"), encoding="utf-8")
    return path


@pytest.fixture
def open_report(browser: Browser, report_file: Path) -> Iterator[OpenReport]:
    """Opens the report; asking for anything else fails the test."""
    contexts = []
    asked: list[str] = []

    def open_(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESKTOP} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.goto(report_file.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert set(asked) == {report_file.as_uri()}


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_axe_finds_nothing(open_report: OpenReport, viewport: Any) -> None:
    page = open_report(viewport=viewport, bypass_csp=True)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    page.emulate_media(color_scheme="dark")
    found = Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()


def test_page_never_scrolls_sideways(open_report: OpenReport) -> None:
    page = open_report(viewport=PHONE, bypass_csp=True)
    for width in (360, 320, 640):
        page.set_viewport_size({"width": width, "height": 450})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size(PHONE)
    page.add_style_tag(content="html { font-size: 200% }")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_links_are_large_enough_to_hit(open_report: OpenReport) -> None:
    page = open_report(viewport=PHONE)
    small = page.evaluate(
        """[...document.querySelectorAll("a")].filter(e => !e.closest(".skip"))
           .filter(e => { const b = e.getBoundingClientRect(); return Math.min(b.width, b.height) < 24; })
           .map(e => e.outerHTML)"""
    )
    assert small == []


def test_contents_lead_to_every_table_and_are_left_out_in_print(open_report: OpenReport) -> None:
    page = open_report()
    page.locator("nav a", has_text="Sans date").click()
    assert page.url.endswith("#no_date")
    assert page.locator("#no_date").is_visible()
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator("table").first.is_visible()
