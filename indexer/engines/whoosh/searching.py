"""A query against one snapshot: match, filter, count, order, show."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import repeat

import numpy as np

from indexer.engines.arrays import ranking, sets
from indexer.engines.arrays.publications import NO_DATE
from indexer.engines.arrays.sets import Mask, Numbers
from indexer.engines.arrays.showing import marked_as_pinned, show
from indexer.engines.arrays.units import Unit
from indexer.engines.compiled import is_loaded, kernels
from indexer.engines.facet_listing import in_tree
from indexer.engines.interface import FACETS, Facet, FacetName, FacetValue, Filters, MonthCount, Query, Results
from indexer.engines.whoosh.facets import Counts
from indexer.engines.whoosh.matching import ClauseMatch, match_clause
from indexer.engines.whoosh.pinning import pinned_first, pinned_for, pinned_in, with_pinned
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.query import Clause, parse


@dataclass(frozen=True, slots=True)
class Matched:
    """What the text of a query matches, before any filter.

    documents  ascending, with the pinned ones
    having     those of them that have the words
    pinned     in the order that editors gave
    """

    clauses: tuple[Clause, ...]
    units: tuple[Unit, ...]
    documents: Numbers
    is_relaxed: bool
    dropped: tuple[str, ...]
    matches: tuple[ClauseMatch, ...]
    having: Numbers
    pinned: Numbers = field(default_factory=lambda: sets.NONE)


def search(snapshot: Snapshot, query: Query) -> Results:
    """Answer a query."""
    begun = time.perf_counter()
    matched = match_text(snapshot, query.text)
    filters: dict[str, Mask] = {}
    if query.filters:
        query = replace(query, filters=as_shown(snapshot, query.filters))
        filters = filter_masks(snapshot, query.filters, matched.documents)
    found = kept(matched.documents, list(filters.values()))
    first = pinned_in(matched.pinned, found, query)
    ranked = order(snapshot, matched.units, found, query, first)
    last = None
    is_by_date = not len(first) and not _is_by_relevance(matched.units, query)
    if is_by_date and len(ranked.documents) > query.per_page * (query.page - 1):
        last = ranking.sort_position(snapshot, ranked.documents[-1])
    return Results(
        total=len(found),
        hits=marked_as_pinned(show(snapshot, matched.clauses, matched.units, ranked, query), len(first), query),
        facets=count_facets(snapshot, matched.documents, found, filters, query),
        relaxed=matched.is_relaxed,
        dropped=matched.dropped,
        filters=query.filters,
        months=_count_months(snapshot, matched.documents, filters) if query.months else (),
        took_ms=(time.perf_counter() - begun) * 1000,
        last=last,
    )


def count(snapshot: Snapshot, query: Query) -> int:
    """How many publications have every word, or are pinned."""
    _, documents = _match_all(snapshot, query.text)
    documents = with_pinned(documents, pinned_for(snapshot, query.text))
    filters = filter_masks(snapshot, as_shown(snapshot, query.filters), documents)
    return len(kept(documents, list(filters.values())))


def match_text(snapshot: Snapshot, text: str) -> Matched:
    """The publications that have every clause, and those that are pinned for the text."""
    matched = _match_words(snapshot, text)
    pinned = pinned_for(snapshot, text)
    return replace(matched, documents=with_pinned(matched.documents, pinned), pinned=pinned) if len(pinned) else matched


def _match_words(snapshot: Snapshot, text: str) -> Matched:
    """The publications that have every clause; when none does, those that have some of the words.

    Only plain words can be done without: phrases, exclusions and fields are meant as they are typed.
    """
    matches, documents = _match_all(snapshot, text)
    clauses = tuple(match.clause for match in matches)
    units = tuple(unit for match in matches if not match.clause.is_excluded for unit in match.units)
    if len(documents):
        return Matched(clauses, units, documents, False, (), tuple(matches), documents)
    words = [match for match in matches if _is_plain_word(match.clause)]
    others = [match for match in matches if not _is_plain_word(match.clause)]
    found = [match for match in words if match.most]
    dropped = tuple(match.clause.text for match in words if not match.most)
    if found and len(words) > 1:
        if dropped:
            documents = all_of(snapshot, [*found, *others])
        if not len(documents):
            documents = all_of(snapshot, others, _having_most(snapshot, found))
    return Matched(clauses, units, documents, len(documents) > 0, dropped, tuple(matches), documents)


def _match_all(snapshot: Snapshot, text: str) -> tuple[list[ClauseMatch], Numbers]:
    """Each clause's match, and the publications that have every clause.

    Nothing typed matches all of them; something typed in which there is no word ("???") stands in none.
    """
    matches = [match_clause(snapshot, clause) for clause in snapshot.editing.expanded(parse(text))]
    if not matches and text.strip():
        return matches, sets.NONE
    return matches, all_of(snapshot, matches)


def all_of(snapshot: Snapshot, matches: Sequence[ClauseMatch], documents: Numbers | None = None) -> Numbers:
    """The publications, or those of `documents`, that have every clause, the rarest first."""
    wanted = sorted((match for match in matches if not match.clause.is_excluded), key=lambda match: match.most)
    if documents is None:
        documents = wanted.pop(0).documents if wanted else snapshot.everything
    for match in wanted:
        documents = documents[match.is_in(documents)]
    for match in matches:
        if match.clause.is_excluded:
            documents = documents[~match.is_in(documents)]
    return documents


def _is_plain_word(clause: Clause) -> bool:
    return clause.kind == "word" and clause.field is None and not clause.is_excluded


def _having_most(snapshot: Snapshot, matches: Sequence[ClauseMatch]) -> Numbers:
    """The publications that have at least RELAXED_SHARE of what the words are worth together."""
    importance = [
        max((ranking.inverse_frequency(snapshot.total, unit.frequency) for unit in match.units), default=0.0)
        for match in matches
    ]
    least = sum(importance) * ranking.RELAXED_SHARE - 1e-9
    if is_loaded():
        every = [match.documents for match in matches]
        ends = np.cumsum([len(documents) for documents in every])
        found: Numbers = kernels().having_most(np.concatenate(every), ends, np.array(importance), least, snapshot.size)
        return found
    documents = sets.either([match.documents for match in matches])
    worth = np.zeros(len(documents))
    for match, each in zip(matches, importance, strict=True):
        worth += each * match.is_in(documents)
    return documents[worth >= least]


def filter_masks(snapshot: Snapshot, filters: Filters, documents: Numbers) -> dict[str, Mask]:
    """Which of some publications each chosen facet and the dates leave; facets without a choice are absent."""
    masks: dict[str, Mask] = {}
    for name in FACETS:
        if chosen := filters.chosen(name):
            numbers = [snapshot.names[name].numbers.get(value) for value in chosen]
            wanted = [number for number in numbers if number is not None]
            masks[name] = snapshot.facets.has_any(name, wanted, documents)
    if filters.since or filters.until:
        days = snapshot.days.take(documents)
        mask = days >= (filters.since.toordinal() if filters.since else NO_DATE + 1)
        if filters.until:
            mask &= days <= filters.until.toordinal()
        masks["dates"] = mask
    return masks


def kept(documents: Numbers, masks: Sequence[Mask]) -> Numbers:
    """Those of some publications that every mask leaves."""
    return documents[reduce(np.logical_and, masks)] if masks else documents


def count_facets(
    snapshot: Snapshot, matched: Numbers, found: Numbers, filters: Mapping[str, Mask], query: Query
) -> dict[FacetName, Facet]:
    """Exact counts; those of a facet leave out its own choice, so that each says what choosing it gives."""
    table = snapshot.facets
    counts = table.count(found)
    for name in FACETS:
        if name in filters:
            others = [mask for key, mask in filters.items() if key != name]
            own = table.count(kept(matched, others), (name,))
            counts = counts.copy()
            table.of(name, counts)[:] = table.of(name, own)
    facets: dict[FacetName, Facet] = {}
    for name, total, numbers, amounts in table.most_frequent(counts, query.facet_limit):
        values = table.values[name]
        listed = list(map(FacetValue, [values[number] for number in numbers], amounts, repeat(False)))
        if name in filters:
            listed = _with_chosen(listed, query.filters.chosen(name), name, snapshot, counts)
        if branches := snapshot.names[name].branches:
            listed = [in_tree(value, branches) for value in listed]
        facets[name] = Facet(tuple(listed), total)
    return facets


def _count_months(snapshot: Snapshot, matched: Numbers, filters: Mapping[str, Mask]) -> tuple[MonthCount, ...]:
    """Exact counts; what was chosen of years and days is one choice, and left out."""
    return snapshot.months.count(kept(matched, [mask for key, mask in filters.items() if key not in ("year", "dates")]))


def _with_chosen(
    listed: Sequence[FacetValue], chosen: Sequence[str], name: FacetName, snapshot: Snapshot, counts: Counts
) -> list[FacetValue]:
    """The values of a facet with those selected that the visitor chose, which are given however rare they are."""
    found = {value.value: value.count for value in listed}
    numbers, own = snapshot.names[name].numbers, snapshot.facets.of(name, counts)
    for value in sorted(set(chosen) - found.keys()):
        found[value] = int(own[numbers[value]]) if value in numbers else 0
    return [FacetValue(value, count, value in chosen) for value, count in found.items()]


def order(
    snapshot: Snapshot, units: Sequence[Unit], documents: Numbers, query: Query, pinned: Numbers = sets.NONE
) -> ranking.Ranked:
    """The first publications in the order asked for, up to the end of the page; ties by the keys of their ids.

    `pinned` are some of the publications, which stand first as they are given.
    """
    wanted = query.page * query.per_page
    if wanted - query.per_page >= min(len(documents), wanted):  # none is asked for, or none so far behind
        return ranking.Ranked(sets.NONE, np.zeros(0))
    if len(pinned):
        rest = sets.without(documents, np.sort(pinned))
        return pinned_first(
            snapshot, units, pinned[:wanted], _ranked(snapshot, units, rest, wanted - len(pinned), query)
        )
    return _ranked(snapshot, units, documents, wanted, query)


def _ranked(snapshot: Snapshot, units: Sequence[Unit], documents: Numbers, wanted: int, query: Query) -> ranking.Ranked:
    if wanted <= 0:
        return ranking.Ranked(sets.NONE, np.zeros(0))
    if _is_by_relevance(units, query):
        return ranking.by_relevance(snapshot, units, documents, wanted)
    oldest = query.sort == "oldest"
    return ranking.by_date(snapshot, units, documents, wanted, oldest=oldest, after=query.after)


def _is_by_relevance(units: Sequence[Unit], query: Query) -> bool:
    return query.sort == "relevance" and bool(units)  # without words, the newest are the most relevant


def as_shown(snapshot: Snapshot, filters: Filters) -> Filters:
    """The same filters, each value in the spelling that its facet shows."""

    def shown(facet: FacetName, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(snapshot.names[facet].meant(value) for value in values))

    return replace(
        filters,
        topics=shown("topic", filters.topics),
        authors=shown("author", filters.authors),
        kinds=shown("kind", filters.kinds),
        languages=shown("language", filters.languages),
    )
