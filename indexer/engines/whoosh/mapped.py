"""A segment's files as parts of one memory map, read where they lie.

Whoosh maps a segment as well, but then copies each file of it into a stream: every process that opens the index would
hold all of it, 33 MB for 10,000 short publications. Here only what is asked for is copied.
"""

from __future__ import annotations

import io
from typing import Any

from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.structfile import BufferFile


class MappedStorage(CompoundStorage):
    """The files of one segment."""

    def open_file(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """A file, by its name."""
        if self.is_closed or not self._source:  # no map where the machine gives none: Whoosh reads the file instead
            return super().open_file(name, *args, **kwargs)
        offset, length = self.range(name)
        return MappedFile(memoryview(self._source)[offset : offset + length], name)


class MappedFile(BufferFile):
    """One file. Reading at a position (`get`) is safe for several threads, as with BufferFile."""

    def __init__(self, view: memoryview, name: str) -> None:
        super().__init__(b"", name=name)
        self._buf = view
        self.file = _Stream(view)


class _Stream(io.RawIOBase):
    """What Whoosh reads in order: the heads of its tables."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        part = self._view[self._at : self._at + len(target)]
        target[: len(part)] = part
        self._at += len(part)
        return len(part)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._view)}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def tell(self) -> int:
        return self._at
