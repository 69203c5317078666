"""The service as an operator starts it: a real gunicorn with its two workers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.paths import REPOSITORY


@dataclass(frozen=True, slots=True)
class Serving:
    """A running service: where it answers, and the process whose children are the workers."""

    port: int
    pid: int

    @property
    def address(self) -> str:
        """Of the front page, without the last slash."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def gunicorn(index: Path, **variables: str) -> Iterator[Serving]:
    """Serve an index; goes on once a worker answers, whether or not there is an index yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "wsgi:app"],
        cwd=REPOSITORY,
        env=os.environ | {"GLANE_INDEX": str(index)} | variables,
    )
    try:
        serving = Serving(port, process.pid)
        for _attempt in range(1_200):  # machine code may have to be compiled first
            try:
                with urllib.request.urlopen(f"{serving.address}/healthz", timeout=5):
                    break
            except OSError:  # nobody listens yet, or nobody answers in time
                assert process.poll() is None, "gunicorn ended by itself"
                time.sleep(0.1)
        else:
            raise AssertionError("gunicorn did not answer within two minutes")
        yield serving
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        finally:
            process.kill()
