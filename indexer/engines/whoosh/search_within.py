"""Search inside one publication: which of its passages have the words, how well they answer, and excerpts of some.

    find_passages(snapshot, number, "dépistage sein", slice(0, 20), best_first=True).total

The words are matched as in a search (matching.py), and passages scored as there (passages.py), so that the first place
here is the best passage of the result. A passage has a word where it stands in its text, or in the heading that begins
there; one that goes on from the page before does not count, else every page of a chapter would match its title.

Like a search, it asks for all words, and where no passage has all, for some. What names a field (`auteur:`, `titre:`)
is about whole publications, and says nothing here.

Not here: which publications match (searching.py).
"""

from __future__ import annotations

import numpy as np

from indexer.engines.arrays import ranking
from indexer.engines.arrays.documents import BODY, HEADINGS
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.arrays.showing import Finders, show_passage
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import PassagesFound
from indexer.engines.whoosh.matching import ClauseMatch, match_clause
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.query import parse

_NOTHING = PassagesFound(0, ())


def find_passages(snapshot: Snapshot, number: int, text: str, which: slice, *, best_first: bool) -> PassagesFound:
    """The passages of a publication that have the words of a query: those of a slice of them, read and marked."""
    clauses = [clause for clause in snapshot.editing.expanded(parse(text)) if clause.field is None]
    matches = [match_clause(snapshot, clause) for clause in clauses]
    wanted = [match for match in matches if not match.clause.is_excluded]
    if not wanted:
        return _NOTHING
    having = [_having(snapshot, number, match) for match in wanted]
    found = np.logical_and.reduce(having)
    relaxed = not found.any()
    if relaxed:
        found = np.logical_or.reduce(having)
    for match in matches:
        if match.clause.is_excluded:
            found &= ~_having(snapshot, number, match)
    indexes = np.flatnonzero(found)
    if len(indexes) == 0:
        return _NOTHING
    units = [unit for match in wanted for unit in match.units]
    answers = ranking.answer(snapshot, units, np.array([number], np.intp))
    if best_first:
        indexes = indexes[np.argsort(-answers.of(number)[indexes], kind="stable")]
    shown = indexes[which].tolist()
    finders = Finders(clauses)
    language = snapshot.summary(number).language
    standing = answers.standing_in([(number, index) for index in shown])
    passages = [
        show_passage(snapshot.passage(number, index), finders, language, where)
        for index, where in zip(shown, standing, strict=True)
    ]
    return PassagesFound(len(indexes), tuple(passages), relaxed)


def _having(snapshot: Snapshot, number: int, match: ClauseMatch) -> Mask:
    """Which passages of a publication have a clause: all its words, or these written as one."""
    units = [_standing_in(snapshot, number, unit) for unit in match.units]
    clause = match.clause
    if clause.kind == "word" and clause.joined:
        *apart, joined = units
        units = [np.logical_and.reduce(apart) | joined]
    found: Mask = np.logical_and.reduce(units)
    return found


def _standing_in(snapshot: Snapshot, number: int, unit: Unit) -> Mask:
    """In which passages of a publication a unit stands."""
    places = snapshot.places
    own = slice(*places.firsts[number : number + 2].tolist())
    found = np.zeros(own.stop - own.start, np.bool_)
    document: Numbers = np.array([number], np.intp)
    if len(found) == 0 or not unit.is_in(document)[0]:
        return found
    positions = np.sort(unit.occurrences(document).position)
    zones = (
        (HEADINGS, BODY, places.heading_starts[own], places.heading_words[own]),
        (BODY, None, places.body_starts[own], places.body_words[own]),
    )
    for begin, end, starts, words in zones:
        last = len(positions) if end is None else int(positions.searchsorted(end))
        some = positions[int(positions.searchsorted(begin)) : last]
        if len(some):
            firsts = starts.astype(np.int64)
            found |= some.searchsorted(firsts) < some.searchsorted(firsts + words)
    return found
