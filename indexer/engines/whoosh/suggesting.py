"""What a visitor may mean who has begun to type: words completed, topics, authors, titles.

    suggest(snapshot, "depi", 8)   ->   Suggestion("word", "dépistage", 120), ..., Suggestion("publication", ...)

Every part costs a few slices of what lies in order already, whatever is typed: the dictionary in the order of forms,
the words of titles (titles.py), those of names (`Names.beginnings`). What is decoded of postings has a limit.

Not here: what was typed, and how many of each are given (engines/suggestions.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from indexer.engines.interface import FacetName, Query, Suggestion
from indexer.engines.suggestions import MAX_SUGGESTIONS, Typed, mixed, read_typed
from indexer.engines.whoosh import searching
from indexer.engines.whoosh.matching import match_clause
from indexer.engines.whoosh.segments import SegmentView
from indexer.engines.whoosh.sets import Mask, Numbers
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.wording import written
from indexer.french import fold, is_stop_word, stem
from indexer.query import Clause, parse

# Words of a segment that are looked at, the most frequent that begin so.
_CANDIDATES = 64
# Publications that are decoded, at most, to see which of them stand beside the words before: 2 ms.
_DECODED = 400_000
# A word of a single publication is as a rule a slip of the pen.
_MIN_PUBLICATIONS = 2
# Words that are counted and given.
_MAX_WORDS = 6
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
        list(_words(snapshot, typed, text)),
        list(_names(snapshot, "topic", typed)),
        list(_names(snapshot, "author", typed)),
        list(_titles(snapshot, typed, limit)),
    )
    return mixed(groups, limit)


# -- words -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Before:
    """The words before the one that is typed: their clauses, and the publications that have all of them."""

    clauses: tuple[Clause, ...]
    documents: Numbers
    has: Mask


def _words(snapshot: Snapshot, typed: Typed, text: str) -> Iterator[Suggestion]:
    """The last word completed to frequent words, which stand beside the words before it."""
    if not typed.beginning:
        return
    before = _words_before(snapshot, typed.before)
    if before is not None and not len(before.documents):
        return
    given = 0
    for form in _completions(snapshot, typed.beginning, before):
        spelling = written(snapshot, form)
        if spelling is None:
            continue
        whole = typed.before + spelling
        count = _count(snapshot, whole, before)
        if count and fold(whole) != fold(text.strip()):
            yield Suggestion("word", whole, count)
            given += 1
            if given == _MAX_WORDS:
                return


def _words_before(snapshot: Snapshot, text: str) -> _Before | None:
    clauses = tuple(clause for clause in parse(text) if not clause.is_stop_word)
    if not clauses:
        return None
    documents = searching.all_of(snapshot, [match_clause(snapshot, clause) for clause in clauses])
    has = np.zeros(snapshot.size, np.bool_)
    has[documents] = True
    return _Before(clauses, documents, has)


def _completions(snapshot: Snapshot, beginning: str, before: _Before | None) -> list[str]:
    """The forms that begin so, in the order of how many publications have them: one of each stem."""
    counts: dict[str, int] = {}
    decoded = 0
    for frequency, form, standing in _frequent(snapshot, beginning):
        if before is None:
            counts[form] = frequency
        elif decoded < _DECODED:
            decoded += frequency
            counts[form] = sum(
                int(np.count_nonzero(before.has.take(view.postings_at(number).documents + base)))
                for base, view, number in standing
            )
    least = _MIN_PUBLICATIONS if before is None else 1
    ordered = sorted((form for form in counts if counts[form] >= least), key=lambda form: (-counts[form], form))
    # all forms of a stem find the same
    of_stems: dict[str, str] = {}
    for form in ordered:
        of_stems.setdefault(stem(form), form)
    of_stems.pop(stem(beginning), None) if beginning in counts else None
    return list(of_stems.values())


_Standing = list[tuple[int, SegmentView, int]]


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
    clauses = parse(whole)
    known = before.clauses if before else ()
    if len(clauses) != len(known) + 1 or clauses[:-1] != known:  # "e-cigarette" is one clause
        return searching.count(snapshot, Query(whole))
    match = match_clause(snapshot, clauses[-1])
    return int(np.count_nonzero(match.is_in(before.documents))) if before else len(match.documents)


# -- names -------------------------------------------------------------------------------------------------------------


def _names(snapshot: Snapshot, facet: FacetName, typed: Typed) -> Iterator[Suggestion]:
    """The topics or authors each of whose words begins as one typed, most publications first."""
    numbers = snapshot.names[facet].beginnings.having_all(typed.forms)
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


def _plain(value: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in fold(value)).split())


# -- titles ------------------------------------------------------------------------------------------------------------


def _titles(snapshot: Snapshot, typed: Typed, limit: int) -> Iterator[Suggestion]:
    """The publications in whose title each typed word begins a word: those that begin as typed first, then the newest."""
    found, begins = [], []
    for base, view in snapshot.segments:
        documents, begin = _in_titles(view, typed)
        found.append(documents + base)
        begins.append(begin)
    numbers, is_first = np.concatenate(found), np.concatenate(begins)
    if snapshot.has_deleted:
        living = snapshot.live.take(numbers)
        numbers, is_first = numbers[living], is_first[living]
    ranks = snapshot.days.take(numbers).astype(np.int64) + is_first * _DAYS
    wanted = 3 * limit  # a report and its announcement often have one title
    if len(numbers) > wanted:
        least = np.partition(ranks, -wanted)[-wanted]
        best = np.flatnonzero(ranks >= least)
        numbers, ranks = numbers[best], ranks[best]
    order = np.lexsort((snapshot.id_keys.take(numbers), -ranks))[:wanted]
    seen: set[str] = set()
    for number in numbers[order].tolist():
        summary = snapshot.summary(number)
        title = fold(summary.title)
        if title not in seen:
            seen.add(title)
            yield Suggestion("publication", summary.title, 1, summary.id)
            if len(seen) == limit:
                return


def _in_titles(view: SegmentView, typed: Typed) -> tuple[Numbers, Mask]:
    """The documents of a segment whose titles have all words, ascending, and whether they begin with them."""
    has_all = begins = np.ones(view.size, np.bool_)
    for form, position in zip(typed.forms, typed.positions, strict=True):
        documents, positions = view.title_words.having(view.places_beginning(form))
        has = np.zeros(view.size, np.bool_)
        has[documents] = True
        has_all = has_all & has
        stands = np.zeros(view.size, np.bool_)
        stands[documents[positions == position]] = True
        begins = begins & stands
    found = np.flatnonzero(has_all)
    return found, begins[found]
