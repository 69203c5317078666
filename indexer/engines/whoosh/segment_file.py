"""A segment's file: named sections, each a flat little-endian array that is mapped and read where it lies.

    with SegmentFileWriter(path) as file:
        file.append("days", days)                 # sections may be appended to in turns, in any order
    SegmentFile(path)["days"]                     # a NumPy array over the mapped file
    SegmentFile(path).rows("summary")[7]          # a row of bytes, read from the file

Version 1, byte by byte (all numbers little-endian):

    header     8 bytes  "GLANESEG"
               u32      version, 1
               u32      0
    sections   each begins at a multiple of 64
    directory  for each section, in ascending order of names: 48 bytes
               24 bytes name, ASCII, filled up with zeros
               8 bytes  type of its numbers as NumPy writes it: "<u4", filled up with zeros
               u64      where it begins in the file
               u64      how many numbers it has
    trailer    u64      where the directory begins
               u32      number of sections
               u32      version, 1
               8 bytes  "GLANESEG"

Which sections there are: sections.py. The file's checksum: checksums.py.
"""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.sections import SECTIONS
from indexer.errors import IndexDamaged, IndexOfOtherVersion
from indexer.pieces import cut

VERSION = 1
_MAGIC = b"GLANESEG"
_HEADER = struct.Struct("<8sII")
_ENTRY = struct.Struct("<24s8sQQ")
_TRAILER = struct.Struct("<QII8s")
_ALIGNMENT = 64
_NAMES = {
    (name.encode("ascii").ljust(24, b"\0"), dtype.str.encode("ascii").ljust(8, b"\0")): name
    for name, dtype in SECTIONS.items()
}
# Sections are gathered in memory up to this size each, then in a file without a name beside the segment.
_SPOOLED_BYTES = 2**20

# Rows that are read at once by who wants all of them.
_ROWS_AT_ONCE = 4_096

# A file of this size may stay mapped: to map its pages again takes longer than to read them.
_SMALL_BYTES = 2**20

Array = npt.NDArray[Any]


class SegmentFile(Mapping[str, Array]):
    """The sections of a file, by name; safe for several threads. A section that is not there is empty.

    Raises IndexDamaged when the file is none of ours, of a newer version, or cut short.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)
        size = os.fstat(self._descriptor).st_size
        if size < _HEADER.size + _TRAILER.size:
            raise self._damaged("is cut short")
        self._map = mmap.mmap(self._descriptor, 0, access=mmap.ACCESS_READ)
        self._places = dict(self._read(size))
        self._arrays: dict[str, Array] = {}  # those that were asked for: a file has 60 and is often opened for a few

    def _read(self, size: int) -> Iterator[tuple[str, tuple[int, int]]]:
        """Where each section begins, and how many numbers it has."""
        magic, version, _ = _HEADER.unpack_from(self._map)
        begin, count, last_version, last_magic = _TRAILER.unpack_from(self._map, size - _TRAILER.size)
        if magic != _MAGIC or last_magic != _MAGIC or version != last_version:
            raise self._damaged("is no segment, or cut short")
        if version > VERSION:
            raise IndexOfOtherVersion(
                f"{self.name} was written by a newer Glane (version {version}, this one reads {VERSION}): "
                "use the newer one, or index the publications again into a new folder."
            )
        if begin + count * _ENTRY.size + _TRAILER.size != size:
            raise self._damaged("has a directory that does not fit")
        for raw_name, raw_type, offset, length in _ENTRY.iter_unpack(self._map[begin : size - _TRAILER.size]):
            name = _NAMES.get((raw_name, raw_type))
            if name is None:
                unknown = raw_name.rstrip(b"\0").decode("ascii", "replace")
                raise self._damaged(f"has an unknown section “{unknown}”")
            if offset + length * SECTIONS[name].itemsize > begin:
                raise self._damaged(f"has a section “{name}” that leads nowhere")
            yield name, (offset, length)

    def _damaged(self, what: str) -> IndexDamaged:
        return IndexDamaged(f"{self.name} {what}: run `indexer verify`.")

    def __getitem__(self, name: str) -> Array:
        found = self._arrays.get(name)
        if found is None:
            offset, length = self._places.get(name, (0, 0))
            found = self._arrays[name] = np.frombuffer(self._map, SECTIONS[name], length, offset)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def rows(self, name: str) -> Rows:
        """The rows of `<name>_bytes`, which begin at `<name>_starts`."""
        begin, length = self._places.get(f"{name}_bytes", (0, 0))
        return Rows(self, self._descriptor, begin, length, self[f"{name}_starts"].data)

    def release(self) -> None:
        """Let the system take back what was read: a merge reads each page once or twice."""
        if len(self._map) > _SMALL_BYTES:
            self._map.madvise(mmap.MADV_DONTNEED)


class Rows:
    """Rows of bytes, each read from the file when it is asked for; safe for several threads and after a fork.

    For texts that are shown: a search needs few of them, anywhere in the file. When they were mapped, the system mapped
    64 KB around each, and after 1,000 searches a process had all 119 MB of them resident. A row takes 2 us to read so,
    1.5 us more than one that is mapped already and 1.5 us less than one that the system has yet to map.
    """

    def __init__(self, file: SegmentFile, descriptor: int, begin: int, length: int, starts: memoryview) -> None:
        self._file = file  # which closes the descriptor when nobody needs it any more
        self._descriptor = descriptor
        self._begin = begin
        self._length = length
        self._starts = starts

    def __getitem__(self, number: int) -> bytes:
        return self.run(number, number + 1)

    def __iter__(self) -> Iterator[bytes]:
        """All of them, many read at once."""
        count = len(self._starts) - 1
        for first in range(0, count, _ROWS_AT_ONCE):
            last = min(first + _ROWS_AT_ONCE, count)
            starts = np.asarray(self._starts[first : last + 1])
            if (starts[1:] < starts[:-1]).any():
                raise ValueError("a text that leads nowhere")
            yield from cut(np.frombuffer(self.run(first, last), np.uint8), starts - starts[0])

    def run(self, first: int, last: int) -> bytes:
        """The rows from `first` to before `last`, end to end."""
        start, end = self._starts[first], self._starts[last]
        if not start <= end <= self._length:
            raise ValueError("a text that leads nowhere")
        return os.pread(self._descriptor, end - start, self._begin + start)


class SegmentFileWriter:
    """Writes a segment's file; sections grow side by side. Nothing is at `path` before the end, or after an error."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = ExitStack()
        self._parts: dict[str, tuple[tempfile.SpooledTemporaryFile[bytes], int]] = {}

    def append(self, name: str, array: Array) -> None:
        """Add numbers to the end of a section. Raises OverflowError for one that does not fit its type."""
        data = _as(array, SECTIONS[name])
        part, count = self._parts.get(name) or (self._spool(), 0)
        part.write(data)
        self._parts[name] = part, count + len(array)

    def length(self, name: str) -> int:
        """How many numbers a section has so far."""
        part = self._parts.get(name)
        return part[1] if part else 0

    def _spool(self) -> tempfile.SpooledTemporaryFile[bytes]:
        return self._opened.enter_context(tempfile.SpooledTemporaryFile(_SPOOLED_BYTES, dir=str(self._path.parent)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._opened:
            if kind is None:
                self._finish()

    def _finish(self) -> None:
        try:
            with self._path.open("wb") as file:
                file.write(_HEADER.pack(_MAGIC, VERSION, 0))
                directory = b""
                for name, (part, count) in sorted(self._parts.items()):
                    file.write(bytes(-file.tell() % _ALIGNMENT))
                    dtype = SECTIONS[name].str.encode()
                    directory += _ENTRY.pack(name.encode("ascii"), dtype, file.tell(), count)
                    part.seek(0)
                    shutil.copyfileobj(part, file, _SPOOLED_BYTES)
                begin = file.tell()
                file.write(directory + _TRAILER.pack(begin, len(self._parts), VERSION, _MAGIC))
        except BaseException:
            self._path.unlink(missing_ok=True)
            raise


def _as(array: Array, dtype: np.dtype[Any]) -> memoryview:
    """The bytes of numbers in another type."""
    if array.dtype != dtype and len(array) and (array.max() > np.iinfo(dtype).max or array.min() < np.iinfo(dtype).min):
        raise OverflowError(f"a number that does not fit {dtype}")
    return np.ascontiguousarray(array, dtype).data.cast("B") if len(array) else memoryview(b"")
