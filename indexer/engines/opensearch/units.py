"""What is weighed as one, in the publications that the cluster found: read back from their buckets (positions.py).

How many publications of the whole index have it is what the cluster counted. Everything else is as in the embedded
engine: the same factors, the same amounts, so that the same scores come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache

import numpy as np

from indexer.engines.arrays import sets
from indexer.engines.arrays.documents import LEAD, ZONE_WEIGHTS
from indexer.engines.arrays.sets import Amounts, Mask, Numbers
from indexer.engines.arrays.units import EXACT, NOWHERE, AnsweredUnit, Occurrences, Unit
from indexer.engines.opensearch.clauses import Dsl, any_of, phrase_query, prefix_query, terms_query, word_query
from indexer.engines.opensearch.positions import Positions, bucket_of, buckets_beginning
from indexer.french import TERM_SEPARATOR
from indexer.languages import ANALYSES, names_of
from indexer.query import Clause, Term

_BASES = np.array(sorted(base for base, _ in ZONE_WEIGHTS))
_WEIGHTS = np.array([dict(ZONE_WEIGHTS)[base] for base in _BASES.tolist()], np.float64)

Buckets = dict[str, Positions]
Found = list[tuple[int, float]]  # positions, and how much each counts


class Sought:
    """A unit before anything is found: what to count, which buckets to read, and how it is found in these.

    query    finds the publications that have it
    texts    of each bucket that may hold its words, what these begin with or contain
    find     where it stands in one publication, given its buckets
    is_even  whether an occurrence counts the same in every zone, as those of phrases do
    others   what answers for it, and counts less
    """

    def __init__(
        self,
        query: Dsl,
        texts: Iterable[tuple[str, str]],
        find: Callable[[Buckets], Found],
        *,
        in_title: bool = False,
        is_even: bool = False,
        others: Sequence[Sought] = (),
    ) -> None:
        self.query = query
        self.texts: dict[str, set[bytes]] = {}
        for bucket, text in texts:
            self.texts.setdefault(bucket, set()).add(text.encode())
        self.find = find
        self.in_title = in_title
        self.is_even = is_even
        self.others = others


def texts_in_buckets(sought: Iterable[Sought]) -> dict[str, set[bytes]]:
    """The buckets that hold the words of some units, each with the texts by which these are known in it."""
    found: dict[str, set[bytes]] = {}
    for unit in sought:
        for bucket, texts in unit.texts.items():
            found.setdefault(bucket, set()).update(texts)
    return found


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


@lru_cache(10_000)
def _names(form: str) -> tuple[tuple[str, str], ...]:
    return tuple((beginning.decode(), exact.decode()) for beginning, exact in names_of(form, ANALYSES))


def word(term: Term, *, in_title: bool = False) -> Sought:
    """A word in all its forms."""
    names = _names(term.form)
    where = [bucket_of(beginning.removesuffix(TERM_SEPARATOR)) for beginning, _ in names]

    def find(buckets: Buckets) -> Found:
        found: Found = []
        for bucket, (beginning, exact) in zip(where, names, strict=True):
            for name, positions in buckets.get(bucket, {}).items():
                if name.startswith(beginning):
                    factor = EXACT if name == exact else 1.0
                    found += [(position, factor) for position in positions]
        return found

    texts = zip(where, (beginning for beginning, _ in names), strict=True)
    return Sought(word_query(term.form, in_title=in_title), texts, find, in_title=in_title)


def phrase(terms: Sequence[Term], *, in_title: bool = False) -> Sought:
    """Words one after the other, each in any language."""
    names = [[exact for _, exact in _names(term.form)] for term in terms]
    where = [[bucket_of(name.partition(TERM_SEPARATOR)[0]) for name in every] for every in names]

    def find(buckets: Buckets) -> Found:
        begins: set[int] | None = None
        for term, every, places in zip(terms, names, where, strict=True):
            here = {
                position - term.offset
                for bucket, name in zip(places, every, strict=True)
                for position in buckets.get(bucket, {}).get(name, ())
            }
            begins = here if begins is None else begins & here
            if not begins:
                return []
        return [(position, EXACT) for position in begins or ()]

    texts = {pair for pairs in map(zip, where, names) for pair in pairs}
    return Sought(phrase_query(terms, in_title=in_title), texts, find, in_title=in_title, is_even=True)


def _prefix(beginning: str, *, in_title: bool) -> Sought:
    where = buckets_beginning(beginning)

    def find(buckets: Buckets) -> Found:
        return [
            (position, 1.0)
            for bucket in where
            for name, positions in buckets.get(bucket, {}).items()
            if name.partition(TERM_SEPARATOR)[2].startswith(beginning)
            for position in positions
        ]

    texts = [(bucket, beginning) for bucket in where]
    return Sought(prefix_query(beginning, in_title=in_title), texts, find, in_title=in_title)


def _answered(own: Sought, synonyms: Sequence[Sought], clause: Clause) -> Sought:
    """A word, and what answers for it and counts less."""
    query = any_of([own.query, *(terms_query(terms) for terms in clause.synonyms)])
    every = texts_in_buckets((own, *synonyms))
    texts = [(bucket, text.decode()) for bucket, texts in every.items() for text in texts]
    return Sought(query, texts, own.find, others=synonyms)


def unit_of(sought: Sought, buckets: Sequence[Buckets], frequency: int) -> Unit:
    """A unit in the publications that were found, given the buckets of each."""
    if not sought.others:
        return FoundUnit(sought, buckets, frequency)
    others = [FoundUnit(other, buckets, 0) for other in sought.others]
    return _AnsweredUnit(FoundUnit(sought, buckets, 0), others, frequency)


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

    def __init__(self, sought: Sought, buckets: Sequence[Buckets], frequency: int) -> None:
        self._frequency = frequency
        rows: list[int] = []
        pairs: Found = []
        for number, own in enumerate(buckets):
            here = sorted(sought.find(own))
            rows += [number] * len(here)
            pairs += here
        self._size = len(buckets)
        self._where = NOWHERE
        if pairs:
            positions, factors = zip(*pairs, strict=True)
            self._where = Occurrences(np.array(rows, np.intp), np.array(positions, np.int64), np.array(factors))
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
