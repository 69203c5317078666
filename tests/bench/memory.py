"""What a gunicorn worker holds that has answered 1,000 different questions over the large index, each as JSON."""

from __future__ import annotations

from tests.bench.figures import Figure
from tests.bench.load import ask_once
from tests.bench.machine import MIB, children_of, memory_of
from tests.bench.questions import query_strings
from tests.bench.workspace import Workspace
from tests.serving import gunicorn

_QUERIES = 1_000
_MOST_MB = 250.0


def measure(workspace: Workspace) -> list[Figure]:
    """One worker, so that it answers them all."""
    queries = query_strings(workspace, workspace.large, 60 if workspace.is_quick else _QUERIES)
    with gunicorn(workspace.index_of(workspace.large), GUNICORN_CMD_ARGS="--workers 1") as serving:
        ask_once(serving.port, [f"/api/v1/search?{query}" for query in queries])
        (worker,) = children_of(serving.pid)
        memory = memory_of(worker)
    return [
        Figure(
            "memory",
            f"resident memory of a gunicorn worker, {workspace.large:,} publications",
            memory.resident / MIB,
            "MB",
            _MOST_MB,
            "lower",
            details={"different questions answered": len(queries), **memory.parts_mb},
        )
    ]
