"""Work that crashes, hangs, fills the memory or lies about its end costs nothing but its answer."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.sandbox.forked import MAX_BYTES, run_forked


def crash() -> bytes:
    faulthandler.disable()  # else pytest's tells the crash as if it were its own
    os.kill(os.getpid(), signal.SIGSEGV)
    return b"never"


def hang() -> bytes:
    signal.pause()
    return b"never"


def close_the_pipe_and_stay() -> bytes:
    """As a file would that has taken over its reader: the end of the answer is there, the process is not gone."""
    os.closerange(3, 256)
    signal.pause()
    return b"never"


def leave() -> bytes:
    os._exit(0)


def raise_error() -> bytes:
    raise ValueError("no")


def children() -> set[str]:
    """The processes that this one has started, those that ended and were not waited for included."""
    return {pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


@pytest.mark.parametrize("data", [b"", b"\n", b"picture", b"x" * 3 * 2**20])
def test_an_answer_comes_whole(data: bytes) -> None:
    assert run_forked(lambda: data, 10) == data


@pytest.mark.parametrize("work", [crash, hang, close_the_pipe_and_stay, leave, raise_error])
def test_what_goes_wrong_is_no_answer_and_leaves_no_process(work: Callable[[], bytes]) -> None:
    begun, before = time.monotonic(), children()
    assert run_forked(work, 0.5) is None
    assert time.monotonic() - begun < 5
    assert children() <= before


def test_too_long_an_answer_is_none() -> None:
    assert run_forked(lambda: bytes(MAX_BYTES + 1), 10) is None


def test_the_copy_changes_nothing_here() -> None:
    here: list[int] = []

    def change() -> bytes:
        here.append(1)
        return b"done"

    assert run_forked(change, 10) == b"done"
    assert here == []
