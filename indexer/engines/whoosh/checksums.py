"""What every file of a commit must be: written before the commit is visible, checked by `indexer verify`.

`_MAIN_<generation>.sums` has two lines:

    {"format": 3, "files": {name: [size, hex digest]}, "publications": count}
    hex digest of the first line

A segment's files never change, so their digests are taken over from one commit to the next. That of the table of
contents is known before it is on disk (commits.py): whenever a commit is visible, its checksums are there and whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from indexer.errors import IndexDamaged, IndexOfOtherVersion

# Of the whole folder; 1 had Whoosh's own files in each segment, 2 French stems only and no languages of passages.
# A segment's file has a version of its own.
FORMAT = 3
FileSum = tuple[int, str]
_REPAIR = "copy the index folder back from a backup, or index the publications again into a new folder."


class Sums(msgspec.Struct, frozen=True):
    """The checksums of a commit: file name -> size and hex digest, and how many publications it holds."""

    files: dict[str, FileSum]
    publications: int
    format: int = 1


def sums_path(folder: Path, generation: int) -> Path:
    """The file that holds a commit's checksums."""
    return folder / f"_MAIN_{generation}.sums"


def make_sums(
    folder: Path, generation: int, names: Iterable[str], publications: int, others: Mapping[str, FileSum]
) -> tuple[bytes, list[str]]:
    """The checksums of a commit, of the files `names` and of `others` that are not on disk yet; and which are new."""
    before = read_sums(sums_path(folder, generation - 1))
    known = before.files if before else {}
    files = {name: known.get(name) or _sum(folder / name) for name in sorted(names)}
    line = msgspec.json.encode(Sums({**files, **others}, publications, FORMAT))
    return line + b"\n" + _digest(line).encode(), sorted(files.keys() - known.keys())


def check_format(sums: Sums, folder: Path) -> None:
    """Raise IndexOfOtherVersion when this Glane cannot read the folder."""
    if sums.format < FORMAT:
        raise IndexOfOtherVersion(
            f"The index {folder} was written by an older Glane: index the publications again, into a new folder."
        )
    if sums.format > FORMAT:
        raise IndexOfOtherVersion(
            f"The index {folder} was written by a newer Glane (format {sums.format}, this one reads {FORMAT}): "
            "use the newer one, or index the publications again into a new folder."
        )


def check_sums(folder: Path, generation: int, expected: Iterable[str], publications: int) -> Iterable[str]:
    """Compare every file with its checksum; a sentence for each. Raises IndexDamaged at the first difference."""
    path = sums_path(folder, generation)
    sums = read_sums(path)
    if sums is None:
        what = "is not what was written" if path.exists() else "is missing"
        raise IndexDamaged(f"{path.name} {what}: {_REPAIR}")
    yield f"{path.name}: as written"
    for name in sorted({*expected, *sums.files}):
        if name not in sums.files:
            raise IndexDamaged(f"{name} has no checksum in {path.name}: {_REPAIR}")
        if not (folder / name).exists():
            raise IndexDamaged(f"{name} is missing: {_REPAIR}")
        if _sum(folder / name) != sums.files[name]:
            raise IndexDamaged(f"{name} is not what was written: {_REPAIR}")
        yield f"{name}: {sums.files[name][0]} bytes, as written"
    if publications != sums.publications:
        raise IndexDamaged(f"The index holds {publications} publications; {sums.publications} were written.")
    yield f"{publications} publications, as written"


def read_sums(path: Path) -> Sums | None:
    """The checksums of a commit; None when the file is missing or not what was written."""
    try:
        line, _, digest = path.read_bytes().partition(b"\n")
        return msgspec.json.decode(line, type=Sums) if _digest(line).encode() == digest else None
    except (OSError, msgspec.DecodeError):
        return None


def sum_of(data: bytes) -> FileSum:
    """The checksum of a file that will hold these bytes."""
    return len(data), _digest(data)


def write_durably(folder: Path, contents: Mapping[str, bytes], others: Iterable[str] = ()) -> None:
    """Write files, each there whole or not at all, through a power cut too, and the last one last of all.

    `others` are files on disk that must be kept by then as well. The small ones are on their way to the disk before any
    is waited for. That takes 0.5 ms; a thread for each took 1 to 3, and much longer to start on a busy machine.
    """
    temporary = {name: folder / f"{name}.tmp" for name in contents}
    for name, data in contents.items():
        with temporary[name].open("wb", buffering=0) as file:
            file.write(data)
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # begins to write, and waits for nothing
    for path in [*(folder / name for name in others), *temporary.values()]:
        sync(path)
    for name, path in temporary.items():
        path.rename(folder / name)
    sync(folder)


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


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
