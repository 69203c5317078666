"""One writer at a time: a lock that the system releases when its process ends, however it ends."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexLocked

FILE_NAME = "writer.lock"


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the writer's place in an index folder.

    Raises IndexLocked with the process that holds it, and since when.
    """
    with (folder / FILE_NAME).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexLocked(_who_holds(folder, file.name)) from error
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "since": dt.datetime.now().astimezone().isoformat(timespec="seconds")}, file)
        file.flush()
        yield
        # the file stays: removing it would let two writers lock two files of one name
        file.seek(0)
        file.truncate()


def _who_holds(folder: Path, name: str) -> str:
    try:
        holder = json.loads(Path(name).read_text(encoding="utf-8"))
        who = f"process {holder['pid']} since {holder['since']}"
    except (OSError, ValueError, KeyError):
        who = "another process"
    return f"The index {folder} is being written by {who}; wait until it has ended, then run this again."
