"""Worker processes that read files under limits of time and memory, so that no file can stop or fill the machine.

A worker that takes too long is ended, one that asks for too much memory gets a MemoryError, one that crashes is
replaced: each time the run goes on, and the file has its sentence.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, TimeoutError as FutureTimeoutError
from functools import partial

from pebble import ProcessExpired, ProcessPool

from indexer.engines.interface import Prepared
from indexer.publication import Publication
from indexer.reading import Read, Task, read_task
from indexer.settings import ExtractionSettings
from indexer.sources.manifest import Line

# Lines of a manifest are small: sent in bundles, as a process needs 0.3 ms to be handed anything.
_LINES_A_BUNDLE = 64
# Tasks a worker takes before it is replaced, so that what a library leaks has an end.
_TASKS_A_WORKER = 500
_BUNDLES_AHEAD = 4  # for each worker; bounds the parent's memory


def read_all(
    tasks: Iterable[Task], prepare: Callable[[Publication], Prepared], limits: ExtractionSettings
) -> Iterator[Read]:
    """Read every task in worker processes; results come in the order of the tasks."""
    workers = limits.workers or os.cpu_count() or 1
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["indexer.extract.files", "indexer.engines.whoosh.documents"])
    waiting: deque[tuple[Sequence[Task], Future[list[Read]]]] = deque()
    read = partial(_read_bundle, prepare=prepare, max_bytes=limits.max_file_mb * 2**20)
    with ProcessPool(
        max_workers=workers,
        max_tasks=_TASKS_A_WORKER,
        initializer=_limit_process,
        initargs=(limits.memory_mb * 2**20,),
        context=context,
    ) as pool:
        try:
            for bundle in _bundles(tasks):
                waiting.append((bundle, pool.schedule(read, args=(bundle,), timeout=limits.timeout_s * len(bundle))))
                if len(waiting) >= workers * _BUNDLES_AHEAD:
                    yield from _results(*waiting.popleft(), limits)
            while waiting:
                yield from _results(*waiting.popleft(), limits)
        except BaseException:
            pool.stop()
            raise


def _bundles(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    bundle: list[Task] = []
    for task in tasks:
        if isinstance(task, Line):
            bundle.append(task)
            if len(bundle) < _LINES_A_BUNDLE:
                continue
        elif bundle:
            yield bundle
            bundle = [task]
        else:
            bundle = [task]
        yield bundle
        bundle = []
    if bundle:
        yield bundle


def _read_bundle(
    bundle: Sequence[Task], *, prepare: Callable[[Publication], Prepared], max_bytes: int
) -> list[Read]:
    return [read_task(task, prepare, max_bytes=max_bytes) for task in bundle]


def _results(bundle: Sequence[Task], future: Future[list[Read]], limits: ExtractionSettings) -> Iterator[Read]:
    try:
        yield from future.result()
    except FutureTimeoutError:
        yield from _failed(bundle, f"took longer than {limits.timeout_s:g} seconds to read; the limit is the setting timeout_s")
    except ProcessExpired as error:
        yield from _failed(bundle, f"ended its reading process (exit code {error.exitcode})")
    except MemoryError:
        yield from _failed(bundle, f"needs more than the {limits.memory_mb} MB that a reading process may use")


def _failed(bundle: Sequence[Task], what: str) -> Iterator[Read]:
    for task in bundle:
        if isinstance(task, Line):
            yield Read(task.name, str(task.manifest), task.digest, failure=f"{task.name} {what}.")
        else:
            yield Read(task.path.name, str(task.path), task.digest, failure=f"{task.path.name} {what}.")


def _limit_process(memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
