"""Draws the covers of PDFs in worker processes, confined and limited as those that read them.

    for task, cover in draw_covers([CoverTask(path, "rapports/bilan.pdf", "")], settings, [folder]):
        covers.save(task.identifier, cover)

It comes after reading, by processes of its own tasks: a first page that crashes the library, fills the memory or takes
a minute has no cover, and has been read all the same; and no text waits for a picture. (Drawn by a copy of the process
that reads, a cover cost more for copying its memory than for drawing.)

Not here: how it is drawn (extract/pdf/drawing.py), and where it is kept (covers.py).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from indexer.covers import Cover, Covers
from indexer.engines.interface import Stored
from indexer.errors import BadDocument
from indexer.publication import is_pdf_address, name_in_file
from indexer.reading import FileTask, Task, file_of
from indexer.settings import ExtractionSettings
from indexer.sources.manifest import Line
from indexer.workers import work_through

# One takes 10 to 50 ms; a picture of a whole wall, compressed in an unusual way, takes seconds.
_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class CoverTask(FileTask):
    """A PDF whose cover is to be drawn; `names` lead to it within the file when it is attached to another."""

    names: tuple[str, ...] = ()


def cover_task(task: Task, identifier: str, names: tuple[str, ...]) -> CoverTask | None:
    """The task for the cover of a publication that `task` gave; None when it is no PDF."""
    if isinstance(task, Line) and not task.may_name_file:
        return None
    path = file_of(task)
    return CoverTask(path, identifier, "", names=names) if is_pdf_address(name_in_file(path.name, names)) else None


def stored_task(identifier: str, stored: Stored) -> CoverTask | None:
    """The task for the cover of a publication that is in the index; None when it is no PDF."""
    if not stored.file or not is_pdf_address(name_in_file(stored.file, stored.attachment)):
        return None
    return CoverTask(Path(stored.file), identifier, "", names=stored.attachment)


class OwedCovers:
    """The covers that a run has to draw when all is stored, those that a killed run has left included.

    What cannot be remembered, on a disk that is full, costs a cover.
    """

    def __init__(self, covers: Covers, stored: Mapping[str, Stored]) -> None:
        self._covers = covers
        left = ((identifier, stored[identifier]) for identifier in covers.owed() if identifier in stored)
        self._tasks = {task.identifier: task for each in left if (task := stored_task(*each))}
        self.left = tuple(task.path for task in self._tasks.values())  # files of the killed run
        self._new: list[str] = []

    def add(self, task: CoverTask) -> None:
        """Draw this one too."""
        self._tasks[task.identifier] = task
        self._new.append(task.identifier)

    def remember(self) -> None:
        """To be called before what was added is committed: whoever sees it there knows that its cover is owed."""
        with suppress(OSError):
            self._covers.owe(self._new)
            self._new = []

    def tasks(self, known: Container[str]) -> list[CoverTask]:
        """All of them whose publications are still there."""
        return [task for identifier, task in self._tasks.items() if identifier in known]


def draw_covers(
    tasks: Iterable[CoverTask], limits: ExtractionSettings, readable: Iterable[Path]
) -> Iterator[tuple[CoverTask, Cover | None]]:
    """The covers of PDFs; None of those that have none: blank, encrypted, damaged, or too much work."""
    limits = msgspec.structs.replace(limits, timeout_s=min(limits.timeout_s, _TIMEOUT_S))
    for bundle, drawn in work_through(tasks, _draw, _without, limits, readable):
        yield from zip(bundle, drawn, strict=True)


def _without(_task: CoverTask, _why: str) -> list[Cover | None]:
    return [None]


def _draw(tasks: Sequence[CoverTask]) -> list[Cover | None]:
    """In a worker process."""
    from indexer.extract.pdf.drawing import draw_cover

    covers: list[Cover | None] = []
    for task in tasks:
        try:
            covers.append(draw_cover(task.path, task.names))
        except (BadDocument, OSError, MemoryError):
            covers.append(None)
    return covers
