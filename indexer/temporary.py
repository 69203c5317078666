"""The folder that the processes of one run may write to, gone with the run.

    with temporary_folder() as folder: ...

A run that is killed cannot tidy up: its folder goes with the next run. Whether one is still in use says a lock on the
folder, which the system releases with the process that holds it, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "glane-run-"
# Between making a folder and locking it there is a moment in which it looks abandoned.
_NEW_S = 60.0


@contextmanager
def temporary_folder() -> Iterator[str]:
    """A new folder, removed at the end with all that is in it."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        _remove_abandoned(path)
    folder = tempfile.mkdtemp(prefix=_PREFIX)
    held = os.open(folder, os.O_RDONLY)  # no process that is started inherits it
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _remove_abandoned(path: Path) -> None:
    """Remove a folder of ours that no run holds; what cannot be removed is left to the system's own tidying."""
    try:
        held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        status = os.fstat(held)
        if status.st_uid != os.geteuid() or time.time() - status.st_mtime < _NEW_S:
            return
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    except BlockingIOError:  # its run goes on
        pass
    finally:
        os.close(held)
