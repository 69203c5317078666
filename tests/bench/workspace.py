"""Where a run puts what it makes: manifests and indexes below build/bench, made anew unless `--keep` is given.

    workspace = Workspace(is_quick=False, keep=False)
    workspace.index_of("generated")     the index of the generated publications, made once a run

Everything is indexed by the command `indexer add`, as a user does it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.machine import peak_resident
from tests.paths import REPOSITORY, SHARED_DATA

WORKERS = 2  # the machine the targets are set for has two processors


@dataclass(frozen=True, slots=True)
class IndexingRun:
    """What `indexer add` said (its receipt as JSON), and the most memory its own process took."""

    receipt: Mapping[str, Any]
    peak_bytes: int


class Workspace:
    """The folders of one run."""

    def __init__(self, *, is_quick: bool, keep: bool) -> None:
        self.is_quick = is_quick
        self._keep = keep
        self._folder = REPOSITORY / "build" / "bench" / ("quick" if is_quick else "full")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._made: set[str] = set()

    @property
    def publications(self) -> int:
        """How many publications are generated."""
        return 500 if self.is_quick else 10_000

    @property
    def rounds(self) -> int:
        """How often a thing is measured; the best counts."""
        return 1 if self.is_quick else 5

    def made_once(self, name: str, make: Callable[[Path], object]) -> Path:
        """A file or folder that `make` writes, once a run; kept from an earlier run when `--keep` is given."""
        path = self._folder / name
        if name not in self._made:
            if path.exists() and not self._keep:
                _remove(path)
            if not path.exists():
                unfinished = path.with_name(path.name + ".unfinished")
                _remove(unfinished)
                make(unfinished)
                unfinished.rename(path)
            self._made.add(name)
        return path

    def generated(self) -> Path:
        """A manifest of generated publications."""

        def make(path: Path) -> None:
            command = [sys.executable, str(SHARED_DATA / "perf" / "make_corpus.py"), str(self.publications)]
            with path.open("wb") as file:
                subprocess.run(command, stdout=file, check=True)

        return self.made_once("generated.jsonl", make)

    def index_of(self, source: str) -> Path:
        """The index of "generated" or "real"."""
        path = SHARED_DATA / "real" if source == "real" else self.generated()
        return self.made_once(f"index-{source}", lambda folder: add(folder, path))

    def fresh_index(self, name: str) -> Path:
        """A folder that does not exist yet."""
        path = self._folder / name
        _remove(path)
        return path

    def take(self, name: str, folder: Path) -> Path:
        """Keep a folder under the name that `made_once` knows it by."""
        path = self._folder / name
        _remove(path)
        folder.rename(path)
        self._made.add(name)
        return path


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def add(index: Path, source: Path) -> IndexingRun:
    """Run `indexer add` to its end. Raises RuntimeError with what it wrote when there is no receipt."""
    command = [sys.executable, "-m", "indexer", "add", "--json", "--index", str(index), str(source)]
    environment = {**os.environ, "GLANE_EXTRACTION_WORKERS": str(WORKERS)}
    receipt, messages = index.with_name(f"{index.name}.receipt.json"), index.with_name(f"{index.name}.log")
    peak = 0
    with receipt.open("wb") as output, messages.open("wb") as errors:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=output, stderr=errors)
        while process.poll() is None:
            peak = max(peak, peak_resident(process.pid))
            time.sleep(0.05)
    # 1 is also the exit code of a run in which a file could not be read: then there is a receipt
    if process.returncode not in (0, 1) or receipt.stat().st_size == 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{messages.read_text(encoding='utf-8')[-2_000:]}")
    return IndexingRun(json.loads(receipt.read_text(encoding="utf-8")), peak)
