"""One new publication at a time: how long until it is found, and what thousands of such commits leave behind.

The clock runs over opening the writer, adding what was prepared, the commit with its fsync, and the opening of the new
commit by a reader, whose next question is answered from it. Extraction and analysis come before. Then the index, with
all its single commits, is compared with what it was when one run had written it.
"""

from __future__ import annotations

import gc
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from indexer.publication import Publication
from tests.bench.adding import status
from tests.bench.figures import Figure
from tests.bench.glane import Glane, medians_ms
from tests.bench.kept import GENERATOR
from tests.bench.machine import median, percentile
from tests.bench.queries import CLASSES, draw
from tests.bench.ten_segments import publications
from tests.bench.workspace import Workspace

_MOST_MS = 20.0
_MOST_GROWTH = 1.5
_QUERIES = 20


def measure(workspace: Workspace) -> list[Figure]:
    """Over a copy of the large index."""
    folder = workspace.fresh_folder("index-of-commits")
    shutil.copytree(workspace.index_of(workspace.large), folder)
    size_before, search_before = _state(workspace, folder)
    with _left_alone():
        times, reader = _commit_each(folder, islice(_new(workspace), workspace.commits))
    size_after, search_after = _state(workspace, folder)
    found = reader.engine.status()
    if found.publications != workspace.large + workspace.commits:
        raise RuntimeError(f"{found.publications} publications after {workspace.commits} commits of a new one each.")
    quarter = len(times) // 4
    details = {
        "p99": percentile(times, 0.99),
        "longest": max(times),
        "first quarter": median(times[:quarter]),
        "last quarter": median(times[-quarter:]),
        "commits": len(times),
    }
    about = f"{workspace.large:,} publications"
    after = f"after {workspace.commits:,} single commits"

    def grown(what: str, now: float, before: float, details: dict[str, float]) -> Figure:
        name = f"{what} {after}, against one run's"
        return Figure("commits", name, now / before, "times", _MOST_GROWTH, "lower", details)

    sizes = {"MB before": size_before / 1e6, "MB after": size_after / 1e6, "segments": found.segments}
    searches = {"ms before": search_before, "ms after": search_after}
    return [
        Figure(
            "commits", f"one new publication visible, median, {about}", median(times), "ms", _MOST_MS, "lower", details
        ),
        Figure(
            "commits", f"one new publication visible, p99, {about}", percentile(times, 0.99), "ms", _MOST_MS, "lower"
        ),
        grown("index size", size_after, size_before, sizes),
        grown("median search", search_after, search_before, searches),
    ]


@contextmanager
def _left_alone() -> Iterator[None]:
    """Leave what there is out of garbage collections, as the service does: the corpus took a commit 20 ms."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _commit_each(folder: Path, new: Iterator[Publication]) -> tuple[list[float], Glane]:
    """Milliseconds of every commit, and the reader that followed them all."""
    engine, reader = Glane(folder).engine, Glane(folder)
    reader.engine.is_ready()
    times = []
    for publication in new:
        prepared = engine.prepare([publication])
        begun = time.perf_counter()
        with engine.writer() as writer:
            writer.add(prepared)
            writer.commit()
        is_ready = reader.engine.is_ready()
        times.append((time.perf_counter() - begun) * 1000)
        if not is_ready or reader.engine.source(publication.id) is None:
            raise RuntimeError(f"{publication.id} was committed and is not found.")
    return times, reader


def _state(workspace: Workspace, folder: Path) -> tuple[int, float]:
    """The index's bytes, and the median of the nine classes' median times."""
    questions = draw(workspace.corpus(workspace.large), 4 if workspace.is_quick else _QUERIES, CLASSES)
    medians = medians_ms(Glane(folder), questions, workspace.rounds)
    return int(status(folder)["size_bytes"]), median(list(medians.values()))


def _new(workspace: Workspace) -> Iterator[Publication]:
    """Publications that the index does not have, of another seed and with ids of their own."""

    def make(path: Path) -> None:
        command = [sys.executable, str(GENERATOR), str(workspace.commits), "--seed", "8"]
        with path.open("wb") as file:
            subprocess.run(command, stdout=file, check=True)

    return publications(workspace.made_once("generated-new.jsonl", make), prefix="new-")
