"""`python -m searchapp.demo` in an empty folder: it serves, it stops, and it says what is in its way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from indexer.engines.whoosh import checksums
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import IndexOfOtherVersion
from searchapp import demo
from tests.contract.corpus import SEIN, store
from tests.paths import REPOSITORY

COMMAND = [sys.executable, "-m", "searchapp.demo"]


def _environment(port: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GLANE_")}
    return kept | {"PORT": port, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "8000x", "٣", "9" * 30])
def test_a_port_that_is_none_gets_a_sentence(tmp_path: Path, port: str) -> None:
    run = subprocess.run(COMMAND, cwd=tmp_path, env=_environment(port), capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith(f"PORT is “{port}”")
    assert len(run.stderr.splitlines()) == 1


def test_a_port_in_use_gets_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = subprocess.run(
            COMMAND, cwd=tmp_path, env=_environment(str(port)), capture_output=True, text=True, check=False
        )
    assert run.returncode == 1
    assert f"The port {port} cannot be used" in run.stderr
    assert f"PORT={port + 1}" in run.stderr
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_demonstration_serves_the_sample_and_stops_cleanly(tmp_path: Path, stop: signal.Signals) -> None:
    process = subprocess.Popen(
        COMMAND,
        cwd=tmp_path,
        env=_environment(str(_free_port())),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        output, addresses = "", []
        for line in process.stdout:
            output += line
            if "/search?q=" in line:
                addresses.append(line.strip())
            if len(addresses) == 3:
                break
        assert len(addresses) == 3, output
        for address in addresses:
            with urllib.request.urlopen(address, timeout=10) as response:
                assert b"<article" in response.read()
        process.send_signal(stop)
        output += process.stdout.read()
        assert process.wait(timeout=20) == 0, output
        assert "Traceback" not in output
        assert sorted(path.name for path in tmp_path.iterdir()) == ["build"]
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=20)
        if process.stdout is not None:
            process.stdout.close()


def test_index_of_an_earlier_version_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgraded checkout still needs no more than its one command."""
    monkeypatch.chdir(tmp_path)
    with monkeypatch.context() as earlier:
        earlier.setattr(checksums, "FORMAT", 1)
        store(WhooshEngine(Path("build/demo-index")), [SEIN])
    with pytest.raises(IndexOfOtherVersion):
        WhooshEngine(Path("build/demo-index")).snapshot()
    demo._index_sample()
    assert SEIN.id not in WhooshEngine(Path("build/demo-index")).stored()
    assert WhooshEngine(Path("build/demo-index")).status().publications > 50
