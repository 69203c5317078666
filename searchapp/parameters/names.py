"""Names that were meant: the known one that comes closest to what was written.

nearest_parameter("topcs", ("q", "topic"))   ->   "topic"
nearest_parameter("auteur", ("q", "author")) ->   "author"
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.nearest_name import nearest_name

# Ours and what other search interfaces call it: nearer in meaning than in letters.
_SAME_MEANING = (
    ("q", "query", "search", "s", "mots", "terms"),
    ("topic", "theme", "thème", "tag", "tags", "subject"),
    ("author", "auteur"),
    ("kind", "type", "format"),
    ("year", "annee", "année"),
    ("language", "lang", "langue"),
    ("sort", "tri", "order"),
    ("from", "depuis", "since"),
    ("to", "until"),
    ("per_page", "limit", "size", "rows"),
    ("page", "offset", "start"),
    ("spelling", "orthographe", "exact", "autocorrect"),
)


def nearest_parameter(name: str, known: Sequence[str]) -> str:
    """The known parameter whose name comes closest, in meaning or else in letters."""
    folded = name.lower()
    for names in _SAME_MEANING:
        if folded in names:
            meant = [other for other in names if other in known]
            if meant:
                return meant[0]
    return nearest_name(name, known)


def shown(value: str) -> str:
    """A value as it may be quoted in a sentence: short, on one line."""
    clean = "".join(character if character.isprintable() else "�" for character in value)
    return clean if len(clean) <= 40 else clean[:39] + "…"
