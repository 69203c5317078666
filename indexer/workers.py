"""Worker processes that read files under limits of time and memory, so that no file can stop or fill the machine.

A worker that takes too long is ended, one that asks for too much memory gets a MemoryError, one that crashes is
replaced: each time the run goes on, and the file has its sentence. Where workers end before they read anything, no file
is to blame, and the run ends. What a worker may do is confined by sandbox/, and what it answers is read without trust.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from pebble import ProcessExpired, ProcessPool

from indexer.errors import WorkersBroken
from indexer.reading import Task
from indexer.sandbox import Rules, confine
from indexer.sandbox.messages import ReadingContext
from indexer.settings import ExtractionSettings
from indexer.sources.manifest import Line
from indexer.temporary import temporary_folder

Result = TypeVar("Result")
TaskT = TypeVar("TaskT", bound=Task)

# Lines of a manifest are small: sent in bundles, as a process needs 0.3 ms to be handed anything, and as the more there
# are of them, the less each costs. With 512, a run was a few per cent quicker and took 15 MB more.
_LINES_A_BUNDLE = 384
_BUNDLE_BYTES = 2 * 2**20
# A bundle that ended its worker is tried again in so many parts, and these again, until the line is found that did it.
_PARTS = 16
# Bundles a worker takes before it is replaced, so that what a library leaks has an end.
_BUNDLES_A_WORKER = 500
# What is sent ahead of the results bounds the parent's memory.
_BUNDLES_AHEAD = 2  # for each worker; 4 made no run quicker
_BYTES_AHEAD = 64 * 2**20
# All that a worker needs, the engine too: what is loaded before the fork is shared by all workers.
_LOADED_BEFORE = [
    "indexer.quiet", "indexer.sandbox", "indexer.extract.files", "indexer.extract.pdf.drawing",
    "indexer.engines.whoosh.engine",
]  # fmt: skip
# Objects made before a worker looks for cycles among them: after the usual 700, that took a twentieth of its time.
_GARBAGE_COLLECTED_AFTER = 20_000


def work_through(
    tasks: Iterable[TaskT],
    work: Callable[[Sequence[TaskT]], Result],
    failed: Callable[[TaskT, str], Result],
    limits: ExtractionSettings,
    readable: Iterable[Path],
    *,
    programs: Iterable[str] = (),
) -> Iterator[tuple[Sequence[TaskT], Result]]:
    """Do `work` for tasks in worker processes, a bundle at a time; the bundles and their results come in their order.

    `work` must be a function of a module (or a partial of one); `failed` is called here for one task, with the
    sentence that says how a worker ended. `readable` are the files and folders that a worker may open,
    `programs` the paths of those that it may start. Raises WorkersBroken when workers end, or
    cannot be started, without having read anything.
    """
    bundles = _bundles(tasks)
    first = next(bundles, None)
    if first is None:  # nothing changed: no process is started
        return
    workers = limits.workers or os.cpu_count() or 1
    context = ReadingContext()
    context.set_forkserver_preload(_LOADED_BEFORE)
    waiting: deque[tuple[_Bundle[TaskT], Future[Result]]] = deque()
    bytes_ahead = 0
    with (
        temporary_folder() as temporary,
        ProcessPool(
            max_workers=workers,
            max_tasks=_BUNDLES_A_WORKER,
            initializer=_limit_process,
            # `work` is handed over for its module, which is loaded before its folder can no longer be read
            initargs=(Rules(limits.memory_mb * 2**20, tuple(map(str, readable)), temporary, tuple(programs)), work),
            context=context,
        ) as pool,
    ):

        def schedule(bundle: Sequence[TaskT]) -> Future[Result]:
            try:
                job: Future[Result] = pool.schedule(work, args=(bundle,), timeout=limits.timeout_s)
            except RuntimeError as error:  # what the pool raises when it is broken already
                raise _broken(error) from error
            return job

        def results(bundle: Sequence[TaskT], job: Future[Result]) -> Iterator[tuple[Sequence[TaskT], Result]]:
            try:
                result = job.result()
            except BrokenProcessPool as error:
                raise _broken(error) from error
            except Exception as error:  # noqa: BLE001 - whatever ended the worker, the run goes on
                if len(bundle) == 1:
                    yield bundle, failed(bundle[0], f"{bundle[0].name} {_what_happened(error, limits)}.")
                    return
            else:
                yield bundle, result
                return
            size = -(-len(bundle) // _PARTS)
            for start in range(0, len(bundle), size):  # one of them did it: the others must not suffer for it
                part = bundle[start : start + size]
                yield from results(part, schedule(part))

        try:
            for bundle in chain([first], bundles):
                waiting.append((bundle, schedule(bundle.tasks)))
                bytes_ahead += bundle.size_bytes
                while len(waiting) >= workers * _BUNDLES_AHEAD or bytes_ahead > _BYTES_AHEAD:
                    oldest, job = waiting.popleft()
                    bytes_ahead -= oldest.size_bytes
                    yield from results(oldest.tasks, job)
            while waiting:
                oldest, job = waiting.popleft()
                yield from results(oldest.tasks, job)
        except BaseException:
            pool.stop()
            raise


class _Bundle(NamedTuple, Generic[TaskT]):
    tasks: list[TaskT]
    size_bytes: int


def _bundles(tasks: Iterable[TaskT]) -> Iterator[_Bundle[TaskT]]:
    """Small lines of one manifest by the bundle, in their order; files, and lines that name one, each alone."""
    bundle: list[TaskT] = []
    size_bytes, source = 0, None
    for task in tasks:
        if not isinstance(task, Line) or task.may_name_file:
            if bundle:
                yield _Bundle(bundle, size_bytes)
            yield _Bundle([task], len(task.data) if isinstance(task, Line) else 0)
            bundle, size_bytes = [], 0
            continue
        size = len(task.data)
        is_full = len(bundle) >= _LINES_A_BUNDLE or size_bytes + size > _BUNDLE_BYTES
        if bundle and (is_full or task.manifest != source):
            yield _Bundle(bundle, size_bytes)
            bundle, size_bytes = [], 0
        bundle.append(task)
        size_bytes += size
        source = task.manifest
    if bundle:
        yield _Bundle(bundle, size_bytes)


def _what_happened(error: Exception, limits: ExtractionSettings) -> str:
    match error:
        case FutureTimeoutError():
            return f"took longer than {limits.timeout_s:g} seconds to read (the setting timeout_s)"
        case ProcessExpired():
            return _how_it_ended(error.exitcode, limits)
        case MemoryError():
            return f"needs more than the {limits.memory_mb} MB that a reading process may use (the setting memory_mb)"
    return f"could not be read ({type(error).__name__}: {str(error)[:200]})"


def _how_it_ended(exit_code: int, limits: ExtractionSettings) -> str:
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        return f"ended its reading process (exit code {exit_code})"
    # Libraries in C end a process that gets no more memory, as they do one that has gone wrong.
    memory = f"the {limits.memory_mb} MB that it may use (the setting memory_mb)"
    return f"ended its reading process ({name}): it is damaged, or needs more than {memory}"


def _broken(error: Exception) -> WorkersBroken:
    return WorkersBroken(
        f"The processes that read files ended unexpectedly ({str(error)[:200]}), and the run cannot go on. Run the"
        " command again: what was stored stays, and only the rest is read. It happens when memory is short, and when"
        " Glane, a library or Python is replaced during a run."
    )


def _limit_process(rules: Rules, _: object) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    confine(rules)
    gc.freeze()  # what was loaded is no garbage
    gc.set_threshold(_GARBAGE_COLLECTED_AFTER)
