"""What could not be read, remembered in the index folder: listed by `status`, tried again when it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import msgspec

FILE_NAME = "failures.json"
# Beyond that a failure is told but not remembered, and so tried again by the next run: memory has an end.
MAX_REMEMBERED = 10_000


class Failure(msgspec.Struct, frozen=True):
    """A file or manifest line that could not be read.

    source    absolute path of the file or manifest
    name      file name, or manifest and line; of what is attached to a file its id, which has a "/"
    digest    of the content that failed
    sentence  why, and what to do
    since     when it was first seen so, ISO with time zone
    pages_waiting  how many pages of it OCR could read
    """

    source: str
    name: str
    digest: str
    sentence: str
    since: str
    pages_waiting: int = 0

    @property
    def where(self) -> str:
        """The path of the file, or the name of the line."""
        return self.source if self.source.endswith(self.name) else self.name


class Failures:
    """The failures of an index folder, by source and name."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._found: dict[tuple[str, str], Failure] = {}
        try:
            stored = msgspec.json.decode(self._path.read_bytes(), type=list[Failure])
        except (OSError, msgspec.DecodeError):
            stored = []
        self._found = {(failure.source, failure.name): failure for failure in stored}
        self._attached: dict[str, set[str]] = {}  # by source: names of what is attached to it
        for failure in stored:
            self._note_attached(failure)

    def __iter__(self) -> Iterator[Failure]:
        return iter(sorted(self._found.values(), key=lambda failure: (failure.source, failure.name)))

    def __len__(self) -> int:
        return len(self._found)

    def of(self, source: str, name: str, digest: str) -> Failure | None:
        """The failure of just this content, if it failed before."""
        failure = self._found.get((source, name))
        return failure if failure and failure.digest == digest else None

    def attached_to(self, source: str | None, identifier: str) -> list[Failure]:
        """Those of what is attached to a publication that was read from the file `source`."""
        if source is None:
            return []
        names = [name for name in self._attached.get(source, ()) if name.startswith(f"{identifier}/")]
        return [self._found[source, name] for name in sorted(names)]

    def _note_attached(self, failure: Failure) -> None:
        if "/" in failure.name:
            self._attached.setdefault(failure.source, set()).add(failure.name)

    def record(self, source: str, name: str, digest: str, sentence: str, *, pages_waiting: int = 0) -> Failure:
        """Remember a failure."""
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        failure = Failure(source, name, digest, sentence, now, pages_waiting)
        self.keep(failure)
        return failure

    def take(self, source: str) -> dict[tuple[str, str], Failure]:
        """Forget all failures of a source; they are given by name and digest, to be recorded again where they stay."""
        taken = [failure for failure in self._found.values() if failure.source == source]
        for failure in taken:
            self.forget(source, failure.name)
        return {(failure.name, failure.digest): failure for failure in taken}

    def keep(self, failure: Failure) -> None:
        """Remember a failure as it was, while there is room."""
        key = failure.source, failure.name
        if len(self._found) < MAX_REMEMBERED or key in self._found:
            self._found[key] = failure
            self._note_attached(failure)

    def forget(self, source: str, name: str) -> None:
        """It was read, or is gone."""
        self._found.pop((source, name), None)
        if names := self._attached.get(source):
            names.discard(name)

    def forget_missing(self, folders: list[Path]) -> None:
        """Forget files below these folders that no longer exist."""
        for source, name in list(self._found):
            path = Path(source)
            if any(path.is_relative_to(folder) for folder in folders) and not path.exists():
                self.forget(source, name)

    def save(self) -> None:
        """Write them, whole or not at all."""
        temporary = self._path.with_suffix(".tmp")
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(list(self)), indent=1))
        temporary.replace(self._path)
