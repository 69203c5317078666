"""Pictures that were drawn, kept in files up to a quota: what was not asked for longest goes first.

    kept = PictureCache(Path("/var/cache/glane"), most_bytes=200 * 2**20)
    kept.put("5d41402abc4b", b"RIFF...")
    kept.get("5d41402abc4b")            b"RIFF...", or None when it is not there (any more)

The workers of a service share one folder and no lock: a file is there whole or not at all, and what two of them write
or remove at once is the same. A folder that cannot be used costs the keeping, never an answer.
"""

from __future__ import annotations

import os
import stat
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from indexer.covers import write_whole

_SUFFIX = ".kept"
_LOOKED_AT_EVERY_S = 3600  # a file that is asked for again and again is touched no more often than that
_UNFINISHED_S = 3600  # a temporary file of this age was left by a process that was killed
# Written between two looks at the whole folder, and what is free afterwards: so that several workers together stay
# below the quota.
_BETWEEN_LOOKS, _KEPT_AFTERWARDS = 0.05, 0.75


class PictureCache:
    """Files in a folder, by names that are digests. For several threads and processes."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._written_bytes = most_bytes  # so that the first one looks
        self._looking = threading.Lock()

    def get(self, name: str, *, newest_s: float | None = None) -> bytes | None:
        """What was put there; with `newest_s`, only when that is not longer ago."""
        path = self._path(name)
        try:
            with path.open("rb") as file:
                changed = os.fstat(file.fileno()).st_mtime
                if newest_s is not None:
                    return file.read() if time.time() - changed < newest_s else None
                data = file.read()
        except OSError:
            return None
        if time.time() - changed > _LOOKED_AT_EVERY_S:
            with suppress(OSError):
                os.utime(path)
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keep it, unless it is too large to be worth it."""
        if len(data) > self._most_bytes * _BETWEEN_LOOKS:
            return
        with suppress(OSError), self._looking:
            if self._written_bytes >= self._most_bytes * _BETWEEN_LOOKS:
                self._make_room()
                self._written_bytes = 0
            write_whole(self._path(name), data)
            self._written_bytes += len(data)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"

    def _make_room(self) -> None:
        """Remove the oldest files until enough is free. Raises OSError when the folder cannot be used."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = []
        for entry in os.scandir(self._folder):
            with suppress(FileNotFoundError):  # another worker has just removed it
                status = entry.stat(follow_symlinks=False)
                if entry.name.endswith(_SUFFIX):
                    found.append((status.st_mtime, status.st_size, entry.path))
                elif entry.name.endswith(".tmp") and time.time() - status.st_mtime > _UNFINISHED_S:
                    Path(entry.path).unlink()
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._most_bytes * _KEPT_AFTERWARDS:
                break
            Path(path).unlink(missing_ok=True)
            total -= size


def folder_for(named: str) -> Path | None:
    """The folder of the setting, else one of this user's below the system's temporary folder.

    None when somebody else has put one there: what is kept is given to visitors.
    """
    if named:
        return Path(named)
    folder = Path(tempfile.gettempdir()) / f"glane-previews-{os.geteuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
    except OSError:
        return None
    is_ours = stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022
    return folder if is_ours else None
