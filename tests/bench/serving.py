"""How many searches gunicorn answers a second with two workers over 10,000 generated publications, and their memory.

A closed loop: a few connections, each of which asks its next question when it has its answer. The client is a process
of the same machine, so it takes its part of the two processors; a client elsewhere sees more searches a second.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from urllib.parse import urlencode

from tests.bench.corpus import read_corpus
from tests.bench.figures import Figure
from tests.bench.machine import MIB, Memory, children_of, memory_of, percentile
from tests.bench.queries import Asked, draw
from tests.bench.workspace import Workspace
from tests.serving import gunicorn

_QUERIES = 300
_CONNECTIONS = 4
_MOST_MB = 150.0


def measure(workspace: Workspace) -> list[Figure]:
    """JSON and pages, each question asked once a round and never twice in a row; then what the workers hold."""
    queries = _questions(workspace)
    with gunicorn(workspace.index_of("generated")) as serving:
        port = serving.port
        _run(port, "/api/v1/search", queries)  # warms both workers: connections are spread over them
        _run(port, "/search", queries[: len(queries) // 4])
        figures = [
            _figure("searches a second, as JSON", *_run(port, "/api/v1/search", queries)),
            _figure("searches a second, as pages", *_run(port, "/search", queries)),
        ]
        workers = [memory_of(pid) for pid in children_of(serving.pid)]
    return [*figures, _memory(workers)]


def _figure(name: str, times_ms: Sequence[float], seconds: float) -> Figure:
    details = {
        "p50 ms": percentile(times_ms, 0.5),
        "p99 ms": percentile(times_ms, 0.99),
        "connections": float(_CONNECTIONS),
    }
    return Figure("http", name, len(times_ms) / seconds, "searches/s", details=details)


def _memory(workers: Sequence[Memory]) -> Figure:
    largest = max(workers, key=lambda worker: worker.resident)
    return Figure(
        "http",
        f"resident memory of a gunicorn worker, after {_QUERIES} different queries",
        largest.resident / MIB,
        "MB",
        _MOST_MB,
        "lower",
        details={
            "workers": len(workers),
            "of it its own, MB": largest.private / MIB,
            "shared (libraries, mapped index), MB": (largest.resident - largest.private) / MIB,
        },
    )


def _questions(workspace: Workspace) -> list[str]:
    """Query strings of every class, mixed as they come."""
    each = 5 if workspace.is_quick else 40
    classes = draw(read_corpus(workspace.generated()), each)
    mixed = [asked for row in zip(*(c for c in classes.values() if len(c) == each), strict=True) for asked in row]
    return list(dict.fromkeys(_query_string(asked) for asked in mixed))[:_QUERIES]


def _query_string(asked: Asked) -> str:
    pairs = {"q": asked.typed, "topic": asked.topic or "", "sort": asked.sort}
    return urlencode({name: value for name, value in pairs.items() if value})


def _run(port: int, path: str, queries: Sequence[str]) -> tuple[list[float], float]:
    """Ask all queries over a few connections: (time of each in ms, seconds in all)."""
    waiting = iter([f"{path}?{query}" for query in queries])
    lock = threading.Lock()
    times: list[float] = []
    failures: list[str] = []

    def ask_on() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                address = next(waiting, None)
            if address is None:
                connection.close()
                return
            begun = time.perf_counter()
            connection.request("GET", address)
            response = connection.getresponse()
            response.read()
            times.append((time.perf_counter() - begun) * 1000)
            if response.status != 200:
                failures.append(f"{address} was answered with {response.status}")

    threads = [threading.Thread(target=ask_on) for _ in range(_CONNECTIONS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    if failures or len(times) != len(queries):
        raise RuntimeError(failures[0] if failures else "A connection ended before its last answer.")
    return times, seconds
