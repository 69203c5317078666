"""A query against the cluster: found, filtered and counted there in one request, then ranked and shown here.

    search(reader, Query("dépistage")).total

The request asks for as many of the best as ranking looks at (arrays/ranking.REFINED), with where the words stand in
them. How many publications have each word is counted by a second one, unless that is known from before; texts are asked
for by the last.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import msgspec
import numpy as np

from indexer.engines.arrays import ranking
from indexer.engines.arrays.publications import NO_DATE
from indexer.engines.arrays.ranking import Ranked
from indexer.engines.arrays.showing import marked_as_pinned, show
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import FACETS, FacetName, Filters, Query, Results, SortPosition
from indexer.engines.opensearch import facets
from indexer.engines.opensearch.candidates import FIELDS, Candidates, FoundHit
from indexer.engines.opensearch.clauses import NOTHING, Dsl, all_of, any_of, clause_query, unscored
from indexer.engines.opensearch.client import Outcome
from indexer.engines.opensearch.counting import counts_of
from indexer.engines.opensearch.facets import Counted
from indexer.engines.opensearch.known import NO_STORED_FIELDS
from indexer.engines.opensearch.mapping import MAX_RESULT_WINDOW
from indexer.engines.opensearch.prefixes import forms_query
from indexer.engines.opensearch.preparing import doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.units import Sought, buckets_of, unit_of, units_of
from indexer.query import Clause, parse

# So many of the cluster's best are put in order here, for every page of a query the same: some more than ranking looks
# at, as a cluster keeps lengths to four bits and has a slightly other order. Behind them its order is taken as it is.
# On our real data the first ten are those of the embedded engine in 99.9 of 100 places, and in 98.6 without the 100.
_POOL = ranking.REFINED + 100
_BY_SCORE = [{"_score": "desc"}, {"key": "asc"}]
# Publications without a date stand last, as if of a day that none has: a place to go on from must be a number.
_UNDATED_NEWEST, _UNDATED_OLDEST = 0, 2**31 - 1
_NEWEST = [{"day": {"order": "desc", "missing": _UNDATED_NEWEST}}, {"key": "asc"}]
_OLDEST = [{"day": {"order": "asc", "missing": _UNDATED_OLDEST}}, {"key": "asc"}]


class _Total(msgspec.Struct, frozen=True, gc=False):
    value: int


class Hits(msgspec.Struct, frozen=True, gc=False):
    """The first of what was found, and how many there are."""

    total: _Total
    hits: list[FoundHit] = []


class Found(Outcome, frozen=True, gc=False):
    """The cluster's answer to a search."""

    hits: Hits
    aggregations: Mapping[str, Counted] = msgspec.field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many publications were found."""
        return self.hits.total.value


@dataclass(frozen=True, slots=True)
class Matching:
    """What the text of a query matches, as the cluster is asked for it.

    words    the publications that have the words, hidden ones left out
    query    these and the pinned ones
    sought   what is weighed
    pinned   documents, in the order that editors gave
    """

    clauses: tuple[Clause, ...]
    words: Dsl
    query: Dsl
    sought: tuple[Sought, ...]
    pinned: tuple[str, ...]
    is_relaxed: bool = False
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Window:
    """Which hits the cluster is asked for, and which of them are shown.

    start, size   of the hits asked for, in the cluster's order
    first, last   the page, counted from the first hit asked for; pinned publications are none of these
    is_ranked     whether they are put in order here, as far as _POOL
    """

    start: int
    size: int
    first: int
    last: int
    is_ranked: bool


def search(reader: Reader, query: Query) -> Results:
    """Answer a query."""
    begun = time.perf_counter()
    query = replace(query, filters=as_shown(reader, query.filters))
    matching = match_all(reader, query.text)
    pinned = _find_pinned(reader, matching, query)
    window = _window(matching, query, len(pinned))
    found = _ask(reader, matching, query, window, bool(pinned))
    if not found.total or matching.pinned:
        is_known = not query.filters and not matching.pinned
        relaxed = relax(reader, matching, found.total if is_known else None)
        if relaxed is not matching:
            matching = relaxed
            found = _ask(reader, matching, query, window, bool(pinned))
    total = found.total + len(pinned)
    candidates, units = gather(reader, [*pinned, *found.hits.hits], matching.sought)
    page = _page(candidates, units, query, window, len(pinned))
    shown = show(candidates, matching.clauses, units, page, replace(query, page=1))
    return Results(
        total=total,
        hits=marked_as_pinned(shown, len(pinned), query),
        facets=facets.facets_of(found.aggregations, query.filters, query.facet_limit, reader.names),
        relaxed=matching.is_relaxed and total > 0,
        dropped=matching.dropped,
        filters=query.filters,
        months=facets.months_of(found.aggregations[facets.MONTHS]) if query.months else (),
        took_ms=(time.perf_counter() - begun) * 1000,
        last=None if pinned or window.is_ranked else _last(candidates, page),
    )


def count(reader: Reader, query: Query) -> int:
    """How many publications have every word, or are pinned."""
    filters = facets.filter_queries(as_shown(reader, query.filters))
    matching = match_all(reader, query.text)
    return reader.client.count(reader.publications, unscored(matching.query, *filters.values()))


def as_shown(reader: Reader, filters: Filters) -> Filters:
    """The same filters, each value in the spelling that its facet shows."""
    if not filters:
        return filters

    def shown(facet: FacetName, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(reader.names[facet].meant(value) for value in values)) if values else ()

    return replace(
        filters,
        topics=shown("topic", filters.topics),
        authors=shown("author", filters.authors),
        kinds=shown("kind", filters.kinds),
        languages=shown("language", filters.languages),
    )


def match_all(reader: Reader, text: str) -> Matching:
    """The publications that have every clause, and those that are pinned for the text.

    Nothing typed matches all of them; something typed in which there is no word ("???") stands in none.
    """
    typed = parse(text)
    clauses = tuple(reader.editing.expanded(typed))
    words = NOTHING if text.strip() and not clauses else _words_query(reader, clauses)
    sought = tuple(unit for clause in clauses if not clause.is_excluded for unit in units_of(clause))
    return _with_pinned(reader, Matching(clauses, words, words, sought, _pinned(reader, typed)))


def _words_query(reader: Reader, clauses: Iterable[Clause], *others: Dsl) -> Dsl:
    names = reader.names if any(clause.field in ("author", "topic") for clause in clauses) else {}
    wanted = [clause_query(clause, names) for clause in clauses if not clause.is_excluded]
    excluded = [clause_query(clause, names) for clause in clauses if clause.is_excluded]
    if reader.hidden is not None:
        excluded.append(reader.hidden)
    return all_of([*wanted, *others], excluded=excluded)


def _pinned(reader: Reader, typed: Sequence[Clause]) -> tuple[str, ...]:
    return tuple(map(doc_of, reader.editing.pinned_for(typed))) if reader.editing.pinned else ()


def _with_pinned(reader: Reader, matching: Matching) -> Matching:
    if not matching.pinned:
        return matching
    return replace(matching, query=any_of([matching.words, reader.living({"ids": {"values": matching.pinned}})]))


def match_text(reader: Reader, text: str) -> Matching:
    """The publications that have every clause, or else some of the words."""
    return relax(reader, match_all(reader, text))


def relax(reader: Reader, matching: Matching, total: int | None = None) -> Matching:
    """When no publication has every clause, those that have some of the words; else the same.

    `total` is how many have every clause, where that is known. Only plain words can be done without: phrases,
    exclusions and fields are meant as they are typed.
    """
    plain = [clause for clause in matching.clauses if _is_plain_word(clause)]
    if not plain:
        return matching
    if reader.client.count(reader.publications, unscored(matching.words)) if total is None else total:
        return matching
    return _relaxed(reader, matching, plain)


def _relaxed(reader: Reader, matching: Matching, plain: Sequence[Clause]) -> Matching:
    """What some of the words find, where nothing has all."""
    names = reader.names
    counts = counts_of(reader, [clause_query(clause, names) for clause in plain])
    found = [clause for clause, amount in zip(plain, counts, strict=True) if amount]
    dropped = tuple(clause.text for clause, amount in zip(plain, counts, strict=True) if not amount)
    if not found or len(plain) < 2:
        return replace(matching, dropped=dropped)
    others = [clause for clause in matching.clauses if not _is_plain_word(clause)]
    if dropped:
        words = _words_query(reader, [*found, *others])
        if reader.client.count(reader.publications, unscored(words)):
            return _with_pinned(reader, replace(matching, words=words, query=words, is_relaxed=True, dropped=dropped))
    words = _words_query(reader, others, _having_most(reader, found))
    return _with_pinned(reader, replace(matching, words=words, query=words, is_relaxed=True, dropped=dropped))


def _having_most(reader: Reader, clauses: Sequence[Clause]) -> Dsl:
    """The publications that have at least RELAXED_SHARE of what the words are worth together; scored by the words."""
    every = [units_of(clause) for clause in clauses]
    frequencies = iter(frequencies_of(reader, [unit for units in every for unit in units]))
    total = reader.statistics.total
    worth = [max((ranking.inverse_frequency(total, next(frequencies)) for _ in units), default=0.0) for units in every]
    queries = [clause_query(clause, reader.names) for clause in clauses]
    weighed = [{"constant_score": {"filter": query, "boost": own}} for query, own in zip(queries, worth, strict=True)]
    least = sum(worth) * ranking.RELAXED_SHARE * (1 - 1e-6)  # a cluster adds up with 24 bits
    having = {"function_score": {"query": any_of(weighed), "min_score": least}}
    return {"bool": {"should": queries, "filter": [having], "minimum_should_match": 1}}


def _is_plain_word(clause: Clause) -> bool:
    return clause.kind == "word" and clause.field is None and not clause.is_excluded


def _find_pinned(reader: Reader, matching: Matching, query: Query) -> list[FoundHit]:
    """What stands first in an order by relevance, as far as the filters leave it, in the order that editors gave."""
    if not matching.pinned or query.sort != "relevance":
        return []
    filters = facets.filter_queries(query.filters)
    body = {
        "query": reader.living({"ids": {"values": matching.pinned}}, *filters.values()),
        "size": len(matching.pinned),
        "track_total_hits": True,
        **_columns(matching),
    }
    order = {doc: place for place, doc in enumerate(matching.pinned)}
    hits = reader.client.search(reader.publications, body, Found).hits.hits
    return sorted(hits, key=lambda hit: order[hit.doc])


def _ask(reader: Reader, matching: Matching, query: Query, window: _Window, is_pinned: bool) -> Found:
    """What the cluster found; of what is pinned first, only the counts."""
    filters = facets.filter_queries(query.filters)
    body: dict[str, Any] = {
        "query": _scored(reader, matching) if window.is_ranked else matching.query,
        "from": window.start,
        "size": window.size,
        "sort": _BY_SCORE if window.is_ranked else _OLDEST if query.sort == "oldest" else _NEWEST,
        "track_total_hits": True,
        **_columns(matching),
    }
    if query.after is not None and not window.is_ranked:
        undated = _UNDATED_OLDEST if query.sort == "oldest" else _UNDATED_NEWEST
        body["search_after"] = [query.after.day or undated, query.after.key]
    after: dict[str, Any] = {"filter": list(filters.values())} if filters else {}
    if is_pinned:
        after["must_not"] = [{"ids": {"values": matching.pinned}}]
    if after:
        body["post_filter"] = {"bool": after}
    # Copies of a shard may count deleted publications differently: all pages of a query are asked of the same ones.
    same_copies = {"preference": f"{crc32(query.text.encode('utf-8', 'replace')):08x}"}
    found = [
        reader.client.search(reader.publications, each, Found, parameters=same_copies)
        for each in facets.counting(body, FACETS, filters, reader.names, months=query.months)
    ]
    counted = facets.joined([each.aggregations for each in found])
    return msgspec.structs.replace(found[0], aggregations=counted)


def _columns(matching: Matching) -> dict[str, Any]:
    """What is asked of each hit."""
    return {"stored_fields": NO_STORED_FIELDS, "docvalue_fields": [*FIELDS, *bucket_fields(matching.sought)]}


def _scored(reader: Reader, matching: Matching) -> Dsl:
    """The same query, in which prefixes are scored too."""
    forms = [
        scored
        for clause in matching.clauses
        if clause.kind == "prefix" and not clause.is_excluded and clause.field in (None, "title")
        if (scored := forms_query(reader, clause)) is not None
    ]
    return {"bool": {"must": [matching.query], "should": forms}} if forms else matching.query


def _window(matching: Matching, query: Query, pinned: int) -> _Window:
    is_ranked = _is_by_relevance(matching, query)
    last = max(query.page * query.per_page - pinned, 0)
    first = max(last - query.per_page, 0)
    if not query.per_page:
        return _Window(0, 0, 0, 0, is_ranked)
    if last > MAX_RESULT_WINDOW:  # further than any publication
        return _Window(0, 0, 0, 0, is_ranked)
    if query.after is not None and not is_ranked:
        return _Window(0, last, first, last, is_ranked)
    if is_ranked and first < _POOL:
        return _Window(0, max(last, _POOL), first, last, is_ranked)
    return _Window(first, last - first, 0, last - first, is_ranked)


def bucket_fields(sought: Iterable[Sought]) -> list[str]:
    """The fields to ask for: where the words of some units stand."""
    return [f"at.{name}" for name in buckets_of(sought)]


def gather(reader: Reader, hits: Sequence[FoundHit], sought: Sequence[Sought]) -> tuple[Candidates, tuple[Unit, ...]]:
    """Hits as ranking takes them, and what is weighed in them."""
    frequencies = frequencies_of(reader, sought)
    statistics = reader.statistics
    candidates = Candidates(reader, hits, statistics.total, statistics.average_length)
    columns = candidates.columns(buckets_of(sought))
    return candidates, tuple(
        unit_of(unit, columns, candidates.size, frequency) for unit, frequency in zip(sought, frequencies, strict=True)
    )


def frequencies_of(reader: Reader, sought: Sequence[Sought]) -> list[int]:
    """How many publications have each unit; those not known yet are counted."""
    return counts_of(reader, [unit.query for unit in sought])


def _page(candidates: Candidates, units: Sequence[Unit], query: Query, window: _Window, pinned: int) -> Ranked:
    """The publications of the page that is asked for; the first `pinned` candidates stand before all others."""
    numbers = np.arange(candidates.size)
    first, rest = numbers[:pinned], numbers[pinned:]
    ranked = Ranked(rest, ranking.score_publications(candidates, units, rest))
    if window.is_ranked and window.start == 0:
        pool = ranking.by_relevance(candidates, units, rest[:_POOL], _POOL)
        ranked = Ranked(
            np.concatenate((pool.documents, rest[_POOL:])),
            np.concatenate((pool.scores, ranked.scores[_POOL:])),
            pool.answers,
        )
    if (
        window.is_ranked
    ):  # what stands behind the pool stands in the cluster's order, and does not pass what is before it
        ranked = ranked._replace(scores=np.minimum.accumulate(ranked.scores))
    here = slice(window.first, window.last)
    before = (query.page - 1) * query.per_page  # pinned ones may stand on several pages
    first = first[before : before + query.per_page]
    return Ranked(
        np.concatenate((first, ranked.documents[here])),
        np.concatenate((ranking.score_publications(candidates, units, first), ranked.scores[here])),
        ranked.answers,
    )


def _is_by_relevance(matching: Matching, query: Query) -> bool:
    return query.sort == "relevance" and bool(matching.sought)  # without words, the newest are the most relevant


def _last(candidates: Candidates, page: Ranked) -> SortPosition | None:
    """Where the last hit stands in an order by date."""
    if not len(page.documents):
        return None
    day, key = candidates.hits[int(page.documents[-1])].sort
    return SortPosition(NO_DATE if day in (_UNDATED_NEWEST, _UNDATED_OLDEST) else day, key)
