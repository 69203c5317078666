"""A publication as the index stores it: where its words stand, and what is shown of it.

Every word stands at a position (u32). The high part says in which zone of the publication:

    0x0000  title      what is longer than its zone is stored and shown, but not searched
    0x0200  lead
    0x0A00  authors    one position is left free between two names
    0x0E00  topics     and the kind, as shown on a result
    0x1200  name of the file, which people remember: Note_interruption.pdf
    0x1400  headings   of the passages, in their order, one position free between two
    0x4000  body       the passages' texts run on, so that a phrase may cross a page break

The last position of a zone stays free, so that no phrase crosses from one to the next. All of a publication of up to
49,000 words fits in 16 bits.

Not here: the arrays that many publications become (batch.py, sections.py), what the weights mean (ranking.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

import msgspec
from isal import isal_zlib

from indexer.engines.milestones import Milestones
from indexer.errors import IndexDamaged
from indexer.publication import PartialDate, Passage, Publication, is_pdf_address, name_in_file

TITLE, LEAD, AUTHORS, TOPICS, FILE_NAME, HEADINGS, BODY = 0, 0x200, 0xA00, 0xE00, 0x1200, 0x1400, 0x4000
POSITIONS_END = 2**32 - 1  # the free one of the body

# How much one occurrence in a zone counts in the publication's weight of a term: docs/relevance.md.
ZONE_WEIGHTS = (
    (BODY, 1),
    (HEADINGS, 2),
    (FILE_NAME, 1),
    (TOPICS, 3),
    (AUTHORS, 3),
    (LEAD, 2),
    (TITLE, 5),
)

# Of a text of 1.7 KB: 11 us and 808 bytes, and 6 us to read it; zlib itself takes 34 us for 796 bytes, and 9 us.
_COMPRESSION = 1


class Summary(msgspec.Struct, frozen=True, array_like=True):
    """All of a publication but its passages."""

    id: str
    title: str
    url: str
    lead: str
    kind: str
    language: str
    date: str
    updated: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    links: tuple[str, ...]
    file: str
    digest: str
    manifest: str = ""
    documents: tuple[str, ...] = ()
    attachment: tuple[str, ...] = ()
    date_is_of_file: bool = False

    @property
    def is_pdf(self) -> bool:
        """Whether a PDF reader opens it at a page."""
        return is_pdf_address(name_in_file(self.file or self.url, self.attachment))


class _StoredPassage(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    number: int
    text: str
    label: str | None = None
    heading: str | None = None
    anchor: str | None = None
    is_contents: bool = False
    language: str = ""
    milestones: Milestones | None = None


class PlacedPassage(NamedTuple):
    """A passage, and where the words of its text stand; None where its text has to be looked through for them."""

    passage: Passage
    milestones: Milestones | None


_encode = msgspec.json.Encoder().encode
_decode_summary = msgspec.json.Decoder(Summary).decode
_decode_passage = msgspec.json.Decoder(_StoredPassage).decode


def key_of(text: str) -> int:
    """The key of an id or an address: BLAKE2b in 8 bytes."""
    return key_of_bytes(text.encode())


def key_of_bytes(data: bytes) -> int:
    """The key of bytes: their BLAKE2b in 8 bytes."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def pack_summary(publication: Publication) -> bytes:
    """The summary of a publication as it is stored."""
    return _encode(
        Summary(
            publication.id,
            publication.title,
            publication.url,
            publication.lead,
            publication.kind,
            publication.language,
            str(publication.date or ""),
            str(publication.updated or ""),
            publication.authors,
            publication.topics,
            publication.links,
            publication.file or "",
            publication.digest,
            publication.manifest or "",
            publication.documents,
            publication.attachment,
            publication.date_is_of_file,
        )
    )


def read_summary(data: bytes | memoryview) -> Summary:
    """The summary that was packed. Raises IndexDamaged."""
    try:
        return _decode_summary(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IndexDamaged("The summary of a publication cannot be read: run `indexer verify`.") from error


def pack_passage(passage: Passage, milestones: Milestones | None) -> bytes:
    """A passage with its text as it is stored: each alone, as only those that are shown are read."""
    text = passage.text.encode("utf-8", "replace").decode()  # half characters are no UTF-8
    stored = _StoredPassage(
        passage.number,
        text,
        passage.label,
        passage.heading,
        passage.anchor,
        passage.is_contents,
        passage.language,
        milestones,
    )
    return isal_zlib.compress(_encode(stored), _COMPRESSION)


def read_passage(data: bytes | memoryview) -> Passage:
    """The passage that was packed. Raises IndexDamaged."""
    return read_placed_passage(data).passage


def read_placed_passage(data: bytes | memoryview) -> PlacedPassage:
    """The same, with what excerpts are cut out by."""
    try:
        stored = _decode_passage(isal_zlib.decompress(data))
    except Exception as error:  # the decompressor has errors of its own
        raise IndexDamaged("The text of a passage cannot be read: run `indexer verify`.") from error
    passage = Passage(
        stored.number, stored.text, stored.label, stored.heading, stored.anchor, stored.is_contents, stored.language
    )
    return PlacedPassage(passage, stored.milestones)


def restore(summary: Summary, passages: Iterable[Passage]) -> Publication:
    """The publication that was stored."""
    return Publication(
        id=summary.id,
        title=summary.title,
        passages=tuple(passages),
        url=summary.url,
        lead=summary.lead,
        kind=summary.kind,
        language=summary.language,
        date=PartialDate.parse(summary.date) if summary.date else None,
        updated=PartialDate.parse(summary.updated) if summary.updated else None,
        authors=summary.authors,
        topics=summary.topics,
        links=summary.links,
        file=summary.file or None,
        digest=summary.digest,
        manifest=summary.manifest or None,
        documents=summary.documents,
        attachment=summary.attachment,
        date_is_of_file=summary.date_is_of_file,
    )
