"""`python -m searchapp.demo`: index the sample and serve it, to see what Glane does.

    PORT=8080 python -m searchapp.demo

It writes build/demo-index below the working directory and nothing else. Ctrl-C stops it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from urllib.parse import urlencode

import indexer
from indexer.engines import open_engine
from indexer.errors import IndexOfOtherVersion
from indexer.settings import Settings

_INDEX = Path("build") / "demo-index"
_SAMPLE = Path(indexer.__file__).parent / "sample" / "publications"
_SETTINGS = {
    "GLANE_ENGINE": "whoosh",
    "GLANE_INDEX": str(_INDEX),
    "GLANE_SITE_LINKS": "local",
    "GLANE_SITE_NAME": "Institut Vasseur",
}
_HOST = "127.0.0.1"
_START_TIMEOUT_S = 60
_SEARCHES = ("depistage cancer sein 2024", '"santé au travail"', "e-cigarette -puff")


class _CannotStartError(Exception):
    """The demonstration cannot start; its text is one sentence that says why and what to do."""


class _StoppedError(Exception):
    """Ctrl-C or SIGTERM."""


def main() -> int:
    """Run until stopped; the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        port = _free_port(os.environ.get("PORT") or "8000")
        _index_sample()
        _serve(port)
    except _StoppedError:
        print("\nStopped.", flush=True)
        return 0
    except _CannotStartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _stop(_signal: int, _frame: FrameType | None) -> None:
    # A second Ctrl-C must not interrupt the clean-up of the first.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise _StoppedError


def _free_port(text: str) -> int:
    """The port to serve on. Raises _CannotStartError when it is none, or taken."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 65535:
        raise _CannotStartError(f"PORT is “{text}”: it must be a number from 1 to 65535, such as PORT=8080.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise _CannotStartError(
                f"The port {port} cannot be used ({error.strerror}): "
                f"choose another one, such as PORT={port % 65535 + 1}."
            ) from error
    return port


def _index_sample() -> None:
    print("Indexing the sample ...", flush=True)
    try:
        open_engine(Settings(index=str(_INDEX))).stored()
    except IndexOfOtherVersion:  # of an earlier demonstration; the sample is all that was in it
        shutil.rmtree(_INDEX)
    process = _start([sys.executable, "-m", "indexer", "add", "--index", str(_INDEX), str(_SAMPLE)])
    if _wait(process):
        raise _CannotStartError("The sample could not be indexed: see the messages above.")


def _serve(port: int) -> None:
    options = ["--bind", f"{_HOST}:{port}", "--log-level", "warning"]
    process = _start([sys.executable, "-m", "gunicorn", *options, "searchapp:create_app()"])
    try:
        address = f"http://{_HOST}:{port}"
        _await_answer(process, address)
        print(f"\nGlane answers at {address}/  (Ctrl-C stops it). Try for example:")
        for text in _SEARCHES:
            print(f"  {address}/search?{urlencode({'q': text})}")
        print(flush=True)
        process.wait()
        raise _CannotStartError("The server ended by itself: see the messages above.")
    finally:
        _end(process)


def _await_answer(process: subprocess.Popen[bytes], address: str) -> None:
    for _attempt in range(_START_TIMEOUT_S * 10):
        if process.poll() is not None:
            raise _CannotStartError("The server did not start: see the messages above.")
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise _CannotStartError(f"The server did not answer within {_START_TIMEOUT_S} seconds.")


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # In a session of its own: Ctrl-C reaches this process only, which then ends the child in order.
    return subprocess.Popen(command, env=os.environ | _SETTINGS, start_new_session=True)


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait()
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
