"""What an engine knows of what it holds, for those who index, look after and report on it.

engine.stored()["rapports/bilan.pdf"].digest
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from indexer.publication import PartialDate, is_pdf_address, name_in_file


class Stored(msgspec.Struct, frozen=True, gc=False):
    """What the index remembers of where a publication came from: enough to see that nothing has changed.

    file      absolute path of the file it was read from, if any
    manifest  absolute path of the manifest that told of it, if any
    attachment  names of the attachments that lead to it within the file
    """

    digest: str
    file: str | None
    manifest: str | None
    attachment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a publication can be read: the file it was read from, if any, and its public address, if any.

    attachment  names of the attachments that lead to it within the file
    """

    file: str | None
    url: str
    attachment: tuple[str, ...] = ()


class Record(msgspec.Struct, frozen=True, gc=False):
    """A publication without its passages, for what looks at all of them.

    date, authors, topics  as they are written; those of its landing page where its own are missing
    attachment             names that lead to it within `file`, when it is attached to another
    landing_page           the id of the page that announces it, or of what it is attached to
    words                  of its lead and its passages
    text_key               the same number for publications with the same text, or nearly so; 0 without any
    """

    id: str
    title: str
    url: str
    kind: str
    language: str
    date: PartialDate | None
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    file: str
    attachment: tuple[str, ...]
    landing_page: str | None
    words: int
    text_key: int

    @property
    def is_pdf(self) -> bool:
        """Whether a passage is a page of a PDF."""
        return is_pdf_address(name_in_file(self.file or self.url, self.attachment))


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Counts and sizes for `indexer status`.

    stored_bytes  the part of `size_bytes` that is texts as they are shown; the rest is what finds them
    """

    publications: int
    passages: int
    kinds: Mapping[str, int]
    size_bytes: int
    stored_bytes: int
    segments: int
    last_commit: dt.datetime | None
