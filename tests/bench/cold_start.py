"""From the start of a process to its first answer over the large index, which lies in the system's file cache."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.figures import Figure
from tests.bench.machine import median
from tests.bench.workspace import Workspace
from tests.paths import REPOSITORY

_MOST_MS = 300.0
_TYPED = "politique publique"
_SEARCH = """
import sys
from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.settings import Settings
print(open_engine(Settings(index=sys.argv[1])).search(Query(sys.argv[2])).total, flush=True)
"""


def measure(workspace: Workspace) -> list[Figure]:
    """Medians of several starts."""
    folder = workspace.index_of(workspace.large)
    starts = range(2 if workspace.is_quick else 7)
    of_engine = [_first_answer_ms(folder) for _ in starts]
    of_service = [_first_page_ms(folder) for _ in starts]
    return [
        Figure(
            "cold-start",
            f"start of Python to the first answer, {workspace.large:,} publications",
            median(of_engine),
            "ms",
            _MOST_MS,
            "lower",
            details={
                "longest": max(of_engine),
                "start of gunicorn to its first answer": median(of_service),
                "longest of gunicorn": max(of_service),
            },
        )
    ]


def _first_answer_ms(folder: Path) -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-c", _SEARCH, str(folder), _TYPED]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE) as process:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("The process that searches once gave no answer.")
        return (time.perf_counter() - begun) * 1000


def _first_page_ms(folder: Path) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "wsgi:app"],
        cwd=REPOSITORY,
        env=os.environ | {"GLANE_INDEX": str(folder)},
    )
    try:
        while not _is_answered(port):
            if process.poll() is not None or time.perf_counter() - begun > 60:
                raise RuntimeError("gunicorn did not answer.")
            time.sleep(0.002)
        return (time.perf_counter() - begun) * 1000
    finally:
        process.terminate()
        process.wait(timeout=20)


def _is_answered(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", f"/api/v1/search?{urlencode({'q': _TYPED})}")
        return connection.getresponse().status == 200
    except OSError:  # it does not listen yet
        return False
    finally:
        connection.close()
