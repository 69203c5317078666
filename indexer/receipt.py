"""What a run did, for the editor who has just published: kept in the index folder, printed by `add` and `sync`.

Of a very large run everything is counted, and the first MAX_LISTED of each list are named: what it takes in memory and
on disk (about 1 MB then) does not grow with a million publications.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from indexer.failures import Failure
from indexer.reading import Entry

FILE_NAME = "receipt.json"
MAX_LISTED = 2_000


@dataclass(slots=True)
class Receipt:
    """Counts of everything, and the first MAX_LISTED publications, removed ids and failures."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0
    pages: int = 0
    took_s: float = 0.0
    publications: list[Entry] = field(default_factory=list)
    removed_ids: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def list_publication(self, entry: Entry) -> None:
        """Name a publication that was added or changed."""
        self.pages += entry.pages
        if len(self.publications) < MAX_LISTED:
            self.publications.append(entry)

    def list_removed(self, identifier: str) -> None:
        """Count and name a publication that was removed."""
        self.removed += 1
        if len(self.removed_ids) < MAX_LISTED:
            self.removed_ids.append(identifier)

    def list_failure(self, failure: Failure) -> None:
        """Count and name a file or line that could not be read."""
        self.failed += 1
        if len(self.failures) < MAX_LISTED:
            self.failures.append(failure)

    @property
    def is_cut(self) -> bool:
        """Whether a list names less than was counted."""
        listed = (len(self.publications), len(self.removed_ids), len(self.failures))
        return listed != (self.added + self.changed, self.removed, self.failed)

    def as_json(self) -> dict[str, Any]:
        """The receipt for scripts."""
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "failed": self.failed,
            "pages": self.pages,
            "took_s": round(self.took_s, 3),
            "publications": [
                {**msgspec.to_builtins(entry), "pages_read": entry.pages_read, "search": search_path(entry)}
                for entry in self.publications
            ],
            "removed_ids": self.removed_ids,
            "failures": [msgspec.structs.asdict(failure) for failure in self.failures],
            "is_cut": self.is_cut,
        }

    def save(self, folder: Path) -> Path:
        """Keep it in the index folder, in the place of the last one."""
        path = folder / FILE_NAME
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(self.as_json()), indent=1))
        temporary.replace(path)
        return path


def read_receipt(folder: Path) -> Receipt | None:
    """The receipt of the last run; None when there is none that can be read."""
    try:
        return msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=Receipt)
    except (OSError, msgspec.DecodeError):
        return None


def search_path(entry: Entry) -> str:
    """Where a publication is seen in the search, below the service's address."""
    words = entry.title.replace('"', " ").strip()
    return "/search?q=" + quote(f'titre:"{words}"')
