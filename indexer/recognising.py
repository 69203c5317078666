"""Scanned pages recognised in worker processes, several at once, and their files then read with what was found.

    for tasks, read in recognise(scans, tesseract, settings, work, failed=failed): ...

Each page is a task of its own, with a time of its own and in a process that may be ended: a file of 300 scanned pages
uses all processors, and takes as long as it takes, while one page that hangs costs that page. Reading text and joining
it up stays bounded by the file's own limits, which do not count recognition.

    pages of A ... pages of B ...    every worker process, in this order, a few ahead
              └► A read again        one process, as soon as its last page is there

What was read before is stored by then: text never waits for scans.

Not here: how a page is recognised (extract/pdf/recognition.py), which files wait for it between runs (waiting.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import msgspec

from indexer.extract.tesseract import Tesseract
from indexer.reading import FileTask, Task, file_of
from indexer.settings import Settings
from indexer.workers import work_through

if TYPE_CHECKING:  # loaded where a page is recognised: a run without scans does not need it
    from indexer.extract.pdf.recognition import Recognised, RecognisedPage

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)

# To start a process and to draw a page; then the process is ended, as one that reads a file for too long.
_GRACE_S = 30.0


class Scan(NamedTuple):
    """A task that was read without its scanned pages, and their numbers."""

    task: Task
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageTask(FileTask):
    """A page to recognise of the scan that has this place among them."""

    scan: int = 0
    page: int = 0

    @property
    def name(self) -> str:
        """How it is called in messages."""
        return f"{self.path.name}, page {self.page}"


class Work(Protocol[Result_co]):
    """What reads a bundle of tasks, given the pages of its one file that were recognised."""

    def __call__(self, tasks: Sequence[Task], *, recognised: Recognised) -> Result_co:
        """Read them."""
        ...


def recognise(
    scans: Sequence[Scan],
    tesseract: Tesseract,
    settings: Settings,
    work: Work[Result],
    *,
    failed: Callable[[Task, str], Result],
    progress: Callable[[str], None] = lambda name: None,
) -> Iterator[tuple[Sequence[Task], Result]]:
    """Recognise pages and do `work` for each of their files; the tasks and their results come in their order.

    `progress` is called with the name of each page that is done.
    """
    from indexer.extract.pdf.recognition import Recognised, RecognisedPage

    ocr = settings.ocr
    page_limits = msgspec.structs.replace(settings.extraction, timeout_s=ocr.timeout_s + _GRACE_S)
    read_page = partial(_recognise_bundle, tesseract=tesseract, timeout_s=ocr.timeout_s)
    files = [file_of(scan.task) for scan in scans]
    every_page = _page_tasks(scans, ocr.max_pages)
    done = work_through(every_page, read_page, _page_failed, page_limits, files, programs=[tesseract.program])
    for place, results in groupby(done, key=lambda result: result[0][0].scan):
        pages: dict[int, RecognisedPage] = {}
        for (task,), (page,) in results:
            pages[page.number] = page
            progress(task.name)
        scan = scans[place]
        for number in scan.pages[ocr.max_pages :]:
            pages[number] = RecognisedPage(number, problem="could not be recognised (the setting max_pages of [ocr])")
        recognised = Recognised(pages, ocr.low_confidence)
        yield from work_through(
            [scan.task], partial(work, recognised=recognised), failed, settings.extraction, [files[place]]
        )


def _page_tasks(scans: Sequence[Scan], most: int) -> Iterator[PageTask]:
    for place, scan in enumerate(scans):
        path = file_of(scan.task)
        for number in scan.pages[:most]:
            yield PageTask(path, "", "", scan=place, page=number)


def _recognise_bundle(tasks: Sequence[PageTask], tesseract: Tesseract, timeout_s: float) -> list[RecognisedPage]:
    from indexer.extract.pdf.recognition import recognise_page

    return [recognise_page(task.path, task.page, tesseract, timeout_s=timeout_s) for task in tasks]


def _page_failed(task: PageTask, _: str) -> list[RecognisedPage]:
    from indexer.extract.pdf.recognition import RecognisedPage

    return [RecognisedPage(task.page, problem="could not be recognised: its process was ended")]
