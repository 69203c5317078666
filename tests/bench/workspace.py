"""Where a run puts what it makes: manifests and indexes below build/bench.

    workspace = Workspace(is_quick=False, keep=False)
    workspace.index_of(100_000)     the index of so many generated publications, made once a run
    workspace.corpus(100_000)       the same publications, analysed for the peers

Glane's indexes are made anew unless `--keep` is given, by the command `indexer add`, as a user makes them. What does
not depend on the index's code is kept between runs, under names that say what it was made from (kept.py).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.bench.adding import add
from tests.bench.corpus import Corpus, analyse
from tests.bench.kept import GENERATOR, digest_of_analysis, digest_of_generated
from tests.paths import REPOSITORY, SHARED_DATA

_SIZES, _QUICK_SIZES = (10_000, 100_000), (500,)
_GROWTH, _QUICK_GROWTH = (1_000, 10_000, 100_000), (200, 500)
_COMMITS, _QUICK_COMMITS = 2_000, 20


class Workspace:
    """The folders of one run, and how much is done in it.

    sizes    publications that searches are measured over, ascending
    growth   publications of the indexes that are compared with each other
    commits  commits of one publication each
    peers    names of the only ones to compare with, beside tantivy; None for all that are installed
    """

    def __init__(
        self,
        *,
        is_quick: bool,
        keep: bool,
        sizes: Sequence[int] | None = None,
        growth: Sequence[int] | None = None,
        commits: int | None = None,
        peers: Sequence[str] | None = None,
    ) -> None:
        self.is_quick = is_quick
        self.sizes = tuple(sorted(sizes or (_QUICK_SIZES if is_quick else _SIZES)))
        self.growth = tuple(sorted(growth or (_QUICK_GROWTH if is_quick else _GROWTH)))
        self.peers = peers
        self.commits = commits or (_QUICK_COMMITS if is_quick else _COMMITS)
        self._keep = keep
        top = REPOSITORY / "build" / "bench"
        self._folder = top / ("quick" if is_quick else "full")
        self._kept = top / "kept"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._kept.mkdir(parents=True, exist_ok=True)
        self._made: set[str] = set()
        self._corpora: dict[int, Corpus] = {}

    @property
    def small(self) -> int:
        """Publications of the measurements over a small index."""
        return 500 if self.is_quick else 10_000

    @property
    def large(self) -> int:
        """Publications of the measurements over a large index."""
        return self.sizes[-1]

    @property
    def rounds(self) -> int:
        """How often a thing is measured; the best counts."""
        return 1 if self.is_quick else 5

    def made_once(self, name: str, make: Callable[[Path], object]) -> Path:
        """A file or folder that `make` writes, once a run; kept from an earlier run when `--keep` is given."""
        path = self._folder / name
        if name not in self._made:
            if path.exists() and not self._keep:
                remove(path)
            _make(path, make)
            self._made.add(name)
        return path

    def kept(self, name: str, digest: str, make: Callable[[Path], object]) -> Path:
        """A file or folder that `make` writes where no earlier run left one of this digest; older ones are removed."""
        path = self._kept / f"{name}.{digest}"
        for other in self._kept.glob(f"{name}.*"):
            if other != path:
                remove(other)
        _make(path, make)
        return path

    def generated(self, size: int) -> Path:
        """A manifest of generated publications."""

        def make(path: Path) -> None:
            with path.open("wb") as file:
                subprocess.run([sys.executable, str(GENERATOR), str(size)], stdout=file, check=True)

        return self.kept(f"generated-{size}", f"{digest_of_generated()}.jsonl", make)

    def analysed(self, size: int) -> Path:
        """The folder of the same publications as analysed text."""
        manifest = self.generated(size)
        return self.kept(f"analysed-{size}", digest_of_analysis(), lambda folder: analyse(manifest, folder))

    def corpus(self, size: int) -> Corpus:
        """What `analysed` holds."""
        if size not in self._corpora:
            self._corpora[size] = Corpus(self.analysed(size))
        return self._corpora[size]

    def index_of(self, source: int | str) -> Path:
        """The index of so many generated publications, or of "real"."""
        path = self.generated(source) if isinstance(source, int) else SHARED_DATA / source
        return self.made_once(f"index-{source}", lambda folder: add(folder, path))

    def place(self, name: str) -> Path:
        """Where a file or folder of this run belongs that something else makes."""
        return self._folder / name

    def is_made(self, name: str) -> bool:
        """Whether that is of this run, or may be an earlier one's."""
        return self._keep or name in self._made

    def note_made(self, name: str) -> None:
        """Say that this run has made it."""
        self._made.add(name)

    def fresh_folder(self, name: str) -> Path:
        """A folder that does not exist yet."""
        path = self._folder / name
        remove(path)
        return path

    def take(self, name: str, folder: Path) -> Path:
        """Keep a folder under the name that `made_once` knows it by."""
        path = self._folder / name
        remove(path)
        folder.rename(path)
        self._made.add(name)
        return path


def _make(path: Path, make: Callable[[Path], object]) -> None:
    if not path.exists():
        unfinished = path.with_name(path.name + ".unfinished")
        remove(unfinished)
        make(unfinished)
        unfinished.rename(path)


def remove(path: Path) -> None:
    """Remove a file or a folder, if there is one."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
