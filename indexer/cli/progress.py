"""How a run is watched: a bar on a terminal, a line now and then in a log.

    with watched("Reading", lambda: count_tasks(paths)) as progress:
        run(engine, settings, paths, progress=progress)

Both say what is being read, how quickly, and what remains where that is known.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from indexer.cli.common import complain, plain, plural
from indexer.pipeline import Progress as ProgressCallback
from indexer.sources.folder import find_files
from indexer.sources.manifest import SUFFIXES

# A log has its first line soon, and then ever fewer: after half a minute, two a minute.
_FIRST_LINE_S = 1.0
_SLOWER = 2.0
_LONGEST_S = 30.0
_TOLD_FROM = 100  # a rate is told from so small a part of all on
_CHUNK_BYTES = 2**20
_LONGEST_NAME = 40


@contextmanager
def watched(what: str, count: Callable[[], int]) -> Iterator[ProgressCallback]:
    """Something to tell how many tasks are done, and the name of what is being read, of the `count` there are."""
    if not sys.stderr.isatty():
        yield LogLines(count, complain)
        return
    columns = (
        TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), TextColumn("{task.fields[name]}", style="dim"),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=count(), rate="", name="")

        def advance(done: int, name: str) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, rate=f"{speed:,.0f}/s" if speed else "", name=_short(name))

        yield advance


class LogLines:
    """Tells of a run in lines: for a log, where a bar would be thousands of them."""

    def __init__(
        self, count: Callable[[], int], tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._count = count
        self._tell = tell
        self._clock = clock
        self._begun = clock()
        self._pause_s = _FIRST_LINE_S
        self._next = self._begun + self._pause_s
        self._total: int | None = None  # counted for the first line: a short run has none

    def __call__(self, done: int, name: str) -> None:
        """What is done, and what is read now."""
        now = self._clock()
        if now < self._next or not done:
            return
        if self._total is None:
            self._total = self._count()
        self._pause_s = min(self._pause_s * _SLOWER, _LONGEST_S)
        self._next = now + self._pause_s
        self._tell(self._line(done, name, now - self._begun))

    def _line(self, done: int, name: str, took_s: float) -> str:
        total = max(self._total or 0, done)
        parts = [f"{done:,} of {plural(total, 'publication')} done"]
        if done * _TOLD_FROM >= total or took_s > _LONGEST_S:  # before, the processes have only begun
            rate = done / took_s
            parts.append(f"{rate:,.{0 if rate >= 10 else 1}f} a second")
            if total > done:
                parts.append(f"about {_duration((total - done) / rate)} left")
        return ", ".join(parts) + (f"; reading {_short(name)}" if name else "")


def count_tasks(paths: Sequence[Path]) -> int:
    """How many files and lines of manifests there are; empty lines count as well."""
    return sum(_lines_of(p) if p.suffix.lower() in SUFFIXES and p.is_file() else _files_of(p) for p in paths)


def _files_of(path: Path) -> int:
    return sum(1 for _ in find_files(path))


def _lines_of(path: Path) -> int:
    lines, last = 0, b"\n"
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                lines += chunk.count(b"\n")
                last = chunk[-1:]
    except OSError:  # the run will say why
        return 0
    return lines + (last != b"\n")


def _duration(seconds: float) -> str:
    """`40 s`, `12 min`, `3 h 20 min`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _short(name: str) -> str:
    name = plain(name).plain
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
