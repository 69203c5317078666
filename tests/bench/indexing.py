"""How many generated publications a second `indexer add` stores from a manifest, commits included; memory and disk."""

from __future__ import annotations

from tests.bench.adding import WORKERS, add, searched_bytes, status
from tests.bench.figures import Figure
from tests.bench.machine import MIB
from tests.bench.workspace import Workspace

_TARGET = 6_000.0
_MOST_MB = 400.0
_MOST_DISK_MB = 130.0


def measure(workspace: Workspace) -> list[Figure]:
    """By the clock of the run's own receipt; once, as it fills both processors for many seconds."""
    size = workspace.large
    manifest = workspace.generated(size)
    folder = workspace.fresh_folder("index-being-measured")
    run = add(folder, manifest)
    found = status(folder)
    workspace.take(f"index-{size}", folder)
    added = run.receipt["added"]
    if added != size:
        raise RuntimeError(f"{added} publications of {size} were added.")
    details = {
        "publications": added,
        "seconds": run.receipt["took_s"],
        "manifest MB": manifest.stat().st_size / MIB,
        "segments": found["segments"],
    }
    memory = {"of the parent alone, resident": run.parent_peak_bytes / MIB}
    return [
        Figure(
            "indexing",
            f"publications stored a second, {WORKERS} worker processes",
            run.publications_a_second,
            "publications/s",
            _TARGET,
            details=details,
        ),
        Figure(
            "indexing",
            "memory of all processes of indexing, at most",
            run.tree_peak_bytes / MIB,
            "MB",
            _MOST_MB,
            "lower",
            memory,
        ),
        _disk(size, found["size_bytes"], searched_bytes(found)),
    ]


def _disk(size: int, whole: int, searched: int | None) -> Figure:
    """The target is for what is searched; an index that does not tell it apart has none."""
    value = whole if searched is None else searched
    name = "whole index" if searched is None else "postings, positions and columns"
    target = None if searched is None else _MOST_DISK_MB
    details = {"bytes/publication": value / size, "whole index MB": whole / 1e6}
    return Figure("indexing", f"disk: {name}, {size:,} publications", value / 1e6, "MB", target, "lower", details)
