"""The benchmarks run and write what they promise; how fast anything is, no test says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.figures import BEGIN, END, Figure, as_markdown, write_into
from tests.bench.peers import Answer
from tests.paths import REPOSITORY, SHARED_DATA


def test_one_measurement_writes_its_figure_as_json_and_markdown(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    command = [sys.executable, "-m", "tests.bench", "--only", "analysis", "--quick", "--output", str(output)]
    run = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
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
