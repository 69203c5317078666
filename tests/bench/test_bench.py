"""The benchmarks run and write what they promise; how fast anything is, no test says."""

from __future__ import annotations

import json
import mmap
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import clustering, scaling
from tests.bench.cluster import running_nodes
from tests.bench.figures import BEGIN, END, Figure, as_markdown, write_into
from tests.bench.machine import MIB, memory_of
from tests.bench.peers import Answer
from tests.bench.queries import CLASSES, FURTHER_CLASSES
from tests.bench.workspace import Workspace
from tests.cluster.cluster import Cluster
from tests.cluster.errors import ClusterError
from tests.paths import REPOSITORY, SHARED_DATA


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.bench", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_one_measurement_writes_its_figure_as_json_and_markdown(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    run = _run("--only", "analysis", "--quick", "--output", str(output))
    if not SHARED_DATA.is_dir():
        assert run.returncode == 2
        assert run.stderr == f"The benchmarks need the shared data, and {SHARED_DATA} is absent.\n"
        return
    assert run.returncode == 0, run.stderr
    written = json.loads(output.read_text(encoding="utf-8"))
    assert written["machine"]["processors"] >= 1
    (figure,) = written["figures"]
    assert figure["measurement"] == "analysis"
    assert figure["value"] > 0
    assert figure["met"] is (figure["value"] >= figure["target"])
    assert figure["command"] == 'make bench BENCH_ARGS="--only analysis"'
    assert figure["name"] in run.stdout
    assert figure["name"] in output.with_suffix(".md").read_text(encoding="utf-8")


def test_pages_of_the_mapped_index_are_told_apart_from_a_process_own_memory(tmp_path: Path) -> None:
    path = tmp_path / "MAIN_a.seg"
    path.write_bytes(bytes(16 * MIB))
    before = memory_of(os.getpid())
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert mapped.find(b"x") == -1  # looks at all of it
        after = memory_of(os.getpid())
    assert (before.index, after.index) == (0, 16 * MIB)
    assert after.anonymous - before.anonymous < 8 * MIB
    assert sum(after.parts_mb.values()) == pytest.approx(after.resident / MIB)


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is absent")
def test_what_fails_takes_no_other_figure_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "bench.json"
    monkeypatch.setitem(bench.MEASUREMENTS, "search", "of_nothing")
    asked = ("--only", "search", "--only", "analysis", "--quick", "--output", str(output))
    monkeypatch.setattr(sys, "argv", ["bench", *asked])
    assert bench.main() == 1
    assert [figure["measurement"] for figure in json.loads(output.read_bytes())["figures"]] == ["analysis"]
    assert "There are no figures of search: the error is above." in capsys.readouterr().err


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is absent")
def test_every_class_is_searched_and_the_nine_are_compared_where_all_engines_found_the_same(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    run = _run("--only", "search", "--quick", "--output", str(output))
    assert run.returncode == 0, run.stderr  # it is 1 when an engine finds other totals or counts
    figures = {figure["name"]: figure for figure in json.loads(output.read_text(encoding="utf-8"))["figures"]}
    for name in CLASSES + FURTHER_CLASSES:
        of_class = figures[f"{name}, 500 publications"]
        assert of_class["details"]["publications found"] > 0
        assert {"tantivy", "stock Whoosh", "ten segments"} <= of_class["details"].keys()
        assert (of_class["target"] is not None) is (name in CLASSES)
    worst = figures["Glane/tantivy, worst class, nine classes, 500 publications"]
    assert worst["value"] == max(worst["details"].values())
    assert worst["details"].keys() == set(CLASSES)


@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="the shared data is absent")
def test_the_cluster_is_compared_where_all_found_the_same(tmp_path: Path, opensearch_cluster: Cluster) -> None:
    output = tmp_path / "bench.json"
    run = _run("--only", "opensearch", "--quick", "--output", str(output))
    assert run.returncode == 0, run.stderr  # it is 1 when an engine finds other totals or counts
    figures = {figure["name"]: figure for figure in json.loads(output.read_text(encoding="utf-8"))["figures"]}
    for name in CLASSES:
        of_class = figures[f"Glane on OpenSearch: {name}, 500 publications"]["details"]
        assert of_class["requests"] >= 1
        assert of_class["OpenSearch by itself"] > 0
        assert of_class["OpenSearch/embedded by HTTP, titles"] > 0
    added = figures["Glane adds to what OpenSearch takes, worst class, 500 publications"]
    assert added["value"] == max(added["details"].values())
    assert added["target"] == 3.0


def test_without_a_cluster_one_sentence_says_why_there_are_no_figures_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> bool:
        raise ClusterError("The test cluster needs a JDK of version 21 or later, and there is none.")

    monkeypatch.setattr(Cluster, "start", fail)
    monkeypatch.setattr("tests.bench.workspace.REPOSITORY", tmp_path)
    running_nodes.cache_clear()
    workspace = Workspace(is_quick=True, keep=False)
    assert clustering.measure(workspace) == scaling.measure(workspace) == []
    assert capsys.readouterr().err == (
        "OpenSearch is left out: The test cluster needs a JDK of version 21 or later, and there is none.\n"
    )
    running_nodes.cache_clear()


def test_what_was_made_of_something_else_is_made_anew_and_the_old_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.bench.workspace.REPOSITORY", tmp_path)
    workspace = Workspace(is_quick=True, keep=False)
    first = workspace.kept("thing", "aaaa", lambda path: path.write_text("first", encoding="utf-8"))
    other = workspace.kept("thing-100", "aaaa", lambda path: path.write_text("other", encoding="utf-8"))
    assert workspace.kept("thing", "aaaa", lambda path: path.write_text("again", encoding="utf-8")) == first
    assert first.read_text(encoding="utf-8") == "first"
    second = workspace.kept("thing", "bbbb", lambda path: path.write_text("second", encoding="utf-8"))
    assert second.read_text(encoding="utf-8") == "second"
    assert not first.exists()
    assert other.exists()


@pytest.mark.parametrize(("value", "better", "is_met"), [(2.0, "higher", True), (2.0, "lower", False)])
def test_target_is_reached_from_the_right_side(value: float, better: str, is_met: bool) -> None:
    assert Figure("search", "a word", value, "ms", 1.0, "lower" if better == "lower" else "higher").is_met is is_met


def test_figures_replace_what_stands_between_the_marks_and_nothing_else(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(f"Before.\n\n{BEGIN}\nold\n{END}\n\nAfter.\n", encoding="utf-8")
    machine: dict[str, object] = {"date": "2026-11-24", "processors": 2, "processor": "x", "python": "3.11.7"}
    table = as_markdown(
        [Figure("http", "searches", 250.0, "searches/s")], machine | {"load_before": 0, "load_after": 2}
    )
    write_into(document, table)
    once = document.read_text(encoding="utf-8")
    write_into(document, table)
    assert document.read_text(encoding="utf-8") == once
    assert once.startswith("Before.\n")
    assert once.endswith("After.\n")
    assert "| searches | 250 searches/s |" in once
    assert "old" not in once


def test_answers_are_the_same_whichever_of_equally_frequent_values_comes_first() -> None:
    one = Answer(2, ("a", "b"), {"kind": [("article", 1), ("rapport", 1)]})
    assert one.differs_from(Answer(2, ("b", "a"), {"kind": [("rapport", 1), ("article", 1)]})) is None
    assert one.differs_from(Answer(3, ("a", "b"), one.counts)) == "2 publications, not 3"
    assert one.differs_from(Answer(2, ("a", "b"), {"kind": [("article", 2)]})) == "other counts of the facet kind"
    other = Answer(2, ("a", "b"), {"kind": [("article", 1), ("brève", 1)]})
    assert one.differs_from(other) == "other values of the facet kind"
