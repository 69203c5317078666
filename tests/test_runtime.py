"""The runtime installs and runs without the development extra, in a virtual environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.paths import REPOSITORY, SAMPLE


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command that must succeed, and give what it prints."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GLANE", "VIRTUAL"))}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_runtime_lock_alone_indexes_and_searches_the_sample(tmp_path: Path) -> None:
    """Without pytest, Playwright and the like, from the hashed lock, the two commands do their work."""
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--require-hashes", "-r", REPOSITORY / "requirements.lock", cwd=tmp_path)
    # built from a copy: a build leaves folders behind
    source = tmp_path / "source"
    run("git", "-C", REPOSITORY, "checkout-index", "--all", f"--prefix={source}/", cwd=tmp_path)
    run(*pip, "--no-deps", "--no-build-isolation", source, cwd=tmp_path)

    indexer = tmp_path / "venv" / "bin" / "indexer"
    index = tmp_path / "index"
    run(indexer, "add", "--index", index, SAMPLE, cwd=tmp_path)
    found = json.loads(run(indexer, "search", "--index", index, "depistage sein", "--json", cwd=tmp_path))
    assert found["total"] > 0

    question = "from wsgi import app; print(app.test_client().get('/api/v1/search?q=depistage').status_code)"
    wsgi = {"PYTHONPATH": str(source), "GLANE_INDEX": str(index)}
    assert run(python, "-c", question, cwd=tmp_path, **wsgi).strip() == "200"
    installed = run(python, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check", cwd=tmp_path)
    assert "pytest" not in installed
    assert "numba" not in installed

    run(*pip, "--require-hashes", "-r", REPOSITORY / "requirements-fast.lock", cwd=tmp_path)
    run(python, "-m", "pip", "check", "--disable-pip-version-check", cwd=tmp_path)
    run(python, "-c", "import numba", cwd=tmp_path)


def test_locks_hold_hashes_and_no_index_address() -> None:
    """A lock that names a registry would not install elsewhere."""
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-fast.lock"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "--index-url" not in text


def test_runtime_lock_is_part_of_the_development_lock() -> None:
    """Both environments run the same versions."""

    def pins(name: str) -> set[str]:
        lines = (REPOSITORY / name).read_text(encoding="utf-8").splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))}

    assert pins("requirements.lock") <= pins("requirements-dev.lock")
