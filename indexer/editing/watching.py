"""The editors' file as a running service knows it: read again when it changes, without a restart.

    editors = EditorsFile(Path("editors.toml"))
    editors.current().hidden      one look at the file's time and size for each question, no more

A file that becomes broken changes nothing: what it said before stays, and one sentence in the log says so. At the start
there is nothing from before. Then the entries without a mistake are taken; and where nothing at all can be read,
questions are answered by EngineUnavailable until it can, since what is to be hidden is not known.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import NamedTuple

from indexer.editing import Editing
from indexer.editing.reading import Reading, read_editing
from indexer.errors import EngineUnavailable

_log = logging.getLogger(__name__)

# A change is taken when the file has stayed the same for so long: an editor may be writing it still, and half of it may
# be valid, without what is hidden in the other half.
SETTLED_S = 0.2


class _Stamp(NamedTuple):
    """What a change of the file changes; all 0 when it cannot be looked at."""

    mtime_ns: int = 0
    size: int = 0
    inode: int = 0


class EditorsFile:
    """Watches one file. Safe for several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._editing: Editing | None = None
        self._taken: _Stamp | None = None  # the state of the file that was read last, taken over or not
        self._seen: tuple[_Stamp, float] | None = None  # another state, and since when
        self._reading = threading.Lock()

    def current(self) -> Editing:
        """What the file says: the same object as long as it says the same. Raises EngineUnavailable."""
        stamp = self._stamp()
        editing = self._editing
        if editing is not None and stamp == self._taken:
            return editing
        with self._reading:
            return self._look(stamp)

    def _look(self, stamp: _Stamp) -> Editing:
        if self._editing is None:
            self._editing = self._begin(stamp)
        elif stamp != self._taken and self._has_settled(stamp):
            self._change(stamp)
        return self._editing

    def _begin(self, stamp: _Stamp) -> Editing:
        reading = self._read()
        if isinstance(reading, str) or not reading.is_readable:
            reason = reading if isinstance(reading, str) else str(reading.mistakes[0])
            raise EngineUnavailable(
                f"What editors decided cannot be read from {self.path}: {reason} Repair the file (it may be empty), or "
                "take the setting `editing` away."
            )
        if reading.mistakes:
            self._complain(reading, "the other entries are taken")
        self._taken = stamp
        return reading.editing

    def _change(self, stamp: _Stamp) -> None:
        reading = self._read()
        if self._stamp() != stamp:  # changed meanwhile: the next question looks again
            return
        self._taken, self._seen = stamp, None
        if isinstance(reading, str) or reading.mistakes:
            self._complain(reading, "what it said before stays")
            return
        if reading.editing != self._editing:
            self._editing = reading.editing
        _log.info("%s was changed and is taken", self.path)

    def _has_settled(self, stamp: _Stamp) -> bool:
        now = time.monotonic()
        if self._seen is None or self._seen[0] != stamp:
            self._seen = stamp, now
            return False
        return now - self._seen[1] >= SETTLED_S

    def _complain(self, reading: Reading | str, what: str) -> None:
        if isinstance(reading, str):
            _log.warning("%s: %s Until then, %s.", self.path, reading, what)
            return
        more = len(reading.mistakes) - 1
        others = f" ({more} more)" if more else ""
        _log.warning(
            "%s: %s%s Until then, %s; `indexer check` lists all mistakes.", self.path, reading.mistakes[0], others, what
        )

    def _read(self) -> Reading | str:
        """What the file says, or a sentence that says why it cannot be read."""
        try:
            return read_editing(self.path.read_bytes())
        except OSError as error:
            return f"{error.strerror}."

    def _stamp(self) -> _Stamp:
        try:
            found = self.path.stat()
        except OSError:
            return _Stamp()
        return _Stamp(found.st_mtime_ns, found.st_size, found.st_ino)
