"""The known name that was probably meant, for sentences about a name that does not exist.

nearest_name("tittle", ("title", "author"))     ->  "title"
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz


def nearest_name(name: str, known: Iterable[str]) -> str:
    """The one that comes closest in letters; there must be one."""
    folded = name.lower()
    return max(known, key=lambda other: fuzz.ratio(folded, other.lower()))
