"""What a gunicorn worker holds that has answered 1,000 different questions over the large index, each as JSON.

Suggestions, years and lists of values are asked too: each keeps something of the whole index that a search does not.
"""

from __future__ import annotations

from urllib.parse import quote_plus

from tests.bench.figures import Figure
from tests.bench.load import ask_once
from tests.bench.machine import MIB, children_of, memory_of
from tests.bench.questions import query_strings
from tests.bench.suggesting import beginnings
from tests.bench.workspace import Workspace
from tests.serving import gunicorn

_QUERIES = 1_000
_FURTHER = 200  # of each other kind
_MOST_MB = 250.0


def measure(workspace: Workspace) -> list[Figure]:
    """One worker, so that it answers them all."""
    queries = query_strings(workspace, workspace.large, 60 if workspace.is_quick else _QUERIES)
    some = queries[: 20 if workspace.is_quick else _FURTHER]
    asked = {
        "searches": [f"/api/v1/search?{query}" for query in queries],
        "suggestions": [
            f"/api/v1/suggest?q={quote_plus(typed)}"
            for typed in beginnings(workspace.generated(workspace.large), len(some))
        ],
        "years": [f"/api/v1/search?{query}&view=years" for query in some],
        "lists of values": [f"/api/v1/facets/author?{_without_sort(query)}" for query in some],
        "pages of results": [f"/search?{query}" for query in some],
    }
    with gunicorn(workspace.index_of(workspace.large), GUNICORN_CMD_ARGS="--workers 1") as serving:
        (worker,) = children_of(serving.pid)
        after = {}
        for kind, paths in asked.items():
            ask_once(serving.port, paths)
            after[f"after {kind}"] = memory_of(worker).resident / MIB
        memory = memory_of(worker)
    return [
        Figure(
            "memory",
            f"resident memory of a gunicorn worker, {workspace.large:,} publications",
            memory.resident / MIB,
            "MB",
            _MOST_MB,
            "lower",
            details={"different questions answered": sum(map(len, asked.values())), **memory.parts_mb, **after},
        )
    ]


def _without_sort(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if not pair.startswith("sort="))
