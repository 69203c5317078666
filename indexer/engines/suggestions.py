"""Suggestions while typing, for every engine: what was typed as the beginnings of words, and which suggestions to give.

    read_typed("rapport d'act")   ->  forms ("rapport", "act"), before "rapport d'", beginning "act"
    mixed([words, topics, authors, titles], 8)

Not here: where titles, names and words are found (suggesting.py of each), what others searched for
(searchapp/popular_searches.py), addresses (searchapp).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from indexer.chunks import ELIDED
from indexer.engines.interface import Marked, Suggestion
from indexer.french import analyse, fold
from indexer.query import parse

# Whoever types more is not waiting for a suggestion: each word costs a look at all titles.
MAX_TYPED_WORDS = 24
# Of longer texts no word is completed: each word before costs a search.
MAX_WORDS_BEFORE = 4
MAX_TYPED_CHARACTERS = 1_000
MAX_SUGGESTIONS = 20
MIN_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed.

    forms      the words as they are compared, each the beginning of one that is looked for
    positions  where they stand among what was typed, from 0
    before     all before the word that is being typed, as it was typed
    beginning  that word as it is compared; "" when none is, or when what is typed is no plain list of words
    """

    forms: tuple[str, ...]
    positions: tuple[int, ...]
    before: str
    beginning: str


def read_typed(text: str) -> Typed | None:
    """What was typed; None when nothing is to be suggested."""
    if len(text) > MAX_TYPED_CHARACTERS:
        return None
    placed = [each for each in analyse(text) if not each.token.is_alternative]
    if placed and len(placed) > 1 and placed[-1].token.form in ELIDED:
        placed.pop()  # "rapport d": what follows is not typed yet
        is_complete = True
    else:
        is_complete = not placed or placed[-1].end < len(text)
    if sum(len(each.token.form) for each in placed) < MIN_LETTERS or len(placed) > MAX_TYPED_WORDS:
        return None
    last = placed[-1]
    begins = not is_complete and len(last.token.form) >= MIN_LETTERS and _is_list_of_words(text)
    return Typed(
        tuple(each.token.form for each in placed),
        tuple(each.position - placed[0].position for each in placed),
        text[: last.start].lstrip() if begins else "",
        last.token.form if begins else "",
    )


def _is_list_of_words(text: str) -> bool:
    clauses = parse(text)
    return len(clauses) <= MAX_WORDS_BEFORE + 1 and all(
        clause.kind == "word" and clause.field is None and not clause.is_excluded for clause in clauses
    )


def mixed(groups: Iterable[Iterable[Suggestion]], limit: int) -> tuple[Suggestion, ...]:
    """The first of each group, in the order of the groups; what some leave free, the others fill.

    Nothing is given twice, whatever its accents: what searches for the same words, a topic, an author, a title. No more
    of a group is made than is given.
    """
    seen: set[tuple[str, str]] = set()

    def is_new(suggestion: Suggestion) -> bool:
        key = ("word" if suggestion.kind == "search" else suggestion.kind, fold(suggestion.text))
        if key in seen:
            return False
        seen.add(key)
        return True

    given: list[tuple[int, Suggestion]] = []
    waiting = dict(enumerate(filter(is_new, group) for group in groups))
    while waiting:
        for place, group in list(waiting.items()):
            if len(given) == limit:
                waiting.clear()
            elif (found := next(group, None)) is None:
                del waiting[place]
            else:
                given.append((place, found))
    return tuple(suggestion for _, suggestion in sorted(given, key=itemgetter(0)))


def marked(text: str, typed: Typed | None) -> Marked:
    """A suggestion with the letters marked that were typed, at the beginnings of its words."""
    if typed is None:
        return Marked(((text, False),))
    runs: list[tuple[str, bool]] = []
    at = 0
    for token, _, start, end in analyse(text):
        beginning = max((form for form in typed.forms if token.form.startswith(form)), key=len, default="")
        if beginning and start >= at:
            behind = next((i for i in range(start, end) if len(fold(text[start:i])) >= len(beginning)), end)
            runs += [(text[at:start], False), (text[start:behind], True)]
            at = behind
    return Marked(tuple(run for run in (*runs, (text[at:], False)) if run[0]))
