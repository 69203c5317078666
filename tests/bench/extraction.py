"""How many PDF pages a second are read and made ready for the index, by two worker processes.

As `indexer add` does it: with limits, metadata, sections, running titles and analysis, and everything sent back to
the parent. Only the index is not written.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import msgspec

from indexer.engines import open_engine
from indexer.reading import Entry, FileTask, Read, read_bundle
from indexer.settings import Settings
from indexer.workers import work_through
from tests.bench import pdf_agreement
from tests.bench.adding import WORKERS
from tests.bench.figures import Figure
from tests.bench.workspace import Workspace
from tests.paths import SHARED_DATA

_TARGET = 500.0


def measure(workspace: Workspace) -> list[Figure]:
    """By the clock, the start of the processes included; best of two rounds."""
    paths = sorted((SHARED_DATA / "real" / "pdf").glob("*.pdf"))
    if workspace.is_quick:
        paths = paths[:6]
    best = max(_round(paths) for _ in range(1 if workspace.is_quick else 2))
    pages_a_second, pages, failures = best
    return [
        Figure(
            "extraction",
            f"PDF pages read a second, {WORKERS} worker processes",
            pages_a_second,
            "pages/s",
            _TARGET,
            details={"files": len(paths), "pages": pages, "refused files": failures},
        ),
        *([] if workspace.is_quick else pdf_agreement.figures()),
    ]


def _round(paths: list[Path]) -> tuple[float, int, int]:
    """(pages a second, pages, files that were refused)."""
    settings = Settings()
    limits = msgspec.structs.replace(settings.extraction, workers=WORKERS)
    tasks = [FileTask(path, path.name, "") for path in paths]
    work = partial(read_bundle, prepare=open_engine(settings).prepare, max_bytes=limits.max_file_mb * 2**20)
    pages, failures = 0, 0
    begun = time.perf_counter()
    for _, read in work_through(tasks, work, lambda _, why: Read([why]), limits, paths):
        failures += sum(not isinstance(outcome, Entry) for outcome in read.outcomes)
        pages += sum(outcome.pages for outcome in read.outcomes if isinstance(outcome, Entry))
    return pages / (time.perf_counter() - begun), pages, failures
