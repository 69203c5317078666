"""What a search must answer, in plain Python and without an index: every word of every publication is looked at.

    Model(publications).answer([Unit.word("sein"), Unit.phrase("cancer du sein")])  ->  {id: score}

The formulas are those of docs/relevance.md, written once more, one publication at a time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer import french
from indexer.engines.arrays import ranking
from indexer.engines.arrays.documents import AUTHORS, BODY, FILE_NAME, HEADINGS, LEAD, TITLE, TOPICS, ZONE_WEIGHTS
from indexer.engines.arrays.passages import WEIGHING
from indexer.engines.arrays.units import EXACT_BONUS
from indexer.languages import ANALYSES, analysis_of
from indexer.publication import Publication
from indexer.query import parse

EXACT = 1 + EXACT_BONUS


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A word at a position; `passage` where it stands in the text or the heading of one."""

    term: str
    position: int
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """What is weighed as one: the words (form, offset) of a phrase, or one word in all its forms."""

    words: tuple[tuple[str, int], ...]
    is_phrase: bool

    @classmethod
    def of(cls, typed: str) -> list[Unit]:
        """The units of a query of plain words and phrases."""
        found = []
        for clause in parse(typed):
            terms = [(term.form, term.offset) for term in clause.terms]
            found += [cls(tuple(terms), True)] if clause.kind == "phrase" else [cls((t,), False) for t in terms]
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """An occurrence of a unit, and how much it counts for the form that was typed."""

    position: int
    passage: int | None
    factor: float
    weight: float


class Words:
    """The words of one publication."""

    def __init__(self, item: Publication) -> None:
        self.item = item
        self.occurrences = list(self._read())
        self.at = {(found.term.partition(french.TERM_SEPARATOR)[2], found.position) for found in self.occurrences}
        self.length = sum(words_of(passage.text) for passage in item.passages)

    def _read(self) -> Iterator[Occurrence]:
        item = self.item
        for base, texts in (
            (TITLE, [item.title]),
            (LEAD, [item.lead]),
            (AUTHORS, item.authors),
            (TOPICS, [*item.topics, item.kind]),
            (FILE_NAME, []),
        ):
            at = base
            for text in texts:
                yield from self._words(text, at, None, item.language)
                at += words_of(text) + (words_of(text) > 0)
        at, body, previous = HEADINGS, BODY, None
        for number, passage in enumerate(item.passages):
            language = passage.language or item.language
            if passage.heading and passage.heading != previous:
                yield from self._words(passage.heading, at, number, language)
                at += words_of(passage.heading) + (words_of(passage.heading) > 0)
            previous = passage.heading
            yield from self._words(passage.text, body, number, language)
            body += words_of(passage.text)

    @staticmethod
    def _words(text: str, at: int, passage: int | None, language: str) -> Iterator[Occurrence]:
        for token, position, _, _ in analysis_of(language).analyse(text):
            yield Occurrence(token.term, at + position, passage)

    def find(self, unit: Unit) -> list[Found]:
        """Where a unit stands."""
        found = []
        first_form, first_offset = unit.words[0]
        stems = {analysis.stem(first_form) for analysis in ANALYSES}
        for each in self.occurrences:
            stem, _, form = each.term.partition(french.TERM_SEPARATOR)
            if unit.is_phrase:
                here = each.position - first_offset
                if form == first_form and all((f, here + offset) in self.at for f, offset in unit.words):
                    found.append(Found(each.position, each.passage, EXACT, 1.0))
            elif stem in stems:
                weight = next(weight for base, weight in ZONE_WEIGHTS if each.position >= base)
                found.append(Found(each.position, each.passage, EXACT if form == first_form else 1.0, weight))
        return found


def words_of(text: str) -> int:
    """Positions that a text takes."""
    return max((position + 1 for _, position, _, _ in french.analyse(text)), default=0)


class Model:
    """Publications, and what a search finds among them."""

    def __init__(self, items: Iterable[Publication]) -> None:
        self.words = [Words(item) for item in items]
        self.average = max(1.0, sum(words.length for words in self.words) / max(len(self.words), 1))

    def answer(self, units: Sequence[Unit], *, refined: bool = True) -> dict[str, float]:
        """The scores of all publications that have every unit; without what the best passage adds if not `refined`."""
        found = {words.item.id: [words.find(unit) for unit in units] for words in self.words}
        frequencies = [sum(bool(rows[place]) for rows in found.values()) for place in range(len(units))]
        total = len(self.words)
        importance = [math.log1p((total - n + 0.5) / (n + 0.5)) for n in frequencies]
        return {
            words.item.id: self._score(words, found[words.item.id], importance)
            + (refine(words, found[words.item.id], importance) if refined else 0.0)
            for words in self.words
            if all(found[words.item.id])
        }

    def _score(self, words: Words, found: list[list[Found]], importance: list[float]) -> float:
        norm = ranking.K1 * (1 - ranking.B + ranking.B * words.length / self.average)
        score = 0.0
        for rows, weight in zip(found, importance, strict=True):
            amount = sum(row.weight * row.factor for row in rows)
            score += weight * (ranking.K1 + 1) * amount / (amount + norm)
        return score


def refine(words: Words, found: list[list[Found]], importance: list[float]) -> float:
    """What the best passage, the title and the authors add."""
    whole, count = sum(importance), len(found)
    named = [any(row.position < LEAD or AUTHORS <= row.position < TOPICS for row in rows) for rows in found]
    in_title = sum(any(row.position < LEAD for row in rows) for rows in found)
    share = in_title / max(len(words.item.title.split()), count)
    titles = WEIGHING.title_bonus * sum(weight for weight, is_named in zip(importance, named, strict=True) if is_named)
    titles += WEIGHING.whole_title_bonus * whole * share**2
    scores = (score_passage(words, number, found, importance) for number in range(len(words.item.passages)))
    return titles + max(scores, default=0.0)


def score_passage(words: Words, number: int, found: list[list[Found]], importance: list[float]) -> float:
    """How well one passage answers."""
    passage = words.item.passages[number]
    length, whole = words_of(passage.text), sum(importance)
    norm = WEIGHING.k1 * (1 - WEIGHING.b + WEIGHING.b * length / WEIGHING.usual_passage)
    score, covered, headed = 0.0, 0.0, 0
    for rows, weight in zip(found, importance, strict=True):
        here = [row for row in rows if row.passage == number]
        amount = sum(row.factor for row in here if row.position >= BODY)
        in_heading = any(row.position < BODY for row in here)
        score += weight * amount * (WEIGHING.k1 + 1) / (amount + norm)
        score += weight * WEIGHING.heading_bonus * in_heading
        covered += weight * bool(here)
        headed += in_heading
    for (before, after), weight in zip(pairwise(found), importance[1:], strict=False):
        nearest = [
            min((row.position - first.position for row in after if row.position > first.position), default=99)
            for first in before
            if first.passage == number
        ]
        distance = min(nearest, default=99)
        score += WEIGHING.near_bonus * weight * (1 / distance if distance <= WEIGHING.near_words else 0.0)
    previous = words.item.passages[number - 1].heading if number else None
    heading = words_of(passage.heading) if passage.heading and passage.heading != previous else 0
    score += WEIGHING.whole_heading_bonus * whole * (headed / max(heading, len(found))) ** 2
    score *= (covered / max(whole, 1e-9)) ** 2
    return score * WEIGHING.contents_factor if passage.is_contents else score


def counted(items: Iterable[Publication]) -> dict[str, Counter[str]]:
    """The counts of each facet."""
    items = list(items)
    return {
        "topic": Counter(topic for item in items for topic in item.topics),
        "author": Counter(author for item in items for author in item.authors),
        "year": Counter(str(item.date.year) for item in items if item.date),
        "kind": Counter(item.kind for item in items if item.kind),
        "language": Counter(item.language for item in items if item.language),
    }
