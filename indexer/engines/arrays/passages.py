"""How well the passages and titles of some publications answer: read from the positions of the words.

    answers = read_answers(publications, units, importance, documents)
    answers.titles[2], answers.of(documents[2])  ->  the title's score, those of its passages
    answers.occurrences_in([(documents[2], 0)])  ->  where the units stand in its first passage, for the excerpt

Every zone of a publication that counts here is a *slot*, with the position at which it begins; a position belongs to
the last slot that does not begin after it:

    title | lead | authors | topics and file name | heading, heading, ... | passage, passage, ...

So one search places all occurrences of all units, and one count says how often each stands in each slot.

Constants are discussed in docs/relevance.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from indexer.engines.arrays.documents import AUTHORS, LEAD, TITLE, TOPICS
from indexer.engines.arrays.publications import Places, Publications
from indexer.engines.arrays.sets import Numbers
from indexer.engines.arrays.units import NOWHERE, Occurrences, Unit, joined
from indexer.engines.compiled import is_loaded, kernels
from indexer.engines.milestones import TextOccurrences


class Weighing(NamedTuple):
    """The constants of what follows."""

    k1: float = 1.2
    b: float = 0.4
    usual_passage: float = 300.0  # words of a printed page
    heading_bonus: float = 2.5
    whole_heading_bonus: float = 1.0
    near_bonus: float = 0.6
    near_words: int = 4
    contents_factor: float = 0.3
    title_bonus: float = 3.0  # in the title, or an author's name
    whole_title_bonus: float = 2.0
    lead: int = LEAD  # where zones begin
    authors: int = AUTHORS
    topics: int = TOPICS


WEIGHING = Weighing()

_ZONES = np.array((TITLE, LEAD, AUTHORS, TOPICS))  # the first slots of each publication
_ZONE_NUMBERS = np.arange(len(_ZONES))
_TITLE, _AUTHORS = 0, 2

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answers:
    """How well some publications (ascending) answer, inside: 0 for not at all.

    titles  f64[n]
    best    f64[n]      the best passage of each
    scores  f64[]       every passage, publication by publication
    firsts  intp[n + 1] where those of each begin
    found               where each unit stands in the publications
    slots               the slot in which each of these occurrences stands, unit by unit
    bodies              of each passage, the slot of its text; None where the slot is the passage
    places              where all passages of the publications stand
    """

    documents: Numbers
    titles: Floats
    best: Floats
    scores: Floats
    firsts: Numbers
    found: Sequence[Occurrences]
    slots: Numbers
    bodies: Numbers | None
    places: Places

    def of(self, document: int) -> Floats:
        """The scores of the passages of one of the publications."""
        place = int(self.documents.searchsorted(document))
        return self.scores[self.firsts[place] : self.firsts[place + 1]]

    def occurrences_in(self, passages: Sequence[tuple[int, int]]) -> list[TextOccurrences]:
        """Where the units stand in the texts of some passages, given as (publication, index)."""
        if len(passages) == 0 or len(self.slots) == 0:
            return [()] * len(passages)
        documents, indexes = np.array(passages, np.intp).T
        bodies = self.firsts.take(self.documents.searchsorted(documents)) + indexes
        if self.bodies is not None:
            bodies = self.bodies.take(bodies)
        is_wanted = np.zeros(max(int(self.slots.max()), int(bodies.max())) + 1, np.bool_)
        is_wanted[bodies] = True
        kept = np.flatnonzero(is_wanted.take(self.slots))
        slots, positions = self.slots.take(kept), joined([each.position for each in self.found]).take(kept)
        order = np.lexsort((positions, slots))
        slots = slots.take(order)
        positions = positions.take(order).tolist()
        ends = np.cumsum([len(each.position) for each in self.found])
        units = ends.searchsorted(kept.take(order), side="right").tolist()
        rows = self.places.firsts.take(documents) + indexes
        starts = self.places.body_starts.take(rows).tolist()
        bounds = (slots.searchsorted(bodies).tolist(), slots.searchsorted(bodies, side="right").tolist())
        return [
            [(position - start, unit) for position, unit in zip(positions[first:end], units[first:end], strict=True)]
            for first, end, start in zip(*bounds, starts, strict=True)
        ]


def read_answers(
    publications: Publications, units: Sequence[Unit], importance: Sequence[float], documents: Numbers
) -> Answers:
    """Score titles and passages of some publications (ascending)."""
    found = [unit.occurrences(documents) for unit in units]
    every = Occurrences(*map(joined, zip(*found, strict=True))) if found else NOWHERE
    sizes = [len(where.document) for where in found]
    places, weights = publications.places, np.array(importance, np.float64)
    if is_loaded():
        titles, best, scores, firsts, slots = kernels().read_answers(
            *(WEIGHING, documents, np.cumsum(sizes, dtype=np.int64), *every, weights),
            *(places.firsts, places.heading_starts, places.heading_words),
            *(places.body_starts, places.body_words, places.is_contents, publications.title_words),
        )
        return Answers(documents, titles, best, scores, firsts, found, slots, None, places)
    layout = _Slots(publications, documents)
    slots = layout.search(every)
    if len(slots) == 0:
        titles, scores = np.zeros(len(documents)), np.zeros(len(layout.rows))
    elif len(units) == 1:
        titles, scores = _scored_by_one(publications, layout, every, slots, float(weights[0]))
    else:
        keys = np.arange(len(units)).repeat(sizes) * layout.total + slots
        titles, scores = _scored_by_several(publications, layout, every, keys, weights)
    return Answers(documents, titles, layout.best(scores), scores, layout.firsts, found, slots, layout.bodies, places)


def _scored_by_several(
    publications: Publications, slots: _Slots, found: Occurrences, keys: Numbers, weights: Floats
) -> tuple[Floats, Floats]:
    """Scores of titles and passages, with NumPy. A key is the place of the unit that occurs, times the number of slots,
    and the slot in which it does.
    """
    documents = slots.documents
    units, whole = len(weights), float(weights.sum())
    counts = np.bincount(keys, found.factor, units * slots.total)
    counts = counts.reshape(units, slots.total)
    is_there = counts > 0

    in_title = is_there.take(slots.zones + _TITLE, axis=1)
    is_named = in_title | is_there.take(slots.zones + _AUTHORS, axis=1)
    whole_title = in_title.sum(axis=0) / np.maximum(publications.title_words.take(documents), units)
    titles = (WEIGHING.title_bonus * weights) @ is_named + (WEIGHING.whole_title_bonus * whole) * whole_title**2

    places, rows = publications.places, slots.rows
    norms = _norms(publications, rows)
    amounts = counts.take(slots.bodies, axis=1)
    is_headed = is_there.take(slots.headings, axis=1)
    whole_heading = is_headed.sum(axis=0) / np.maximum(places.heading_words.take(rows), units)
    scores = ((WEIGHING.k1 + 1) * weights) @ (amounts / (amounts + norms))
    scores += (WEIGHING.heading_bonus * weights) @ is_headed
    scores += (WEIGHING.whole_heading_bonus * whole) * whole_heading**2
    scores += (WEIGHING.near_bonus * weights) @ slots.near(found, keys, units)
    covered = weights @ (is_headed | (amounts > 0))
    scores *= (covered / max(whole, 1e-9)) ** 2
    scores[places.is_contents.take(rows)] *= WEIGHING.contents_factor
    return titles, scores


def _scored_by_one(
    publications: Publications, slots: _Slots, found: Occurrences, at: Numbers, weight: float
) -> tuple[Floats, Floats]:
    """The same where only one thing is asked for."""
    counts = np.bincount(at, found.factor, slots.total)
    in_title = counts.take(slots.zones) > 0
    is_named = in_title | (counts.take(slots.zones + _AUTHORS) > 0)
    whole_title = in_title / np.maximum(publications.title_words.take(slots.documents), 1)
    titles = (WEIGHING.title_bonus * weight) * is_named + (WEIGHING.whole_title_bonus * weight) * whole_title**2
    scores = np.zeros(len(slots.rows))
    having = np.flatnonzero(counts.take(slots.bodies) + counts.take(slots.headings))  # the others are worth nothing
    rows, amounts = slots.rows.take(having), counts.take(slots.bodies.take(having))
    own = ((WEIGHING.k1 + 1) * weight) * (amounts / (amounts + _norms(publications, rows)))
    headed = np.flatnonzero(counts.take(slots.headings.take(having)))
    if len(headed):
        words = np.maximum(publications.places.heading_words.take(rows.take(headed)), 1)
        own[headed] += (
            WEIGHING.heading_bonus * weight + (WEIGHING.whole_heading_bonus * weight) / words.astype(np.float64) ** 2
        )
    own[publications.places.is_contents.take(rows)] *= WEIGHING.contents_factor
    scores[having] = own
    return titles, scores


def _norms(publications: Publications, rows: Numbers) -> npt.NDArray[np.floating[Any]]:
    """What the amounts of a word in some passages are compared with: more in long ones."""
    norms = publications.places.body_words.take(rows) * (WEIGHING.k1 * WEIGHING.b / WEIGHING.usual_passage)
    norms += WEIGHING.k1 * (1 - WEIGHING.b)
    return norms


class _Slots:
    """The slots of some publications: where each begins, as (place of the publication << 32 | position), ascending.

    total     how many
    zones     of each publication, its first slot
    rows      of each passage, its place among all passages of the publications
    headings  of each passage, the slot of its heading
    bodies    of each passage, the slot of its text
    firsts    where the passages of each publication begin in these, and the end
    """

    def __init__(self, publications: Publications, documents: Numbers) -> None:
        places = publications.places
        self.documents = documents
        begins = places.firsts.take(documents)
        self._sizes = places.firsts.take(documents + 1) - begins
        self.firsts = np.zeros(len(documents) + 1, np.intp)
        self._sizes.cumsum(out=self.firsts[1:])
        firsts = self.firsts[:-1]
        numbers = np.arange(len(documents))
        owner = numbers.repeat(self._sizes)
        passages = np.arange(len(owner))
        self.rows = passages + (begins - firsts).take(owner)
        self.zones = len(_ZONES) * numbers + 2 * firsts
        self.headings = passages + (self.zones - firsts + len(_ZONES)).take(owner)
        self.bodies = self.headings + self._sizes.take(owner)
        self.total = len(_ZONES) * len(documents) + 2 * len(owner)
        bases = numbers << 32
        self._begins = np.empty(self.total, np.int64)
        self._begins[self.zones[:, None] + _ZONE_NUMBERS] = bases[:, None] + _ZONES
        # of passages without words, which begin at the same position as the next one, the last is meant
        bases = bases.take(owner)
        self._begins[self.headings] = bases + places.heading_starts.take(self.rows)
        self._begins[self.bodies] = bases + places.body_starts.take(self.rows)

    def search(self, found: Occurrences) -> Numbers:
        """The slot of each occurrence."""
        return self._begins.searchsorted((found.document << 32) + found.position, side="right") - 1

    def near(self, found: Occurrences, keys: Numbers, units: int) -> Floats:
        """For each unit and passage, how close it follows the unit before it: 1 for the next word, 0 if not near."""
        near = np.zeros(units * self.total)
        # one publication of one unit after the other, so far apart that nothing in another is near
        unit = keys // self.total
        stand = ((unit * len(self.zones) + found.document) << 32) + found.position
        following = np.sort(stand)
        looked_up = stand + (len(self.zones) << 32)
        after = following.take(following.searchsorted(looked_up, side="right"), mode="clip")
        distance = after - looked_up
        is_near = np.flatnonzero((distance > 0) & (distance <= WEIGHING.near_words))
        slot = keys.take(is_near) + self.total
        np.maximum.at(near, slot, 1.0 / distance.take(is_near))
        by_unit = near.reshape(units, self.total)
        found_near: Floats = np.maximum(by_unit.take(self.bodies, axis=1), by_unit.take(self.headings, axis=1))
        return found_near

    def best(self, scores: Floats) -> Floats:
        """The best score among the passages of each publication."""
        best = np.zeros(len(self._sizes))
        has_passages = self._sizes > 0
        if len(scores):
            best[has_passages] = np.maximum.reduceat(scores, self.firsts[:-1][has_passages])
        return best
