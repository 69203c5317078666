"""How well passages and titles answer (passages.py)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import types

from indexer.engines.arrays.passages import WEIGHING, Weighing
from indexer.engines.kernels.machine import BOOL, F64, I64, U32, array, compiled, part

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint32]

_WEIGHING = types.NamedTuple([I64 if isinstance(value, int) else F64 for value in WEIGHING], Weighing)


@part
def _last_begun(starts: Words, begin: int, end: int, position: int) -> int:
    """The last of starts[begin:end] (ascending) that is not above a position; begin - 1 when all are."""
    while begin < end:
        middle = (begin + end) // 2
        if starts[middle] <= position:
            begin = middle + 1
        else:
            end = middle
    return begin - 1


@compiled(
    (
        *(_WEIGHING, array(I64), array(I64), array(I64), array(I64), array(F64), array(F64)),
        *(array(I64), array(U32), array(U32), array(U32), array(U32), array(BOOL), array(U32)),
    )
)
def read_answers(
    w: Weighing,
    documents: Numbers,
    ends: Numbers,
    place_of: Numbers,
    position_of: Numbers,
    factor_of: Floats,
    importance: Floats,
    firsts: Numbers,
    heading_starts: Words,
    heading_words: Words,
    body_starts: Words,
    body_words: Words,
    is_contents: npt.NDArray[np.bool_],
    title_words: Words,
) -> tuple[Floats, Floats, Floats, Numbers, Numbers]:
    """Titles, best passages, passages and where those of each publication begin, as Answers has them; and for each
    occurrence the passage in whose text it stands, or how many passages there are.

    Occurrences come unit by unit, by publication and position; those of unit u end at ends[u].
    """
    units = importance.size
    whole = importance.sum()
    own_firsts = np.zeros(documents.size + 1, np.int64)
    most = 0
    for i in range(documents.size):
        count = firsts[documents[i] + 1] - firsts[documents[i]]
        own_firsts[i + 1] = own_firsts[i] + count
        most = max(most, count)
    titles, best = np.zeros(documents.size), np.zeros(documents.size)
    scores = np.zeros(own_firsts[-1])
    bodies = np.full(place_of.size, own_firsts[-1], np.int64)
    # of the publication at hand: of each passage and unit; `touched` passages have any of them
    amounts, near = np.zeros((most, units)), np.zeros((most, units))
    is_headed = np.zeros((most, units), np.bool_)
    touched, is_touched = np.empty(most, np.int64), np.zeros(most, np.bool_)
    in_title, is_named = np.zeros(units, np.bool_), np.zeros(units, np.bool_)
    nexts = np.zeros(units, np.int64)
    nexts[1:] = ends[:-1]
    for i in range(documents.size):
        first, last = firsts[documents[i]], firsts[documents[i] + 1]
        touches = 0
        in_title[:], is_named[:] = False, False
        for unit in range(units):
            at = nexts[unit]
            following = nexts[unit + 1] if unit + 1 < units else 0
            while at < ends[unit] and place_of[at] == i:
                position = position_of[at]
                passage = -1
                if last > first and position >= body_starts[first]:
                    passage = _last_begun(body_starts, first, last, position) - first
                    amounts[passage, unit] += factor_of[at]
                    bodies[at] = own_firsts[i] + passage
                elif last > first and position >= heading_starts[first]:
                    passage = _last_begun(heading_starts, first, last, position) - first
                    is_headed[passage, unit] = True
                elif position < w.lead:
                    in_title[unit], is_named[unit] = True, True
                elif w.authors <= position < w.topics:
                    is_named[unit] = True
                if passage >= 0 and not is_touched[passage]:
                    is_touched[passage] = True
                    touched[touches] = passage
                    touches += 1
                if passage >= 0 and unit + 1 < units:
                    while (
                        following < ends[unit + 1] and place_of[following] == i and position_of[following] <= position
                    ):
                        following += 1
                    if following < ends[unit + 1] and place_of[following] == i:
                        distance = position_of[following] - position
                        if distance <= w.near_words:
                            near[passage, unit + 1] = max(near[passage, unit + 1], 1.0 / distance)
                at += 1
            nexts[unit] = at
        found_in_title = in_title.sum()
        for unit in range(units):
            titles[i] += w.title_bonus * importance[unit] * is_named[unit]
        share = found_in_title / max(np.float64(title_words[documents[i]]), units)
        titles[i] += w.whole_title_bonus * whole * share**2
        for touch in range(touches):
            passage = touched[touch]
            row = first + passage
            norm = w.k1 * (1 - w.b) + np.float64(body_words[row]) * (w.k1 * w.b / w.usual_passage)
            score, covered, headings = 0.0, 0.0, 0
            for unit in range(units):
                amount, headed = amounts[passage, unit], is_headed[passage, unit]
                score += importance[unit] * (
                    (w.k1 + 1) * amount / (amount + norm)
                    + w.heading_bonus * headed
                    + w.near_bonus * near[passage, unit]
                )
                headings += headed
                if headed or amount > 0:
                    covered += importance[unit]
                amounts[passage, unit], near[passage, unit], is_headed[passage, unit] = 0.0, 0.0, False
            is_touched[passage] = False
            share = headings / max(np.float64(heading_words[row]), units)
            score += w.whole_heading_bonus * whole * share**2
            score *= (covered / max(whole, 1e-9)) ** 2
            if is_contents[row]:
                score *= w.contents_factor
            scores[own_firsts[i] + passage] = score
            best[i] = max(best[i], score)
    return titles, best, scores, own_firsts, bodies
