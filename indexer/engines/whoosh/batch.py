"""What a worker makes of a bundle of publications: the sections of a small segment, in memory.

    batch = prepare([Publication(id="a", title="Bilan"), ...])
    batch.ids                      ->  ["a", ...]
    batch.sections["lengths"]      ->  words of each one's body

The words of all publications are read, placed and sorted together, as arrays: a Python step for each word would cost
more than all else. The sections are those of a segment (sections.py), but for the orders that only searches need; the
writer merges them.

Not here: the layout of positions and what is stored to be shown (documents.py), the encoding of postings (postings.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np

from indexer.engines.arrays import documents
from indexer.engines.arrays.documents import BODY, ZONE_WEIGHTS
from indexer.engines.arrays.laying import (
    BASES,
    BODY_ZONE,
    HEADINGS_ZONE,
    Laid,
    addresses_of,
    lay,
    links_of,
    own_day_of,
    texts_of,
)
from indexer.engines.milestones import Milestones
from indexer.engines.whoosh.postings import Postings, SegmentData, encode_postings
from indexer.languages import Analysis
from indexer.pieces import Ints, join, starts_of
from indexer.publication import Passage, Publication
from indexer.terms import Analysed, TermTable

# The weight of a position below the body's second, by its high part: zones begin at multiples of 512.
_PAGE_BITS = 9
_PAGES = np.arange(0, BODY + 1, 1 << _PAGE_BITS)
_WEIGHTS = np.array([dict(ZONE_WEIGHTS)[base] for base in BASES[np.searchsorted(BASES, _PAGES, "right") - 1]], "u4")


@cache
def _table() -> TermTable:
    """That of this process; one that only answers questions needs none."""
    return TermTable()


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """Publications ready to be written; small enough to travel between processes."""

    ids: tuple[str, ...]
    sections: SegmentData


def prepare(publications: Sequence[Publication]) -> PreparedBatch:
    """Analyse and encode publications, in their order."""
    table = _table()
    if table.is_spent:
        table.clear()
    texts: list[str] = []
    analyses: list[Analysis] = []
    sizes = np.array([texts_of(one, texts, analyses) for one in publications], np.int64).reshape(-1, len(BASES))
    found = table.analyse(texts, analyses)
    laid = lay(found.lengths, sizes)
    sections: dict[str, np.ndarray] = dict(_document_sections(publications))
    bodies = np.flatnonzero(laid.zones == BODY_ZONE).tolist()
    sections |= _passage_sections(
        [passage for publication in publications for passage in publication.passages],
        [Milestones.of(found, place) for place in bodies],
    )
    sections |= _places(laid, sizes)
    sections |= encode_postings(_postings(table, found, laid))
    return PreparedBatch(tuple(publication.id for publication in publications), sections)


def _postings(table: TermTable, found: Analysed, laid: Laid) -> Postings:
    """The tokens by term; within a term they stay in the order of documents and positions."""
    texts, positions, terms = found.texts, found.positions, found.terms
    if (laid.words < found.lengths).any():  # zones are full
        kept = np.flatnonzero(positions < laid.words[texts])
        texts, positions, terms = texts[kept], positions[kept], terms[kept]
    present, ranks = table.ranked(terms)
    # 16 bits hold them nearly always, and are sorted ten times as quickly
    order = np.argsort(ranks.astype(np.uint16) if len(present) <= 2**16 else ranks, kind="stable")
    ranks, texts = ranks[order], texts[order]
    positions = positions[order] + laid.starts[texts]
    numbers = laid.documents[texts]
    is_first = np.ones(len(order), np.bool_)  # of its row
    is_first[1:] = (ranks[1:] != ranks[:-1]) | (numbers[1:] != numbers[:-1])
    row_starts = np.flatnonzero(is_first)
    weights = _WEIGHTS[np.minimum(positions >> _PAGE_BITS, len(_WEIGHTS) - 1)]
    return Postings(
        terms=list(map(table.names.__getitem__, present.tolist())),
        frequencies=np.bincount(ranks[row_starts], minlength=len(present)),
        documents=numbers[row_starts].astype(np.uint32),
        weights=np.add.reduceat(weights, row_starts) if len(row_starts) else weights,
        counts=np.diff(row_starts, append=len(order)).astype(np.uint32),
        positions=positions.astype(np.uint32),
    )


def _places(laid: Laid, sizes: Ints) -> dict[str, np.ndarray]:
    """Where passages and their headings stand, and the words of each body."""
    sections: dict[str, np.ndarray] = {"passage_firsts": starts_of(sizes[:, BODY_ZONE])}
    for name, zone in (("body", BODY_ZONE), ("heading", HEADINGS_ZONE)):
        places = np.flatnonzero(laid.zones == zone)
        sections[f"{name}_starts"] = laid.starts[places]
        sections[f"{name}_words"] = laid.words[places]
    sections["lengths"] = np.diff(starts_of(sections["body_words"])[sections["passage_firsts"]])
    return {name: array.astype("<u4") for name, array in sections.items()}


def _document_sections(publications: Sequence[Publication]) -> Iterable[tuple[str, np.ndarray]]:
    ids = [publication.id.encode() for publication in publications]
    yield from _texts_of("id", ids, "<u4")
    yield "id_keys", np.array([documents.key_of(one.id) for one in publications], "<u8")
    yield "days", np.array(list(map(own_day_of, publications)), "<i4")
    yield "title_words", np.array([len(publication.title.split()) for publication in publications], "<u4")
    yield from _value_sections("topic", [publication.topics for publication in publications])
    yield from _value_sections("author", [publication.authors for publication in publications])
    yield from _value_sections("kind", [(publication.kind,) * bool(publication.kind) for publication in publications])
    yield from _value_sections(
        "language", [(publication.language,) * bool(publication.language) for publication in publications]
    )
    yield from _key_sections("address", list(map(addresses_of, publications)))
    yield from _key_sections("link", list(map(links_of, publications)))
    yield from _texts_of("summary", list(map(documents.pack_summary, publications)), "<u8")


def _passage_sections(passages: Sequence[Passage], milestones: Sequence[Milestones | None]) -> dict[str, np.ndarray]:
    packed = [documents.pack_passage(*each) for each in zip(passages, milestones, strict=True)]
    sections = dict(_texts_of("passage", packed, "<u8"))
    sections["is_contents"] = np.array([passage.is_contents for passage in passages], np.uint8)
    return sections


def _value_sections(name: str, rows: Sequence[tuple[str, ...]]) -> Iterable[tuple[str, np.ndarray]]:
    """The different values of a facet, ascending, and the numbers of each publication's values."""
    values = sorted(set(chain.from_iterable(rows)))
    ordinals = {value: number for number, value in enumerate(values)}
    yield from _texts_of(f"{name}_value", [value.encode() for value in values], "<u4")
    yield f"{name}_starts", starts_of(np.array(list(map(len, rows)), np.int64)).astype("<u4")
    yield f"{name}_ordinals", np.array(list(map(ordinals.__getitem__, chain.from_iterable(rows))), "<u4")


def _key_sections(name: str, rows: Sequence[tuple[str, ...]]) -> Iterable[tuple[str, np.ndarray]]:
    """The keys of each publication's addresses, and the publication of each."""
    pairs = [(documents.key_of(address), number) for number, row in enumerate(rows) for address in row if address]
    yield f"{name}_keys", np.array([key for key, _ in pairs], "<u8")
    yield f"{name}_documents", np.array([number for _, number in pairs], "<u4")


def _texts_of(name: str, pieces: Sequence[bytes], kind: str) -> Iterable[tuple[str, np.ndarray]]:
    data, starts = join(pieces)
    yield f"{name}_bytes", data
    yield f"{name}_starts", starts.astype(kind)
