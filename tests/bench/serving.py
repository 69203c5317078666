"""How many searches gunicorn answers a second with two workers over 10,000 generated publications.

A closed loop (load.py) from the same machine: the client takes its part of the two processors, and a client elsewhere
sees more searches a second. What the framework itself costs is told by a constant answer under the same load.
"""

from __future__ import annotations

from tests.bench.figures import Figure
from tests.bench.load import CONNECTIONS, Answered, ask, warm
from tests.bench.questions import query_strings
from tests.bench.workspace import Workspace
from tests.serving import gunicorn

_QUERIES = 1_000
_CONSTANT = "/healthz"
_JSON, _PAGES, _P99_MS = 1_000.0, 400.0, 25.0
_SECONDS = 10


def measure(workspace: Workspace) -> list[Figure]:
    """JSON and pages, no question twice in a row."""
    queries = query_strings(workspace, workspace.small, 60 if workspace.is_quick else _QUERIES)
    as_json = [f"/api/v1/search?{query}" for query in queries]
    as_pages = [f"/search?{query}" for query in queries]
    seconds = 1 if workspace.is_quick else _SECONDS
    with gunicorn(workspace.index_of(workspace.small)) as serving:
        for paths in (as_json, as_pages):
            warm(serving.port, paths)
        constant = ask(serving.port, [_CONSTANT], seconds)
        return [
            *_figures("as JSON", ask(serving.port, as_json, seconds), constant, _JSON),
            *_figures("as pages", ask(serving.port, as_pages, seconds), constant, _PAGES),
            Figure("http", "constant answers a second", constant.a_second, "answers/s", details=_times(constant)),
        ]


def _figures(what: str, answered: Answered, constant: Answered, target: float) -> list[Figure]:
    details = {
        **_times(answered),
        "connections": float(CONNECTIONS),
        "share of what constant answers reach": answered.a_second / constant.a_second,
    }
    return [
        Figure("http", f"searches a second, {what}", answered.a_second, "searches/s", target, details=details),
        Figure("http", f"searches {what}: p99 under this load", answered.p99_ms, "ms", _P99_MS, "lower"),
    ]


def _times(answered: Answered) -> dict[str, float]:
    return {"p50 ms": answered.p50_ms, "p99 ms": answered.p99_ms}
