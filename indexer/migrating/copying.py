"""From one engine to another: publications as they are stored, read and prepared in worker processes.

    copied = copy_publications(source_settings, target_settings)
    count = rebuild(settings)                     from an engine to itself: the whole index is written anew

No source is read again. What the target already has with the same digest is left as it is, so that a copy that was cut
goes on where it was. Workers need no walls here: they read what Glane itself has written.
"""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from indexer.engines import open_engine
from indexer.engines.interface import Engine, EngineStatus, Prepared, Stored, Writer
from indexer.errors import EngineUnavailable, TargetNotEmpty
from indexer.settings import Settings

Progress = Callable[[int, str], None]

# Below this many publications, starting processes takes longer than the work.
_WORTH_PROCESSES = 500
# A bundle is so many publications at most, and about so many passages, 7 MB of text: what is on the way between
# processes stays small for long reports, and is worth the way for short articles.
_MOST_A_BUNDLE = 256
_PASSAGES_A_BUNDLE = 4096
_BUNDLES_AHEAD = 2  # for each worker
_READ_AT_ONCE = 8  # by each worker: of a cluster that is away over a network, most of the time is waiting
# What a copy that is cut does again at most. A commit of a cluster refreshes its indices: not too often.
_COMMIT_EVERY_S = 20.0


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy did: publications copied, those that were there already, those that the source does not have."""

    copied: int
    there_already: int
    removed: int


def copy_publications(
    source: Settings,
    target: Settings,
    *,
    replace: bool = False,
    progress: Progress = lambda done, name: None,
) -> Copied:
    """Copy all publications from the engine of one settings to that of another, which is tidied up afterwards.

    The caller holds the lock of the source. Raises TargetNotEmpty where the target holds something else, unless
    that may be replaced. `progress` is called with how many of the source's publications are there.
    """
    from_engine, to_engine = open_engine(source, edited=False), open_engine(target, edited=False)
    stored = from_engine.stored()
    with to_engine.writer() as writer:
        there = to_engine.stored()
        same = {identifier for identifier, known in there.items() if known.digest and stored.get(identifier) == known}
        if len(same) < len(there) and not replace:
            raise _not_empty(target, there, same)
        wanted = [identifier for identifier in stored if identifier not in same]
        _Copying(writer, len(same), progress).run(_prepared(source, target, wanted, from_engine.status()))
        gone = [identifier for identifier in there if identifier not in stored]
        for identifier in gone:
            writer.remove(identifier)
        if wanted or gone or not to_engine.is_ready():
            writer.commit()
    return Copied(len(wanted), len(same), len(gone))


def rebuild(settings: Settings, *, progress: Progress = lambda done, name: None) -> int:
    """Write all publications of an index anew, from what it holds; how many they are.

    Raises IndexMissing where there is none, IndexLocked while it is being written.
    """
    engine = open_engine(settings, edited=False)
    status = engine.status()  # an index that is not there is not made here
    with engine.rebuilding() as writer:
        ids = list(engine.stored())
        _Copying(writer, 0, progress).run(_prepared(settings, settings, ids, status))
        writer.commit()
    return len(ids)


class _Copying:
    """Prepared publications on their way into the target."""

    def __init__(self, writer: Writer, done: int, progress: Progress) -> None:
        self._writer = writer
        self._done = done
        self._progress = progress
        self._last_commit = time.monotonic()

    def run(self, prepared: Iterator[Prepared]) -> None:
        """Write all of them, a commit now and then."""
        self._progress(self._done, "")
        for some in prepared:
            self._writer.add(some)
            self._done += len(some.ids)
            self._progress(self._done, "")
            if time.monotonic() - self._last_commit > _COMMIT_EVERY_S:
                self._writer.commit(final=False)
                self._last_commit = time.monotonic()


def _not_empty(target: Settings, there: Mapping[str, Stored], same: set[str]) -> TargetNotEmpty:
    other = len(there) - len(same)
    return TargetNotEmpty(
        f"The target ({target.engine}) already holds {len(there):,} publications, of which {other:,} are not the same "
        "in the source: nothing was changed. Add --replace to have it hold what the source holds and nothing else."
    )


def _prepared(source: Settings, target: Settings, ids: Sequence[str], status: EngineStatus) -> Iterator[Prepared]:
    """Publications of the source, prepared for the target, in bundles."""
    passages_each = max(1, -(-status.passages // max(1, status.publications)))
    size = max(1, min(_MOST_A_BUNDLE, _PASSAGES_A_BUNDLE // passages_each))
    bundles = [ids[start : start + size] for start in range(0, len(ids), size)]
    workers = source.extraction.workers or os.cpu_count() or 1
    if len(ids) < _WORTH_PROCESSES or workers == 1:
        from_engine, to_engine = open_engine(source, edited=False), open_engine(target, edited=False)
        yield from (prepare_stored(from_engine, to_engine, bundle) for bundle in bundles)
        return
    # Clean processes: a connection or a mapped file that two processes share after a fork belongs to neither.
    pool = ProcessPoolExecutor(workers, get_context("forkserver"), _open_engines, (source, target))
    try:
        yield from _in_processes(pool, bundles, workers * _BUNDLES_AHEAD)
    except BrokenProcessPool as error:
        raise EngineUnavailable(
            "A process that prepares publications was ended, perhaps for want of memory: run the same command again "
            "(a copy goes on where it was); fewer processes ([extraction] workers) need less memory."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _in_processes(pool: ProcessPoolExecutor, bundles: Sequence[Sequence[str]], ahead: int) -> Iterator[Prepared]:
    waiting: deque[Future[Prepared]] = deque()
    for bundle in bundles:
        if len(waiting) >= ahead:
            yield waiting.popleft().result()
        waiting.append(pool.submit(_prepare_here, bundle))
    while waiting:
        yield waiting.popleft().result()


def prepare_stored(source: Engine, target: Engine, ids: Sequence[str]) -> Prepared:
    """Publications read from one engine and prepared for another. Raises EngineUnavailable when one is gone."""
    with ThreadPoolExecutor(_READ_AT_ONCE) as threads:
        found = list(zip(ids, threads.map(source.get, ids), strict=True))
    lost = [identifier for identifier, publication in found if publication is None]
    if lost:
        raise EngineUnavailable(f"The source has lost {lost[0]} meanwhile: run the same command again.")
    return target.prepare([publication for _, publication in found if publication is not None])


_engines: list[Engine] = []  # of a worker process: the source and the target


def _open_engines(source: Settings, target: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    _engines[:] = open_engine(source, edited=False), open_engine(target, edited=False)


def _prepare_here(ids: Sequence[str]) -> Prepared:
    return prepare_stored(_engines[0], _engines[1], ids)
