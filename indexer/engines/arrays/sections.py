"""The sections of a segment: n documents (publications), p passages, T terms; flat arrays, little-endian.

The same sections are what a worker process makes of a few publications (batch.py), what a merge reads (merging.py) and
what a segment's file holds (segment_file.py).

Rows of bytes and lists are kept end to end, with a section of where each begins, one entry more than rows: row i of
`id_bytes` is `id_bytes[id_starts[i]:id_starts[i + 1]]`.

for each document
    id_bytes, id_starts       ids, UTF-8
    id_keys                   BLAKE2b of the id in 8 bytes: the order of ties, and the way to find an id
    id_order                  document numbers in ascending order of `id_keys`
    days                      own date, its first day as datetime.date.toordinal, 0 without one; below 0 where it is
                              only when the file was made, which gives way to the date of a landing page
    lengths, title_words      words of the passages, of the title
    passage_firsts            n + 1: passages of document i are those from firsts[i] to firsts[i + 1]
    summary_bytes, ..starts   JSON of documents.Summary
for each facet that is stored: topic, author, kind, language
    .._value_bytes, .._value_starts   its values, ascending
    .._ordinals, .._starts            numbers of the values of each document
for links between documents
    address_keys, ..documents BLAKE2b in 8 bytes of each address of a PDF or an attachment, and its number
    link_keys, ..documents    the same of each link of a page, and of whatever is attached to a document
for each passage, in the order of the documents
    body_starts, body_words         position of its first word (documents.py), its words
    heading_starts, heading_words   the same of its heading
    is_contents                     1 for a table of contents
    passage_bytes, ..starts         zlib of JSON: documents.pack_passage
for each term, in ascending order of its bytes
    term_bytes, term_starts   `stem␟form`, UTF-8; the stem begins with the marker of its language (languages.py)
    form_order                term numbers in ascending order of their forms, to find all that begin with some letters
    frequencies, occurrences  documents it stands in; positions it stands at
    widths                    how many bytes its numbers have, two bits each (0: 1, 1: 2, 2: 4): gaps, weights << 2,
                              counts << 4, positions << 6
    gap_starts, weight_starts, count_starts, position_starts
                              where its numbers begin in the section of their width:
    gaps_1, gaps_2, gaps_4    for each document: its number, less that of the one before (of the first: its number)
    weights_1, ...            for each document: weight of the term in it
    counts_1, ...             for each document: positions of the term in it
    positions_1, ...          the positions, document by document, ascending within each
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

StoredFacet = Literal["topic", "author", "kind", "language"]
STORED_FACETS: tuple[StoredFacet, ...] = ("topic", "author", "kind", "language")
POSTING_KINDS = ("gap", "weight", "count", "position")
WIDTHS = (1, 2, 4)

_U8, _U16, _U32, _U64 = (np.dtype(name) for name in ("|u1", "<u2", "<u4", "<u8"))

DOCUMENT_SECTIONS: dict[str, np.dtype[Any]] = {
    "id_keys": _U64,
    "days": np.dtype("<i4"),
    "lengths": _U32,
    "title_words": _U32,
}
PASSAGE_SECTIONS: dict[str, np.dtype[Any]] = {
    "body_starts": _U32,
    "body_words": _U32,
    "heading_starts": _U32,
    "heading_words": _U32,
    "is_contents": _U8,
}
SECTIONS: dict[str, np.dtype[Any]] = {
    **DOCUMENT_SECTIONS,
    "id_bytes": _U8,
    "id_starts": _U32,
    "id_order": _U32,
    "passage_firsts": _U32,
    "summary_bytes": _U8,
    "summary_starts": _U64,
    **{
        f"{facet}_{name}": dtype
        for facet in STORED_FACETS
        for name, dtype in {"value_bytes": _U8, "value_starts": _U32, "starts": _U32, "ordinals": _U32}.items()
    },
    "address_keys": _U64,
    "address_documents": _U32,
    "link_keys": _U64,
    "link_documents": _U32,
    **PASSAGE_SECTIONS,
    "passage_bytes": _U8,
    "passage_starts": _U64,
    "term_bytes": _U8,
    "term_starts": _U64,
    "form_order": _U32,
    "frequencies": _U32,
    "occurrences": _U32,
    "widths": _U8,
    **{f"{kind}_starts": _U64 for kind in POSTING_KINDS},
    **{f"{kind}s_{width}": {1: _U8, 2: _U16, 4: _U32}[width] for kind in POSTING_KINDS for width in WIDTHS},
}
# What a displayed publication needs, as it was written: all else is the index itself.
STORED_TEXT = ("summary_bytes", "passage_bytes")
