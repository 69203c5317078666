"""What a visitor may mean who has begun to type: words completed, topics, authors, titles.

    suggest(snapshot, "depi", 8)   ->   Suggestion("word", "dépistage", 120), ..., Suggestion("publication", ...)

Every part costs a few slices of what lies in order already, whatever is typed: the dictionary in the order of forms,
the words of titles (titles.py), those of names (`Names.prefixes`). What is decoded of postings has a limit.

Not here: what was typed, and how many of each are given (engines/suggestions.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import sets
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.interface import FacetName, Query, Suggestion
from indexer.engines.suggestions import MAX_SUGGESTIONS, Typed, mixed, read_typed
from indexer.engines.whoosh import searching
from indexer.engines.whoosh.lexicon import TermPostings
from indexer.engines.whoosh.matching import match_clause
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.surface_forms import most_usual_form
from indexer.french import fold, is_stop_word, stem
from indexer.pieces import spread
from indexer.query import Clause, parse

# Words of a segment that are looked at, the most frequent that begin so.
_CANDIDATES = 64
# Of these, and of so many publications, is looked at which stand beside the words before: 4 ms.
_BESIDE = 16
_DECODED = 400_000
# A word of a single publication is as a rule a slip of the pen.
_MIN_PUBLICATIONS = 2
# Of more places a word before is not compared with what follows it: "de" stands everywhere.
_MOST_PLACES = 200_000
# Publications of each word that are looked at to see whether it follows the words before.
_SAMPLED = 100
# Words that are counted and given.
_MAX_WORDS = 5
# Names with the most publications, of which those that begin as typed come first.
_NAMES = 64
_DAYS = 1 << 24  # more than there are day numbers


def suggest(snapshot: Snapshot, text: str, limit: int) -> tuple[Suggestion, ...]:
    """What the visitor may mean."""
    typed = read_typed(text)
    limit = min(limit, MAX_SUGGESTIONS)
    if typed is None or limit < 1:
        return ()
    groups = (
        _words(snapshot, typed, text),
        _names(snapshot, "topic", typed),
        _names(snapshot, "author", typed),
        _titles(snapshot, typed, 3 * limit),  # a report and its announcement often have one title
    )
    return mixed(groups, limit)


_Standing = list[tuple[int, SegmentView, int]]  # a segment's first publication, the segment, a term of it


# -- words -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Before:
    """The words before the one that is typed.

    clauses    what is searched for
    documents  the publications that have all of them, ascending
    has        the same as a mask
    followed   where a word stands that follows the last of them: publication << 32 | position, ascending
    """

    clauses: tuple[Clause, ...]
    documents: Numbers
    has: Mask
    followed: npt.NDArray[np.int64]


def _words(snapshot: Snapshot, typed: Typed, text: str) -> Iterator[Suggestion]:
    """The last word completed to frequent words, which stand beside the words before it."""
    if not typed.beginning:
        return
    before = _words_before(snapshot, typed)
    if before is not None and not len(before.documents):
        return
    spellings = (most_usual_form(snapshot, form) for form in _completions(snapshot, typed.beginning, before))
    for spelling in islice(filter(None, spellings), _MAX_WORDS):
        whole = typed.before + spelling
        count = _count(snapshot, whole, before)
        if count and fold(whole) != fold(text.strip()):
            yield Suggestion("word", whole, count)


def _words_before(snapshot: Snapshot, typed: Typed) -> _Before | None:
    typed_clauses = snapshot.editing.expanded(parse(typed.before))
    clauses = tuple(clause for clause in typed_clauses if not clause.is_stop_word)
    if not clauses:
        return None
    documents = searching.all_of(snapshot, [match_clause(snapshot, clause) for clause in clauses])
    has = _mask(documents, snapshot.size)
    return _Before(clauses, documents, has, _following(snapshot, typed.forms[-2], has))


def _following(snapshot: Snapshot, form: str, has: Mask) -> npt.NDArray[np.int64]:
    """Where something follows a word, in some publications; nowhere when there are too many such places."""
    found = []
    for base, view in snapshot.segments:
        for number in view.numbers_of(form):
            if view.sections["occurrences"][number] > _MOST_PLACES:
                return np.zeros(0, np.int64)
            postings = view.postings_at(number)
            found.append(_keys(postings, np.flatnonzero(has.take(postings.documents + base)), base) + 1)
    keys = np.concatenate([np.zeros(0, np.int64), *found])
    keys.sort()
    return keys


def _keys(postings: TermPostings, rows: Numbers, base: int) -> npt.NDArray[np.int64]:
    """Where a term stands in the publications of some rows: publication << 32 | position."""
    sizes = postings.counts.take(rows).astype(np.int64)
    ends = postings.counts.cumsum(dtype=np.int64).take(rows)
    places = (postings.documents.take(rows) + base) << 32
    return np.repeat(places, sizes) + postings.positions.take(spread(ends - sizes, sizes))


def _completions(snapshot: Snapshot, beginning: str, before: _Before | None) -> list[str]:
    """The forms that begin so, one of each stem: what follows the words before, then what most publications have."""
    if before is None:
        counts = {form: (0.0, frequency) for frequency, form, _ in _frequent(snapshot, beginning)}
        least = _MIN_PUBLICATIONS
    else:
        counts, least = _beside(_frequent(snapshot, beginning), before), 1
    often = (form for form, (_, count) in counts.items() if count >= least)
    ordered = sorted(often, key=lambda form: (-counts[form][0], -counts[form][1], form))
    # all forms of a stem find the same
    of_stems: dict[str, str] = {}
    for form in ordered:
        of_stems.setdefault(stem(form), form)
    return [form for form in of_stems.values() if form != beginning]


def _beside(forms: Iterable[tuple[int, str, _Standing]], before: _Before) -> dict[str, tuple[float, int]]:
    """In how many publications with the words before each form follows them, by a sample; and in how many it stands."""
    found: dict[str, tuple[float, int]] = {}
    decoded = 0
    for frequency, form, standing in islice(forms, _BESIDE):
        decoded += frequency
        if decoded > _DECODED and found:
            break
        follows, count = 0.0, 0
        for base, view, number in standing:
            postings = view.postings_at(number)
            rows = np.flatnonzero(before.has.take(postings.documents + base))
            count += len(rows)
            if len(rows) and len(before.followed):
                some = rows[:: -(-len(rows) // _SAMPLED)]
                keys = _keys(postings, some, base)
                at = before.followed.take(before.followed.searchsorted(keys), mode="clip")
                follows += len(np.unique(keys[at == keys] >> 32)) / len(some) * len(rows)
        found[form] = follows, count
    return found


def _frequent(snapshot: Snapshot, beginning: str) -> list[tuple[int, str, _Standing]]:
    """The most frequent forms that begin so, with how many publications have them and where their terms are."""
    found: dict[str, tuple[int, _Standing]] = {}
    for base, view in snapshot.segments:
        numbers = view.forms_beginning(beginning)
        frequencies = view.sections["frequencies"].take(numbers)
        if len(numbers) > _CANDIDATES:
            most = np.argpartition(frequencies, -_CANDIDATES)[-_CANDIDATES:]
            numbers, frequencies = numbers[most], frequencies[most]
        for number, frequency in zip(numbers.tolist(), frequencies.tolist(), strict=True):
            form = view.form(number)
            if _is_word(form):
                total, standing = found.get(form, (0, []))
                found[form] = total + frequency, [*standing, (base, view, number)]
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return [(total, form, standing) for form, (total, standing) in ordered[:_CANDIDATES]]


def _is_word(form: str) -> bool:
    return form.isalnum() and not form.isdigit() and not is_stop_word(form)


def _count(snapshot: Snapshot, whole: str, before: _Before | None) -> int:
    """How many publications a search for all of it finds, without matching again what stands before."""
    typed_clauses = parse(whole)
    clauses = snapshot.editing.expanded(typed_clauses)
    known = before.clauses if before else ()
    # "e-cigarette" is one clause, and so are words that editors gave a synonym together
    is_known = len(clauses) == len(known) + 1 and clauses[:-1] == known
    if not is_known or snapshot.editing.pinned_for(typed_clauses):
        return searching.count(snapshot, Query(whole))
    match = match_clause(snapshot, clauses[-1])
    return int(np.count_nonzero(match.is_in(before.documents))) if before else len(match.documents)


# -- names -------------------------------------------------------------------------------------------------------------


def _names(snapshot: Snapshot, facet: FacetName, typed: Typed) -> Iterator[Suggestion]:
    """The topics or authors each of whose words begins as one typed, most publications first."""
    numbers = snapshot.names[facet].prefixes.having_all(typed.forms)
    if not len(numbers):
        return
    table = snapshot.facets
    amounts = table.of(facet, table.totals).take(numbers)
    if len(numbers) > _NAMES:
        most = np.argpartition(amounts, -_NAMES)[-_NAMES:]
        numbers, amounts = numbers[most], amounts[most]
    values = table.values[facet]
    begin = " ".join(typed.forms)
    found = [
        (not _plain(values[number]).startswith(begin), -amount, values[number])
        for number, amount in zip(numbers.tolist(), amounts.tolist(), strict=True)
        if amount
    ]
    for _, amount, value in sorted(found)[:MAX_SUGGESTIONS]:
        yield Suggestion("topic" if facet == "topic" else "author", value, -amount)


@lru_cache(2_000)
def _plain(value: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(value)).split())


# -- titles ------------------------------------------------------------------------------------------------------------


def _titles(snapshot: Snapshot, typed: Typed, wanted: int) -> Iterator[Suggestion]:
    """The publications in whose title each typed word begins a word: what begins as typed first, then the newest."""
    found, begins = [], []
    for base, view in snapshot.segments:
        documents, begin = _in_titles(view, typed)
        found.append(documents + base)
        begins.append(begin)
    numbers, is_first = np.concatenate([sets.NONE, *found]), np.concatenate([np.zeros(0, np.bool_), *begins])
    if snapshot.has_deleted:
        living = snapshot.live.take(numbers)
        numbers, is_first = numbers[living], is_first[living]
    ranks = snapshot.days.take(numbers).astype(np.int64) + is_first * _DAYS
    if len(numbers) > wanted:
        least = np.partition(ranks, -wanted)[-wanted]
        best = np.flatnonzero(ranks >= least)
        numbers, ranks = numbers[best], ranks[best]
    order = np.lexsort((snapshot.id_keys.take(numbers), -ranks))[:wanted]
    for number in numbers[order].tolist():
        summary = snapshot.summary(number)
        yield Suggestion("publication", summary.title, 1, summary.id)


def _in_titles(view: SegmentView, typed: Typed) -> tuple[Numbers, Mask]:
    """The documents of a segment whose titles have all words, ascending, and whether they begin with them."""
    words = {form: view.title_words.having(view.places_beginning(form)) for form in typed.forms}
    has_all = np.ones(view.size, np.bool_)
    for documents, _ in words.values():
        has_all &= _mask(documents, view.size)
    begins = has_all
    for form, position in zip(typed.forms, typed.positions, strict=True):
        if not begins.any():
            break
        documents, positions = words[form]
        begins = begins & _mask(documents[positions == position], view.size)
    found = np.flatnonzero(has_all)
    return found, begins[found]


def _mask(documents: npt.NDArray[np.integer], size: int) -> Mask:
    has = np.zeros(size, np.bool_)
    has[documents] = True
    return has
