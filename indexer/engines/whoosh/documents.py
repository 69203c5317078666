"""A publication as the index stores it.

Every word stands at a position (u32). The high part says in which zone of the publication:

    0x0000_0000  title      up to 4,095 words each; what is longer is stored and shown, but not searched
    0x0000_1000  lead
    0x0000_2000  authors    one position is left free between two names
    0x0000_3000  topics     and the kind, as shown on a result
    0x0000_4000  name of the file, which people remember: Note_interruption.pdf
    0x0001_0000  headings   of the passages, in their order, one position free between two
    0x0010_0000  body       the passages' texts run on, so that a phrase may cross a page break

`places` of a publication with n passages, little-endian:

    n         u32
    body      u32[n + 1]   position at which each passage begins, and the end
    headings  u32[n + 1]   position at which each passage's heading begins, and the end
    contents  u8[n]        1 for a table of contents

Not here: reading postings back (segments.py), what the weights mean for ranking (ranking.py).
"""

from __future__ import annotations

import re
import struct
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from indexer import french
from indexer.errors import IndexDamaged
from indexer.publication import PartialDate, Passage, Publication, is_pdf_address

TITLE, LEAD, AUTHORS, TOPICS, FILE_NAME, HEADINGS, BODY = 0, 0x1000, 0x2000, 0x3000, 0x4000, 0x1_0000, 0x10_0000
_SHORT_ZONE = 0x0FFF
_HEADING_WORDS = BODY - HEADINGS - 1
_NAME_SEPARATORS = re.compile(r"[\W_]+")

# How much one occurrence in a zone counts in the publication's weight of a term: docs/relevance.md.
ZONE_WEIGHTS = (
    (BODY, 1.0),
    (HEADINGS, 2.0),
    (FILE_NAME, 1.0),
    (TOPICS, 3.0),
    (AUTHORS, 3.0),
    (LEAD, 2.0),
    (TITLE, 5.0),
)


class Summary(msgspec.Struct, frozen=True, array_like=True):
    """What the whole index must know of a publication: read for all of them when a commit is opened."""

    id: str
    date: str
    kind: str
    language: str
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    url: str
    file: str
    digest: str
    links: tuple[str, ...]
    title: str
    length: int
    passages: int
    manifest: str = ""

    @property
    def is_pdf(self) -> bool:
        """Whether a PDF reader opens it at a page."""
        return is_pdf_address(self.file or self.url)


class PassageRecord(msgspec.Struct, frozen=True, array_like=True):
    """A passage without its text."""

    number: int
    label: str | None
    heading: str | None
    anchor: str | None
    is_contents: bool


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What a displayed publication needs beside its summary."""

    lead: str
    updated: str
    passages: tuple[PassageRecord, ...]


@dataclass(frozen=True, slots=True)
class PreparedPublication:
    """A publication ready to be written: rows of the text field and the four columns."""

    id: str
    rows: list[tuple[bytes, float, bytes]]
    summary: bytes
    record: bytes
    texts: bytes
    places: bytes


class Places(NamedTuple):
    """Where the passages of one publication begin; see the head of this module."""

    body: npt.NDArray[np.uint32]
    headings: npt.NDArray[np.uint32]
    is_contents: npt.NDArray[np.bool_]


def prepare(publication: Publication) -> PreparedPublication:
    """Analyse and encode a publication."""
    postings: dict[str, list[int]] = defaultdict(list)
    _add_short(publication.title, TITLE, postings)
    _add_short(publication.lead, LEAD, postings)
    _add_names(publication.authors, AUTHORS, postings)
    _add_names((*publication.topics, publication.kind), TOPICS, postings)
    _add_short(_NAME_SEPARATORS.sub(" ", Path(publication.file or "").stem), FILE_NAME, postings)
    headings = _add_headings(publication.passages, postings)
    body = [BODY]
    for passage in publication.passages:
        body.append(french.add_terms(passage.text, body[-1], postings))
    places = struct.pack("<I", len(publication.passages))
    places += array("I", (*body, *headings)).tobytes()
    places += bytes(passage.is_contents for passage in publication.passages)
    return PreparedPublication(
        id=publication.id,
        rows=[_row(term, positions) for term, positions in postings.items()],
        summary=msgspec.json.encode(_summary(publication, body[-1] - BODY)),
        record=zlib.compress(msgspec.json.encode(_record(publication)), 1),
        texts=_pack_texts([passage.text for passage in publication.passages]),
        places=places,
    )


def restore(summary: Summary, record: Record, texts: bytes) -> Publication:
    """The publication that was prepared."""
    return Publication(
        id=summary.id,
        title=summary.title,
        passages=tuple(
            Passage(p.number, read_text(texts, index), p.label, p.heading, p.anchor, p.is_contents)
            for index, p in enumerate(record.passages)
        ),
        url=summary.url,
        lead=record.lead,
        kind=summary.kind,
        language=summary.language,
        date=PartialDate.parse(summary.date) if summary.date else None,
        updated=PartialDate.parse(record.updated) if record.updated else None,
        authors=summary.authors,
        topics=summary.topics,
        links=summary.links,
        file=summary.file or None,
        digest=summary.digest,
        manifest=summary.manifest or None,
    )


def read_places(data: bytes) -> Places:
    """Decode the column `places`. Raises IndexDamaged."""
    try:
        (count,) = struct.unpack_from("<I", data)
        body = np.frombuffer(data, "<u4", count + 1, 4)
        headings = np.frombuffer(data, "<u4", count + 1, 8 + 4 * count)
        return Places(body, headings, np.frombuffer(data, np.bool_, count, 12 + 8 * count))
    except (struct.error, ValueError) as error:
        raise IndexDamaged("The places of a publication's passages cannot be read: run `indexer verify`.") from error


class AllPlaces(NamedTuple):
    """The column `places` of many publications as one.

    first          i64[n + 1]  the passages of publication i are those from first[i] to first[i + 1]
    body           i64[]       position at which each passage begins
    words          i64[]       words of its text
    headings       i64[]       position at which its heading begins
    heading_words  i64[]       words of its heading
    is_contents    bool[]
    """

    first: npt.NDArray[np.int64]
    body: npt.NDArray[np.int64]
    words: npt.NDArray[np.int64]
    headings: npt.NDArray[np.int64]
    heading_words: npt.NDArray[np.int64]
    is_contents: npt.NDArray[np.bool_]


def read_all_places(rows: Sequence[bytes]) -> AllPlaces:
    """Decode the column `places` of many publications at once. Raises IndexDamaged."""
    data = np.frombuffer(b"".join(rows), np.uint8)
    sizes = np.array([len(row) for row in rows], np.int64)
    begins = np.cumsum(sizes) - sizes

    def read_u32(at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:  # none is aligned
        found: npt.NDArray[np.uint32] = data[at[:, None] + np.arange(4)].view("<u4").ravel()
        return found.astype(np.int64)

    counts = read_u32(begins) if (sizes >= 4).all() else sizes
    if (sizes != 12 + 9 * counts).any():  # else a wrong count could ask for any amount of memory
        raise IndexDamaged("The places of a publication's passages cannot be read: run `indexer verify`.")
    first = np.concatenate(([0], np.cumsum(counts)))
    owner = np.repeat(np.arange(len(rows)), counts)
    index = np.arange(first[-1]) - first[owner]  # of each passage within its publication
    at_body = begins[owner] + 4 + 4 * index
    at_heading = at_body + 4 * (counts[owner] + 1)
    at_contents = begins[owner] + 12 + 8 * counts[owner] + index
    body, headings = read_u32(at_body), read_u32(at_heading)
    return AllPlaces(
        first,
        body,
        read_u32(at_body + 4) - body,
        headings,
        np.maximum(read_u32(at_heading + 4) - headings - 1, 0),  # one position is left free after each
        data[at_contents].astype(np.bool_),
    )


def join_places(every: Sequence[AllPlaces]) -> AllPlaces:
    """Those of several segments, side by side."""
    if len(every) == 1:
        return every[0]
    every = (read_all_places(()), *every)
    counts = np.concatenate([np.diff(places.first) for places in every])
    first = np.concatenate(([0], np.cumsum(counts)))
    return AllPlaces(first, *(np.concatenate(column) for column in list(zip(*every, strict=True))[1:]))


def read_text(texts: bytes, index: int) -> str:
    """The text of one passage, by its index from 0; the others stay compressed. Raises IndexDamaged."""
    try:
        (count,) = struct.unpack_from("<I", texts)
        start, end = struct.unpack_from("<2I", texts, 4 + 4 * index)
        base = 8 + 4 * count
        return zlib.decompress(texts[base + start : base + end]).decode()
    except (struct.error, zlib.error, UnicodeDecodeError) as error:
        raise IndexDamaged("The text of a passage cannot be read: run `indexer verify`.") from error


def _pack_texts(passages: list[str]) -> bytes:
    packed = [zlib.compress(text.encode("utf-8", "replace"), 3) for text in passages]
    offsets = array("I", [0])
    for data in packed:
        offsets.append(offsets[-1] + len(data))
    return b"".join((struct.pack("<I", len(packed)), offsets.tobytes(), *packed))


def _row(term: str, positions: list[int]) -> tuple[bytes, float, bytes]:
    in_body_only = positions[0] >= BODY  # as most terms are
    weight = float(len(positions)) if in_body_only else sum(_weight(position) for position in positions)
    return term.encode(), weight, array("I", positions).tobytes()


def _weight(position: int) -> float:
    return next(weight for base, weight in ZONE_WEIGHTS if position >= base)


def _add_short(text: str, base: int, postings: dict[str, list[int]]) -> int:
    """Add a text to a short zone; words beyond the zone's end are left out."""
    found: dict[str, list[int]] = defaultdict(list)
    end = french.add_terms(text, base, found)
    limit = (base & ~_SHORT_ZONE) + _SHORT_ZONE
    if end <= limit:
        for term, positions in found.items():
            postings[term].extend(positions)
        return end
    for term, positions in found.items():
        kept = [position for position in positions if position < limit]
        if kept:
            postings[term].extend(kept)
    return limit


def _add_names(names: Iterable[str], base: int, postings: dict[str, list[int]]) -> None:
    for name in names:
        base = _add_short(name, base, postings) + 1
        if base & _SHORT_ZONE >= _SHORT_ZONE:
            return


def _add_headings(passages: Iterable[Passage], postings: dict[str, list[int]]) -> list[int]:
    starts = [HEADINGS]
    previous = None
    for passage in passages:
        heading = passage.heading if passage.heading != previous else None
        previous = passage.heading
        end = starts[-1]
        if heading and end - HEADINGS < _HEADING_WORDS - _SHORT_ZONE:
            end = french.add_terms(heading[:2_000], end, postings) + 1
        starts.append(end)
    return starts


def _summary(publication: Publication, length: int) -> Summary:
    return Summary(
        id=publication.id,
        date=str(publication.date or ""),
        kind=publication.kind,
        language=publication.language,
        topics=publication.topics,
        authors=publication.authors,
        url=publication.url,
        file=publication.file or "",
        digest=publication.digest,
        links=publication.links,
        title=publication.title,
        length=length,
        passages=len(publication.passages),
        manifest=publication.manifest or "",
    )


def _record(publication: Publication) -> Record:
    return Record(
        lead=publication.lead,
        updated=str(publication.updated or ""),
        passages=tuple(
            PassageRecord(p.number, p.label, p.heading, p.anchor, p.is_contents) for p in publication.passages
        ),
    )
