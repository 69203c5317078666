"""The hits of one page of results: only here are texts read, and only those of the best passages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from indexer.engines.arrays import ranking, sets
from indexer.engines.arrays.documents import PlacedPassage, Summary
from indexer.engines.arrays.publications import Publications
from indexer.engines.arrays.ranking import Ranked
from indexer.engines.arrays.units import Unit
from indexer.engines.interface import Hit, Marked, PassageHit, Query
from indexer.engines.milestones import Standing, TextOccurrences
from indexer.engines.snippets import WordFinder
from indexer.languages import Analysis, analysis_of
from indexer.publication import PartialDate
from indexer.query import Clause

SHOWN_PASSAGES = 3
_PASSAGE_SHARE = 0.35  # a further page is shown when it answers at least this well, compared with the best
_date_of = lru_cache(16_384)(PartialDate.parse)  # many publications have one day


class _Marks(NamedTuple):
    """What a query leaves on a publication that is shown."""

    title: Marked
    snippet: Marked
    snippet_language: str
    passages: tuple[PassageHit, ...]


class Finders(dict[Analysis, WordFinder]):
    """What finds the words of a query in texts, by their analysis: made when there is such a text."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        super().__init__()
        self._clauses = clauses

    def __missing__(self, analysis: Analysis) -> WordFinder:
        finder = self[analysis] = WordFinder(self._clauses, analysis)
        return finder

    def of(self, language: str) -> WordFinder:
        """That for texts of a language."""
        return self[analysis_of(language)]


def show(
    publications: Publications, clauses: Sequence[Clause], units: Sequence[Unit], ranked: Ranked, query: Query
) -> tuple[Hit, ...]:
    """The publications on the page that is asked for, with their best passages."""
    first = (query.page - 1) * query.per_page
    numbers, scores = ranked.documents[first:].tolist(), ranked.scores[first:].tolist()
    best = _best_of(publications, units, ranked, numbers) if query.snippets else {}
    if query.snippets:
        passages = [(number, index) for number in numbers for index, _ in best.get(number, ())]
        beginnings = [(number, 0) for number in numbers if number not in best and publications.passages_of(number)]
        publications.read(numbers, [*passages, *beginnings])
    else:
        publications.read(numbers, ())
    summaries = [publications.summary(number) for number in numbers]
    if query.snippets:
        finders = Finders(clauses)
        marks = [
            _mark(publications, finders, number, summary, best.get(number, ()))
            for number, summary in zip(numbers, summaries, strict=True)
        ]
    else:
        marks = list(map(_unmarked, summaries))
    return tuple(map(partial(_hit, publications), numbers, summaries, scores, marks))


def show_alone(publications: Publications, number: int, score: float = 0.0) -> Hit:
    """One publication without a query: nothing is marked, no passage is read."""
    summary = publications.summary(number)
    return _hit(publications, number, summary, score, _unmarked(summary))


def _unmarked(summary: Summary) -> _Marks:
    return _Marks(Marked(((summary.title, False),)), Marked(), "", ())


def _best_of(
    publications: Publications, units: Sequence[Unit], ranked: Ranked, numbers: Sequence[int]
) -> dict[int, list[tuple[int, TextOccurrences]]]:
    """The passages to show of each publication, best first, and where the words stand in them."""
    best: dict[int, list[tuple[int, TextOccurrences]]] = {}
    if units:
        ascending = np.sort(np.array(numbers, np.intp))
        answers = ranked.answers
        if answers is None or not sets.is_in(ascending, answers.documents).all():
            answers = ranking.answer(publications, units, ascending)
        shown = [(number, index) for number in numbers for index in _best_passages(answers.of(number))]
        for (number, index), occurrences in zip(shown, answers.occurrences_in(shown), strict=True):
            best.setdefault(number, []).append((index, occurrences))
    return best


def _mark(
    publications: Publications,
    finders: Finders,
    number: int,
    summary: Summary,
    best: Sequence[tuple[int, TextOccurrences]],
) -> _Marks:
    """Read the best passages of a publication; its lead or its beginning where none has the words."""
    passages = [
        show_passage(publications.passage(number, index), finders, summary.language, occurrences)
        for index, occurrences in best
    ]
    count = publications.passages_of(number)
    if passages:
        snippet, language = passages[0].snippet, passages[0].language
    else:
        text, language = summary.lead, summary.language
        if count and not text:
            first = publications.passage(number, 0).passage
            text, language = first.text, first.language or language
        snippet = finders.of(language).snippet(text).marked
    if count == 1 and not summary.is_pdf:
        passages = [passage for passage in passages if passage.words]
    title = finders.of(summary.language).mark(summary.title)
    return _Marks(title, snippet, language, tuple(passages))


def show_passage(placed: PlacedPassage, finders: Finders, language: str, occurrences: TextOccurrences) -> PassageHit:
    """One passage of a publication in a language, with the excerpt around the words that stand in it."""
    passage, milestones = placed
    language = passage.language or language
    finder = finders.of(language)
    standing = Standing(occurrences, milestones) if occurrences and milestones else None
    excerpt = finder.snippet(passage.text, standing=standing)
    return PassageHit(
        number=passage.number,
        label=passage.label,
        heading=finder.best_heading(passage.heading),
        anchor=passage.anchor,
        snippet=excerpt.marked,
        words=excerpt.words,
        language=language,
    )


def _hit(publications: Publications, number: int, summary: Summary, score: float, marks: _Marks) -> Hit:
    shown = publications.shown(number, summary)
    return Hit(
        id=summary.id,
        url=summary.url,
        title=summary.title,
        marked_title=marks.title,
        lead=summary.lead,
        kind=summary.kind,
        language=summary.language,
        date=_date_of(shown.date) if shown.date else None,
        authors=shown.authors,
        topics=shown.topics,
        score=score,
        snippet=marks.snippet,
        passages=marks.passages,
        landing_page=shown.landing_page,
        documents=shown.documents,
        is_pdf=summary.is_pdf,
        has_file=bool(summary.file),
        attachment=summary.attachment[-1] if summary.attachment else "",
        snippet_language=marks.snippet_language,
    )


def _best_passages(scores: npt.NDArray[np.float64]) -> list[int]:
    """Indexes of the passages to show, best first; of equal ones the earlier."""
    values = scores.tolist()
    best = max(values, default=0.0)
    if best <= 0:
        return []
    good = [index for index, value in enumerate(values) if value >= best * _PASSAGE_SHARE]
    return sorted(good, key=values.__getitem__, reverse=True)[:SHOWN_PASSAGES]


def marked_as_pinned(hits: tuple[Hit, ...], pinned: int, query: Query) -> tuple[Hit, ...]:
    """The hits of a page, those marked that are among the first `pinned` results."""
    here = max(pinned - (query.page - 1) * query.per_page, 0)
    return (*(msgspec.structs.replace(hit, pinned=True) for hit in hits[:here]), *hits[here:]) if here else hits
