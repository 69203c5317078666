"""A query against one snapshot: match, filter, count, order, show."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.engines.interface import (
    FACETS,
    Facet,
    FacetName,
    FacetValue,
    Filters,
    Hit,
    Marked,
    PassageHit,
    Query,
    Related,
    Results,
)
from indexer.engines.snippets import WordFinder
from indexer.engines.whoosh import ranking
from indexer.engines.whoosh.documents import read_text
from indexer.engines.whoosh.matching import ClauseMatch, Unit, match_clause
from indexer.engines.whoosh.snapshot import NO_DATE, Mask, Snapshot
from indexer.publication import PartialDate
from indexer.query import Clause, parse

SHOWN_PASSAGES = 3
_PASSAGE_SHARE = 0.35  # a further page is shown when it answers at least this well, compared with the best
_RELAXED_SHARE = 0.2  # of the words' importance that a publication must have when none has all of them


@dataclass(frozen=True, slots=True)
class Matched:
    """What the text of a query matches, before any filter."""

    clauses: tuple[Clause, ...]
    units: tuple[Unit, ...]
    mask: Mask
    is_relaxed: bool
    dropped: tuple[str, ...]


def search(snapshot: Snapshot, query: Query, begun: float) -> Results:
    """Answer a query; `begun` is the clock's reading (time.perf_counter) from which `took_ms` counts."""
    query = replace(query, filters=_as_shown(snapshot, query.filters))
    matched = match_text(snapshot, query.text)
    filters = filter_masks(snapshot, query.filters)
    mask = _all_of(matched.mask, filters.values())
    documents, scores = order(snapshot, matched, mask, query)
    first = (query.page - 1) * query.per_page
    shown = slice(first, first + query.per_page)
    hits = show(snapshot, matched, documents[shown].tolist(), scores[shown].tolist())
    return Results(
        total=len(documents),
        hits=hits,
        facets=count_facets(snapshot, matched.mask, filters, query),
        relaxed=matched.is_relaxed,
        dropped=matched.dropped,
        filters=query.filters,
        took_ms=(time.perf_counter() - begun) * 1000,
    )


def count(snapshot: Snapshot, query: Query) -> int:
    """How many publications have every word."""
    _, mask = _match_all(snapshot, query.text)
    filters = filter_masks(snapshot, _as_shown(snapshot, query.filters))
    return int(_all_of(mask, filters.values()).sum())


def match_text(snapshot: Snapshot, text: str) -> Matched:
    """The publications that have every clause; when none does, those that have some of the words.

    Only plain words can be done without: phrases, exclusions and fields are meant as they are typed.
    """
    matches, mask = _match_all(snapshot, text)
    clauses = tuple(match.clause for match in matches)
    units = tuple(unit for match in matches if not match.clause.is_excluded for unit in match.units)
    if mask.any():
        return Matched(clauses, units, mask, False, ())
    words = [match for match in matches if _is_plain_word(match.clause)]
    found = [match for match in words if match.mask.any()]
    dropped = tuple(match.clause.text for match in words if not match.mask.any())
    rest = _all_of(snapshot.live, [_wanted(match) for match in matches if not _is_plain_word(match.clause)])
    if found and len(words) > 1:
        mask = _all_of(rest, [match.mask for match in found])
        if not mask.any():
            mask = rest & _has_most(snapshot, found)
    return Matched(clauses, units, mask, bool(mask.any()), dropped)


def _match_all(snapshot: Snapshot, text: str) -> tuple[list[ClauseMatch], Mask]:
    """Each clause's match, and the publications that have every clause.

    Nothing typed matches all of them; something typed in which there is no word ("???") stands in none.
    """
    matches = [match_clause(snapshot, clause) for clause in parse(text)]
    if not matches and text.strip():
        return matches, np.zeros(snapshot.size, np.bool_)
    return matches, _all_of(snapshot.live, [_wanted(match) for match in matches])


def _is_plain_word(clause: Clause) -> bool:
    return clause.kind == "word" and clause.field is None and not clause.is_excluded


def filter_masks(snapshot: Snapshot, filters: Filters) -> dict[str, Mask]:
    """The publications each chosen facet and the dates leave; facets without a choice are absent."""
    masks: dict[str, Mask] = {}
    for name in FACETS:
        chosen = filters.chosen(name)
        if chosen:
            masks[name] = snapshot.facets[name].having(chosen, snapshot.size)
    if filters.since or filters.until:
        days = snapshot.days
        first = filters.since.toordinal() if filters.since else NO_DATE + 1
        mask = days >= max(first, NO_DATE + 1)
        if filters.until:
            mask &= days <= filters.until.toordinal()
        masks["dates"] = mask
    return masks


def count_facets(snapshot: Snapshot, mask: Mask, filters: Mapping[str, Mask], query: Query) -> dict[FacetName, Facet]:
    """Exact counts; those of a facet leave out its own choice, so that each says what choosing it gives."""
    facets: dict[FacetName, Facet] = {}
    for name in FACETS:
        column = snapshot.facets[name]
        within = _all_of(mask, [other for key, other in filters.items() if key != name])
        counts = column.counts(within)
        chosen = set(query.filters.chosen(name))
        present = np.flatnonzero(counts)
        order_ = present[np.argsort(-counts[present], kind="stable")]  # values are in ascending order
        listed = [(column.values[n], int(counts[n])) for n in order_[: query.facet_limit].tolist()]
        missing = chosen - {value for value, _ in listed}
        for value in sorted(missing):
            number = column.number_of(value)
            listed.append((value, 0 if number is None else int(counts[number])))
        facets[name] = Facet(tuple(FacetValue(v, n, v in chosen) for v, n in listed), len(present))
    return facets


def order(
    snapshot: Snapshot, matched: Matched, mask: Mask, query: Query
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The matching publications in the order asked for, and their scores; ties by id."""
    documents = np.flatnonzero(mask)
    scores = ranking.score_publications(snapshot, matched.units, mask)
    ranks = snapshot.id_ranks[documents]
    if query.sort == "relevance" and matched.units:
        scores = ranking.refine(snapshot, matched.units, documents, scores)
        indexes = np.lexsort((ranks, -scores))
    else:  # without words, the newest are the most relevant
        days = snapshot.days[documents]
        has_no_date = days == NO_DATE
        indexes = np.lexsort((ranks, days if query.sort == "oldest" else -days, has_no_date))
    return documents[indexes], scores[indexes]


def show(snapshot: Snapshot, matched: Matched, numbers: Sequence[int], scores: Sequence[float]) -> tuple[Hit, ...]:
    """The hits of one page: only here are texts read, and only those of the best passages."""
    finder = WordFinder(matched.clauses)
    ascending = sorted(numbers)
    found = ranking.score_passages(snapshot, matched.units, np.array(ascending, np.int64))
    by_number = dict(zip(ascending, found, strict=True))
    return tuple(
        _hit(snapshot, finder, number, score, by_number[number].scores)
        for number, score in zip(numbers, scores, strict=True)
    )


def _hit(
    snapshot: Snapshot, finder: WordFinder, number: int, score: float, passage_scores: npt.NDArray[np.float64]
) -> Hit:
    view, local = snapshot.locate(number)
    summary, record, texts = snapshot.summaries[number], view.record(local), view.texts(local)
    shown = snapshot.inherited(number)
    is_pdf = summary.is_pdf
    passages: list[PassageHit] = []
    snippet = Marked()
    for index in _best_passages(passage_scores):
        passage = record.passages[index]
        excerpt = finder.snippet(read_text(texts, index))
        if not passages:
            snippet = excerpt.marked
        passages.append(
            PassageHit(
                number=passage.number,
                label=passage.label,
                heading=finder.best_heading(passage.heading),
                anchor=passage.anchor,
                snippet=excerpt.marked,
                words=excerpt.words,
            )
        )
    if not passages:
        beginning = record.lead or (read_text(texts, 0) if record.passages else "")
        snippet = finder.snippet(beginning).marked
    elif not is_pdf and len(record.passages) == 1:
        passages = [passage for passage in passages if passage.words]
    page = snapshot.landing_pages.get(number)
    return Hit(
        id=summary.id,
        url=summary.url,
        title=summary.title,
        marked_title=finder.mark(summary.title),
        lead=record.lead,
        kind=summary.kind,
        language=summary.language,
        date=PartialDate.parse(shown.date) if shown.date else None,
        authors=shown.authors,
        topics=shown.topics,
        score=score,
        snippet=snippet,
        passages=tuple(passages),
        landing_page=None if page is None else _related(snapshot, page),
        documents=tuple(_related(snapshot, document) for document in snapshot.documents.get(number, ())),
        is_pdf=is_pdf,
        has_file=bool(summary.file),
    )


def _related(snapshot: Snapshot, number: int) -> Related:
    summary = snapshot.summaries[number]
    return Related(summary.id, summary.title, summary.url, bool(summary.file))


def _best_passages(scores: npt.NDArray[np.float64]) -> list[int]:
    """Indexes of the passages to show, best first; of equal ones the earlier."""
    best = float(scores.max(initial=0.0))
    if best <= 0:
        return []
    ordered = np.argsort(-scores, kind="stable")[:SHOWN_PASSAGES]
    return [int(index) for index in ordered if scores[index] >= best * _PASSAGE_SHARE]


def _as_shown(snapshot: Snapshot, filters: Filters) -> Filters:
    """The same filters, each value in the spelling that its facet shows."""

    def shown(facet: FacetName, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(snapshot.chosen_value(facet, value) for value in values))

    return replace(
        filters,
        topics=shown("topic", filters.topics),
        authors=shown("author", filters.authors),
        kinds=shown("kind", filters.kinds),
        languages=shown("language", filters.languages),
    )


def _wanted(match: ClauseMatch) -> Mask:
    return ~match.mask if match.clause.is_excluded else match.mask


def _all_of(mask: Mask, others: Iterable[Mask]) -> Mask:
    result = mask
    for other in others:
        result = result & other
    return result


def _has_most(snapshot: Snapshot, matches: Sequence[ClauseMatch]) -> Mask:
    """The publications that have at least _RELAXED_SHARE of what the words are worth together."""
    worth = np.zeros(snapshot.size)
    total = 0.0
    for match in matches:
        importance = max((ranking.inverse_frequency(snapshot, unit) for unit in match.units), default=0.0)
        worth[match.mask] += importance
        total += importance
    return worth >= total * _RELAXED_SHARE - 1e-9 if total else worth > 0
