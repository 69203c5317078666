"""What worker processes do in test_workers.py: each line's text says how it ends."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Sequence

from indexer.reading import Task
from indexer.sources.manifest import Line


class NotLoaded:
    """Work that no process can load, as when its module was replaced by another while a run goes on."""

    def __call__(self, tasks: Sequence[Task]) -> list[str]:
        raise AssertionError("no process has loaded it")

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def obey_all(tasks: Sequence[Task]) -> list[str]:
    """Do what each line of a bundle says."""
    return [_obey(task) for task in tasks]


def _obey(task: Task) -> str:
    assert isinstance(task, Line)
    what = task.data.decode()
    match what.split()[0]:
        case "hang":
            time.sleep(600)
        case "sleep-without-signals":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
        case "exit":
            os._exit(7)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "eat":
            _ = bytearray(64 * 2**30)
        case "raise":
            raise LookupError("a surprise\nof two lines")
        case "memory":
            return f"{resource.getrlimit(resource.RLIMIT_AS)}"
    return what
