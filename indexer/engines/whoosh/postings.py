"""Postings of many terms as flat sections, and back.

    sections = encode_postings(Postings(terms=[b"eau\\x1feau"], frequencies=..., documents=..., ...))
    decode_postings(sections, 0, 1)  -> the same Postings

T terms in ascending order of bytes; R rows (a term in a document), term by term, documents ascending; P positions, row
by row, ascending. sections.py says what each section holds.

A term takes the narrowest width that holds its largest value, so that most entries are one byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.sections import POSTING_KINDS, SECTIONS, WIDTHS
from indexer.pieces import cut, join, starts_of

Ints = npt.NDArray[np.integer]
SegmentData = Mapping[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of many terms, decoded.

    terms        T, ascending; each has a row at least
    frequencies  i64[T]  rows of each term
    documents    u32[R]  ascending within a term
    weights      u32[R]
    counts       u32[R]  positions of each row, one at least
    positions    u32[P]  ascending within a row
    """

    terms: list[bytes]
    frequencies: npt.NDArray[np.int64]
    documents: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.uint32]
    positions: npt.NDArray[np.uint32]


def encode_postings(postings: Postings) -> dict[str, np.ndarray]:
    """The sections of these postings."""
    rows = postings.frequencies.astype(np.int64)
    row_starts = starts_of(rows)
    gaps = postings.documents.copy()
    gaps[1:] -= postings.documents[:-1]
    gaps[row_starts[:-1]] = postings.documents[row_starts[:-1]]
    position_starts = starts_of(postings.counts)[row_starts]
    occurrences = np.diff(position_starts)
    term_bytes, term_starts = join(postings.terms)
    sections: dict[str, np.ndarray] = {
        "term_bytes": term_bytes,
        "term_starts": term_starts.astype("<u8"),
        "frequencies": rows.astype("<u4"),
        "occurrences": occurrences.astype("<u4"),
        "widths": np.zeros(len(rows), np.uint8),
    }
    columns = (gaps, postings.weights, postings.counts, postings.positions)
    for place, (kind, values) in enumerate(zip(POSTING_KINDS, columns, strict=True)):
        starts, lengths = (position_starts, occurrences) if kind == "position" else (row_starts, rows)
        codes = _encode(kind, values, starts[:-1], lengths, sections)
        sections["widths"] |= codes << np.uint8(2 * place)
    return sections


def decode_postings(sections: SegmentData, first_term: int, last_term: int, *, names: bool = True) -> Postings:
    """The postings of terms first_term to last_term - 1; without the terms' names if these are known already."""
    some = slice(first_term, last_term)
    rows = sections["frequencies"][some].astype(np.int64)
    occurrences = sections["occurrences"][some].astype(np.int64)
    lengths = (rows, rows, occurrences)
    weights, counts, positions = (_decode(sections, place, some, each) for place, each in enumerate(lengths, 1))
    return Postings(
        cut(sections["term_bytes"], sections["term_starts"][first_term : last_term + 1]) if names else [],
        rows,
        decode_documents(sections, first_term, last_term),
        weights,
        counts,
        positions,
    )


def decode_documents(sections: SegmentData, first_term: int, last_term: int) -> npt.NDArray[np.uint32]:
    """Only the documents of terms first_term to last_term - 1: as many of each as its frequency."""
    some = slice(first_term, last_term)
    rows = sections["frequencies"][some].astype(np.int64)
    gaps = _decode(sections, 0, some, rows)
    documents = np.cumsum(gaps, dtype=np.int64)
    firsts = starts_of(rows)[:-1]
    documents -= np.repeat(documents[firsts] - gaps[firsts], rows)
    return documents.astype(np.uint32)


def _encode(
    kind: str, values: Ints, starts: Ints, lengths: Ints, sections: dict[str, np.ndarray]
) -> npt.NDArray[np.uint8]:
    """Add one kind of value to the sections; gives each term's code of width."""
    largest = np.maximum.reduceat(values, starts) if len(starts) else values
    codes = (largest > 0xFF).view(np.uint8) + (largest > 0xFFFF).view(np.uint8)
    begins = np.zeros(len(starts), "<u8")
    for code, width in enumerate(WIDTHS):
        of_width = codes == code
        of_lengths = lengths[of_width]
        begins[of_width] = np.cumsum(of_lengths) - of_lengths
        section = f"{kind}s_{width}"
        if len(of_lengths) == len(starts):  # all of them
            sections[section] = values.astype(SECTIONS[section])
        elif len(of_lengths):
            sections[section] = values[np.repeat(of_width, lengths)].astype(SECTIONS[section])
        else:
            sections[section] = np.zeros(0, SECTIONS[section])
    sections[f"{kind}_starts"] = begins
    return codes


def _decode(sections: SegmentData, place: int, some: slice, lengths: Ints) -> npt.NDArray[np.uint32]:
    """One kind of value of a range of terms: those of one width stand end to end in its section."""
    kind = POSTING_KINDS[place]
    codes = sections["widths"][some] >> np.uint8(2 * place) & np.uint8(3)
    begins = sections[f"{kind}_starts"][some]
    values = np.zeros(int(lengths.sum()), np.uint32)
    for code, width in enumerate(WIDTHS):
        of_width = codes == code
        which = np.flatnonzero(of_width)
        if len(which):
            begin = int(begins[which[0]])
            end = int(begins[which[-1]]) + int(lengths[which[-1]])
            where = slice(None) if len(which) == len(codes) else np.repeat(of_width, lengths)
            values[where] = sections[f"{kind}s_{width}"][begin:end]
    return values
