"""Clauses -> publications: which have the words, how much of them, and where.

A set of publications is an ascending array of their numbers (sets.py): the cost of a clause grows with what it matches.
Not here: how much a match is worth (ranking.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, reduce

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import sets
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.arrays.units import EXACT, AnsweredUnit, Unit
from indexer.engines.compiled import is_loaded, kernels
from indexer.engines.interface import FacetName
from indexer.engines.names import has_clause
from indexer.engines.whoosh.lexicon import TermPostings
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.units import ArrayUnit, Part, terms_unit, word_unit
from indexer.languages import FRENCH, names_of
from indexer.pieces import join, spread
from indexer.query import Clause, Term

# A prefix such as re* stands for thousands of words: all of them match, the most frequent are weighed.
_MAX_WEIGHED = 500

Terms = list[tuple[int, SegmentView, Numbers]]


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
        return self.units[0].most if self._documents is None else len(self._documents)

    def is_in(self, documents: Numbers) -> Mask:
        """Which of some publications (ascending) match."""
        if self._documents is None:
            return self.units[0].is_in(documents)
        return sets.is_in(documents, self._documents)


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
    if clause.synonyms:
        return _match_with_synonyms(snapshot, clause, units)
    if len(units) == 1 and not clause.joined:
        return ClauseMatch(clause, units)
    documents = _have_all(units)
    if clause.joined:
        units.append(word_unit(snapshot, clause.joined, in_title=in_title))
        documents = sets.either([documents, units[-1].documents])
    return ClauseMatch(clause, units, documents)


def _have_all(units: Sequence[Unit]) -> Numbers:
    return reduce(sets.both, sorted((unit.documents for unit in units), key=len))


def _match_with_synonyms(snapshot: Snapshot, clause: Clause, words: Sequence[Unit]) -> ClauseMatch:
    """A synonym stands for each of the words, so that a publication is not less answered for having it alone."""
    synonyms = [
        phrase_unit(snapshot, terms) if len(terms) > 1 else word_unit(snapshot, terms[0]) for terms in clause.synonyms
    ]
    matched = [_have_all(words), *(synonym.documents for synonym in synonyms)]
    units: list[Unit] = [AnsweredUnit(word, synonyms) for word in words]
    if clause.joined:
        units.append(word_unit(snapshot, clause.joined))
        matched.append(units[-1].documents)
    return ClauseMatch(clause, units, sets.either(matched))


def phrase_unit(snapshot: Snapshot, terms: Sequence[Term], *, in_title: bool = False) -> Unit:
    """Words one after the other, as typed but for accents and case."""
    every = ((base, _phrase(view, terms)) for base, view in snapshot.segments)
    parts = [Part(base, found, EXACT) for base, found in every if found]
    return ArrayUnit(snapshot, parts, in_title=in_title)


def _phrase(view: SegmentView, terms: Sequence[Term]) -> TermPostings | None:
    """Where words stand one after the other in one segment, each in any language: a phrase may cross from one passage
    to the next.
    """
    forms = {term.form: place for place, term in enumerate({term.form: term for term in terms}.values())}
    which = [forms[term.form] for term in terms]
    if is_loaded() and len(view.analyses) == 1:
        names = [name for form in forms for _, name in names_of(form, view.analyses)]
        return _compiled_phrase(view, terms, which, names)
    numbers = [view.numbers_of(form) for form in forms]
    if not all(numbers):
        return None
    if is_loaded() and all(len(found) == 1 for found in numbers):
        return _compiled_phrase(view, terms, which, [view.term(number).encode() for (number,) in numbers])
    words = [[view.postings_at(number) for number in found] for found in numbers]
    return _meet(words, list(zip(which, [term.offset for term in terms], strict=True)))


def _compiled_phrase(
    view: SegmentView, terms: Sequence[Term], which: Sequence[int], names: Sequence[bytes]
) -> TermPostings | None:
    """The same of words that are one term each: `names` are those of the different ones, `which` one each word is."""
    offsets = np.array([term.offset for term in terms])
    documents, counts, positions = kernels().find_phrase(
        view.posting_sections, *join(names), np.array(which), offsets, view.size
    )
    return TermPostings(documents, counts, counts, positions) if len(documents) else None


def _meet(words: Sequence[Sequence[TermPostings]], phrase: Sequence[tuple[int, int]]) -> TermPostings | None:
    """Where words stand one after the other: each place of the phrase is (which word, how far behind the first).

    Each word is one term or several, which are words of other texts. Publications that have all words are found first,
    among those of the rarest: of "de" a million others need no look. There each word's positions are moved back by its
    offset, as (place of the publication << 32 | position): the phrase stands where all of them meet, the rarest first.
    A word is read once however often the phrase repeats it, as "de la de la de la" of a thousand characters does.
    """
    amounts = [sum(len(postings.positions) for postings in word) for word in words]
    order = sorted(range(len(words)), key=amounts.__getitem__)
    documents = sets.either([postings.documents for postings in words[order[0]]])
    for word in order[1:]:
        documents = documents[reduce(np.logical_or, [sets.is_in(documents, one.documents) for one in words[word]])]
    positions = cache(lambda word: _positions_in(words[word], documents))
    keys: npt.NDArray[np.int64] | None = None
    for word, offset in sorted(phrase, key=lambda place: amounts[place[0]]):
        own = positions(word)
        if keys is None:
            keys = own - offset
        elif len(own):
            wanted = keys + offset
            keys = keys[own.take(own.searchsorted(wanted), mode="clip") == wanted]
        else:
            keys = own
        if len(keys) == 0:
            return None
    if keys is None:
        return None
    counts = np.bincount(keys >> 32, minlength=len(documents))
    places = np.flatnonzero(counts)
    counts = counts[places]
    return TermPostings(documents[places], counts, counts, keys & 0xFFFF_FFFF)


def _positions_in(terms: Sequence[TermPostings], documents: Numbers) -> npt.NDArray[np.int64]:
    """The positions of terms in those of some publications that have them: (place << 32 | position), ascending."""
    found = []
    for postings in terms:
        places, rows = sets.meeting(documents, postings.documents)
        sizes = postings.counts.take(rows).astype(np.intp)
        ends = postings.counts.cumsum(dtype=np.intp).take(rows)
        positions = postings.positions.take(spread(ends - sizes, sizes))
        found.append((np.repeat(places, sizes) << 32) + positions)
    if len(found) == 1:
        return found[0]
    keys = np.concatenate(found)
    keys.sort()
    return keys


def _match_prefix(snapshot: Snapshot, clause: Clause, *, in_title: bool) -> ClauseMatch:
    beginning = clause.terms[0].form
    terms = [(base, view, view.forms_beginning(beginning).astype(np.intp)) for base, view in snapshot.segments]
    weighed, others = _most_frequent([each for each in terms if len(each[2])])
    unit = terms_unit(snapshot, weighed, in_title=in_title)
    if not others:
        return ClauseMatch(clause, (unit,))
    return ClauseMatch(clause, (unit,), sets.either([unit.documents, _have_any(snapshot, others, in_title=in_title)]))


def _have_any(snapshot: Snapshot, terms: Terms, *, in_title: bool) -> Numbers:
    """The publications that have any of very many terms, none of which is weighed: with NumPy all are read at once."""
    if in_title or is_loaded():
        return terms_unit(snapshot, terms, in_title=in_title).documents
    found = np.concatenate([view.documents_of(numbers) + base for base, view, numbers in terms])
    found = sets.distinct(found, snapshot.size, len(found))
    return found[snapshot.live.take(found)] if snapshot.has_deleted else found


def _most_frequent(terms: Terms) -> tuple[Terms, Terms]:
    """Of very many terms those that most publications have, and the others."""
    if sum(len(numbers) for _, _, numbers in terms) <= _MAX_WEIGHED:
        return terms, []
    names = {view: list(map(view.term, numbers.tolist())) for _, view, numbers in terms}
    frequencies: Counter[str] = Counter()
    for _, view, numbers in terms:  # all that there are of each: no other segment need be asked
        for name, frequency in zip(names[view], view.frequencies_of(numbers).tolist(), strict=True):
            frequencies[name] += frequency
    most = set(sorted(frequencies, key=lambda name: (-frequencies[name], name))[:_MAX_WEIGHED])
    weighed: Terms = []
    others: Terms = []
    for base, view, numbers in terms:
        is_weighed = np.array([name in most for name in names[view]])
        for chosen, some in ((weighed, numbers[is_weighed]), (others, numbers[~is_weighed])):
            if len(some):
                chosen.append((base, view, some))
    return weighed, others


def _match_facet(snapshot: Snapshot, clause: Clause) -> Numbers:
    """`auteur:` and `theme:` look into the names shown, inherited ones included."""
    name: FacetName = "author" if clause.field == "author" else "topic"
    analyses = tuple({FRENCH, *snapshot.analyses})
    values = enumerate(snapshot.value_tokens(name))
    wanted = [number for number, tokens in values if has_clause(tokens, clause, analyses)]
    return np.flatnonzero(snapshot.facets.has_any(name, wanted) & snapshot.live)
