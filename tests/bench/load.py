"""Load on the service: a few connections, each of which asks its next question when it has its answer.

    answered = ask(port, ["/search?q=pratique", ...], seconds=10)      answered.a_second, answered.p99_ms

By wrk where it is installed, with the list walked through by a script of its own; else by threads of this process,
which take more of the processors that the service needs.
"""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.machine import percentile

CONNECTIONS = 4
_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a load; times in milliseconds."""

    a_second: float
    p50_ms: float
    p99_ms: float


def client() -> str:
    """What asks."""
    return "wrk" if shutil.which("wrk") else "threads of Python"


def ask(port: int, paths: Sequence[str], seconds: int) -> Answered:
    """Walk through the paths, over and over, for some seconds. Raises RuntimeError when one is not answered by 200."""
    return _by_wrk(port, paths, seconds) if shutil.which("wrk") else _by_threads(port, paths, seconds)


def warm(port: int, paths: Sequence[str]) -> None:
    """Let every worker answer for a second, and at least once: connections are spread over them."""
    _by_threads(port, paths, 1)


def ask_once(port: int, paths: Sequence[str]) -> None:
    """Ask every path once, one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for path in paths:
        _get(connection, path)
    connection.close()


def _by_wrk(port: int, paths: Sequence[str], seconds: int) -> Answered:
    with TemporaryDirectory() as folder:
        listed = Path(folder) / "paths"
        listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
        options = [f"--connections={CONNECTIONS}", "--threads=1", f"--duration={seconds}s", f"--script={_SCRIPT}"]
        command = ["wrk", *options, f"http://127.0.0.1:{port}", "--", str(listed)]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = json.loads(output.splitlines()[-1])
    if told["failures"] or not told["answers"]:
        raise RuntimeError(f"{told['failures']} of {told['answers']} questions were not answered:\n{output}")
    return Answered(told["answers"] / told["seconds"], told["p50_ms"], told["p99_ms"])


def _by_threads(port: int, paths: Sequence[str], seconds: int) -> Answered:
    numbers, lock = count(), threading.Lock()
    times: list[float] = []
    failures: list[Exception] = []
    begun = time.perf_counter()

    def ask_on() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            while time.perf_counter() - begun < seconds:
                with lock:
                    path = paths[next(numbers) % len(paths)]
                asked = time.perf_counter()
                _get(connection, path)
                times.append((time.perf_counter() - asked) * 1000)
        except (OSError, RuntimeError) as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask_on) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError("A question was not answered.") from failures[0]
    return Answered(len(times) / (time.perf_counter() - begun), percentile(times, 0.5), percentile(times, 0.99))


def _get(connection: http.client.HTTPConnection, path: str) -> None:
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} was answered with {response.status}")
