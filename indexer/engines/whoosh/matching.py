"""Clauses -> publications: which have the words, and where.

Masks and weights are dense, one entry a publication: simple, and quick for the sizes one machine serves.
Not here: how much a match is worth (ranking.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexer import french
from indexer.engines.interface import FacetName
from indexer.engines.whoosh.documents import LEAD
from indexer.engines.whoosh.segments import TermPostings
from indexer.engines.whoosh.snapshot import Mask, Snapshot
from indexer.query import Clause, Term

# A prefix such as re* stands for thousands of words: all of them match, the most frequent are weighed.
_MAX_WEIGHED = 500
# Matches of one snapshot that are kept, as counting repairs asks for the same clauses again and again: 20 of 10,000
# publications (some 4 MB), one of a million.
_KEPT_ENTRIES = 200_000


class Gathered(NamedTuple):
    """The postings of several terms in one segment, one term after the other: all are worked on at once.

    documents  i64[n]     numbered within the snapshot; ascending within a term only
    weights    f32[n]
    starts     i64[n]     positions of documents[i] are positions[starts[i]:starts[i] + sizes[i]]
    sizes      i64[n]
    positions  u32[]
    is_exact   bool[n]    whether the term is the form that was typed
    """

    documents: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
    starts: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    positions: npt.NDArray[np.uint32]
    is_exact: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Unit:
    """What is weighed as one: a word in all its forms, a prefix, a phrase.

    weight    f32[size]  how much of it each publication has, 0 for none
    exact     f32[size]  how much of that is the form that was typed
    gathered  the postings it is made of, for each segment that has any; none for a phrase
    phrase    for a phrase: its occurrences, as (publication << 32 | position of the first word), ascending
    length    words of a phrase, else 1
    """

    weight: npt.NDArray[np.float32]
    exact: npt.NDArray[np.float32]
    gathered: tuple[Gathered, ...] = ()
    phrase: npt.NDArray[np.int64] | None = None
    length: int = 1

    @property
    def mask(self) -> Mask:
        """The publications that have it."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class ClauseMatch:
    """A clause, the publications it matches, and the units to weigh."""

    clause: Clause
    mask: Mask
    units: tuple[Unit, ...]


def match_clause(snapshot: Snapshot, clause: Clause) -> ClauseMatch:
    """Find the publications of one clause, deleted ones left out; remembered for the next query."""
    kept = snapshot.kept_matches
    found = kept.get(clause)
    if isinstance(found, ClauseMatch):
        return found
    found = _match(snapshot, clause)
    if len(kept) * snapshot.size >= _KEPT_ENTRIES:
        kept.clear()
    kept[clause] = found
    return found


def _match(snapshot: Snapshot, clause: Clause) -> ClauseMatch:
    if clause.field in ("author", "topic"):
        return ClauseMatch(clause, _match_facet(snapshot, clause), ())
    in_title = clause.field == "title"
    if clause.kind == "phrase":
        units = [phrase_unit(snapshot, clause.terms, in_title=in_title)]
        mask = units[0].mask
    elif clause.kind == "prefix":
        terms = {term for view in snapshot.views for term in view.terms_beginning(clause.terms[0].form)}
        weighed = _most_frequent(snapshot, terms)
        units = [_sum_terms(snapshot, weighed, frozenset(), in_title=in_title)]
        others = _sum_terms(snapshot, terms.difference(weighed), frozenset(), in_title=in_title)
        mask = units[0].mask | others.mask
    else:
        units = [word_unit(snapshot, term, in_title=in_title) for term in clause.terms]
        mask = np.logical_and.reduce([unit.mask for unit in units])
        if clause.joined:
            other = word_unit(snapshot, clause.joined, in_title=in_title)
            units.append(other)
            mask = mask | other.mask
    return ClauseMatch(clause, mask & snapshot.live, tuple(units))


def word_unit(snapshot: Snapshot, term: Term, *, in_title: bool = False) -> Unit:
    """A word in all its forms."""
    exact = french.term_of(term.stem, term.form)
    terms = {form: None for view in snapshot.views for form in view.forms_of(term.stem)}
    return _sum_terms(snapshot, terms, frozenset((exact,)), in_title=in_title)


def phrase_unit(snapshot: Snapshot, terms: Sequence[Term], *, in_title: bool = False) -> Unit:
    """Words one after the other, as typed but for accents and case."""
    weight = np.zeros(snapshot.size, np.float32)
    names = [french.term_of(term.stem, term.form) for term in terms]
    found: list[npt.NDArray[np.int64]] = []
    for base, view in zip(snapshot.bases, snapshot.views, strict=True):
        postings = [view.postings(name) for name in names]
        if all(posting is not None for posting in postings):
            keys = _phrase_keys([p for p in postings if p is not None], [term.offset for term in terms], base)
            if in_title:
                keys = keys[(keys & 0xFFFF_FFFF) < LEAD]
            found.append(keys)
    phrase = np.concatenate(found) if found else np.zeros(0, np.int64)
    documents, counts = np.unique(phrase >> 32, return_counts=True)
    weight[documents] = counts
    length = max((term.offset for term in terms), default=0) + 1
    return Unit(weight, weight, (), phrase, length)


def occurrences(
    snapshot: Snapshot, unit: Unit, documents: npt.NDArray[np.int64]
) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]]:
    """Where a unit stands in some publications (ascending numbers).

    Yields arrays of (index into `documents`, position, whether the form is the typed one), for each segment.
    """
    if unit.phrase is not None:
        index = np.searchsorted(documents, unit.phrase >> 32)
        index[index == len(documents)] = 0
        chosen = documents[index] == unit.phrase >> 32
        positions = (unit.phrase & 0xFFFF_FFFF)[chosen]
        yield index[chosen], positions, np.ones(len(positions), np.bool_)
        return
    index_of = np.full(snapshot.size, -1, np.int64)
    index_of[documents] = np.arange(len(documents))
    for found in unit.gathered:
        index = index_of[found.documents]
        rows = np.flatnonzero(index >= 0)
        sizes = found.sizes[rows]
        # the positions of all these rows, without a loop: 0.. within each row, from each row's start
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        positions = found.positions[np.repeat(found.starts[rows], sizes) + within].astype(np.int64)
        yield np.repeat(index[rows], sizes), positions, np.repeat(found.is_exact[rows], sizes)


def _sum_terms(snapshot: Snapshot, terms: Iterable[str], exact: frozenset[str], *, in_title: bool) -> Unit:
    weight = np.zeros(snapshot.size)
    exact_weight = np.zeros(snapshot.size)
    gathered = tuple(_gather(snapshot, tuple(terms), exact))
    for found in gathered:
        amounts = _in_title(found) if in_title else found.weights
        weight += np.bincount(found.documents, amounts, snapshot.size)
        is_exact = found.is_exact
        if is_exact.any():
            exact_weight += np.bincount(found.documents[is_exact], amounts[is_exact], snapshot.size)
    return Unit(weight.astype(np.float32), exact_weight.astype(np.float32), gathered)


def _gather(snapshot: Snapshot, terms: Sequence[str], exact: frozenset[str]) -> Iterator[Gathered]:
    for base, view in zip(snapshot.bases, snapshot.views, strict=True):
        found = [(postings, term in exact) for term in terms if (postings := view.postings(term)) is not None]
        if not found:
            continue
        every = [postings for postings, _ in found]
        counts = [len(postings.documents) for postings in every]
        shifts = np.cumsum([0, *(len(postings.positions) for postings in every)])
        yield Gathered(
            np.concatenate([postings.documents for postings in every]) + base,
            np.concatenate([postings.weights for postings in every]),
            np.concatenate([postings.starts[:-1] for postings in every]) + np.repeat(shifts[:-1], counts),
            np.concatenate([np.diff(postings.starts) for postings in every]),
            np.concatenate([postings.positions for postings in every]),
            np.repeat([is_exact for _, is_exact in found], counts),
        )


def _in_title(found: Gathered) -> npt.NDArray[np.float32]:
    """Occurrences in the title only, for each row."""
    inside = np.concatenate(([0], np.cumsum(found.positions < LEAD)))
    counts: npt.NDArray[np.int64] = inside[found.starts + found.sizes] - inside[found.starts]
    return counts.astype(np.float32)


def _phrase_keys(postings: Sequence[TermPostings], offsets: Sequence[int], base: int) -> npt.NDArray[np.int64]:
    """Occurrences of a phrase in one segment: (publication << 32 | position of the first word).

    Each word's keys are moved back by its offset; a phrase stands where all of them meet.
    """
    order = sorted(range(len(postings)), key=lambda i: len(postings[i].positions))
    keys: npt.NDArray[np.int64] | None = None
    for i in order:
        documents = np.repeat(postings[i].documents + base, np.diff(postings[i].starts))
        own = (documents << 32) + postings[i].positions.astype(np.int64) - offsets[i]
        if keys is None:
            keys = own
        else:
            place = np.searchsorted(own, keys)
            place[place == len(own)] = 0
            keys = keys[own[place] == keys] if len(own) else keys[:0]
    return keys if keys is not None else np.zeros(0, np.int64)


def _most_frequent(snapshot: Snapshot, terms: set[str]) -> list[str]:
    """Of very many terms those that most publications have."""
    if len(terms) <= _MAX_WEIGHED:
        return sorted(terms)
    frequencies = {term: sum(view.document_frequency(term) for view in snapshot.views) for term in terms}
    return sorted(terms, key=lambda term: (-frequencies[term], term))[:_MAX_WEIGHED]


def _match_facet(snapshot: Snapshot, clause: Clause) -> Mask:
    """`auteur:` and `theme:` look into the names shown, inherited ones included."""
    name: FacetName = "author" if clause.field == "author" else "topic"
    column = snapshot.facets[name]
    wanted = [
        value
        for value, tokens in zip(column.values, snapshot.value_tokens(name), strict=True)
        if _has_words(tokens, clause)
    ]
    return column.having(wanted, snapshot.size) & snapshot.live


def _has_words(tokens: Sequence[french.Token], clause: Clause) -> bool:
    if clause.kind == "prefix":
        return any(token.form.startswith(clause.terms[0].form) for token in tokens)
    if clause.kind == "phrase":
        forms = [token.form for token in tokens if not token.is_alternative]
        wanted = [term.form for term in clause.terms]
        return any(forms[i : i + len(wanted)] == wanted for i in range(len(forms)))
    stems = {token.stem for token in tokens}
    has_all = all(term.stem in stems for term in clause.terms)
    return has_all or (clause.joined is not None and clause.joined.stem in stems)
