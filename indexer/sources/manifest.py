"""A manifest: JSON Lines, one publication a line, for a CMS that knows better than its pages.

    {"id": "a1", "url": "https://...", "title": "Bilan 2024", "text": "...", "topics": ["Santé"], "date": "2024-09-04"}

`title` and one of `text`, `passages`, `file` are required; `file` is a path relative to the manifest, read like any
file, and what the line says of it counts more than what the file says.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from indexer.errors import BadDocument
from indexer.publication import PartialDate, Passage, Publication
from indexer.sources.digests import Digests

SUFFIXES = frozenset({".jsonl", ".ndjson"})
MAX_LINE_BYTES = 64 * 1024 * 1024
_MAX_SHOWN = 60


class _PassageLine(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    number: Annotated[int, msgspec.Meta(ge=1)] | None = None
    label: str | None = None
    heading: str | None = None
    anchor: str | None = None
    language: str | None = None


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    id: str | None = None
    url: str | None = None
    lead: str | None = None
    text: str | None = None
    passages: list[_PassageLine] | None = None
    topics: list[str] | None = None
    authors: list[str] | None = None
    date: str | None = None
    updated: str | None = None
    kind: str | None = None
    language: str | None = None
    file: str | None = None


class _FileOfLine(msgspec.Struct):
    file: str | None = None


_decoder = msgspec.json.Decoder(_Line)
_file_decoder = msgspec.json.Decoder(_FileOfLine)


class Line(msgspec.Struct, frozen=True):
    """A line not yet read: decoding is left to the worker processes.

    digest         of the line and of the file it names, to see whether either changed
    may_name_file  whether reading it may mean reading a file
    alone          why that file is read without what is attached to it; "" to read both
    """

    manifest: Path
    number: int
    data: bytes
    digest: str = ""
    is_too_long: bool = False
    may_name_file: bool = False
    alone: str = ""

    @property
    def name(self) -> str:
        """How it is called in messages."""
        return name_of(self.manifest, self.number)

    @property
    def source(self) -> str:
        """The absolute path it is remembered by."""
        return str(self.manifest)


def read_lines(manifest: Path, digests: Digests) -> Iterator[Line]:
    """The lines of a manifest, one at a time; empty ones are left out.

    Raises BadDocument when the file cannot be read; of a line that is too long only the beginning is kept.
    """
    path = manifest.resolve()
    try:
        with manifest.open("rb") as file:
            number = 0
            while data := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                is_too_long = len(data) > MAX_LINE_BYTES and not data.endswith(b"\n")
                while is_too_long and (more := file.readline(MAX_LINE_BYTES)) and not more.endswith(b"\n"):
                    pass
                if number == 1:
                    data = data.removeprefix(codecs.BOM_UTF8)
                data = data[:_MAX_SHOWN] if is_too_long else data.strip()
                if data:
                    may_name_file = b'"file"' in data
                    digest = _digest(path, data, digests, may_name_file=may_name_file)
                    yield Line(path, number, data, digest, is_too_long, may_name_file)
    except OSError as error:
        raise BadDocument(f"{manifest} cannot be read: {error.strerror}.") from error


def name_of(manifest: Path, number: int) -> str:
    """How a line is called in messages."""
    return f"{manifest.name}, line {number}"


def _digest(manifest: Path, data: bytes, digests: Digests, *, may_name_file: bool) -> str:
    named = ""
    if may_name_file:
        try:
            file = (manifest.parent / (_file_decoder.decode(data).file or "")).resolve()
            named = digests.of_file(file) if file.is_relative_to(manifest.parent) else "outside"
        except (BadDocument, msgspec.DecodeError, ValueError, OSError, RuntimeError, RecursionError):
            named = "unreadable"  # `decode` and the file's reader will say why
    return digests.of_bytes(data, named)


def decode(line: Line) -> Publication:
    """Read a line. Raises BadDocument with what is wrong with it.

    The `file` of the result, where the line names one, is yet to be read.
    """
    if line.is_too_long:
        raise BadDocument(f"{line.name} is longer than {MAX_LINE_BYTES // 2**20} MB.")
    try:
        fields = _decoder.decode(line.data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadDocument(f"{line.name} cannot be read: {error}.") from error
    if not fields.title.strip():
        raise BadDocument(f"{line.name} has an empty title.")
    if fields.text is None and fields.passages is None and fields.file is None:
        raise BadDocument(f"{line.name} has none of text, passages and file.")
    passages = tuple(
        Passage(
            passage.number or index,
            passage.text,
            passage.label,
            passage.heading,
            passage.anchor,
            language=passage.language or "",
        )
        for index, passage in enumerate(fields.passages or (), 1)
    )
    if fields.text is not None and not passages:
        passages = (Passage(1, fields.text),)
    try:
        file = str((line.manifest.parent / fields.file).resolve()) if fields.file else None
    except (OSError, RuntimeError, ValueError) as error:  # a circle of links, a name that can be none
        raise BadDocument(f"{line.name} names a file that cannot be found: “{fields.file}”.") from error
    if file and not Path(file).is_relative_to(line.manifest.parent):
        raise BadDocument(f"{line.name} names a file outside the manifest's folder: “{fields.file}”.")
    return Publication(
        id=fields.id or fields.url or fields.file or f"{line.manifest.stem}-{line.digest[:12]}",
        title=fields.title,
        passages=passages,
        url=fields.url or "",
        lead=fields.lead or "",
        kind=fields.kind or "",
        language=fields.language or "",
        date=_date(line, "date", fields.date),
        updated=_date(line, "updated", fields.updated),
        authors=tuple(fields.authors or ()),
        topics=tuple(fields.topics or ()),
        file=file,
        digest=line.digest,
        manifest=str(line.manifest),
    )


def _date(line: Line, name: str, text: str | None) -> PartialDate | None:
    if not text:
        return None
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise BadDocument(f"{line.name}: {name} “{text[:_MAX_SHOWN]}” is not a date ({error}).") from error
