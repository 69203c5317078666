"""Scanned pages that wait for OCR, remembered in the index folder: counted by `status`, read when it is there.

    waiting = Waiting(folder)
    waiting.record(entry.id, digest, pages=3, tried="")
    waiting.is_worth_another("rapport.pdf", digest, attempt="fra, 60 s, 1000 pages")     True: it was not tried so

A record counts only while the index holds that publication with that content: what is removed or read again by whatever
way takes its record's meaning with it. (Of a file that was refused, as its whole text is nonsense, the failure says how
many pages wait: failures.py.)
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

FILE_NAME = "waiting.json"
# Beyond that a publication is not remembered, and so read again only when it changes: memory has an end.
MAX_REMEMBERED = 100_000


class Record(msgspec.Struct, frozen=True):
    """A publication with pages that were not recognised.

    digest  of the content that was read
    pages   how many of its pages wait
    tried   the limits under which recognising them has failed, "" where it was not tried
    """

    digest: str
    pages: int
    tried: str = ""


class Waiting:
    """The records of an index folder, by the publication's id."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        try:
            self._found = msgspec.json.decode(self._path.read_bytes(), type=dict[str, Record])
        except (OSError, msgspec.DecodeError):
            self._found = {}
        self._is_changed = False

    def __len__(self) -> int:
        return len(self._found)

    def is_worth_another(self, identifier: str, digest: str, attempt: str) -> bool:
        """Whether pages of just this content wait, and were not tried under these limits."""
        record = self._found.get(identifier)
        return record is not None and record.digest == digest and record.tried != attempt

    def record(self, identifier: str, digest: str, *, pages: int, tried: str) -> None:
        """Remember how many pages wait; none forgets the publication."""
        if not pages:
            self._is_changed |= self._found.pop(identifier, None) is not None
        elif identifier in self._found or len(self._found) < MAX_REMEMBERED:
            self._found[identifier] = Record(digest, pages, tried)
            self._is_changed = True

    def keep(self, digests: Mapping[str, str]) -> None:
        """Forget what the index, of which these are the ids and digests, no longer holds so."""
        kept = {
            identifier: record for identifier, record in self._found.items() if digests.get(identifier) == record.digest
        }
        self._is_changed |= len(kept) < len(self._found)
        self._found = kept

    def by_publication(self) -> dict[str, int]:
        """How many pages of each publication have no text yet, tried or not, by its id."""
        return {identifier: record.pages for identifier, record in self._found.items()}

    def pages(self) -> tuple[int, int]:
        """How many pages wait to be tried, and how many were tried without success."""
        tried = sum(record.pages for record in self._found.values() if record.tried)
        return sum(record.pages for record in self._found.values()) - tried, tried

    def save(self) -> None:
        """Write them where they changed, whole or not at all."""
        if self._is_changed:
            temporary = self._path.with_suffix(".tmp")
            temporary.write_bytes(msgspec.json.format(msgspec.json.encode(self._found), indent=1))
            temporary.replace(self._path)
            self._is_changed = False
