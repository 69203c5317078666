"""A run: sources -> reading in worker processes -> engine, and the receipt of what happened.

    receipt = run(engine, settings, [Path("publications")], sync=False)

Only what changed (by content) is read again. Batches are committed as the run goes, so that a run that is killed
loses little, and starts again where it was.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import quote

from indexer.engines.interface import Engine, Writer
from indexer.errors import BadDocument
from indexer.failures import Failure, Failures
from indexer.reading import Entry, FileTask, Read, Task, read_task
from indexer.settings import Settings
from indexer.sources import manifest
from indexer.sources.folder import Identifiers, find_files
from indexer.workers import work_through

# Part of every digest: a new reader reads everything again.
_READER_VERSION = "1"
_COMMIT_EVERY_S = 20.0
# The receipt of a very large run counts everything, and lists so many publications.
MAX_LISTED = 2_000


@dataclass(slots=True)
class Receipt:
    """What a run did. `listed` holds the first MAX_LISTED added or changed publications; the counts hold all."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    listed: list[Entry] = field(default_factory=list)
    pages: int = 0
    took_s: float = 0.0


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
    `progress` is called after each task with how many are done and the last one's name.
    """
    return _Run(engine, settings, progress).run(inputs, sync=sync)


class _Run:
    def __init__(self, engine: Engine, settings: Settings, progress: Progress) -> None:
        self._engine = engine
        self._settings = settings
        self._progress = progress
        self._receipt = Receipt()
        self._done = 0

    def run(self, inputs: Sequence[Path], *, sync: bool) -> Receipt:
        """The whole run, under the writer's lock from its beginning: what is known cannot change meanwhile."""
        begun = time.monotonic()
        with self._engine.writer() as writer:
            self._failures = Failures(Path(self._settings.index))
            self._known = dict(self._engine.digests())
            files = self._engine.files()
            self._identifiers = Identifiers({path: stored.id for path, stored in files.items()})
            last_commit = time.monotonic()
            limits = self._settings.extraction
            work = partial(read_task, prepare=self._engine.prepare, max_bytes=limits.max_file_mb * 2**20)
            for read in work_through(
                self._tasks(inputs), work, lambda task, why: Read(task, failure=why), limits
            ):
                self._store(writer, read)
                if time.monotonic() - last_commit > _COMMIT_EVERY_S:
                    self._failures.save()
                    writer.commit(final=False)
                    last_commit = time.monotonic()
            folders = [path.resolve() for path in inputs if path.is_dir()]
            if sync:
                self._remove_missing(writer, files, folders)
            self._failures.forget_missing(folders)
            self._failures.save()
            if (
                self._receipt.added
                or self._receipt.changed
                or self._receipt.removed
                or not self._engine.is_ready()
            ):
                writer.commit()
        self._receipt.took_s = time.monotonic() - begun
        return self._receipt

    def _tasks(self, inputs: Iterable[Path]) -> Iterator[Task]:
        """What must be read: what is new or changed, and did not fail before with the same content."""
        for path in inputs:
            if path.suffix.lower() in manifest.SUFFIXES and path.is_file():
                yield from self._manifest_tasks(path)
                continue
            for found in find_files(path):
                source = str(found.path)
                try:
                    digest = self._file_digest(found.path)
                except OSError as error:
                    self._fail(
                        source, found.path.name, "", f"{found.path.name} cannot be read: {error.strerror}."
                    )
                    continue
                identifier = self._identifiers.of(found)
                if self._is_settled(source, found.path.name, identifier, digest):
                    continue
                yield FileTask(found.path, identifier, digest, self._public_address(found.relative))

    def _manifest_tasks(self, path: Path) -> Iterator[Task]:
        try:
            known = set(self._known.values())
            for line in manifest.read_lines(path):
                if line.digest in known:
                    self._unchanged()
                elif (before := self._failures.of(line.source, line.name, line.digest)) is not None:
                    self._receipt.failed.append(before)
                else:
                    yield line
        except BadDocument as error:
            self._fail(str(path.resolve()), path.name, "", str(error))

    def _is_settled(self, source: str, name: str, identifier: str, digest: str) -> bool:
        if self._known.get(identifier) == digest:
            self._failures.forget(source, name)
            self._unchanged()
            return True
        before = self._failures.of(source, name, digest)
        if before is not None:
            self._receipt.failed.append(before)
        return before is not None

    def _unchanged(self) -> None:
        self._receipt.unchanged += 1
        self._step("")

    def _store(self, writer: Writer, read: Read) -> None:
        task = read.task
        if read.prepared is None or read.entry is None:
            self._fail(task.source, task.name, task.digest, read.failure or "")
        else:
            writer.add(read.prepared)
            self._failures.forget(task.source, task.name)
            if read.entry.id in self._known:
                self._receipt.changed += 1
            else:
                self._receipt.added += 1
            self._known[read.entry.id] = task.digest
            self._receipt.pages += read.entry.pages
            if len(self._receipt.listed) < MAX_LISTED:
                self._receipt.listed.append(read.entry)
        self._step(task.name)

    def _fail(self, source: str, name: str, digest: str, sentence: str) -> None:
        self._receipt.failed.append(self._failures.record(source, name, digest, sentence))

    def _step(self, name: str) -> None:
        self._done += 1
        self._progress(self._done, name)

    def _remove_missing(self, writer: Writer, files: Iterable[str], folders: Sequence[Path]) -> None:
        known = self._engine.files()
        for path in files:
            below = any(Path(path).is_relative_to(folder) for folder in folders)
            if below and not Path(path).exists() and writer.remove(known[path].id):
                self._receipt.removed.append(known[path].id)

    def _file_digest(self, path: Path) -> str:
        if path.stat().st_size > self._settings.extraction.max_file_mb * 2**20:
            return f"size {path.stat().st_size}"  # refused by its size: not worth reading
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
        digest.update(f"{_READER_VERSION} {self._settings.base_url}".encode())
        return digest.hexdigest()

    def _public_address(self, relative: str) -> str:
        base = self._settings.base_url
        return f"{base.rstrip('/')}/{quote(relative)}" if base else ""
