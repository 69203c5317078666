"""The engine runs on each distribution of Whoosh, and answers the same: changing it is one line of pyproject.toml.

The other two are installed once into build/forks, without what they depend on but do not need here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.paths import REPOSITORY

FORKS = {
    "Whoosh-Reloaded": ("Whoosh-Reloaded==2.7.5", "cached-property==1.5.2"),
    "Whoosh": ("Whoosh==2.7.4",),
}


def answers(folder: Path, library: Path | None) -> dict[str, Any]:
    """What the engine answers over the `whoosh` of a folder, None for the installed one."""
    path = os.pathsep.join(map(str, [library, REPOSITORY] if library else [REPOSITORY]))
    done = subprocess.run(
        # Whoosh 2.7.4 is of 2016: newer Pythons warn of its syntax
        [sys.executable, "-W", "ignore", "-m", "tests.indexer.engines.whoosh.fork_answers", folder],
        env={**os.environ, "PYTHONPATH": path},
        cwd=folder.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@cache
def installed(name: str) -> Path:
    """The folder of a distribution; installed when it is not there yet."""
    folder = REPOSITORY / "build" / "forks" / name
    if not (folder / "whoosh" / "__init__.py").exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--target", folder, *FORKS[name]], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", FORKS)
def test_fork_gives_the_same_answers(tmp_path: Path, name: str) -> None:
    """Documents, scores, snippets, counts, after deletions and merging."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "theirs").mkdir()
    ours = answers(tmp_path / "ours" / "index", None)
    theirs = answers(tmp_path / "theirs" / "index", installed(name))
    assert Path(theirs["whoosh"]).is_relative_to(installed(name))
    assert not Path(ours["whoosh"]).is_relative_to(REPOSITORY / "build")
    assert theirs["answers"] == ours["answers"]
    assert ours["answers"][1] < 20
