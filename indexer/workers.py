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
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from itertools import chain
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from indexer.reading import Task
from indexer.settings import ExtractionSettings
from indexer.sources.manifest import Line

Result = TypeVar("Result")

# Lines of a manifest are small: sent in bundles, as a process needs 0.3 ms to be handed anything.
_LINES_A_BUNDLE = 64
_BUNDLE_BYTES = 2**20
# Tasks a worker takes before it is replaced, so that what a library leaks has an end.
_TASKS_A_WORKER = 500
# What is sent ahead of the results bounds the parent's memory.
_BUNDLES_AHEAD = 4  # for each worker
_BYTES_AHEAD = 64 * 2**20


def work_through(
    tasks: Iterable[Task],
    work: Callable[[Task], Result],
    failed: Callable[[Task, str], Result],
    limits: ExtractionSettings,
) -> Iterator[Result]:
    """Do `work` for every task in worker processes; results come in the order of the tasks.

    `work` must be a function of a module (or a partial of one); `failed` is called here, with the sentence that says
    how a worker ended.
    """
    bundles = _bundles(tasks)
    first = next(bundles, None)
    if first is None:  # nothing changed: no process is started
        return
    workers = limits.workers or os.cpu_count() or 1
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["indexer.quiet", "indexer.extract.files", "indexer.engines.whoosh.documents"])
    waiting: deque[tuple[Sequence[Task], Future[list[Result]]]] = deque()
    with ProcessPool(
        max_workers=workers,
        max_tasks=_TASKS_A_WORKER,
        initializer=_limit_process,
        initargs=(limits.memory_mb * 2**20,),
        context=context,
    ) as pool:

        def schedule(bundle: Sequence[Task]) -> Future[list[Result]]:
            job: Future[list[Result]] = pool.schedule(_work_bundle, args=(work, bundle), timeout=limits.timeout_s)
            return job

        def results(bundle: Sequence[Task], job: Future[list[Result]]) -> Iterator[Result]:
            try:
                done = job.result()
            except Exception as error:  # noqa: BLE001 - whatever ended the worker, the run goes on
                if len(bundle) == 1:
                    yield failed(bundle[0], f"{bundle[0].name} {_what_happened(error, limits)}.")
                    return
            else:
                yield from done
                return
            for task in bundle:  # one of them did it: the others must not suffer for it
                yield from results([task], schedule([task]))

        try:
            for bundle in chain([first], bundles):
                waiting.append((bundle, schedule(bundle)))
                while len(waiting) >= workers * _BUNDLES_AHEAD or sum(_size(b) for b, _ in waiting) > _BYTES_AHEAD:
                    yield from results(*waiting.popleft())
            while waiting:
                yield from results(*waiting.popleft())
        except BaseException:
            pool.stop()
            raise


def _bundles(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Small lines by the bundle, in their order; files, and lines that name one, each alone."""
    bundle: list[Task] = []
    for task in tasks:
        is_alone = not isinstance(task, Line) or task.may_name_file
        if bundle and (is_alone or len(bundle) >= _LINES_A_BUNDLE or _size(bundle) + _size([task]) > _BUNDLE_BYTES):
            yield bundle
            bundle = []
        bundle.append(task)
        if is_alone:
            yield bundle
            bundle = []
    if bundle:
        yield bundle


def _size(bundle: Sequence[Task]) -> int:
    return sum(len(task.data) for task in bundle if isinstance(task, Line))


def _work_bundle(work: Callable[[Task], Result], bundle: Sequence[Task]) -> list[Result]:
    return [work(task) for task in bundle]


def _what_happened(error: Exception, limits: ExtractionSettings) -> str:
    match error:
        case FutureTimeoutError():
            return f"took longer than {limits.timeout_s:g} seconds to read (the setting timeout_s)"
        case ProcessExpired():
            return f"ended its reading process (exit code {error.exitcode})"
        case MemoryError():
            return f"needs more than the {limits.memory_mb} MB that a reading process may use (the setting memory_mb)"
    return f"could not be read ({type(error).__name__}: {str(error)[:200]})"


def _limit_process(memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
