"""What every file of a commit must be: written before the commit is visible, checked by `indexer verify`.

`_MAIN_<generation>.sums` is JSON: {"files": {name: [size, hex digest]}, "publications": count}. A segment's files
never change, so their digests are taken over from one commit to the next. The table of contents is added right after
it was written.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from indexer.errors import IndexDamaged

FileSum = tuple[int, str]


class Sums(msgspec.Struct, frozen=True):
    """The checksums of a commit: file name -> size and hex digest, and how many publications it holds."""

    files: dict[str, FileSum]
    publications: int


def sums_path(folder: Path, generation: int) -> Path:
    """The file that holds a commit's checksums."""
    return folder / f"_MAIN_{generation}.sums"


def write_sums(folder: Path, generation: int, names: Iterable[str], publications: int) -> None:
    """Write the checksums of a commit's files, durably; known ones are taken from the commit before."""
    known = _read(sums_path(folder, generation)).files or _read(sums_path(folder, generation - 1)).files
    files = {name: known.get(name) or _sum(folder / name) for name in sorted(names)}
    for name in files:
        sync(folder / name)
    path = sums_path(folder, generation)
    temporary = path.with_suffix(".sums.tmp")
    temporary.write_bytes(msgspec.json.encode(Sums(files, publications)))
    sync(temporary)
    temporary.rename(path)
    sync(folder)


def check_sums(folder: Path, generation: int, expected: Iterable[str], publications: int) -> Iterable[str]:
    """Compare every file with its checksum; a sentence for each. Raises IndexDamaged at the first difference."""
    path = sums_path(folder, generation)
    sums = _read(path)
    if not sums.files:
        raise IndexDamaged(f"{path.name} is missing or cannot be read: index the publications again into a new folder.")
    for name in sorted({*expected, *sums.files}):
        if name not in sums.files:
            raise IndexDamaged(f"{name} has no checksum in {path.name}.")
        size, digest = sums.files[name]
        if not (folder / name).exists():
            raise IndexDamaged(f"{name} is missing: copy the index folder back from a backup, or index again.")
        if _sum(folder / name) != (size, digest):
            raise IndexDamaged(
                f"{name} is not what was written: copy the index folder back from a backup, or index again."
            )
        yield f"{name}: {size} bytes, as written"
    if publications != sums.publications:
        raise IndexDamaged(f"The index holds {publications} publications; {sums.publications} were written.")
    yield f"{publications} publications, as written"


def sync(path: Path) -> None:
    """Ask the disk to keep a file or folder through a power cut; Whoosh itself never does."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sum(path: Path) -> FileSum:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
    return path.stat().st_size, digest.hexdigest()


def _read(path: Path) -> Sums:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Sums)
    except (OSError, msgspec.DecodeError):
        return Sums({}, 0)
