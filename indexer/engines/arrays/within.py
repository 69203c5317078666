"""The passages of one publication that have the words of a query, how well they answer, and excerpts of some.

    find_passages(publications, number, matches, slice(0, 20), best_first=True).total

Passages are scored as in a search (passages.py), so that the first place here is the best passage of the result. Like
a search, it asks for all words, and where no passage has all, for some. What names a field (`auteur:`, `titre:`) is
about whole publications, and says nothing here.

Not here: where the words stand, which each engine says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from indexer.engines.arrays import ranking
from indexer.engines.arrays.passages_having import Match, Pages
from indexer.engines.arrays.publications import Publications
from indexer.engines.arrays.showing import Finders, show_passage
from indexer.engines.interface import PassagesFound
from indexer.query import Clause

_NOTHING = PassagesFound(0, ())


def asked_within(clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses of a query that say something of passages."""
    return [clause for clause in clauses if clause.field is None]


def find_passages(
    publications: Publications, number: int, matches: Sequence[Match], which: slice, *, best_first: bool
) -> PassagesFound:
    """The passages of a publication that have the words: those of a slice of them, read and marked."""
    wanted = [match for match in matches if not match.clause.is_excluded]
    if not wanted:
        return _NOTHING
    document = np.array([number], np.intp)
    pages = Pages(publications, document)
    having = [pages.having(match) for match in wanted]
    found = np.logical_and.reduce(having)
    relaxed = not found.any()
    if relaxed:
        found = np.logical_or.reduce(having)
    for match in matches:
        if match.clause.is_excluded:
            found &= ~pages.having(match)
    indexes = np.flatnonzero(found)
    if len(indexes) == 0:
        return _NOTHING
    answers = ranking.answer(publications, [unit for match in wanted for unit in match.units], document)
    if best_first:
        indexes = indexes[np.argsort(-answers.of(number)[indexes], kind="stable")]
    shown = [(number, index) for index in indexes[which].tolist()]
    publications.read([number], shown)
    finders = Finders([match.clause for match in matches])
    language = publications.summary(number).language
    passages = [
        show_passage(publications.passage(number, index), finders, language, occurrences)
        for (_, index), occurrences in zip(shown, answers.occurrences_in(shown), strict=True)
    ]
    return PassagesFound(len(indexes), tuple(passages), relaxed)
