"""Another spelling as the page of results shows it: proposed, or taken already with a way back.

present_spelling(answer, "/search").typed   ->   Choice("depistge", "/search?q=depistge&spelling=as_typed")
"""

from __future__ import annotations

import msgspec

from searchapp.narrowing import as_typed
from searchapp.presenters.addresses import Addresses, Choice
from searchapp.presenters.results import publications
from searchapp.search import Answer


class SpellingView(msgspec.Struct, frozen=True, gc=False):
    """One of the two: the spelling that may be meant, or that which was typed where the results are of another."""

    proposed: Choice | None = None
    typed: Choice | None = None


def present_spelling(answer: Answer, path: str) -> SpellingView:
    """What to say of the spelling above the results."""
    addresses = Addresses(path)
    typed, correction = answer.corrected_from, answer.correction
    if typed is not None:
        return SpellingView(typed=Choice(typed.text, addresses.of(as_typed(typed))))
    if correction is not None and answer.results.total:  # where there are none, it is one of the repairs
        text, count = correction.query.text, publications(correction.count)
        return SpellingView(proposed=Choice(text, addresses.of(correction.query), count=count))
    return SpellingView()
