"""Clauses -> publications: which have the words, how much of them, and where.

A set of publications is an ascending array of their numbers (sets.py): the cost of a clause grows with what it matches.
Not here: how much a match is worth (ranking.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, reduce
from itertools import accumulate
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from indexer import french
from indexer.engines.interface import FacetName
from indexer.engines.whoosh import sets
from indexer.engines.whoosh.documents import LEAD
from indexer.engines.whoosh.lexicon import TermPostings
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.sets import Amounts, Mask, Numbers
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.pieces import spread
from indexer.query import Clause, Term

# A prefix such as re* stands for thousands of words: all of them match, the most frequent are weighed.
_MAX_WEIGHED = 500
# How much more an occurrence of the form that was typed counts than one of another form of its stem.
EXACT_BONUS = 0.5
_EXACT = 1 + EXACT_BONUS
# Beginning to look something up takes as long as so many publications.
_LOOKED_UP_AS = 700

_Scalar = TypeVar("_Scalar", bound=np.generic)


class Part(NamedTuple):
    """Postings that a unit is made of.

    base    number of the segment's first publication
    factor  how much each occurrence counts
    """

    base: int
    postings: TermPostings
    factor: float


class Unit:
    """What is weighed as one: a word in all its forms, a prefix, a phrase.

    parts    the postings it is made of
    rows     the publications of all parts, one part after the other
    found    those of them that are not deleted, in any order; may repeat where parts of one segment have the same
    """

    def __init__(self, snapshot: Snapshot, parts: Sequence[Part], *, in_title: bool) -> None:
        self.parts = parts
        self._size = snapshot.size
        self._in_title = in_title
        self._repeats = len({part.base for part in parts}) < len(parts)
        self.rows = _joined([_rows(part) for part in parts]) if parts else sets.NONE
        self.found = self.rows
        self._kept: Mask | None = None
        if in_title or snapshot.has_deleted:
            self._kept = self._all_amounts() > 0
            if snapshot.has_deleted:
                self._kept &= snapshot.live.take(self.rows)
            self.found = self.rows[self._kept]

    @cached_property
    def amounts(self) -> Amounts:
        """How much of it each of `found` has, above 0."""
        amounts = self._all_amounts()
        return amounts if self._kept is None else amounts[self._kept]

    def _all_amounts(self) -> Amounts:
        if not self.parts:
            return np.zeros(0, np.float32)
        weights = [_in_title(part) if self._in_title else part.postings.weights for part in self.parts]
        amounts = _joined(weights).astype(np.float32)
        begin = 0
        for part, own in zip(self.parts, weights, strict=True):
            if part.factor != 1:
                amounts[begin : begin + len(own)] *= np.float32(part.factor)
            begin += len(own)
        return amounts

    @cached_property
    def documents(self) -> Numbers:
        """The publications that have it, ascending."""
        return sets.distinct(self.found, self._size, len(self.parts)) if self._repeats else self.found

    @cached_property
    def frequency(self) -> int:
        """How many publications have it."""
        if "documents" in self.__dict__ or not self._repeats:
            return len(self.documents)
        return sets.count_distinct(self.found, self._size)

    def is_in(self, documents: Numbers) -> Mask:
        """Which of some publications (ascending) have it."""
        if self._repeats:  # its frequency is asked for as a rule
            has, self.frequency = sets.is_any_of_counted(documents, self.found, self._size)
            return has
        return sets.is_in(documents, self.found)

    def amounts_at(self, documents: Numbers) -> Amounts:
        """How much of it some publications (ascending) have."""
        if self._is_far_more_than(documents):
            sums = np.zeros(len(documents), np.float32)
            for part in self.parts:
                places, wanted = sets.meeting(_rows(part), documents)
                sums[wanted] += part.postings.weights.take(places) * np.float32(part.factor)
            return sums
        if self._repeats:
            return sets.sums_at(documents, self.found, self.amounts, self._size)
        return self.amounts if documents is self.found else sets.amounts_at(documents, self.found, self.amounts)

    def places_of(self, documents: Numbers) -> Numbers:
        """Where some publications (ascending) stand in `rows`, part by part."""
        if not self._is_many_times(documents):
            return np.flatnonzero(sets.is_any_of(self.rows, documents, self._size))
        places, begin = [], 0
        for part in self.parts:
            places.append(sets.meeting(_rows(part), documents)[0] + begin)
            begin += len(part.postings.documents)
        return _joined(places)

    def _is_far_more_than(self, documents: Numbers) -> bool:
        """Whether it is better to look up some publications, none of which is deleted, than to lay out its own."""
        return self._kept is None and self._is_many_times(documents)

    def _is_many_times(self, documents: Numbers) -> bool:
        return (len(documents) + _LOOKED_UP_AS) * len(self.parts) * sets.SEARCH_SHARE < len(self.rows)


class ClauseMatch:
    """A clause, the publications it matches, and the units to weigh.

    Without `documents` it matches those of its only unit, which are put in order only when they are asked for.
    """

    def __init__(self, clause: Clause, units: Sequence[Unit], documents: Numbers | None = None) -> None:
        self.clause = clause
        self.units = units
        self._documents = documents

    @property
    def documents(self) -> Numbers:
        """The publications it matches, ascending."""
        return self.units[0].documents if self._documents is None else self._documents

    @property
    def most(self) -> int:
        """How many these are at most; 0 only when there are none."""
        return len(self.units[0].found if self._documents is None else self._documents)

    def is_in(self, documents: Numbers) -> Mask:
        """Which of some publications (ascending) match."""
        if self._documents is None:
            return self.units[0].is_in(documents)
        return sets.is_in(documents, self._documents)


class Occurrences(NamedTuple):
    """Where some units stand in some publications, unit by unit.

    unit      place of the unit
    document  place of the publication
    position  documents.py says what it means
    factor    how much it counts
    """

    unit: Numbers
    document: Numbers
    position: npt.NDArray[np.int64]
    factor: npt.NDArray[np.float64]


def match_clause(snapshot: Snapshot, clause: Clause) -> ClauseMatch:
    """Find the publications of one clause, deleted ones left out."""
    if clause.field in ("author", "topic"):
        return ClauseMatch(clause, (), _match_facet(snapshot, clause))
    in_title = clause.field == "title"
    if clause.kind == "phrase":
        unit = phrase_unit(snapshot, clause.terms, in_title=in_title)
        return ClauseMatch(clause, (unit,))
    if clause.kind == "prefix":
        return _match_prefix(snapshot, clause, in_title=in_title)
    units = [word_unit(snapshot, term, in_title=in_title) for term in clause.terms]
    if len(units) == 1 and not clause.joined:
        return ClauseMatch(clause, units)
    documents = reduce(sets.both, sorted((unit.documents for unit in units), key=len))
    if clause.joined:
        units.append(word_unit(snapshot, clause.joined, in_title=in_title))
        documents = sets.either([documents, units[-1].documents])
    return ClauseMatch(clause, units, documents)


def word_unit(snapshot: Snapshot, term: Term, *, in_title: bool = False) -> Unit:
    """A word in all its forms."""
    exact = french.term_of(term.stem, term.form)
    parts = []
    for base, view in snapshot.segments:
        for number, name in view.forms_of(term.stem).items():
            parts.append(Part(base, view.postings_at(number), _EXACT if name == exact else 1.0))
    return Unit(snapshot, parts, in_title=in_title)


def phrase_unit(snapshot: Snapshot, terms: Sequence[Term], *, in_title: bool = False) -> Unit:
    """Words one after the other, as typed but for accents and case."""
    names = [french.term_of(term.stem, term.form) for term in terms]
    offsets = [term.offset for term in terms]
    parts = []
    for base, view in snapshot.segments:
        words = [(postings, offset) for postings, offset in _words(view, names, offsets) if postings]
        if len(words) == len(names) and (found := _find_phrase(words)):
            parts.append(Part(base, found, _EXACT))
    return Unit(snapshot, parts, in_title=in_title)


def _words(view: SegmentView, names: list[str], offsets: list[int]) -> Iterator[tuple[TermPostings | None, int]]:
    """The postings of a phrase's words, until one is missing."""
    for name, offset in zip(names, offsets, strict=True):
        postings = view.postings(name)
        yield postings, offset
        if postings is None:
            return


def occurrences(snapshot: Snapshot, units: Sequence[Unit], documents: Numbers) -> Occurrences:
    """Where units stand in some publications (ascending)."""
    if len(units) == 1 and len(units[0].parts) == 1 and units[0].rows is documents:  # a rare word: all there are
        ((_, postings, factor),) = units[0].parts
        place = np.arange(len(documents)).repeat(postings.counts)
        none = np.zeros(len(place), np.intp)
        return Occurrences(none, place, postings.positions.astype(np.int64), np.full(len(place), factor))
    numbers, places, factors, positions = [], [], [], []
    for number, unit in enumerate(units):
        if not unit.parts:
            continue
        rows = unit.places_of(documents)
        counts = _joined([part.postings.counts for part in unit.parts])
        size = counts.take(rows).astype(np.intp)
        begins = counts.cumsum(dtype=np.intp).take(rows)
        begins -= size
        places.append(documents.searchsorted(unit.rows.take(rows)).repeat(size))
        positions.append(_joined([part.postings.positions for part in unit.parts]).take(spread(begins, size)))
        numbers.append(np.full(len(positions[-1]), number))
        factors.append(_factors(unit.parts, rows).repeat(size))
    if not numbers:
        return Occurrences(sets.NONE, sets.NONE, sets.NONE.astype(np.int64), np.zeros(0))
    return Occurrences(_joined(numbers), _joined(places), _joined(positions).astype(np.int64), _joined(factors))


def _factors(parts: Sequence[Part], rows: Numbers) -> npt.NDArray[np.float64]:
    """How much each occurrence counts in some rows of a unit (ascending, numbered part by part)."""
    if len(parts) == 1:
        return np.full(len(rows), parts[0].factor)
    ends = list(accumulate(len(part.postings.documents) for part in parts))
    sizes = rows.searchsorted(ends)
    sizes[1:] -= sizes[:-1]
    return np.array([part.factor for part in parts]).repeat(sizes)


def _joined(arrays: Sequence[npt.NDArray[_Scalar]]) -> npt.NDArray[_Scalar]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def _rows(part: Part) -> Numbers:
    """The publications of a part."""
    return part.postings.documents + part.base if part.base else part.postings.documents


def _in_title(part: Part) -> npt.NDArray[np.int64]:
    """Occurrences in the title only, for each publication."""
    counts, positions = part.postings.counts, part.postings.positions
    return np.add.reduceat(positions < LEAD, counts.cumsum(dtype=np.intp) - counts, dtype=np.int64)


def _find_phrase(words: Sequence[tuple[TermPostings, int]]) -> TermPostings | None:
    """Where words stand one after the other in one segment, each as far behind the first as its offset says.

    Publications that have all words are found first. There each word's positions are moved back by its offset, as
    (place of the publication << 32 | position): the phrase stands where all of them meet.
    """
    words = sorted(words, key=lambda word: len(word[0].positions))
    documents = reduce(sets.both, [postings.documents for postings, _ in words])
    keys: npt.NDArray[np.int64] | None = None
    for postings, offset in words:
        own = _positions_in(postings, documents) - offset
        if keys is not None:
            own = keys[own.take(own.searchsorted(keys), mode="clip") == keys] if len(own) else own
        keys = own
        if len(keys) == 0:
            return None
    if keys is None:
        return None
    counts = np.bincount(keys >> 32, minlength=len(documents))
    places = np.flatnonzero(counts)
    counts = counts[places]
    return TermPostings(documents[places], counts, counts, keys & 0xFFFF_FFFF)


def _positions_in(postings: TermPostings, documents: Numbers) -> npt.NDArray[np.int64]:
    """The positions of a term in some publications that all have it: (place << 32 | position), ascending."""
    counts, ends = postings.counts, postings.counts.cumsum(dtype=np.intp)
    if len(documents) < len(postings.documents):
        rows = postings.documents.searchsorted(documents)
        counts, ends = counts.take(rows), ends.take(rows)
    sizes = counts.astype(np.intp)
    positions = postings.positions.take(spread(ends - sizes, sizes))
    return (np.repeat(np.arange(len(documents)), sizes) << 32) + positions


def _match_prefix(snapshot: Snapshot, clause: Clause, *, in_title: bool) -> ClauseMatch:
    beginning = clause.terms[0].form
    terms = [(base, view, view.forms_beginning(beginning)) for base, view in snapshot.segments]
    weighed = _most_frequent(snapshot, {term for _, _, names in terms for term in names.values()})
    parts: dict[bool, list[Part]] = {True: [], False: []}
    for base, view, names in terms:
        for number, name in names.items():
            parts[name in weighed].append(Part(base, view.postings_at(number), 1.0))
    unit = Unit(snapshot, parts[True], in_title=in_title)
    if not parts[False]:
        return ClauseMatch(clause, (unit,))
    others = Unit(snapshot, parts[False], in_title=in_title)
    return ClauseMatch(clause, (unit,), sets.either([unit.documents, others.documents]))


def _most_frequent(snapshot: Snapshot, terms: set[str]) -> set[str]:
    """Of very many terms those that most publications have."""
    if len(terms) <= _MAX_WEIGHED:
        return terms
    frequencies = {term: snapshot.document_frequency(term) for term in terms}
    return set(sorted(terms, key=lambda term: (-frequencies[term], term))[:_MAX_WEIGHED])


def _match_facet(snapshot: Snapshot, clause: Clause) -> Numbers:
    """`auteur:` and `theme:` look into the names shown, inherited ones included."""
    name: FacetName = "author" if clause.field == "author" else "topic"
    wanted = [number for number, tokens in enumerate(snapshot.value_tokens(name)) if _has_words(tokens, clause)]
    return np.flatnonzero(snapshot.facets.has_any(name, wanted) & snapshot.live)


def _has_words(tokens: Iterable[french.Token], clause: Clause) -> bool:
    if clause.kind == "prefix":
        return any(token.form.startswith(clause.terms[0].form) for token in tokens)
    if clause.kind == "phrase":
        forms = [token.form for token in tokens if not token.is_alternative]
        wanted = [term.form for term in clause.terms]
        return any(forms[i : i + len(wanted)] == wanted for i in range(len(forms)))
    stems = {token.stem for token in tokens}
    has_all = all(term.stem in stems for term in clause.terms)
    return has_all or (clause.joined is not None and clause.joined.stem in stems)
