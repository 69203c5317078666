"""How well the passages and titles of some publications answer: read from the positions of the words.

    answers = read_answers(snapshot, units, importance, documents)
    answers.titles[2], answers.of(documents[2])  ->  the title's score, those of its passages
    answers.standing_in([(documents[2], 0)])     ->  where the units stand in its first passage, for the excerpt

Every zone of a publication that counts here is a *slot*, with the position at which it begins; a position belongs to
the last slot that does not begin after it:

    title | lead | authors | topics and file name | heading, heading, ... | passage, passage, ...

So one search places all occurrences of all units, and one count says how often each stands in each slot.

Constants are discussed in docs/relevance.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.engines.whoosh import sets
from indexer.engines.whoosh.documents import AUTHORS, LEAD, TITLE, TOPICS
from indexer.engines.whoosh.matching import Occurrences, Unit, occurrences
from indexer.engines.whoosh.sets import Numbers
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.windows import Standing

PASSAGE_K1 = 1.2
PASSAGE_B = 0.4
USUAL_PASSAGE = 300.0  # words of a printed page
HEADING_BONUS = 2.5
WHOLE_HEADING_BONUS = 1.0
NEAR_BONUS = 0.6
NEAR_WORDS = 4
CONTENTS_FACTOR = 0.3
TITLE_BONUS = 3.0  # in the title, or an author's name
WHOLE_TITLE_BONUS = 2.0

_ZONES = np.array((TITLE, LEAD, AUTHORS, TOPICS))  # the first slots of each publication
_ZONE_NUMBERS = np.arange(len(_ZONES))
_TITLE, _AUTHORS = 0, 2

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Occurred:
    """Where units stand in passages.

    units, positions, slots  of each occurrence
    bodies, starts, sizes    of each passage: the slot of its text, its first position, the positions it takes
    """

    units: Numbers
    positions: npt.NDArray[np.int64]
    slots: Numbers
    bodies: Numbers
    starts: npt.NDArray[np.uint32]
    sizes: npt.NDArray[np.uint32]

    def within(self, passages: Numbers) -> list[Standing]:
        """For each of some passages, what stands in its text."""
        bodies = self.bodies.take(passages)
        if len(bodies) == 0 or len(self.slots) == 0:
            return [Standing(0, ())] * len(bodies)
        is_wanted = np.zeros(max(int(self.slots.max()), int(bodies.max())) + 1, np.bool_)
        is_wanted[bodies] = True
        kept = np.flatnonzero(is_wanted.take(self.slots))
        keys = (self.slots.take(kept) << 32) + self.positions.take(kept)
        order = keys.argsort(kind="stable")
        keys = keys.take(order)
        units = self.units.take(kept.take(order)).tolist()
        positions = (keys & 0xFFFF_FFFF).tolist()
        found = []
        bounds = (keys.searchsorted(at).tolist() for at in (bodies << 32, bodies + 1 << 32))
        places = (self.starts.take(passages).tolist(), self.sizes.take(passages).tolist())
        for first, end, start, size in zip(*bounds, *places, strict=True):
            here = [position - start for position in positions[first:end]]
            found.append(Standing(size, tuple(zip(here, units[first:end], strict=True))))
        return found


@dataclass(frozen=True, slots=True)
class Answers:
    """How well some publications (ascending) answer, inside: 0 for not at all.

    titles  f64[n]
    best    f64[n]      the best passage of each
    scores  f64[]       every passage, publication by publication
    firsts  intp[n + 1] where those of each begin
    occurred            where the words were found
    """

    documents: Numbers
    titles: Floats
    best: Floats
    scores: Floats
    firsts: Numbers
    occurred: Occurred

    def of(self, document: int) -> Floats:
        """The scores of the passages of one of the publications."""
        place = int(self.documents.searchsorted(document))
        return self.scores[self.firsts[place] : self.firsts[place + 1]]

    def standing_in(self, passages: Sequence[tuple[int, int]]) -> list[Standing]:
        """Where the units stand in some passages, given as (publication, index)."""
        documents, indexes = np.array(passages, np.intp).reshape(-1, 2).T
        return self.occurred.within(self.firsts.take(self.documents.searchsorted(documents)) + indexes)


def read_answers(snapshot: Snapshot, units: Sequence[Unit], importance: Sequence[float], documents: Numbers) -> Answers:
    """Score titles and passages of some publications (ascending)."""
    slots = _Slots(snapshot, documents)
    if not units or len(documents) == 0:
        none, passages = np.zeros(len(documents)), np.zeros(len(slots.rows))
        nothing = Occurrences(sets.NONE, sets.NONE, sets.NONE.astype(np.int64), none)
        return Answers(documents, none, none, passages, slots.firsts, slots.occurred(nothing, sets.NONE))
    weights, whole = np.array(importance), sum(importance)
    found = occurrences(snapshot, units, documents)
    at = slots.search(found)
    if len(units) == 1:
        return _of_one_unit(snapshot, slots, found, at, documents, weight=whole)
    counts = np.bincount(found.unit * slots.total + at, found.factor, len(units) * slots.total)
    counts = counts.reshape(len(units), slots.total)
    is_there = counts > 0

    in_title = is_there.take(slots.zones + _TITLE, axis=1)
    is_named = in_title | is_there.take(slots.zones + _AUTHORS, axis=1)
    whole_title = in_title.sum(axis=0) / np.maximum(snapshot.title_words.take(documents), len(units))
    titles = (TITLE_BONUS * weights) @ is_named + (WHOLE_TITLE_BONUS * whole) * whole_title**2

    places, rows = snapshot.places, slots.rows
    norms = _norms(snapshot, rows)
    amounts = counts.take(slots.bodies, axis=1)
    is_headed = is_there.take(slots.headings, axis=1)
    whole_heading = is_headed.sum(axis=0) / np.maximum(places.heading_words.take(rows), len(units))
    scores = ((PASSAGE_K1 + 1) * weights) @ (amounts / (amounts + norms))
    scores += (HEADING_BONUS * weights) @ is_headed
    scores += (WHOLE_HEADING_BONUS * whole) * whole_heading**2
    scores += (NEAR_BONUS * weights) @ slots.near(found, at, len(units))
    covered = weights @ (is_headed | (amounts > 0))
    scores *= (covered / max(whole, 1e-9)) ** 2
    scores[places.is_contents.take(rows)] *= CONTENTS_FACTOR
    return Answers(documents, titles, slots.best(scores), scores, slots.firsts, slots.occurred(found, at))


def _of_one_unit(
    snapshot: Snapshot, slots: _Slots, found: Occurrences, at: Numbers, documents: Numbers, *, weight: float
) -> Answers:
    """The same where only one thing is asked for."""
    counts = np.bincount(at, found.factor, slots.total)
    in_title = counts.take(slots.zones) > 0
    is_named = in_title | (counts.take(slots.zones + _AUTHORS) > 0)
    whole_title = in_title / np.maximum(snapshot.title_words.take(documents), 1)
    titles = (TITLE_BONUS * weight) * is_named + (WHOLE_TITLE_BONUS * weight) * whole_title**2
    scores = np.zeros(len(slots.rows))
    having = np.flatnonzero(counts.take(slots.bodies) + counts.take(slots.headings))  # the others are worth nothing
    rows, amounts = slots.rows.take(having), counts.take(slots.bodies.take(having))
    own = ((PASSAGE_K1 + 1) * weight) * (amounts / (amounts + _norms(snapshot, rows)))
    headed = np.flatnonzero(counts.take(slots.headings.take(having)))
    if len(headed):
        words = np.maximum(snapshot.places.heading_words.take(rows.take(headed)), 1)
        own[headed] += HEADING_BONUS * weight + (WHOLE_HEADING_BONUS * weight) / words.astype(np.float64) ** 2
    own[snapshot.places.is_contents.take(rows)] *= CONTENTS_FACTOR
    scores[having] = own
    return Answers(documents, titles, slots.best(scores), scores, slots.firsts, slots.occurred(found, at))


def _norms(snapshot: Snapshot, rows: Numbers) -> npt.NDArray[np.floating[Any]]:
    """What the amounts of a word in some passages are compared with: more in long ones."""
    norms = snapshot.places.body_words.take(rows) * (PASSAGE_K1 * PASSAGE_B / USUAL_PASSAGE)
    norms += PASSAGE_K1 * (1 - PASSAGE_B)
    return norms


class _Slots:
    """The slots of some publications: where each begins, as (place of the publication << 32 | position), ascending.

    total     how many
    zones     of each publication, its first slot
    rows      of each passage, its place among all passages of the snapshot
    headings  of each passage, the slot of its heading
    bodies    of each passage, the slot of its text
    firsts    where the passages of each publication begin in these, and the end
    """

    def __init__(self, snapshot: Snapshot, documents: Numbers) -> None:
        places = self._places = snapshot.places
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

    def occurred(self, found: Occurrences, at: Numbers) -> Occurred:
        """What stands where, `at` the slots of it."""
        starts, sizes = self._places.body_starts.take(self.rows), self._places.body_words.take(self.rows)
        return Occurred(found.unit, found.position, at, self.bodies, starts, sizes)

    def near(self, found: Occurrences, at: Numbers, units: int) -> Floats:
        """For each unit and passage, how close it follows the unit before it: 1 for the next word, 0 if not near."""
        near = np.zeros(units * self.total)
        # one publication of one unit after the other, so far apart that nothing in another is near
        keys = ((found.unit * len(self.zones) + found.document) << 32) + found.position
        following = np.sort(keys)
        looked_up = keys + (len(self.zones) << 32)
        after = following.take(following.searchsorted(looked_up, side="right"), mode="clip")
        distance = after - looked_up
        is_near = np.flatnonzero((distance > 0) & (distance <= NEAR_WORDS))
        slot = (found.unit.take(is_near) + 1) * self.total + at.take(is_near)
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
