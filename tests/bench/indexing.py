"""How many generated publications a second `indexer add` stores from a manifest, the commit included."""

from __future__ import annotations

from tests.bench.figures import Figure
from tests.bench.machine import MIB
from tests.bench.workspace import WORKERS, Workspace, add

_TARGET = 600.0


def measure(workspace: Workspace) -> list[Figure]:
    """By the clock of the run's own receipt; once, as it fills both processors for many seconds."""
    manifest = workspace.generated()
    folder = workspace.fresh_index("index-being-measured")
    run = add(folder, manifest)
    size_bytes = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    workspace.take("index-generated", folder)
    added = run.receipt["added"]
    if added != workspace.publications:
        raise RuntimeError(f"{added} publications of {workspace.publications} were added.")
    return [
        Figure(
            "indexing",
            f"publications stored a second, {WORKERS} worker processes",
            added / run.receipt["took_s"],
            "publications/s",
            _TARGET,
            details={
                "publications": added,
                "seconds": run.receipt["took_s"],
                "peak MB of the parent": run.peak_bytes / MIB,
                "index MB": size_bytes / MIB,
                "index bytes/publication": size_bytes / added,
                "manifest MB": manifest.stat().st_size / MIB,
            },
        )
    ]
