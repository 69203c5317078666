"""What is weighed as one, in the publications that the cluster found: read back from their buckets (positions.py).

How many publications of the whole index have it is what the cluster counted. Everything else is as in the embedded
engine: the same factors, the same amounts, so that the same scores come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from itertools import chain

import numpy as np

from indexer.engines.arrays import sets
from indexer.engines.arrays.documents import LEAD, ZONE_WEIGHTS
from indexer.engines.arrays.sets import Amounts, Mask, Numbers
from indexer.engines.arrays.units import EXACT, AnsweredUnit, Occurrences, Unit, joined
from indexer.engines.opensearch.clauses import Dsl, any_of, phrase_query, prefix_query, terms_query, word_query
from indexer.engines.opensearch.positions import Column, Standing, bucket_of, buckets_beginning
from indexer.french import TERM_SEPARATOR
from indexer.languages import ANALYSES, names_of
from indexer.query import Clause, Term

_BASES = np.array(sorted(base for base, _ in ZONE_WEIGHTS))
_WEIGHTS = np.array([dict(ZONE_WEIGHTS)[base] for base in _BASES.tolist()], np.float64)

Columns = Mapping[str, Column]  # by bucket, of the publications that were found


class Sought:
    """A unit before anything is found: what to count, which buckets to read, and how it is found in these.

    query    finds the publications that have it
    buckets  where its words may be
    find     where it stands in publications, given these buckets of them
    is_even  whether an occurrence counts the same in every zone, as those of phrases do
    others   what answers for it, and counts less
    """

    def __init__(
        self,
        query: Dsl,
        buckets: Iterable[str],
        find: Callable[[Columns], Occurrences],
        *,
        in_title: bool = False,
        is_even: bool = False,
        others: Sequence[Sought] = (),
    ) -> None:
        self.query = query
        self.buckets = frozenset(buckets)
        self.find = find
        self.in_title = in_title
        self.is_even = is_even
        self.others = others


def buckets_of(sought: Iterable[Sought]) -> list[str]:
    """The buckets that hold the words of some units."""
    return sorted(frozenset[str]().union(*(unit.buckets for unit in sought)))


def units_of(clause: Clause) -> list[Sought]:
    """The units of a clause that is not excluded; none of one that looks into names."""
    if clause.field in ("author", "topic"):
        return []
    in_title = clause.field == "title"
    if clause.kind == "phrase":
        return [phrase(clause.terms, in_title=in_title)]
    if clause.kind == "prefix":
        return [_prefix(clause.terms[0].form, in_title=in_title)]
    words = [word(term, in_title=in_title) for term in clause.terms]
    if clause.synonyms:
        synonyms = [phrase(terms) if len(terms) > 1 else word(terms[0]) for terms in clause.synonyms]
        words = [_answered(one, synonyms, clause) for one in words]
    if clause.joined:
        words.append(word(clause.joined, in_title=in_title))
    return words


def _buckets(names: Iterable[bytes]) -> list[str]:
    return sorted({bucket_of(name.decode().partition(TERM_SEPARATOR)[0]) for name in names})


def word(term: Term, *, in_title: bool = False) -> Sought:
    """A word in all its forms."""
    beginnings, exact = zip(*names_of(term.form, ANALYSES), strict=True)
    buckets = _buckets(beginnings)

    def find(columns: Columns) -> Occurrences:
        return _occurrences([columns[bucket].of_terms(beginnings) for bucket in buckets], exact)

    return Sought(word_query(term.form, in_title=in_title), buckets, find, in_title=in_title)


def phrase(terms: Sequence[Term], *, in_title: bool = False) -> Sought:
    """Words one after the other, each in any language."""
    names = [[exact for _, exact in names_of(term.form, ANALYSES)] for term in terms]
    buckets = [_buckets(every) for every in names]
    first = terms[0].offset

    def find(columns: Columns) -> Occurrences:
        begins: list[Numbers] = []  # by word: where the phrase begins if this word is of it, one number for each place
        for term, every, own in zip(terms, names, buckets, strict=True):
            here = _occurrences([columns[bucket].of_names(every) for bucket in own])
            begins.append((here.document << 32) + here.position - (term.offset - first))
        found = reduce(np.intersect1d, begins[1:], np.unique(begins[0]))
        return Occurrences(found >> 32, found & 0xFFFFFFFF, np.full(len(found), EXACT))

    query = phrase_query(terms, in_title=in_title)
    return Sought(query, chain(*buckets), find, in_title=in_title, is_even=True)


def _prefix(beginning: str, *, in_title: bool) -> Sought:
    buckets = sorted(buckets_beginning(beginning))

    def find(columns: Columns) -> Occurrences:
        return _occurrences([columns[bucket].of_forms(beginning.encode()) for bucket in buckets])

    return Sought(prefix_query(beginning, in_title=in_title), buckets, find, in_title=in_title)


def stem_unit(stem: str) -> Sought:
    """A stem of one language, all of whose forms count alike."""
    bucket = bucket_of(stem)

    def find(columns: Columns) -> Occurrences:
        return _occurrences([columns[bucket].of_terms((f"{stem}{TERM_SEPARATOR}".encode(),))])

    return Sought({"term": {"words": stem}}, [bucket], find)


def _occurrences(found: Sequence[Standing], exact: Iterable[bytes] = ()) -> Occurrences:
    """Where some terms stand, by publication and position; those that are exactly what was typed count more."""
    wanted = frozenset(exact)
    rows = joined([each.rows.repeat(each.counts) for each in found])
    positions = joined([each.positions for each in found])
    factors = joined(
        [
            np.array([EXACT if term in wanted else 1.0 for term in each.terms], np.float64).repeat(each.counts)
            for each in found
        ]
    )
    order = ((rows << 32) + positions).argsort(kind="stable")
    return Occurrences(rows.take(order), positions.take(order), factors.take(order))


def _answered(own: Sought, synonyms: Sequence[Sought], clause: Clause) -> Sought:
    """A word, and what answers for it and counts less."""
    query = any_of([own.query, *(terms_query(terms) for terms in clause.synonyms)])
    return Sought(query, buckets_of((own, *synonyms)), own.find, others=synonyms)


def unit_of(sought: Sought, columns: Columns, size: int, frequency: int) -> Unit:
    """A unit in the publications that were found, `size` of them, given their buckets."""
    if not sought.others:
        return FoundUnit(sought, columns, size, frequency)
    others = [FoundUnit(other, columns, size, 0) for other in sought.others]
    return _AnsweredUnit(FoundUnit(sought, columns, size, 0), others, frequency)


class _AnsweredUnit(AnsweredUnit):
    """One that synonyms answer for, as frequent as the cluster counted."""

    def __init__(self, unit: Unit, others: Sequence[Unit], frequency: int) -> None:
        super().__init__(unit, others)
        self._frequency = frequency

    @property
    def frequency(self) -> int:
        """How many of the whole index have any of them."""
        return self._frequency


class FoundUnit(Unit):
    """A unit in the publications that were found.

    frequency  how many of the whole index have it
    """

    def __init__(self, sought: Sought, columns: Columns, size: int, frequency: int) -> None:
        self._frequency = frequency
        self._size = size
        self._where = sought.find(columns)
        weights = self._where.factor
        if not sought.is_even and not sought.in_title:
            weights = weights * _WEIGHTS[_BASES.searchsorted(self._where.position, side="right") - 1]
        if sought.in_title:
            weights = weights * (self._where.position < LEAD)
        self._sums = np.bincount(self._where.document, weights, self._size).astype(np.float32)

    @cached_property
    def documents(self) -> Numbers:
        """Those of the found publications that have it, ascending."""
        return np.flatnonzero(self._sums)

    @property
    def frequency(self) -> int:
        """How many of the whole index have it."""
        return self._frequency

    def is_in(self, documents: Numbers) -> Mask:
        """Which of some publications (ascending) have it."""
        found: Mask = self._sums.take(documents) > 0
        return found

    def amounts_at(self, documents: Numbers) -> Amounts:
        """How much of it some publications (ascending) have, 0 for none."""
        return self._sums.take(documents)

    def occurrences(self, documents: Numbers) -> Occurrences:
        """Where it stands in some publications (ascending)."""
        if len(documents) == self._size:
            return self._where
        kept = np.flatnonzero(sets.is_in(self._where.document, documents))
        document, position, factor = self._where
        return Occurrences(documents.searchsorted(document.take(kept)), position.take(kept), factor.take(kept))
