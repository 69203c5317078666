"""How time, memory and disk grow with the publications: each index is searched by a fresh process (growth_child.py).

Questions come from the analysis of the same publications, or of the largest that are analysed anyway: a million would
take a quarter of an hour to draw from. What is generated begins with the same publications whatever its size.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from tests.bench.adding import add, searched_bytes, status
from tests.bench.figures import Figure
from tests.bench.growth_child import Searched
from tests.bench.machine import MIB, median
from tests.bench.queries import CLASSES, draw
from tests.bench.workspace import Workspace
from tests.paths import REPOSITORY

_QUERIES = 24


def measure(workspace: Workspace) -> list[Figure]:
    """A figure for each size."""
    return [_figure(workspace, size) for size in workspace.growth]


def _figure(workspace: Workspace, size: int) -> Figure:
    folder = workspace.fresh_folder("index-grown")
    run = add(folder, workspace.generated(size))
    found = status(folder)
    searched = search(workspace, folder, size)
    workspace.take(f"index-{size}", folder)
    details = {
        "publications/s indexed": run.publications_a_second,
        "MB of memory to index": run.tree_peak_bytes / MIB,
        "index MB": found["size_bytes"] / 1e6,
        "opening ms": searched.opening_ms,
        "resident MB": searched.memory.resident / MIB,
        **searched.memory.parts_mb,
        **searched.medians_ms,
    }
    apart = searched_bytes(found)
    if apart is not None:
        details["of the index all but stored text, MB"] = apart / 1e6
    value = median(list(searched.medians_ms.values()))
    return Figure("growth", f"a search, median of nine classes, {size:,} publications", value, "ms", details=details)


def search(workspace: Workspace, folder: Path, size: int) -> Searched:
    """What a fresh process takes for the questions of the nine classes."""
    corpus = workspace.corpus(min(size, workspace.large))
    questions = draw(corpus, 4 if workspace.is_quick else _QUERIES, CLASSES)
    command = [sys.executable, "-m", "tests.bench.growth_child", str(folder), str(workspace.rounds)]
    asked = msgspec.json.encode(questions)
    answered = subprocess.run(command, cwd=REPOSITORY, input=asked, stdout=subprocess.PIPE, check=True).stdout
    return msgspec.json.decode(answered, type=Searched)
