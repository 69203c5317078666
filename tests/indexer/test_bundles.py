"""Runs over manifests with an engine that only remembers: which lines of a bundle are stored, and what is counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from indexer.engines.interface import Engine
from indexer.pipeline import run
from indexer.receipt import Receipt
from indexer.settings import Settings
from tests.indexer.stand_in import StandIn


@pytest.fixture
def few(settings: Settings) -> Settings:
    """One worker is enough."""
    Path(settings.index).mkdir(parents=True, exist_ok=True)
    return msgspec.structs.replace(settings, extraction=msgspec.structs.replace(settings.extraction, workers=1))


def write(path: Path, *lines: Any) -> Path:
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8")
    return path


def line(identifier: str, title: str = "Un titre") -> dict[str, str]:
    return {"id": identifier, "title": title, "text": "Un texte"}


def add(engine: StandIn, settings: Settings, *paths: Path, sync: bool = False) -> Receipt:
    return run(cast(Engine, engine), settings, paths, sync=sync)


def counts(receipt: Receipt) -> tuple[int, int, int, int, int]:
    """Added, changed, unchanged, removed, failed."""
    return receipt.added, receipt.changed, receipt.unchanged, receipt.removed, receipt.failed


def test_lines_of_a_bundle_are_stored_together_without_those_that_fail(few: Settings, tmp_path: Path) -> None:
    engine = StandIn()
    path = write(tmp_path / "m.jsonl", line("a"), "not JSON", line("b", "Impossible"), line("c"), line("a", "Autre"))
    receipt = add(engine, few, path)
    assert counts(receipt) == (2, 0, 0, 0, 3)
    assert engine.added == [["a", "c"]]
    assert engine.publications["a"].title == "Un titre"
    assert [failure.name for failure in receipt.failures] == [f"m.jsonl, line {number}" for number in (2, 3, 5)]
    assert "could not be stored (LookupError: a surprise)" in receipt.failures[1].sentence
    assert "has the id of m.jsonl, line 1" in receipt.failures[2].sentence
    assert counts(add(engine, few, path)) == (0, 0, 2, 0, 3)
    assert engine.added == [["a", "c"]]  # nothing was read again


def test_changed_lines_are_stored_again_and_the_very_same_line_is_no_mistake(few: Settings, tmp_path: Path) -> None:
    engine = StandIn()
    path = write(tmp_path / "m.jsonl", line("a"), line("b"), line("b"))
    assert counts(add(engine, few, path)) == (2, 0, 1, 0, 0)
    write(path, line("b"), line("a", "Autre"), line("c"))
    assert counts(add(engine, few, path)) == (1, 1, 1, 0, 0)
    assert engine.added == [["a", "b"], ["a", "c"]]


def test_two_manifests_in_one_run_may_tell_of_one_publication(few: Settings, tmp_path: Path) -> None:
    engine = StandIn()
    one = write(tmp_path / "one.jsonl", line("a"), line("b"))
    other = write(tmp_path / "other.jsonl", line("a", "Autre"))
    assert counts(add(engine, few, one, other)) == (2, 1, 0, 0, 0)
    assert engine.added == [["a", "b"], ["a"]]
    assert engine.publications["a"].title == "Autre"


def test_sync_removes_lines_that_are_gone_unless_one_failed(few: Settings, tmp_path: Path) -> None:
    engine = StandIn()
    path = write(tmp_path / "m.jsonl", line("a"), line("b"), line("c"))
    add(engine, few, path)
    write(path, line("a"), "not JSON")
    assert counts(add(engine, few, path, sync=True)) == (0, 0, 1, 0, 1)
    assert counts(add(engine, few, path, sync=True)) == (0, 0, 1, 0, 1)  # nor when it failed in a run before
    write(path, line("a"))
    assert counts(add(engine, few, path, sync=True)) == (0, 0, 1, 2, 0)
    assert set(engine.publications) == {"a"}


def test_progress_counts_every_line_and_names_the_one_that_is_read(few: Settings, tmp_path: Path) -> None:
    path = write(tmp_path / "m.jsonl", *(line(f"p{number}") for number in range(1_200)))
    seen: list[tuple[int, str]] = []
    run(cast(Engine, StandIn()), few, [path], progress=lambda done, name: seen.append((done, name)))
    assert [done for done, _ in seen] == list(range(1_201))
    assert seen[0] == (0, "m.jsonl, line 1")
    assert seen[1] == (1, "m.jsonl, line 385")  # the first bundle is done
