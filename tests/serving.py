"""The service as an operator starts it: a real gunicorn with its two workers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.paths import REPOSITORY


@contextmanager
def gunicorn(index: Path, **variables: str) -> Iterator[str]:
    """Serve an index; gives the address once a worker answers, whether or not there is an index yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "wsgi:app"],
        cwd=REPOSITORY,
        env=os.environ | {"GLANE_INDEX": str(index)} | variables,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _attempt in range(300):
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                    break
            except urllib.error.URLError:
                assert process.poll() is None, "gunicorn ended by itself"
                time.sleep(0.1)
        else:
            raise AssertionError("gunicorn did not answer within 30 seconds")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
