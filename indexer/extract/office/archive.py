"""The ZIP file around an office document, opened without trust: what may be read of it, each part within limits.

    with open_archive(Path("bilan.docx")) as archive:
        archive.read("word/document.xml")      b"<?xml ..."
        "word/media/image1.png" in archive     True: its size is known, its bytes are never unpacked

A few kilobytes can unpack to terabytes, a list of entries can be longer than the file, and entries can lie on top
of each other. So the list is measured before it is read, nothing is unpacked that no reader asks for, and never
more than the list says. Names are only names here: nothing is written to disk.

Not here: what the parts mean (docx.py, pptx.py, odf.py, epub.py), and XML (xml.py).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from indexer.errors import BadDocument

MAX_ENTRIES = 20_000
# Of all entries together, as the list says: an album of photographs is a tenth of it.
MAX_UNPACKED_BYTES = 2 * 2**30
# The longest text part of 3,000 pages of prose is 30 MB.
MAX_PART_BYTES = 64 * 2**20
# What one document may have a reader unpack: a tree takes ten times as much memory.
MAX_READ_BYTES = 192 * 2**20
# XML shrinks to a tenth, seldom to a hundredth; deflate itself ends at a thousandth.
MAX_RATIO = 200
_RATIO_COUNTS_FROM = 2 * 2**20
# Of the list: 46 bytes and a name for each entry.
_MAX_LIST_BYTES = MAX_ENTRIES * 512

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LONGEST_COMMENT = 65_535
_UNKNOWN_32 = 0xFFFFFFFF
_ENTRY_HEADER_BYTES = 30
# What zipfile raises for bytes that are no ZIP file, or no longer one.
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError, OSError,
           ValueError, IndexError, OverflowError)  # fmt: skip


class Archive:
    """The entries that may be read, by name; names are compared without case, as the Office formats do."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path = path
        self._file = file
        self._left = MAX_READ_BYTES
        infos = file.infolist()
        _check_entries(path, infos)
        self._entries = {
            name.lower(): info
            for info in infos
            if (name := info.filename.replace("\\", "/")) and _is_plain_name(name) and not info.is_dir()
        }

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    @property
    def names(self) -> list[str]:
        """The names of the entries, as they are written."""
        return [info.filename.replace("\\", "/") for info in self._entries.values()]

    def read(self, name: str) -> bytes:
        """Unpack one entry; raises BadDocument when it is missing, locked, too large or damaged."""
        info = self._entries.get(name.lower())
        if info is None:
            raise BadDocument(f"{self.path.name} has lost a part ({name[:80]}): export it again.")
        if info.flag_bits & 1:
            raise BadDocument(f"{self.path.name} is protected by a password: publish it without.")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadDocument(f"{self.path.name} is compressed in a way that no office program uses: export it again.")
        self._check_size(info)
        try:
            data = self._file.read(info)
        except _DAMAGE as error:
            raise damaged(self.path) from error
        self._left -= len(data)
        return data

    def _check_size(self, info: zipfile.ZipInfo) -> None:
        size, packed = info.file_size, max(1, info.compress_size)
        if size > _RATIO_COUNTS_FROM and size > MAX_RATIO * packed:
            raise BadDocument(
                f"{self.path.name} unpacks to {size // packed:,} times its size, which no document does: "
                "export it again from the program that made it."
            )
        if size > min(MAX_PART_BYTES, self._left):
            raise BadDocument(
                f"{self.path.name} is too large once unpacked (the limit is {MAX_PART_BYTES // 2**20} MB for a part, "
                f"{MAX_READ_BYTES // 2**20} MB for a document): divide it, or publish it as PDF."
            )


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a ZIP file; raises BadDocument when it is none, damaged, or made to do harm."""
    _check_list(path)
    try:
        file = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise damaged(path) from error
    with file:
        yield Archive(path, file)


def damaged(path: Path) -> BadDocument:
    """The error for a file whose bytes are not what was written."""
    return BadDocument(f"{path.name} is damaged or cut short: copy or export it again.")


def _check_list(path: Path) -> None:
    """Refuse a list of entries that is too long, before zipfile makes an object of each."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - _LONGEST_COMMENT - _END.size))
            tail = stream.read()
            place = tail.rfind(b"PK\x05\x06")
            if place < 0 or len(tail) - place < _END.size:
                raise damaged(path)
            list_bytes: int = _END.unpack_from(tail, place)[5]
            if list_bytes == _UNKNOWN_32 and place >= _LOCATOR.size:
                stream.seek(_LOCATOR.unpack_from(tail, place - _LOCATOR.size)[2])
                list_bytes = _END_64.unpack(stream.read(_END_64.size))[8]
    except (OSError, struct.error, OverflowError, ValueError) as error:
        raise damaged(path) from error
    if list_bytes > _MAX_LIST_BYTES:
        raise _too_many(path)


def _check_entries(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise _too_many(path)
    if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
        raise BadDocument(
            f"{path.name} unpacks to more than {MAX_UNPACKED_BYTES // 2**30} GB: make its pictures smaller, "
            "or publish it as PDF."
        )
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise BadDocument(
                f"{path.name} is no ordinary file (its parts lie on top of each other): "
                "export it again from the program that made it."
            )
        end = info.header_offset + _ENTRY_HEADER_BYTES + info.compress_size


def _too_many(path: Path) -> BadDocument:
    return BadDocument(
        f"{path.name} holds more than {MAX_ENTRIES:,} parts, which no document does: "
        "export it again from the program that made it."
    )


def _is_plain_name(name: str) -> bool:
    return not name.startswith("/") and "\0" not in name and ".." not in PurePosixPath(name).parts
