"""Commits of an index folder: which there are, and how a new one becomes visible.

A commit is a table of contents (Whoosh's, `_MAIN_<generation>.toc`) that names the segments. It appears by a rename,
after everything it names and its checksums are on disk; the one before is deleted after that.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

from indexer.engines.whoosh import checksums, toc
from indexer.engines.whoosh.codec import ArraySegment
from indexer.errors import EngineUnavailable, IndexDamaged

INDEX_NAME = "MAIN"


def toc_name(generation: int) -> str:
    """The file name of a commit's table of contents."""
    return f"_{INDEX_NAME}_{generation}.toc"


def newest_generation(folder: Path) -> int:
    """The newest commit's number, -1 when there is none. Raises EngineUnavailable when the folder cannot be read.

    Not asked of Whoosh, for which such a folder is an empty one.
    """
    pattern = TOC._pattern(INDEX_NAME)
    try:
        names = [path.name for path in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return -1
    except OSError as error:
        raise EngineUnavailable(f"The index {folder} cannot be read: {error.strerror}.") from error
    return max((int(found[1]) for name in names if (found := pattern.match(name))), default=-1)


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. A folder that was made again has the same numbers again, in other files.

    inode    of the table of contents
    written  when it became visible
    """

    generation: int
    inode: int
    written: dt.datetime


def newest_commit(folder: Path) -> Commit | None:
    """The newest commit, None when there is none. Raises EngineUnavailable when the folder cannot be read."""
    for _ in range(20):
        generation = newest_generation(folder)
        if generation < 0:
            return None
        with suppress(FileNotFoundError):  # replaced since its name was read
            stat = (folder / toc_name(generation)).stat()
            return Commit(generation, stat.st_ino, dt.datetime.fromtimestamp(stat.st_mtime).astimezone())
    raise EngineUnavailable(f"The index {folder} changes faster than it can be read.")


def is_there(folder: Path, commit: Commit) -> bool:
    """Whether a commit has not been replaced: the next one deletes its table of contents. One look at the disk."""
    try:
        path = f"{folder}/{toc_name(commit.generation)}"
        return os.stat(path).st_ino == commit.inode  # noqa: PTH116 - each search asks: a third of the time
    except FileNotFoundError:
        return False


def lost_generation(folder: Path) -> int:
    """The newest commit that checksums are there for, -1 when there are none."""
    names = [path.name for path in folder.glob(f"_{INDEX_NAME}_*.sums")]
    return max((int(name.split("_")[2].removesuffix(".sums")) for name in names), default=-1)


def read_commit(folder: Path, generation: int) -> TOC:
    """What a commit consists of. Raises FileNotFoundError, IndexDamaged or IndexOfOtherVersion."""
    name = toc_name(generation)
    data = (folder / name).read_bytes()
    sums = checksums.read_sums(checksums.sums_path(folder, generation))
    if sums is not None:
        checksums.check_format(sums, folder)
        if sums.files.get(name) != checksums.sum_of(data):
            raise IndexDamaged(f"{name} is not what was written: run `indexer verify`.")
    try:
        return toc.read_toc(data, generation)
    except Exception as error:  # what reading damaged bytes happens to raise
        what = f"{type(error).__name__}: {error}"[:200]
        raise IndexDamaged(f"{name} cannot be read ({what}): run `indexer verify`.") from error


def write_commit(folder: Path, schema: Any, segments: Sequence[ArraySegment], generation: int) -> None:
    """Make a commit visible, durably and at once, and delete the files that only older ones need."""
    name = toc_name(generation)
    data = toc.write_toc(schema, segments, generation, INDEX_NAME)
    publications = sum(segment.doc_count() for segment in segments)
    files = [segment.file_name for segment in segments]
    toc_sum = {name: checksums.sum_of(data)}
    sums, new = checksums.make_sums(folder, generation, files, publications, toc_sum)
    sums_name = checksums.sums_path(folder, generation).name
    checksums.write_durably(folder, {sums_name: sums, name: data}, new)
    clean_files(FileStorage(str(folder)), INDEX_NAME, generation, segments)
    for old in folder.glob(f"_{INDEX_NAME}_*.sums*"):
        if old.name != sums_name:
            old.unlink(missing_ok=True)
