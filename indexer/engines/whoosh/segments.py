"""One segment of the index, read where its file lies. Segments never change; which of their publications are deleted is
not known here, as each commit has others (snapshot.py).

What reading damaged bytes happens to raise is left to engine.py, which finds out whether they are damaged.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.chunks import term_of
from indexer.engines.arrays.documents import (
    PlacedPassage,
    Summary,
    key_of,
    key_of_bytes,
    read_placed_passage,
    read_summary,
)
from indexer.engines.arrays.posting_sections import PostingSections
from indexer.engines.arrays.publications import Places
from indexer.engines.arrays.sections import STORED_FACETS, STORED_TEXT, StoredFacet
from indexer.engines.arrays.sets import give_back_freed_memory
from indexer.engines.whoosh.lexicon import Lexicon, TermPostings, form_of
from indexer.engines.whoosh.segment_file import SegmentFile
from indexer.engines.whoosh.series import Candidate, read_candidates
from indexer.engines.whoosh.titles import TitleWords
from indexer.french import is_stop_word
from indexer.languages import ANALYSES, FRENCH, Analysis, names_of
from indexer.pieces import cut

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """The values of one facet in a segment.

    values    ascending by their bytes
    starts    int[n + 1]  document i has values[ordinals[starts[i]:starts[i + 1]]]
    ordinals  int[]
    """

    values: tuple[str, ...]
    starts: npt.NDArray[np.integer]
    ordinals: npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of all documents of a segment: sections.py says what each is."""

    id_keys: npt.NDArray[np.uint64]
    days: npt.NDArray[np.int32]
    lengths: npt.NDArray[np.uint32]
    title_words: npt.NDArray[np.uint32]
    facets: Mapping[StoredFacet, ValueColumn]
    address_keys: npt.NDArray[np.uint64]
    address_documents: npt.NDArray[np.uint32]
    link_keys: npt.NDArray[np.uint64]
    link_documents: npt.NDArray[np.uint32]
    places: Places


class IdTable:
    """Finds documents by their ids."""

    def __init__(self, sections: Mapping[str, Array]) -> None:
        self._starts = sections["id_starts"].data
        self._bytes = sections["id_bytes"].data
        self._order = sections["id_order"]
        self._keys = sections["id_keys"]

    @functools.cached_property
    def _sorted(self) -> npt.NDArray[np.uint64]:
        return self._keys[self._order]

    def id_of(self, number: int) -> str:
        """The id of a document."""
        return bytes(self._bytes[self._starts[number] : self._starts[number + 1]]).decode()

    def find(self, identifier: str) -> int | None:
        """The number of a document."""
        keys = np.array([key_of(identifier)], np.uint64)
        return next((number for _, number in self.find_all([identifier], keys)), None)

    def find_all(self, identifiers: Sequence[str], keys: npt.NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
        """Which of the ids are here: their places among those asked for, and the numbers of their documents.

        `keys` are those of the ids.
        """
        firsts, lasts = np.searchsorted(self._sorted, keys), np.searchsorted(self._sorted, keys, side="right")
        for place in np.flatnonzero(firsts < lasts).tolist():
            for number in self._order[firsts[place] : lasts[place]].tolist():
                if self.id_of(number) == identifiers[place]:
                    yield place, number


class SegmentView:
    """Reads one segment. Safe for several threads."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self._file = SegmentFile(path)
        self.size = len(self._file["id_keys"])
        self._terms = Lexicon(self._file)
        self._ids = IdTable(self._file)
        self._summaries = self._file.rows("summary")
        self._passages = self._file.rows("passage")
        self._passage_firsts = self._file["passage_firsts"].data

    @property
    def stored_bytes(self) -> int:
        """What the texts that are shown take of its file."""
        return sum(self._file[name].nbytes for name in STORED_TEXT)

    @functools.cached_property
    def columns(self) -> Columns:
        """What is known of all documents."""
        file = self._file
        return Columns(
            id_keys=file["id_keys"],
            days=file["days"],
            lengths=file["lengths"],
            title_words=file["title_words"],
            facets={facet: self._facet(facet) for facet in STORED_FACETS},
            address_keys=file["address_keys"],
            address_documents=file["address_documents"],
            link_keys=file["link_keys"],
            link_documents=file["link_documents"],
            places=Places(
                file["passage_firsts"],
                file["body_starts"],
                file["body_words"],
                file["heading_starts"],
                file["heading_words"],
                file["is_contents"].view(np.bool_),
            ),
        )

    @functools.cached_property
    def analyses(self) -> tuple[Analysis, ...]:
        """Those that any of its terms is of; what is typed is looked for in these."""
        marked = {
            analysis: len(self._terms.beginning(analysis.marker.encode())) for analysis in ANALYSES if analysis.marker
        }
        counts = {FRENCH: len(self._terms) - sum(marked.values()), **marked}
        return tuple(analysis for analysis, count in counts.items() if count)

    @functools.cached_property
    def yearly(self) -> tuple[Candidate, ...]:
        """Its documents that may be issues of yearly reports."""
        return read_candidates(self)

    @property
    def posting_sections(self) -> PostingSections:
        """Where machine code reads postings."""
        return self._terms.sections

    def _facet(self, facet: StoredFacet) -> ValueColumn:
        values = cut(self._file[f"{facet}_value_bytes"], self._file[f"{facet}_value_starts"])
        return ValueColumn(
            tuple(value.decode() for value in values), self._file[f"{facet}_starts"], self._file[f"{facet}_ordinals"]
        )

    def id_of(self, number: int) -> str:
        """The id of a document."""
        return self._ids.id_of(number)

    def find(self, identifier: str) -> int | None:
        """The number of a document, None when it is not here."""
        return self._ids.find(identifier)

    def find_all(self, identifiers: Sequence[str], keys: npt.NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
        """Which of some ids, with these keys, are here: their places among them, and the numbers of their documents."""
        return self._ids.find_all(identifiers, keys)

    def summary(self, number: int) -> Summary:
        """What is shown of a document, without its passages."""
        return read_summary(self._summaries[number])

    def summaries(self, wanted: npt.NDArray[np.bool_]) -> Iterator[Summary]:
        """Those of some documents, all read in one go: `wanted` says of each whether it is one of them."""
        rows = zip(self._summaries, wanted.tolist(), strict=True)
        return (read_summary(row) for row, is_wanted in rows if is_wanted)

    def passage(self, number: int, index: int) -> PlacedPassage:
        """One passage of a document, with its text and where the words of that stand; the others are not read."""
        place = self._passage_firsts[number] + index
        if place >= self._passage_firsts[number + 1]:
            raise IndexError("no such passage")
        return read_placed_passage(self._passages[place])

    @property
    def sections(self) -> Mapping[str, Array]:
        """All of its file, for what goes through every term."""
        return self._file

    def text_key(self, number: int) -> int:
        """The same for documents whose passages are stored as the same bytes; 0 without passages."""
        first, last = self._passage_firsts[number], self._passage_firsts[number + 1]
        return key_of_bytes(self._passages.run(first, last)) if first < last else 0

    def numbers_beginning(self, name: bytes) -> range:
        """The numbers of the terms that begin so: every form of a stem, as `names_of` gives it."""
        return self._terms.beginning(name)

    def numbers_of_stem(self, stem: str) -> range:
        """The numbers of the terms of a stem, as an analysis gives it: one for each form."""
        return self._terms.few_beginning(term_of(stem, "").encode())

    def has_word(self, form: str) -> bool:
        """Whether a word stands here in any form, in any language."""
        return any(self.numbers_beginning(beginning) for beginning, _ in names_of(form, self.analyses))

    def forms_beginning(self, beginning: str) -> Array:
        """The numbers of the terms of every form that begins so, ascending by form."""
        return self._terms.form_beginning(beginning.encode())

    def places_beginning(self, beginning: str) -> range:
        """The places of every form that begins so, in the ascending order of forms."""
        return self._terms.places_beginning(beginning.encode())

    @functools.cached_property
    def title_words(self) -> TitleWords:
        """The words of all titles; takes a look at every posting when first asked for."""
        found = TitleWords.read(self._file)
        self._file.release()
        give_back_freed_memory()
        return found

    def numbers_of(self, form: str) -> list[int]:
        """The numbers of the terms of a form: one in each language that has it."""
        found = (self.number_of(exact) for _, exact in names_of(form, self.analyses))
        return [number for number in found if number is not None]

    def term(self, number: int) -> str:
        """The term (stem and form) with this number."""
        return self._terms[number].decode()

    @functools.cached_property
    def words(self) -> Mapping[int, Sequence[str]]:
        """The forms that a correction may give, by their length: words of letters that mean something alone."""
        found: dict[int, list[str]] = {}
        for form in map(bytes.decode, dict.fromkeys(map(form_of, self._terms[:]))):
            if form.isalpha() and not is_stop_word(form):
                found.setdefault(len(form), []).append(form)
        return found

    def form(self, number: int) -> str:
        """The form of the term with this number."""
        return form_of(self._terms[number]).decode()

    def vocabulary(self) -> list[str]:
        """All terms, ascending by their bytes."""
        return [term.decode() for term in self._terms[:]]

    def frequency(self, number: int) -> int:
        """How many documents have the term with this number, deleted ones included."""
        return self._terms.frequency(number)

    def frequencies_of(self, numbers: npt.NDArray[np.intp]) -> npt.NDArray[np.unsignedinteger[Any]]:
        """The same of several terms."""
        found: npt.NDArray[np.unsignedinteger[Any]] = self._terms.sections.frequencies.take(numbers)
        return found

    def documents_of(self, numbers: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """The documents of several terms, one after the other."""
        return self._terms.documents_of(numbers)

    def entries_of(self, numbers: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """The same, and of each document the place of its term among the numbers."""
        return self._terms.entries_of(numbers)

    def number_of(self, term: bytes) -> int | None:
        """The number of a term, None when it stands nowhere."""
        return self._terms.find(term)

    def postings(self, term: str) -> TermPostings | None:
        """The postings of a term, None when it stands nowhere."""
        number = self.number_of(term.encode())
        return None if number is None else self._terms.postings(number)

    def postings_at(self, number: int) -> TermPostings:
        """The postings of the term with this number."""
        return self._terms.postings(number)
