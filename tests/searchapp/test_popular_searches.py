"""What visitors searched for and found: what is remembered, what never, and that no search depends on it."""

from __future__ import annotations

import datetime as dt
import logging
import multiprocessing
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from flask import Flask

from indexer.engines import open_engine
from indexer.engines.interface import Engine
from indexer.settings import Settings, SuggestionSettings
from searchapp import create_app
from searchapp import popular_searches as module
from searchapp.popular_searches import FILE_NAME, FORGOTTEN_AFTER_DAYS, PopularSearches, searches_folder
from searchapp.suggestions import suggestions

DAY = dt.date(2026, 3, 1)


def _later(days: int) -> dt.date:
    return DAY + dt.timedelta(days)


def _rows(folder: Path) -> list[tuple[object, ...]]:
    database = sqlite3.connect(folder / FILE_NAME)
    try:
        return database.execute("SELECT * FROM searches ORDER BY key").fetchall()
    finally:
        database.close()


@pytest.fixture
def make(sample_engine: Engine, tmp_path: Path) -> Callable[[], PopularSearches]:
    """Opens the same memory as another worker does."""
    return lambda: PopularSearches(sample_engine, tmp_path / "searches", 3)


def test_a_search_is_suggested_once_it_was_asked_on_three_days(
    make: Callable[[], PopularSearches], sample_engine: Engine
) -> None:
    asked = make()
    for day in (0, 0, 0, 1):
        make().write(["depistage du CANCER", "dépistage  du cancer?"], _later(day))
        asked.read()
        assert asked.beginning(("dep",), 3) == []
    make().write(["dépistage du cancer"], _later(9))
    asked.read()
    assert asked.beginning(("dep",), 3) == ["dépistage du cancer"]
    assert asked.beginning(("can", "depi"), 3) == ["dépistage du cancer"]
    assert asked.beginning(("ancer",), 3) == []
    other = make()
    assert other.version() != asked.version()
    other.read()
    assert other.version() == asked.version(), "workers that know the same agree"
    suggested = suggestions(sample_engine, asked, "canc", 8)
    assert (suggested[0].kind, suggested[0].text) == ("search", "dépistage du cancer")
    assert suggested[0].count > 0
    assert len(suggested) <= 8
    assert all(each.kind != "search" for each in suggestions(sample_engine, asked, "dépistage du cancer", 8))


@pytest.mark.parametrize(
    "text",
    [
        "crétin",  # no word of the corpus
        "cancer crétin",
        "auteur:Diop",
        '"dépistage du cancer"',
        "-cancer",
        "canc*",
        "2024",
        "06 12 34 56 78",
        "du de la",
        "<script>alert(1)</script>",
        "cancer " * 20,
        "cancer santé prévention dépistage recherche tabac travail",
        "",
    ],
)
def test_what_others_should_not_read_is_not_remembered(
    make: Callable[[], PopularSearches], tmp_path: Path, text: str
) -> None:
    make().write([text, "cancer"], DAY)
    assert [row[1] for row in _rows(tmp_path / "searches")] == ["cancer"]


def test_a_row_is_a_text_and_days_and_nothing_else(make: Callable[[], PopularSearches], tmp_path: Path) -> None:
    make().write(["Depistage du cancer !"], DAY)
    assert _rows(tmp_path / "searches") == [(" depistage du cancer", "dépistage du cancer", 1, DAY.toordinal())]


def test_rows_are_bounded_and_forgotten(
    make: Callable[[], PopularSearches], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEEP", module._KEEP.replace(str(module.MAX_ROWS), "2"))
    asked = make()
    asked.write(["tabac"], DAY)
    asked.write(["tabac", "santé"], _later(1))
    asked.write(["cancer"], _later(2))
    assert [row[1] for row in _rows(tmp_path / "searches")] == ["cancer", "tabac"]
    asked.write(["santé"], _later(2 + FORGOTTEN_AFTER_DAYS))
    assert [row[1] for row in _rows(tmp_path / "searches")] == ["cancer", "santé"]


def test_a_damaged_file_is_begun_anew(
    make: Callable[[], PopularSearches], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "searches" / FILE_NAME
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 1_000)
    make().write(["cancer"], DAY)
    assert [row[1] for row in _rows(path.parent)] == ["cancer"]
    assert "damaged" in caplog.text


def test_a_folder_that_cannot_be_written_is_told_once_and_costs_nothing_else(
    sample_engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way of the folder")
    asked = PopularSearches(sample_engine, tmp_path / "file", 1)
    with caplog.at_level(logging.WARNING):
        for text in ("cancer", "tabac", "santé"):
            asked.remember(text)
            _wait_for(asked._waiting.empty)
        _wait_for(lambda: bool(caplog.records))
    assert len(caplog.records) == 1
    assert asked.beginning(("can",), 3) == []


def _write_as_a_worker(index: str, folder: Path, texts: list[str]) -> None:
    for day in range(5):
        PopularSearches(open_engine(Settings(index=index)), folder, 1).write(texts, _later(day))


def test_workers_write_at_the_same_time(sample_index: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    texts = ["cancer", "tabac", "dépistage du cancer"]
    workers = [
        context.Process(target=_write_as_a_worker, args=(str(sample_index), tmp_path / "searches", texts))
        for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    rows = _rows(tmp_path / "searches")
    assert len(rows) == 3
    assert all(5 <= int(str(days)) <= 15 for _, _, days, _ in rows)


def _app(settings: Settings, **chosen: object) -> Flask:
    own = msgspec.structs.replace(SuggestionSettings(), **chosen)
    return create_app(msgspec.structs.replace(settings, suggestions=own))


def test_only_searches_of_the_page_that_found_all_words_without_filters_are_remembered(
    sample_index: Path, sample_settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    app = _app(sample_settings, folder=str(folder), after_days=1)
    client = app.test_client()
    for query_string in (
        "q=cancer+introuvablezz", "q=introuvablezz", "q=tabac&year=2025", "q=travail&page=2", "q=sein&sort=newest",
        "q=",
    ):  # fmt: skip
        client.get(f"/search?{query_string}")
    client.get("/api/v1/search?q=dengue")
    client.get("/search?q=depistage")
    _wait_for(lambda: (folder / FILE_NAME).exists() and bool(_rows(folder)))
    assert [row[1] for row in _rows(folder)] == ["dépistage"]


def test_one_setting_turns_it_off(sample_index: Path, sample_settings: Settings, tmp_path: Path) -> None:
    client = _app(sample_settings, folder=str(tmp_path / "kept"), searches=False).test_client()
    client.get("/search?q=depistage")
    assert client.get("/api/v1/suggest?q=depi").get_json()["suggestions"]
    time.sleep(0.2)
    assert not (tmp_path / "kept").exists()


def test_searches_are_kept_beside_the_index_never_in_it(tmp_path: Path) -> None:
    assert searches_folder(Settings(index=str(tmp_path / "index"))) == tmp_path / "index-searches"
    chosen = Settings(index="index", suggestions=SuggestionSettings(folder=str(tmp_path)))
    assert searches_folder(chosen) == tmp_path


def _wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        try:
            if is_so():
                return
        except sqlite3.OperationalError:  # the table is being made
            pass
        time.sleep(0.02)
    raise AssertionError("it did not happen within ten seconds")
