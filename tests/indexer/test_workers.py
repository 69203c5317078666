"""Reading processes that hang, crash, eat memory or raise: each is one line's fate, never the run's."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from indexer.errors import WorkersBroken
from indexer.reading import Task
from indexer.settings import ExtractionSettings
from indexer.sources.manifest import Line
from indexer.workers import work_through
from tests.indexer.work import NotLoaded, obey_all

LIMITS = ExtractionSettings(timeout_s=1.5, memory_mb=1024, workers=2)


def lines(texts: Iterable[str]) -> Iterator[Line]:
    return (Line(Path("/m.jsonl"), number, text.encode()) for number, text in enumerate(texts, 1))


def through(*texts: str) -> list[str]:
    done = list(work_through(lines(texts), obey_all, failed, LIMITS, ()))
    assert [line.data.decode() for bundle, _ in done for line in bundle if isinstance(line, Line)] == list(texts)
    assert all(len(bundle) == len(results) for bundle, results in done)
    return [result for _, results in done for result in results]


def failed(_: Task, sentence: str) -> list[str]:
    return [f"! {sentence}"]


FATES = {
    "hang": "took longer than 1.5 seconds to read (the setting timeout_s)",
    "sleep-without-signals": "took longer than 1.5 seconds to read (the setting timeout_s)",
    "exit": "ended its reading process (exit code 7)",
    "crash": "ended its reading process (SIGSEGV): it is damaged, or needs more than the 1024 MB",
    "eat": "needs more than the 1024 MB that a reading process may use (the setting memory_mb)",
    "raise": "could not be read (LookupError: a surprise",
}


@pytest.mark.parametrize("fate", FATES)
def test_one_bad_line_is_named_and_its_neighbours_are_read(fate: str) -> None:
    """Although they were sent to the process together; the order stays."""
    texts = [f"line {number}" for number in range(1, 21)]
    texts[9] = fate
    found = through(*texts)
    assert found[9].startswith(f"! m.jsonl, line 10 {FATES[fate]}")
    assert found[9].endswith(".")
    assert found[:9] + found[10:] == texts[:9] + texts[10:]


def test_bad_line_is_found_among_very_many() -> None:
    """Its bundle is tried again in parts, and these again: few lines go to a process alone."""
    texts = [f"line {number}" for number in range(1_300)]
    texts[700] = "exit"
    found = through(*texts)
    assert found[700].startswith(f"! m.jsonl, line 701 {FATES['exit']}")
    assert found[:700] + found[701:] == texts[:700] + texts[701:]


def test_bundle_holds_lines_of_one_manifest_only() -> None:
    """Two lines of one id are refused within a manifest, and replace each other between two."""
    tasks = [Line(Path(f"/{name}.jsonl"), number, b"line") for number, name in enumerate("aabba")]
    done = [bundle for bundle, _ in work_through(tasks, obey_all, failed, LIMITS, ())]
    assert [[task.source for task in bundle] for bundle in done] == [["/a.jsonl"] * 2, ["/b.jsonl"] * 2, ["/a.jsonl"]]


def test_nothing_to_do() -> None:
    assert through() == []


@pytest.mark.parametrize("count", [1, 5_000], ids=["the last bundle", "many bundles"])
def test_workers_that_cannot_start_end_the_run_and_no_file_is_to_blame(count: int) -> None:
    texts = (f"line {number}" for number in range(count))
    with pytest.raises(WorkersBroken, match="Run the command again"):
        list(work_through(lines(texts), NotLoaded(), failed, LIMITS, ()))


def test_order_is_that_of_the_tasks() -> None:
    texts = [f"line {number}" for number in range(1_000)]
    assert through(*texts) == texts


def test_limits_are_the_process_own() -> None:
    assert through("memory") == [f"({1024 * 2**20}, {1024 * 2**20})"]


def test_large_lines_are_not_all_held_at_once() -> None:
    """What is sent ahead is bounded in bytes, however many lines a bundle may hold."""
    ahead = 0
    most = 0

    def large() -> Iterator[Line]:
        nonlocal ahead, most
        for number in range(40):
            ahead += 1
            most = max(most, ahead)
            yield Line(Path("/m.jsonl"), number, b"line " + b"x" * (8 * 2**20))

    for bundle, _ in work_through(large(), obey_all, failed, LIMITS, ()):
        ahead -= len(bundle)
    assert most <= 11  # 64 MB of them, and the one that was read too many


def test_error_in_the_parent_ends_the_processes() -> None:
    """As Ctrl-C does: no process goes on reading."""

    def tasks() -> Iterator[Line]:
        yield Line(Path("/m.jsonl"), 1, b'hang "file"')
        raise KeyboardInterrupt

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(work_through(tasks(), obey_all, failed, ExtractionSettings(timeout_s=300, workers=1), ()))
    assert time.monotonic() - begun < 30
