"""Topics and authors that were probably meant to be one: "Cancers" and "Cancer", "Scotte Nicolas" and "Nicolas Scotté".

    topic_spellings({"Cancer": 120, "Cancers": 1})
    ->  [Spelling("Cancers", 1, usual="Cancer", usual_count=120, is_joined=False)]

What differs by accents, case or hyphens alone is shown as one by the search already (indexer/topics.py, people.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

import msgspec

from indexer import people, topics
from indexer.french import APOSTROPHES, HYPHENS, fold

_WORD = re.compile(r"[a-z0-9]+")
# Shorter words in -s and -x are seldom plurals: "bus", "os", "prix" keep theirs.
_SHORTEST_PLURAL = 5


class Spelling(msgspec.Struct, frozen=True):
    """A value that differs from a more frequent one only in how it is written.

    is_joined  whether the search shows the two as one
    """

    value: str
    count: int
    usual: str
    usual_count: int
    is_joined: bool


# A straight apostrophe or a hyphen of another kind is how somebody types: the search joins them, and no reader sees it.
_TYPED = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-") | {"\u00a0": " ", "\u202f": " "})

Unify = Callable[[Mapping[str, int]], Mapping[str, str]]


def topic_spellings(counts: Mapping[str, int]) -> list[Spelling]:
    """Topics that differ by accents, case, hyphens or a plural."""
    return _find(counts, _topic_key, topics.unify)


def author_spellings(counts: Mapping[str, int]) -> list[Spelling]:
    """Names that differ by accents, case, hyphens or the order of their words."""
    return _find(counts, _author_key, people.unify)


def _find(counts: Mapping[str, int], key_of: Callable[[str], str], unify: Unify) -> list[Spelling]:
    alike: dict[str, list[str]] = defaultdict(list)
    for value in counts:
        if key := key_of(value):
            alike[key].append(value)
    found: list[Spelling] = []
    for values in alike.values():
        usual, *others = sorted(values, key=lambda value: (-counts[value], value))
        others = [value for value in others if value.translate(_TYPED) != usual.translate(_TYPED)]
        if others:
            shown = unify({value: counts[value] for value in values})
            found += [
                Spelling(value, counts[value], usual, counts[usual], shown[value] == shown[usual]) for value in others
            ]
    return sorted(found, key=lambda one: (one.is_joined, -one.usual_count, one.usual, one.value))


def _topic_key(topic: str) -> str:
    return " ".join(map(_singular, _WORD.findall(fold(topic))))


def _author_key(name: str) -> str:
    return " ".join(sorted(_WORD.findall(fold(name))))


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL or word.endswith("ss"):
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-3]}al"
    return word[:-1] if word[-1] in "sx" else word
