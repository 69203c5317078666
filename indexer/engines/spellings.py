"""Which spelling of a word is given, for every engine: `depistage` -> `dépistage`, `cnil` -> `CNIL`.

    most_usual(Counter({"Dépistage": 7, "dépistage": 2, "DÉPISTAGE": 1}))     ->  "dépistage"
    written("depistage du CANCER", spelling_of)                               ->  "dépistage du cancer"

Titles, topics and sentences begin with a capital, so a few places without are enough to do without, unless most are all
capitals. Not here: how an engine finds the spellings there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from indexer.french import analyse, is_stop_word

_LONGEST_ACRONYM = 6
# Of so many places one without a capital is enough: names that somebody wrote without one keep theirs.
_FEW = 5


def most_usual(spellings: Counter[str]) -> str | None:
    """The spelling to give, of all that were counted; None without any."""
    if not spellings:
        return None
    total = spellings.total()
    lower = Counter({word: count for word, count in spellings.items() if word.islower()})
    capitals = sum(count for word, count in spellings.items() if word.isupper())
    if lower.total() * _FEW >= total and capitals * 2 <= total:
        spellings = lower
    # of equally usual ones the one with accents: they are left out more often than put in
    best = max(spellings, key=lambda word: (spellings[word], not word.isascii(), word))
    return best.lower() if best.isupper() and len(best) > _LONGEST_ACRONYM else best


def written(text: str, spelling_of: Callable[[str], str | None]) -> str | None:
    """The words of a text each in its spelling, function words as they are; None when one has none."""
    result, at = "", 0
    for token, _, start, end in analyse(text):
        if token.is_alternative or is_stop_word(token.form):
            continue
        spelling = spelling_of(token.form)
        if spelling is None or start < at:
            return None
        result += text[at:start] + spelling
        at = end
    return result + text[at:] if at else None
