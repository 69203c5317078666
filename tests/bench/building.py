"""The peers' indexes, kept between runs: `built(workspace, 100_000)` gives every peer that can be compared with.

Each is built by a process of its own, two at a time: `python -m tests.bench.building Tantivy ANALYSED FOLDER`.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.bench.adding import WORKERS
from tests.bench.corpus import Corpus
from tests.bench.kept import digest
from tests.bench.peers import Peer, installed
from tests.bench.workspace import Workspace
from tests.paths import REPOSITORY


def built(workspace: Workspace, size: int) -> list[Peer]:
    """Every installed peer with its index, not yet opened. One that cannot be built is told and left out."""
    analysed = workspace.analysed(size)
    tokens = digest(analysed / "documents.jsonl")
    wanted = [kind for kind in installed() if workspace.peers is None or kind.name in ("tantivy", *workspace.peers)]
    with ThreadPoolExecutor(WORKERS) as pool:
        folders = pool.map(partial(_folder_of, workspace, size, tokens, analysed), wanted)
        return [kind(folder) for kind, folder in zip(wanted, folders, strict=True) if folder]


def _folder_of(workspace: Workspace, size: int, tokens: str, analysed: Path, kind: type[Peer]) -> Path | None:
    module = kind.__module__.rpartition(".")[2].removeprefix("peer_")
    sources = sorted(Path(__file__).parent.glob(f"*{module}*.py"))
    name = f"peer-{module}-{size}"
    try:
        return workspace.kept(name, digest(kind.version() or "", tokens, *sources), partial(_build, kind, analysed))
    except subprocess.CalledProcessError as error:
        print(f"{kind.name} is left out: it could not index the publications ({error}).", file=sys.stderr)
        return None


def _build(kind: type[Peer], analysed: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.building", kind.__name__, str(analysed), str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True)


def _main(name: str, analysed: str, folder: str) -> None:
    (kind,) = (kind for kind in installed() if kind.__name__ == name)
    kind(Path(folder)).build(Corpus(Path(analysed)).documents())


if __name__ == "__main__":
    _main(*sys.argv[1:])
