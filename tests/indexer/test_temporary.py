from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from indexer.temporary import temporary_folder
from tests.paths import REPOSITORY

# Makes its folder, says which, and waits to be killed.
RUN = """
import pathlib, sys, time
from indexer.temporary import temporary_folder
with temporary_folder() as folder:
    pathlib.Path(folder, "annexe.pdf").write_bytes(b"x")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_folder_goes_with_the_run() -> None:
    with temporary_folder() as folder:
        Path(folder, "annexe.pdf").write_bytes(b"x")
    assert not Path(folder).exists()


def test_folder_of_a_killed_run_goes_with_the_next_run_and_no_sooner(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path)}
    process = subprocess.Popen([sys.executable, "-c", RUN], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    left = Path(process.stdout.readline().strip())
    _grow_old(left)
    with temporary_folder():
        assert left.exists()  # its run goes on
    process.kill()
    process.communicate()
    with temporary_folder() as folder:
        assert list(tmp_path.iterdir()) == [Path(folder)]


def test_what_only_has_such_a_name_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "glane-run-link").symlink_to(elsewhere)
    (tmp_path / "glane-run-file").touch()
    (tmp_path / "glane-run-new").mkdir()
    _grow_old(elsewhere)
    with temporary_folder():
        pass
    assert {path.name for path in tmp_path.iterdir()} == {
        "elsewhere", "glane-run-link", "glane-run-file", "glane-run-new",
    }  # fmt: skip


def _grow_old(path: Path) -> None:
    before = time.time() - 3600
    os.utime(path, (before, before))
