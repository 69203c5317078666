"""A query against the cluster: found, filtered and counted there in one request, then ranked and shown here.

    search(reader, Query("dépistage")).total

The request asks for as many of the best as ranking looks at (arrays/ranking.REFINED), with where the words stand in
them. How many publications have each word is counted by a second one, unless that is known from before; texts are asked
for by the last.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np

from indexer.engines.arrays import ranking, sets
from indexer.engines.arrays.ranking import Ranked
from indexer.engines.arrays.showing import marked_as_pinned, show
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import FACETS, FacetName, Filters, Query, Results, SortPosition
from indexer.engines.opensearch import facets
from indexer.engines.opensearch.candidates import FIELDS, Candidates, FoundHit
from indexer.engines.opensearch.clauses import NOTHING, Dsl, all_of, any_of, clause_query, unscored
from indexer.engines.opensearch.facets import Counted
from indexer.engines.opensearch.preparing import doc_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.units import Sought, unit_of, units_of
from indexer.query import Clause, parse

_RELAXED_SHARE = 0.2  # as in the embedded engine
_MOST_FREQUENCIES = 100_000  # that are kept of a commit: 10 MB
_BY_SCORE = [{"_score": "desc"}, {"key": "asc"}]
_NEWEST = [{"day": {"order": "desc", "missing": "_last"}}, {"key": "asc"}]
_OLDEST = [{"day": {"order": "asc", "missing": "_last"}}, {"key": "asc"}]


class _Total(msgspec.Struct, frozen=True, gc=False):
    value: int


class Hits(msgspec.Struct, frozen=True, gc=False):
    """The first of what was found, and how many there are."""

    total: _Total
    hits: list[FoundHit] = []


class Found(msgspec.Struct, frozen=True, gc=False):
    """The cluster's answer to a search."""

    hits: Hits
    aggregations: dict[str, Counted] = {}

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


def search(reader: Reader, query: Query) -> Results:
    """Answer a query."""
    begun = time.perf_counter()
    filters = as_shown(reader, query.filters)
    query = replace(query, filters=filters)
    matching = match_all(reader, query.text)
    found, pinned = _ask(reader, matching, query)
    if not found.total or matching.pinned:
        relaxed = relax(reader, matching)
        if relaxed is not matching:
            matching = relaxed
            found, pinned = _ask(reader, matching, query)
    hits, frequencies = found.hits.hits, frequencies_of(reader, matching.sought)
    candidates, units = gather(reader, [*pinned, *hits], matching.sought, frequencies)
    page = _page(candidates, units, query, len(pinned))
    shown = show(candidates, matching.clauses, units, page, replace(query, page=1))
    return Results(
        total=found.total,
        hits=marked_as_pinned(shown, len(pinned), query),
        facets=facets.facets_of(found.aggregations, filters, query.facet_limit, reader.names),
        relaxed=matching.is_relaxed and found.total > 0,
        dropped=matching.dropped,
        filters=filters,
        months=facets.months_of(found.aggregations[facets.MONTHS]) if query.months else (),
        took_ms=(time.perf_counter() - begun) * 1000,
        last=None if pinned or _is_by_relevance(units, query) else _last(candidates, page),
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


def relax(reader: Reader, matching: Matching) -> Matching:
    """When no publication has every clause, those that have some of the words; else the same.

    Only plain words can be done without: phrases, exclusions and fields are meant as they are typed.
    """
    plain = [clause for clause in matching.clauses if _is_plain_word(clause)]
    if len(plain) < 2 or reader.client.count(reader.publications, unscored(matching.words)):
        return matching
    return _relaxed(reader, matching, plain)


def _relaxed(reader: Reader, matching: Matching, plain: Sequence[Clause]) -> Matching:
    """What some of the words find, where nothing has all."""
    names = reader.names
    counts = _counts(reader, [clause_query(clause, names) for clause in plain])
    found = [clause for clause, amount in zip(plain, counts, strict=True) if amount]
    dropped = tuple(clause.text for clause, amount in zip(plain, counts, strict=True) if not amount)
    if not found:
        return replace(matching, dropped=dropped)
    others = [clause for clause in matching.clauses if not _is_plain_word(clause)]
    if dropped:
        words = _words_query(reader, [*found, *others])
        if reader.client.count(reader.publications, unscored(words)):
            return _with_pinned(reader, replace(matching, words=words, query=words, is_relaxed=True, dropped=dropped))
    words = _words_query(reader, others, _having_most(reader, found))
    return _with_pinned(reader, replace(matching, words=words, query=words, is_relaxed=True, dropped=dropped))


def _having_most(reader: Reader, clauses: Sequence[Clause]) -> Dsl:
    """The publications that have at least _RELAXED_SHARE of what the words are worth together; scored by the words."""
    every = [units_of(clause) for clause in clauses]
    frequencies = iter(frequencies_of(reader, [unit for units in every for unit in units]))
    total = reader.statistics.total
    worth = [max((ranking.inverse_frequency(total, next(frequencies)) for _ in units), default=0.0) for units in every]
    queries = [clause_query(clause, reader.names) for clause in clauses]
    weighed = [{"constant_score": {"filter": query, "boost": own}} for query, own in zip(queries, worth, strict=True)]
    least = sum(worth) * _RELAXED_SHARE * (1 - 1e-6)  # a cluster adds up with 24 bits
    having = {"function_score": {"query": any_of(weighed), "min_score": least}}
    return {"bool": {"should": queries, "filter": [having], "minimum_should_match": 1}}


def _is_plain_word(clause: Clause) -> bool:
    return clause.kind == "word" and clause.field is None and not clause.is_excluded


def _ask(reader: Reader, matching: Matching, query: Query) -> tuple[Found, list[FoundHit]]:
    """What the cluster found: all but what is pinned first, and that."""
    filters = facets.filter_queries(query.filters)
    body: dict[str, Any] = {
        "query": matching.query,
        "track_total_hits": True,
        "aggs": facets.aggregations(FACETS, filters, months=query.months),
        "_source": False,
        "docvalue_fields": [*FIELDS, *_bucket_fields(matching.sought)],
        **_window(matching, query),
    }
    if filters:
        body["post_filter"] = unscored(*filters.values())
    if not matching.pinned or query.sort != "relevance":
        return reader.client.search(reader.publications, body, Found), []
    # What is pinned is asked for apart: it need not be among the best.
    apart = {
        "query": reader.living({"ids": {"values": matching.pinned}}, *filters.values()),
        "size": len(matching.pinned),
        "_source": False,
        "docvalue_fields": body["docvalue_fields"],
    }
    first = {"ids": {"values": matching.pinned}}
    body["post_filter"] = {"bool": {"filter": list(filters.values()), "must_not": [first]}}
    found, pinned = reader.client.msearch(reader.publications, [body, apart], Found)
    order = {doc: place for place, doc in enumerate(matching.pinned)}
    hits = sorted(pinned.hits.hits, key=lambda hit: order[hit.doc])
    total = _Total(found.total + len(hits))
    return msgspec.structs.replace(found, hits=Hits(total, found.hits.hits)), hits


def _window(matching: Matching, query: Query) -> dict[str, Any]:
    """Which hits are asked for, in which order; in one by date the page alone where that can be (_is_page_alone)."""
    last = query.page * query.per_page
    if not query.per_page:
        return {"size": 0}
    if query.sort == "relevance" and matching.sought:
        return {"size": max(last, ranking.REFINED), "sort": _BY_SCORE}
    window: dict[str, Any] = {"sort": _OLDEST if query.sort == "oldest" else _NEWEST}
    if matching.pinned and query.sort == "relevance":
        return {**window, "size": last}
    if query.after is not None:
        return {**window, "size": last, "search_after": [query.after.day or None, query.after.key]}
    return {**window, "from": last - query.per_page, "size": query.per_page}


def _bucket_fields(sought: Iterable[Sought]) -> list[str]:
    return [f"at.{name}" for name in sorted(frozenset().union(*(unit.buckets for unit in sought)))]


def gather(
    reader: Reader, hits: Sequence[FoundHit], sought: Sequence[Sought], frequencies: Sequence[int]
) -> tuple[Candidates, tuple[Unit, ...]]:
    """Hits as ranking takes them, and what is weighed in them."""
    statistics = reader.statistics
    candidates = Candidates(reader, hits, statistics.total, statistics.average_length)
    buckets = candidates.buckets(frozenset().union(*(unit.buckets for unit in sought)))
    return candidates, tuple(
        unit_of(unit, buckets, frequency) for unit, frequency in zip(sought, frequencies, strict=True)
    )


def frequencies_of(reader: Reader, sought: Sequence[Sought]) -> list[int]:
    """How many publications have each unit; those not known yet are counted."""
    return _counts(reader, [unit.query for unit in sought])


def _counts(reader: Reader, queries: Sequence[Dsl]) -> list[int]:
    known = reader.frequencies
    keys = [msgspec.json.encode(query) for query in queries]
    unknown = {key: query for key, query in zip(keys, queries, strict=True) if key not in known}
    if unknown:
        bodies = [{"size": 0, "track_total_hits": True, "query": reader.living(query)} for query in unknown.values()]
        if len(known) > _MOST_FREQUENCIES:
            known.clear()
        for key, found in zip(unknown, reader.client.msearch(reader.publications, bodies, Found), strict=True):
            known[key] = found.total
    return [known[key] for key in keys]


def _page(candidates: Candidates, units: Sequence[Unit], query: Query, pinned: int) -> Ranked:
    """The publications of the page that is asked for; the first `pinned` candidates stand before all others."""
    if not query.per_page:
        return Ranked(sets.NONE, np.zeros(0))
    last = query.page * query.per_page
    numbers = np.arange(candidates.size)
    if _is_by_relevance(units, query):
        first, rest = numbers[:pinned], numbers[pinned:]
        ranked = ranking.by_relevance(candidates, units, rest, max(last - pinned, 0))
        if pinned:
            scores = ranking.score_publications(candidates, units, first)
            ranked = Ranked(
                np.concatenate((first, ranked.documents)), np.concatenate((scores, ranked.scores)), ranked.answers
            )
    else:  # in the order of the cluster
        ranked = Ranked(numbers, ranking.score_publications(candidates, units, numbers))
        if _is_page_alone(query, pinned):
            return ranked
    here = slice(last - query.per_page, last)
    return Ranked(ranked.documents[here], ranked.scores[here], ranked.answers)


def _is_page_alone(query: Query, pinned: int) -> bool:
    """Whether the cluster is asked for the page alone, in an order by date."""
    return query.after is None and not pinned


def _is_by_relevance(units: Sequence[Unit], query: Query) -> bool:
    return query.sort == "relevance" and bool(units)  # without words, the newest are the most relevant


def _last(candidates: Candidates, page: Ranked) -> SortPosition | None:
    """Where the last hit stands in an order by date."""
    if not len(page.documents):
        return None
    number = int(page.documents[-1])
    return SortPosition(int(candidates.days[number]), int(candidates.id_keys[number]))
