"""The hits of one page of results: only here are texts read, and only those of the best passages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexer.engines.interface import Hit, Marked, PassageHit, Query, Related
from indexer.engines.snippets import WordFinder
from indexer.engines.whoosh import ranking, sets
from indexer.engines.whoosh.documents import Summary
from indexer.engines.whoosh.matching import Unit
from indexer.engines.whoosh.ranking import Ranked
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.publication import PartialDate
from indexer.query import Clause

SHOWN_PASSAGES = 3
_PASSAGE_SHARE = 0.35  # a further page is shown when it answers at least this well, compared with the best


def show(
    snapshot: Snapshot, clauses: Sequence[Clause], units: Sequence[Unit], ranked: Ranked, query: Query
) -> tuple[Hit, ...]:
    """The publications on the page that is asked for, with their best passages."""
    first = (query.page - 1) * query.per_page
    documents, scores = ranked.documents[first:], ranked.scores[first:].tolist()
    finder = WordFinder(clauses)
    if not query.snippets:
        return tuple(
            _hit(snapshot, finder, number, score, None)
            for number, score in zip(documents.tolist(), scores, strict=True)
        )
    best: dict[int, list[int]] = {}
    if units:
        ascending = np.sort(documents)
        answers = ranked.answers
        if answers is None or not sets.is_in(ascending, answers.documents).all():
            answers = ranking.answer(snapshot, units, ascending)
        best = {number: _best_passages(answers.of(number)) for number in ascending.tolist()}
    return tuple(
        _hit(snapshot, finder, number, score, best.get(number, []))
        for number, score in zip(documents.tolist(), scores, strict=True)
    )


def _hit(snapshot: Snapshot, finder: WordFinder, number: int, score: float, best_passages: Sequence[int] | None) -> Hit:
    summary = snapshot.summary(number)
    page_number = snapshot.landing.page_of(number)
    page = None if page_number is None else snapshot.summary(page_number)
    shown = snapshot.shown(summary, page)
    passages: list[PassageHit] = []
    snippet = Marked()
    for index in best_passages or ():
        passage = snapshot.passage(number, index)
        excerpt = finder.snippet(passage.text)
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
    if best_passages is None:
        pass  # titles only
    elif not passages:
        beginning = summary.lead or (snapshot.passage(number, 0).text if snapshot.passages_of(number) else "")
        snippet = finder.snippet(beginning).marked
    elif not summary.is_pdf and snapshot.passages_of(number) == 1:
        passages = [passage for passage in passages if passage.words]
    documents = sorted(map(snapshot.summary, snapshot.landing.reports_of(number).tolist()), key=lambda one: one.id)
    return Hit(
        id=summary.id,
        url=summary.url,
        title=summary.title,
        marked_title=Marked(((summary.title, False),)) if best_passages is None else finder.mark(summary.title),
        lead=summary.lead,
        kind=summary.kind,
        language=summary.language,
        date=PartialDate.parse(shown.date) if shown.date else None,
        authors=shown.authors,
        topics=shown.topics,
        score=score,
        snippet=snippet,
        passages=tuple(passages),
        landing_page=None if page is None else _related(page),
        documents=tuple(map(_related, documents)),
        is_pdf=summary.is_pdf,
        has_file=bool(summary.file),
    )


def _related(summary: Summary) -> Related:
    return Related(summary.id, summary.title, summary.url, bool(summary.file))


def _best_passages(scores: npt.NDArray[np.float64]) -> list[int]:
    """Indexes of the passages to show, best first; of equal ones the earlier."""
    best = float(scores.max(initial=0.0))
    if best <= 0:
        return []
    ordered = np.argsort(-scores, kind="stable")[:SHOWN_PASSAGES]
    return [int(index) for index in ordered if scores[index] >= best * _PASSAGE_SHARE]
