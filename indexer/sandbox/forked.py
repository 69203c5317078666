"""A piece of work done in a copy of this process, which may crash, hang or fill its memory without harm to this one.

    run_forked(lambda: draw(document), timeout_s=1.0)   ->  the bytes, or None when it came to nothing

The copy has all that is loaded and open here (a PDF, a library) and costs some milliseconds instead of the quarter of a
second that a new Python needs. It is ended for good after its time. This process must have one thread.

Not here: what the copy may do; it has the walls of this process and may put up more (`confine`).
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable
from typing import NoReturn

MAX_BYTES = 16 * 2**20  # of an answer; a drawn page has a tenth of a megabyte
_PIECE = 2**16
_WHOLE = b"\n"  # ends an answer that was not broken off


def run_forked(work: Callable[[], bytes], timeout_s: float) -> bytes | None:
    """What `work` gives; None when it raised, crashed, took longer than `timeout_s` or gave more than MAX_BYTES."""
    until = time.monotonic() + timeout_s
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _work_and_exit(work, writer)
    os.close(writer)
    try:
        data = _read_all(reader, until)
    finally:
        os.close(reader)
        # Whether it has ended or not: one that was taken over may close the pipe and stay. Its number is its own until
        # it has been waited for.
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return data.removesuffix(_WHOLE) if data is not None and data.endswith(_WHOLE) else None


def _work_and_exit(work: Callable[[], bytes], writer: int) -> NoReturn:
    """In the copy: nothing of what this process was doing may go on there, whatever happens."""
    try:
        data = memoryview(work() + _WHOLE)
        while data:
            data = data[os.write(writer, data) :]
    finally:
        os._exit(0)


def _read_all(reader: int, until: float) -> bytes | None:
    """Everything until the pipe is closed; None when that takes too long or is too much."""
    waiting = select.poll()
    waiting.register(reader, select.POLLIN)
    parts: list[bytes] = []
    size = 0
    while (left_s := until - time.monotonic()) > 0:
        if not waiting.poll(left_s * 1000):
            continue
        part = os.read(reader, _PIECE)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            break
    return None
