"""Topics made one, and the tree they form where they are paths.

    unify({"Vie de l’Institut": 3, "vie de l'institut": 1})   ->   both are shown as "Vie de l’Institut"
    tree(["Santé", "Santé/Cancer", "VIH/sida"])               ->   {"Santé/Cancer": Branch("Santé", "Cancer")}

`>` and its like always part a path ("Santé > Prévention"). A slash does only where the index shows that it does: what
stands before it is a topic itself, or heads a second path ("Santé/Tabac"). Of 110 topics of two public bodies one had
a slash, « Travail / Emploi », and it parted nothing: « Travail » was no topic there and headed nothing else.
A part without a letter is none: « IMC > 30 », « 24/7 ».
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from indexer.french import fold

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_PATH = re.compile(r"\s*(?:[>›→]|(?P<slash>(?<!/)/(?!/)))\s*")
_LETTER = re.compile(r"[a-z]")
_DEEPEST = 8  # no site nests its topics deeper, and a hostile topic may be all slashes


class Branch(NamedTuple):
    """Where a topic stands in the tree: below which one, and what it is called there."""

    parent: str
    label: str


def unify(counts: Mapping[str, int]) -> dict[str, str]:
    """Each topic -> the spelling under which it is shown: the most frequent, else the first in order.

    Spellings that differ by accents, case, apostrophes, hyphens or spaces are one.
    """
    shown: dict[str, str] = {}
    for topic in sorted(counts, key=lambda topic: (-counts[topic], topic)):
        shown.setdefault(_key(topic), topic)
    return {topic: shown[_key(topic)] for topic in counts}


def tree(topics: Iterable[str]) -> dict[str, Branch]:
    """The topics that stand below another one, which need not be among `topics`: "A > B" alone makes "A".

    `topics` are as `unify` shows them. Nothing is below itself, however far one goes up.
    """
    topics = sorted(topics)
    paths = {topic: cuts for topic in topics if (cuts := list(_cuts(topic)))}
    if not paths:
        return {}
    known = {_key(topic): topic for topic in reversed(topics)}
    heads: dict[str, set[str]] = defaultdict(set)
    for topic, cuts in paths.items():
        for cut in cuts:
            key = _key(cut.head)
            heads[key].add(_key(topic))
            if not cut.is_slash:
                known.setdefault(key, cut.head)
    found: dict[str, Branch] = {}
    for topic, cuts in paths.items():
        parent, begin = "", 0
        for cut in cuts:
            key = _key(cut.head)
            if cut.is_slash and key not in known and len(heads[key]) < 2:
                continue
            above, parent = parent, known.setdefault(key, cut.head)
            if above:
                found.setdefault(parent, Branch(above, cut.head[begin:]))
            begin = cut.end
        if parent:
            found[topic] = Branch(parent, topic[begin:])
    return found


def ancestors(topic: str, branches: Mapping[str, Branch]) -> list[str]:
    """The topics above one, the nearest first."""
    found: list[str] = []
    while branch := branches.get(topic):
        topic = branch.parent
        found.append(topic)
    return found


class _Cut(NamedTuple):
    """A place where a topic may be parted."""

    head: str
    end: int
    is_slash: bool


def _cuts(topic: str) -> Iterator[_Cut]:
    begin = 0
    matches = list(_PATH.finditer(topic))
    ends = [*(match.start() for match in matches[1:]), len(topic)]
    for match, end in zip(matches[:_DEEPEST], ends, strict=False):
        if all(_LETTER.search(fold(part)) for part in (topic[begin : match.start()], topic[match.end() : end])):
            yield _Cut(topic[: match.start()], match.end(), bool(match["slash"]))
            begin = match.end()


def _key(topic: str) -> str:
    return _SEPARATORS.sub(" ", fold(topic)).strip() or topic
