"""A run: sources -> reading in worker processes -> engine, and the receipt of what happened.

    receipt = run(engine, settings, [Path("publications")], sync=False)

Only what changed (by content) is read again. Batches are committed as the run goes, so that a run that is killed
loses little, and starts again where it was. Files with scanned pages come last, where OCR is there (recognising.py).
"""

from __future__ import annotations

import dataclasses
import os
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import quote

import msgspec

from indexer.attached import may_hold_files
from indexer.cover_tasks import OwedCovers, cover_task, draw_covers
from indexer.covers import Covers
from indexer.engines.interface import Engine, Stored, Writer
from indexer.errors import BadDocument
from indexer.extract.readers import readers_present
from indexer.extract.tesseract import Missing, Tesseract, find_tesseract
from indexer.failures import Failure, Failures
from indexer.holdings import Holdings
from indexer.reading import Attached, Entry, FileTask, Read, Task, Unrecognised, read_bundle
from indexer.receipt import Receipt
from indexer.recognising import Scan, recognise
from indexer.settings import Settings
from indexer.sources import manifest
from indexer.sources.digests import Digests
from indexer.sources.folder import FoundFile, Identifiers, find_files, readable_for
from indexer.waiting import Waiting
from indexer.workers import work_through

# Part of every digest: a new reader reads everything again.
_READER_VERSION = "2"
# Of the time that a file may take, the share after which nothing more that is attached to it is begun.
_ATTACHED_SHARE = 0.5
_COMMIT_EVERY_S = 5.0  # what a run that is killed loses at most

Progress = Callable[[int, str], None]


def run(
    engine: Engine,
    settings: Settings,
    inputs: Sequence[Path],
    *,
    sync: bool = False,
    progress: Progress = lambda done, name: None,
) -> Receipt:
    """Read what changed below `inputs` (files, folders, manifests) and store it.

    With `sync`, publications whose file below one of the folders is gone are removed.
    `progress` is called when the first task is begun and after each, with how many are done and the name of the one
    that is being read, or was read last.
    """
    return _Run(engine, settings, progress).run(inputs, sync=sync)


class _Run:
    def __init__(self, engine: Engine, settings: Settings, progress: Progress) -> None:
        self._engine = engine
        self._settings = settings
        self._ahead: deque[str] = deque()  # names of the tasks that were handed out; the first is being waited for
        self._progress: Progress = lambda done, name: progress(done, self._ahead[0] if self._ahead else name)
        self._receipt = Receipt()
        self._done = 0
        limits = settings.extraction
        self._max_bytes = limits.max_file_mb * 2**20
        self._digests = Digests(f"{_READER_VERSION} {settings.base_url}", self._max_bytes)
        # A file that failed is tried again when it changes, when it may take more time or memory, or when what reads
        # it was installed.
        self._limits = f"{limits.timeout_s:g} s {limits.memory_mb} MB {limits.max_file_mb} MB; {readers_present()}"
        ocr = settings.ocr
        self._attempt_at_scans = f"{ocr.languages} {ocr.timeout_s:g} s {ocr.max_pages} pages"
        self._scans: list[Scan] = []  # what was put aside, to be read again with its pages recognised
        self._covers = Covers(Path(settings.index))
        self._last_commit = time.monotonic()
        self._visited: set[str] = set()  # files of this run: a folder may be named twice
        self._failed: set[str] = set()  # sources of this run of which something failed
        self._stored: set[str] = set()  # ids that were known before and are stored anew
        self._alone: list[Task] = []  # what ended its process, to be read without what is attached to it
        self._lines: dict[Path, dict[str, int]] = defaultdict(dict)  # of each manifest: id -> number of its line

    def run(self, inputs: Sequence[Path], *, sync: bool) -> Receipt:
        """The whole run, under the writer's lock from its beginning: what is known cannot change meanwhile."""
        begun = time.monotonic()
        with self._engine.writer() as writer:
            every = self._engine.stored()
            known = {identifier: stored for identifier, stored in every.items() if not stored.attachment}
            attached = {identifier: stored.file or "" for identifier, stored in every.items() if stored.attachment}
            self._before = known
            self._holdings = Holdings(every)
            self._known = {identifier: stored.digest for identifier, stored in every.items()}
            self._ids = {stored.digest: identifier for identifier, stored in known.items()}
            self._files = {stored.file: stored for stored in known.values() if stored.file}
            self._identifiers = Identifiers({s.file: identifier for identifier, s in known.items() if s.file}, attached)
            folders = [path.resolve() for path in inputs if path.is_dir()]
            folder = Path(self._settings.index)
            folder.mkdir(parents=True, exist_ok=True)  # an engine whose index is elsewhere does not make it
            self._failures = Failures(folder)
            self._failures.forget_missing(folders)
            self._waiting = Waiting(folder)
            self._waiting.keep(self._known)
            self._owed = OwedCovers(self._covers, every)
            readable = readable_for(inputs)
            self._read(writer, self._tasks(inputs), readable)
            self._read(writer, self._alone, readable)
            if self._scans and isinstance(self._ocr, Tesseract):
                self._commit(writer)  # text does not wait for scans
                self._recognise(writer, self._ocr)
            if sync:
                self._remove_missing(writer, known, folders)
                self._remove_lines(writer, known, inputs)
            self._failures.save()
            self._waiting.save()
            if self._receipt.added or self._receipt.changed or self._receipt.removed or not self._engine.is_ready():
                self._owed.remember()
                writer.commit()
            if self._receipt.removed or self._owed.left:
                self._covers.keep(self._known)
            self._draw_covers(readable)
            self._receipt.took_s = time.monotonic() - begun
            self._receipt.save(folder)
        return self._receipt

    def _draw_covers(self, readable: Sequence[Path]) -> None:
        """Draw the covers of what was stored. A disk that is full costs covers, and never the run."""
        if not self._settings.preview.enabled:
            return
        tasks, readable = self._owed.tasks(self._known), [*readable, *self._owed.left]
        with suppress(OSError):
            for task, cover in draw_covers(tasks, self._settings.extraction, readable):
                self._tell(task.name)
                self._covers.save(task.identifier, cover)
            self._covers.settle()

    @cached_property
    def _ocr(self) -> Tesseract | Missing:
        return find_tesseract(self._settings.ocr)

    @cached_property
    def _work(self) -> partial[Read]:
        return partial(
            read_bundle,
            prepare=self._engine.prepare,
            max_bytes=self._max_bytes,
            attached_s=self._settings.extraction.timeout_s * _ATTACHED_SHARE,
        )

    def _read(self, writer: Writer, tasks: Iterable[Task], readable: Sequence[Path]) -> None:
        """Read tasks and store what they give; what has scanned pages is put aside where these can be recognised."""
        for bundle, read in work_through(tasks, self._work, _failed, self._settings.extraction, readable):
            if read.ended and (alone := _alone(bundle[0], read)) is not None:
                self._alone.append(alone)  # to be read once more at the end
                continue
            self._store(writer, bundle, read)
            self._commit_now_and_then(writer)

    def _recognise(self, writer: Writer, ocr: Tesseract) -> None:
        """Read again what was put aside, with its scanned pages recognised."""
        done = recognise(self._scans, ocr, self._settings, self._work, failed=_failed, progress=self._tell)
        for bundle, read in done:
            self._store(writer, bundle, read, tried=self._attempt_at_scans)
            self._commit_now_and_then(writer)

    def _commit_now_and_then(self, writer: Writer) -> None:
        if time.monotonic() - self._last_commit > _COMMIT_EVERY_S:
            self._commit(writer)
            self._last_commit = time.monotonic()

    def _commit(self, writer: Writer) -> None:
        self._failures.save()
        self._waiting.save()
        self._owed.remember()
        writer.commit(final=False)

    def _tasks(self, inputs: Iterable[Path]) -> Iterator[Task]:
        """What must be read: what is new or changed, and did not fail before with the same content."""
        for path in inputs:
            if path.suffix.lower() in manifest.SUFFIXES and path.is_file():
                yield from map(self._hand_out, self._manifest_tasks(path))
                continue
            for found in find_files(path):
                task = self._file_task(found)
                if task is not None:
                    yield self._hand_out(task)

    def _hand_out(self, task: Task) -> Task:
        self._ahead.append(task.name)
        if not self._done and len(self._ahead) == 1:
            self._progress(0, task.name)
        return task

    def _take_back(self, tasks: Sequence[Task]) -> None:
        for _ in tasks[: len(self._ahead)]:
            self._ahead.popleft()

    def _file_task(self, found: FoundFile) -> FileTask | None:
        source, name = str(found.path), found.path.name
        if source in self._visited:
            return None
        self._visited.add(source)
        if not _is_utf8(source):  # such a name fits neither an address nor JSON
            source, name = _shown(source), _shown(name)
            self._fail(source, name, "", f"The name of {name} is not UTF-8: rename the file.")
            return None
        try:
            digest = self._digests.of_file(found.path)
        except BadDocument as error:
            self._fail(source, name, "", str(error))
            return None
        stored = self._files.get(source)
        if stored and stored.manifest and Path(stored.manifest).exists():  # which knows better than the file
            self._unchanged()
            return None
        identifier = self._identifiers.of(found)
        if stored and self._known.get(identifier) == digest and self._is_read(source, identifier, digest):
            self._failures.forget(source, name)
            self._unchanged()
            return None
        before = self._failures.of(source, name, self._attempt(digest))
        if before is not None and not self._waits_no_more(before):
            self._receipt.list_failure(before)
            return None
        return FileTask(found.path, identifier, digest, self._public_address(found.relative))

    def _manifest_tasks(self, path: Path) -> Iterator[Task]:
        source = str(path.resolve())
        if source in self._visited:
            return
        self._visited.add(source)
        # Lines move: what failed before is remembered only while it is still there.
        before = self._failures.take(source)
        try:
            for line in manifest.read_lines(path, self._digests):
                identifier = self._ids.get(line.digest)
                failure = before.get((line.name, self._attempt(line.digest))) if before else None
                if identifier is not None and self._is_read(self._before[identifier].file, identifier, line.digest):
                    self._lines[line.manifest].setdefault(identifier, line.number)
                    self._unchanged()
                elif failure is not None and not self._waits_no_more(failure):
                    self._failures.keep(failure)
                    self._failed.add(source)
                    self._receipt.list_failure(failure)
                else:
                    yield line
        except BadDocument as error:
            self._fail(source, path.name, "", str(error))

    def _is_read(self, source: str | None, identifier: str, digest: str) -> bool:
        """Whether a publication is as it would be read now, with all that is attached to it.

        What is attached was read too, or failed in the same circumstances as now; its scanned pages were recognised,
        or cannot be.
        """
        unread = self._failures.attached_to(source, identifier)
        if any(failure.digest != self._attempt(digest) for failure in unread):
            return False
        if self._can_now_be_recognised(identifier, digest):
            return False
        for failure in unread:
            self._receipt.list_failure(failure)
        return True

    def _can_now_be_recognised(self, identifier: str, digest: str) -> bool:
        """Whether pages of what is stored wait for OCR that is there now, or that may take more than before."""
        worth = self._waiting.is_worth_another(identifier, digest, self._attempt_at_scans)
        return worth and isinstance(self._ocr, Tesseract)

    def _waits_no_more(self, failure: Failure) -> bool:
        """Whether it failed for want of OCR that is there now."""
        return failure.pages_waiting > 0 and isinstance(self._ocr, Tesseract)

    def _unchanged(self) -> None:
        self._receipt.unchanged += 1
        self._step("")

    def _store(self, writer: Writer, tasks: Sequence[Task], read: Read, *, tried: str = "") -> None:
        wanted: list[int] = []  # of the publications that were prepared
        self._take_back(tasks)
        entries = 0
        for place, (task, outcome) in enumerate(zip(tasks, read.outcomes, strict=True)):
            attached = read.attached.get(place)
            if not tried and self._is_put_aside(task, outcome):
                entries += _publications_of(outcome, attached)
                continue
            if isinstance(outcome, str):
                self._fail(task.source, task.name, task.digest, outcome)
            elif isinstance(outcome, Unrecognised):
                why = self._ocr.sentence if isinstance(self._ocr, Missing) else ""
                sentence, waiting = f"{outcome.sentence} {why}".rstrip(), len(outcome.pages_waiting)
                self._fail(task.source, task.name, task.digest, sentence, pages_waiting=waiting)
            elif not isinstance(task, manifest.Line) or self._is_its_line(task, outcome.id):
                self._note(task, outcome, tried)
                wanted.append(entries)
                wanted += [entries + number for number in self._note_attached(writer, task, outcome.id, attached)]
            entries += _publications_of(outcome, attached)
            self._step(task.name)
        if read.prepared is not None and wanted:
            writer.add(read.prepared, None if len(wanted) == entries else wanted)

    def _is_put_aside(self, task: Task, outcome: Entry | Unrecognised | str) -> bool:
        """Whether the file is read again when all others are, with its scanned pages recognised."""
        if isinstance(outcome, str) or not outcome.pages_waiting or isinstance(self._ocr, Missing):
            return False
        self._scans.append(Scan(task, outcome.pages_waiting))
        return True

    def _note(self, task: Task, entry: Entry, tried: str) -> None:
        """What is known once a publication is stored."""
        self._waiting.record(entry.id, task.digest, pages=len(entry.pages_waiting), tried=tried)
        self._failures.forget(task.source, task.name)
        self._holdings.release(entry.id)
        self._count(task, entry)

    def _note_attached(self, writer: Writer, task: Task, holder: str, attached: Attached | None) -> list[int]:
        """The same of what is attached to it: which of them are to be stored, counted from 1. Others are removed."""
        before = self._before.get(holder)
        for source in {before.file if before else None, attached.file if attached else None}:
            for failure in self._failures.attached_to(source, holder):
                self._failures.forget(failure.source, failure.name)
        if attached is None and holder not in self._holdings:
            return []
        attached = attached or Attached("")
        wanted: dict[int, str] = {}
        for number, entry in enumerate(attached.entries, 1):
            if entry.id in self._known and self._holdings.holder_of(entry.id) != holder:
                sentence = f"The id of what is attached, {entry.id}, is that of another publication: rename either."
                self._fail(attached.file, entry.id, "", sentence)  # tried again by each run: the other may go
                continue
            self._count(task, entry)
            wanted[number] = entry.id
        for unread in attached.unread:
            self._fail(attached.file, unread.id, task.digest, unread.sentence)
        for identifier in sorted(self._holdings.replace(holder, wanted.values())):
            self._remove(writer, identifier)
        return list(wanted)

    def _count(self, task: Task, entry: Entry) -> None:
        if entry.id in self._known:
            self._receipt.changed += 1
            self._stored.add(entry.id)
        else:
            self._receipt.added += 1
        self._known[entry.id] = task.digest
        if self._settings.preview.enabled and (drawn := cover_task(task, entry.id, entry.attachment)):
            self._owed.add(drawn)
        self._receipt.list_publication(entry)

    def _is_its_line(self, line: manifest.Line, identifier: str) -> bool:
        """Whether this line may have the id: with two of them, each run would replace one by the other unseen."""
        first = self._lines[line.manifest].setdefault(identifier, line.number)
        if first == line.number:
            return True
        if self._known.get(identifier) == line.digest:  # the very same line
            self._receipt.unchanged += 1
            return False
        name = manifest.name_of(line.manifest, first)
        sentence = f"{line.name} has the id of {name} (“{identifier}”): give each publication its own."
        self._fail(line.source, line.name, line.digest, sentence)
        return False

    def _fail(self, source: str, name: str, digest: str, sentence: str, *, pages_waiting: int = 0) -> None:
        self._failed.add(source)
        attempt = self._attempt(digest)
        self._receipt.list_failure(self._failures.record(source, name, attempt, sentence, pages_waiting=pages_waiting))

    def _attempt(self, digest: str) -> str:
        """What a failure is remembered by: the content, and the limits and readers with which it was read."""
        return f"{digest} {self._limits}" if digest else ""

    def _step(self, name: str) -> None:
        self._done += 1
        self._tell(name)

    def _tell(self, name: str) -> None:
        self._progress(self._done, name)

    def _remove_lines(self, writer: Writer, known: Mapping[str, Stored], inputs: Sequence[Path]) -> None:
        """Remove what a manifest no longer tells of, unless one of its lines failed and may be the one."""
        paths = {path.resolve() for path in inputs if path.suffix.lower() in manifest.SUFFIXES}
        lines = {str(path): self._lines[path] for path in paths if str(path) not in self._failed}
        for identifier, stored in known.items():
            if stored.manifest in lines and identifier not in lines[stored.manifest]:
                self._remove(writer, identifier)

    def _remove_missing(self, writer: Writer, known: Mapping[str, Stored], folders: Sequence[Path]) -> None:
        """Remove what is gone, but never all of a folder: one that is suddenly empty is more likely not mounted."""
        for folder in folders:
            gone = [
                identifier
                for identifier, stored in known.items()
                if stored.file and Path(stored.file).is_relative_to(folder)
                if identifier not in self._stored and not Path(stored.file).exists()
            ]
            if gone and not any(Path(path).is_relative_to(folder) for path in self._visited):
                sentence = (
                    f"{folder} holds nothing that can be read: is it mounted? Its {len(gone)} publications stay; "
                    "`indexer remove` takes them out."
                )
                self._fail(str(folder), folder.name, "", sentence)
                continue
            self._failures.forget(str(folder), folder.name)
            for identifier in gone:
                self._remove(writer, identifier)

    def _remove(self, writer: Writer, identifier: str) -> None:
        """Remove a publication with all that is attached to it."""
        if stored := self._before.get(identifier):
            for failure in self._failures.attached_to(stored.file, identifier):
                self._failures.forget(failure.source, failure.name)
        for gone in (identifier, *sorted(self._holdings.replace(identifier, ()))):
            self._known.pop(gone, None)
            if writer.remove(gone):
                self._receipt.list_removed(gone)

    def _public_address(self, relative: str) -> str:
        base = self._settings.base_url
        return f"{base.rstrip('/')}/{quote(relative)}" if base else ""


def _failed(_: Task, sentence: str) -> Read:
    return Read([sentence], ended=True)


def _publications_of(outcome: Entry | Unrecognised | str, attached: Attached | None) -> int:
    """How many publications were prepared for a task: its own, and those attached to it."""
    return isinstance(outcome, Entry) + (len(attached.entries) if attached else 0)


def _alone(task: Task, read: Read) -> Task | None:
    """A task that ended its process, without what may be attached to its file; None when that makes no difference.

    What is attached to a file must not cost the file.
    """
    (sentence,) = map(str, read.outcomes)
    if task.alone:
        return None
    if isinstance(task, FileTask):
        return dataclasses.replace(task, alone=sentence) if may_hold_files(task.path) else None
    return msgspec.structs.replace(task, alone=sentence) if task.may_name_file else None


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:  # the system's way of giving bytes that are no text
        return False
    return True


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "backslashreplace")
