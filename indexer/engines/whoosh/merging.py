"""Several sets of sections (sections.py) -> the file of one segment.

All that is written to the index is a merge: of the batches that worker processes made, of small segments, of a segment
without its deleted publications.

Work is done on arrays, a range of terms at a time, so that the memory it takes does not grow with the segments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.sections import DOCUMENT_SECTIONS, PASSAGE_SECTIONS, POSTING_KINDS, STORED_FACETS, WIDTHS
from indexer.engines.whoosh.lexicon import form_of
from indexer.engines.whoosh.postings import Postings, decode_postings, encode_postings
from indexer.engines.whoosh.segment_file import SegmentFile, SegmentFileWriter
from indexer.pieces import cut, join, sizes_of, spread, starts_of

Array = npt.NDArray[Any]
Sections = Mapping[str, Array]

# Rows and positions that are worked on at once: some 60 bytes of memory each. Twice as many were a little quicker and
# took 20 MB more, four times as many were slower.
_AT_ONCE = 500_000
# Documents whose texts are copied at once.
_DOCUMENTS_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Source:
    """Sections to merge, and which of their documents to keep: bool[n], None for all."""

    sections: Sections
    kept: npt.NDArray[np.bool_] | None = None

    @property
    def size(self) -> int:
        """Documents, those that are not kept included."""
        return len(self.sections["id_keys"])

    @property
    def kept_size(self) -> int:
        """Documents that are kept."""
        return self.size if self.kept is None else int(np.count_nonzero(self.kept))

    def keep(self, values: Array) -> Array:
        """Of a value for each document, those of the documents that are kept."""
        return values if self.kept is None else values[self.kept]

    def renumbered(self, base: int) -> npt.NDArray[np.uint32]:
        """The new number of each document, in ascending order from `base` on; of those not kept it means nothing."""
        if self.kept is None:
            return np.arange(base, base + self.size, dtype=np.uint32)
        return (np.cumsum(self.kept) - 1 + base).astype(np.uint32)

    def release(self) -> None:
        """Give back memory that reading a mapped file took."""
        if isinstance(self.sections, SegmentFile):
            self.sections.release()


def merge(sources: Sequence[Source], file: SegmentFileWriter) -> int:
    """Write the kept documents of all sources, one source after the other; how many they are."""
    sources = [source for source in sources if source.kept_size]
    bases = np.cumsum([0, *(source.kept_size for source in sources)]).tolist()
    renumbered = [source.renumbered(base) for source, base in zip(sources, bases, strict=False)]
    _merge_documents(sources, file)
    _merge_passages(sources, file)
    for facet in STORED_FACETS:
        _merge_facet(facet, sources, file)
    _merge_links(sources, renumbered, file)
    for source in sources:
        source.release()
    _merge_terms(sources, renumbered, file)
    return int(bases[-1])


def _merge_documents(sources: Sequence[Source], file: SegmentFileWriter) -> None:
    _merge_columns(DOCUMENT_SECTIONS, sources, file)
    keys = [source.keep(source.sections["id_keys"]) for source in sources]
    file.append("id_order", np.argsort(np.concatenate(keys or [np.zeros(0, np.uint64)]), kind="stable"))
    _merge_rows("id_bytes", "id_starts", sources, file)
    _merge_rows("summary_bytes", "summary_starts", sources, file)


def _merge_passages(sources: Sequence[Source], file: SegmentFileWriter) -> None:
    sizes = [sizes_of(source.sections["passage_firsts"]) for source in sources]
    file.append("passage_firsts", _starts(list(map(Source.keep, sources, sizes))))
    of_passages = [
        Source(source.sections, None if source.kept is None else np.repeat(source.kept, size))
        for source, size in zip(sources, sizes, strict=True)
    ]
    _merge_columns(PASSAGE_SECTIONS, of_passages, file)
    _merge_rows("passage_bytes", "passage_starts", of_passages, file)


def _merge_columns(names: Iterable[str], sources: Sequence[Source], file: SegmentFileWriter) -> None:
    """One value for each kept document (or passage)."""
    for name in names:
        for source in sources:
            file.append(name, source.keep(source.sections[name]))


def _merge_facet(facet: str, sources: Sequence[Source], file: SegmentFileWriter) -> None:
    data, starts = f"{facet}_value_bytes", f"{facet}_value_starts"
    values = [cut(source.sections[data], source.sections[starts]) for source in sources]
    every = sorted(set().union(*values))
    numbers = {value: number for number, value in enumerate(every)}
    is_used = np.zeros(len(every), np.bool_)
    rows, sizes = [], []
    for source, own in zip(sources, values, strict=True):
        size = sizes_of(source.sections[f"{facet}_starts"])
        ordinals = source.sections[f"{facet}_ordinals"]
        if source.kept is not None:
            ordinals, size = ordinals[np.repeat(source.kept, size)], size[source.kept]
        rows.append(np.array([numbers[value] for value in own], np.uint32)[ordinals] if own else ordinals)
        is_used[rows[-1]] = True
        sizes.append(size)
    renumbered = (np.cumsum(is_used) - 1).astype(np.uint32)
    for row in rows:
        file.append(f"{facet}_ordinals", renumbered[row])
    file.append(f"{facet}_starts", _starts(sizes))
    value_bytes, value_starts = join([every[number] for number in np.flatnonzero(is_used).tolist()])
    file.append(data, value_bytes)
    file.append(starts, value_starts)


def _merge_links(sources: Sequence[Source], renumbered: Sequence[Array], file: SegmentFileWriter) -> None:
    for kind in ("address", "link"):
        for source, new in zip(sources, renumbered, strict=True):
            documents = source.sections[f"{kind}_documents"]
            of_links = Source(source.sections, None if source.kept is None else source.kept[documents])
            file.append(f"{kind}_keys", of_links.keep(source.sections[f"{kind}_keys"]))
            file.append(f"{kind}_documents", new[of_links.keep(documents)])


def _merge_rows(data: str, starts: str, sources: Sequence[Source], file: SegmentFileWriter) -> None:
    """Rows of bytes of the kept documents (or passages)."""
    sizes = []
    for source in sources:
        begins = source.sections[starts].astype(np.int64)
        content = source.sections[data]
        size = sizes_of(begins)
        for first in range(0, len(size), _DOCUMENTS_AT_ONCE):
            last = min(first + _DOCUMENTS_AT_ONCE, len(size))
            part = content[begins[first] : begins[last]]
            if source.kept is not None:
                part = part[np.repeat(source.kept[first:last], size[first:last])]
            file.append(data, part)
            source.release()  # of each page once: else all texts would be resident at the end
        sizes.append(source.keep(size))
    file.append(starts, _starts(sizes))


def _merge_terms(sources: Sequence[Source], renumbered: Sequence[Array], file: SegmentFileWriter) -> None:
    """Terms and postings, a range of terms at a time; terms of which nothing is kept are left out."""
    terms, places = _number_terms(sources)
    sizes = np.zeros(len(terms), np.int64)
    for source, place in zip(sources, places, strict=True):
        sizes[place] += source.sections["frequencies"].astype(np.int64) + source.sections["occurrences"]
    written = _TermsWriter(file)
    for first, last in _ranges(sizes):
        # nothing of a range has a name here: it would be held while the next one is read
        written.append(_combine(list(_parts(first, last, sources, places, renumbered)), terms[first:last]))
        for source in sources:
            source.release()
    written.finish()


def _number_terms(sources: Sequence[Source]) -> tuple[list[bytes], list[Array]]:
    """Every term, ascending, and for each source the places of its terms among them.

    The terms of one source are dropped before the next: those of 40 batches took 30 MB.
    """
    numbers: defaultdict[bytes, int] = defaultdict(count().__next__)  # as they are met
    met = [
        np.fromiter(
            map(numbers.__getitem__, cut(source.sections["term_bytes"], source.sections["term_starts"])), np.int64
        )
        for source in sources
    ]
    terms = sorted(numbers)
    places = np.zeros(len(terms), np.int64)
    places[np.fromiter(map(numbers.__getitem__, terms), np.int64, len(terms))] = np.arange(len(terms))
    return terms, [places[each] for each in met]


@dataclass(frozen=True, slots=True)
class _Part:
    """Postings of one source in a range of terms: rows in the order of terms, then documents."""

    terms: Array  # i64[R] number of each row's term in the range
    documents: Array  # u32[R]
    weights: Array
    counts: Array
    positions: Array  # [sum of counts]


def _parts(
    first: int, last: int, sources: Sequence[Source], places: Sequence[Array], renumbered: Sequence[Array]
) -> Iterator[_Part]:
    """What the sources have of a range of terms."""
    for source, place, new in zip(sources, places, renumbered, strict=True):
        begin, end = np.searchsorted(place, (first, last)).tolist()
        if begin < end:
            yield _kept(
                decode_postings(source.sections, begin, end, names=False), source.kept, new, place[begin:end] - first
            )


def _kept(postings: Postings, kept: Array | None, renumbered: Array, terms: Array) -> _Part:
    rows = np.repeat(terms, postings.frequencies)
    documents, weights, counts, positions = (
        postings.documents,
        postings.weights,
        postings.counts,
        postings.positions,
    )
    if kept is not None:
        is_kept = kept[documents]
        positions = positions[np.repeat(is_kept, counts)]
        rows, documents, weights, counts = (each[is_kept] for each in (rows, documents, weights, counts))
    return _Part(rows, renumbered[documents], weights, counts, positions)


def _combine(parts: Sequence[_Part], terms: Sequence[bytes]) -> Postings:
    """One range of terms of all sources; documents of a later source have higher numbers."""
    rows, documents, weights, counts, positions = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("terms", "documents", "weights", "counts", "positions")
    )
    if len(parts) > 1 and len(terms) > 1:  # of one term they stand in order: a range of its own, as it has many
        order = np.argsort(rows, kind="stable")
        positions = positions[spread(starts_of(counts)[:-1][order], counts[order])]
        documents, weights, counts = documents[order], weights[order], counts[order]
    frequencies = np.bincount(rows, minlength=len(terms))
    present = np.flatnonzero(frequencies)
    return Postings([terms[n] for n in present.tolist()], frequencies[present], documents, weights, counts, positions)


class _TermsWriter:
    """Appends ranges of terms; where the numbers of a term begin is counted on from range to range."""

    def __init__(self, file: SegmentFileWriter) -> None:
        self._file = file
        self._forms: list[bytes] = []
        file.append("term_starts", np.zeros(1, np.uint64))

    def append(self, postings: Postings) -> None:
        """Add the next terms."""
        if not postings.terms:
            return
        encoded = encode_postings(postings)
        for place, kind in enumerate(POSTING_KINDS):
            width = (encoded["widths"] >> 2 * place) & 3
            so_far = np.array([self._file.length(f"{kind}s_{each}") for each in WIDTHS], np.uint64)
            encoded[f"{kind}_starts"] += so_far[width]
        encoded["term_starts"] = encoded["term_starts"][1:] + np.uint64(self._file.length("term_bytes"))
        for name, array in encoded.items():
            self._file.append(name, array)
        self._forms += map(form_of, postings.terms)

    def finish(self) -> None:
        """Nothing more comes."""
        order = sorted(range(len(self._forms)), key=self._forms.__getitem__)
        self._file.append("form_order", np.array(order, np.uint32))


def _ranges(sizes: Array) -> Iterator[tuple[int, int]]:
    """Ranges of terms of about _AT_ONCE rows and positions."""
    ends = np.cumsum(sizes)
    cuts = [0]
    while cuts[-1] < len(sizes):
        before = int(ends[cuts[-1] - 1]) if cuts[-1] else 0
        cuts.append(max(int(np.searchsorted(ends, before + _AT_ONCE, side="right")), cuts[-1] + 1))
    return pairwise(cuts)


def _starts(sizes: Sequence[Array]) -> Array:
    """Where rows of these sizes begin, and the end."""
    return starts_of(np.concatenate([np.zeros(0, np.int64), *sizes]))
