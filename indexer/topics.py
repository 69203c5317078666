"""Topics made one: "Vie de l’Institut" and "vie de l'institut" are the same tag, typed by two people."""

from __future__ import annotations

import re
from collections.abc import Mapping

from indexer.french import fold

_SEPARATORS = re.compile(r"[^a-z0-9]+")


def unify(counts: Mapping[str, int]) -> dict[str, str]:
    """Each topic -> the spelling under which it is shown: the most frequent, else the first in order.

    Spellings that differ by accents, case, apostrophes, hyphens or spaces are one.
    """
    shown: dict[str, str] = {}
    for topic in sorted(counts, key=lambda topic: (-counts[topic], topic)):
        shown.setdefault(_key(topic), topic)
    return {topic: shown[_key(topic)] for topic in counts}


def _key(topic: str) -> str:
    return _SEPARATORS.sub(" ", fold(topic)).strip() or topic
