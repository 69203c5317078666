"""`indexer add`, as a user runs it, and what it took.

run = add(folder, manifest)       run.receipt["took_s"], run.tree_peak_bytes
status(folder)["segments"]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.machine import peak_resident, tree_of, tree_share
from tests.paths import REPOSITORY

WORKERS = 2  # the machine the targets are set for has two processors
_LOOK_EVERY_S = 0.2  # to add up the memory of three processes takes a few milliseconds


@dataclass(frozen=True, slots=True)
class IndexingRun:
    """What `indexer add` said (its receipt as JSON), and the most memory it took.

    parent_peak_bytes  resident, of its own process
    tree_peak_bytes    of all its processes at one time, each page that several share counted once
    """

    receipt: Mapping[str, Any]
    parent_peak_bytes: int
    tree_peak_bytes: int

    @property
    def publications_a_second(self) -> float:
        """By its own receipt."""
        return float(self.receipt["added"]) / float(self.receipt["took_s"])


def add(index: Path, source: Path, **variables: str) -> IndexingRun:
    """Run `indexer add` to its end, with further variables of the environment.

    Raises RuntimeError with what it wrote when there is no receipt.
    """
    command = [sys.executable, "-m", "indexer", "add", "--json", "--index", str(index), str(source)]
    environment = {**os.environ, "GLANE_EXTRACTION_WORKERS": str(WORKERS), **variables}
    receipt, messages = index.with_name(f"{index.name}.receipt.json"), index.with_name(f"{index.name}.log")
    parent_peak = tree_peak = 0
    with receipt.open("wb") as output, messages.open("wb") as errors:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=output, stderr=errors)
        while process.poll() is None:
            parent_peak = max(parent_peak, peak_resident(process.pid))
            tree_peak = max(tree_peak, tree_share(tree_of(process.pid)))
            time.sleep(_LOOK_EVERY_S)
    # 1 is also the exit code of a run in which a file could not be read: then there is a receipt
    if process.returncode not in (0, 1) or receipt.stat().st_size == 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{messages.read_text(encoding='utf-8')[-2_000:]}")
    return IndexingRun(json.loads(receipt.read_text(encoding="utf-8")), parent_peak, tree_peak)


def status(index: Path) -> Mapping[str, Any]:
    """What `indexer status` says."""
    command = [sys.executable, "-m", "indexer", "status", "--json", "--index", str(index)]
    found: Mapping[str, Any] = json.loads(
        subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout
    )
    return found


def searched_bytes(found: Mapping[str, Any]) -> int | None:
    """Of an index's status, the bytes of all but stored text; None where it does not tell."""
    stored = found.get("stored_bytes")
    return None if stored is None else int(found["size_bytes"]) - int(stored)
