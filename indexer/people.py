"""Names of authors made one: "SCOTTÉ Nicolas", "Dr Nicolas Scotté" and "N. Scotté" are one person.

    clean_name("SCOTTÉ Nicolas")                       -> "Nicolas Scotté"
    unify(["Nicolas Scotté", "N. Scotté"])             -> {"N. Scotté": "Nicolas Scotté", ...}

`clean_name` looks at one name (when it is read); `unify` at all names of the index (when a commit is opened), since
an initial is only somebody's when nobody else fits it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from indexer.french import fold

_TITLES = frozenset("dr drs pr prof professeur professeure docteur docteure m mr mme mmes mlle me maitre".split())
# Lower-case words that belong to the surname after them.
_PARTICLES = frozenset("de du des d la le les von van der den di da dos del della el al ben bin saint sainte".split())
_INITIALS = re.compile(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)*")
MAX_NAME = 200


def clean_name(name: str) -> str:
    """A name without titles, given name first, surname in capitals no more. Institutions stay as they are."""
    name = re.sub(r"\s+", " ", name).strip(" ,;:·-–—")[:MAX_NAME]
    if name.count(",") == 1:
        surname, given = (part.strip() for part in name.split(","))
        if surname and given and len(surname.split()) <= 4 and len(given.split()) <= 3:
            name = f"{given} {surname}"
    words = name.split(" ")
    while len(words) > 1 and fold(words[0]).strip(".") in _TITLES:
        words.pop(0)
    capitals = [_is_capitals(word) for word in words]
    if len(words) > 1 and capitals[0] and not all(capitals):
        # "LE GOFF Baptiste": the words in capitals are the surname
        count = capitals.index(False)
        if all(not is_capitals for is_capitals in capitals[count:]):
            words = words[count:] + words[:count]
    if len(words) > 1 and any(_is_capitals(word) for word in words) and len(words) <= 6:
        words = [_unshout(word) if _is_capitals(word) else word for word in words]
    return " ".join(words)


def unify(names: Iterable[str]) -> dict[str, str]:
    """Each name -> the name under which its person is shown.

    Spellings that differ by accents, case, hyphens or spaces are one; the spelling with most accents is kept. An
    initial joins a full name when exactly one fits. A surname alone stays apart.
    """
    spellings: dict[str, set[str]] = defaultdict(set)
    for name in names:
        spellings[_letters(name) or name].add(name)
    shown = {key: max(found, key=_quality) for key, found in spellings.items()}
    by_initial: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key, name in shown.items():
        words = name.split(" ")
        if len(words) > 1 and not _INITIALS.fullmatch(words[0]):
            for first in range(1, len(words)):
                by_initial[_letters(words[0])[:1], _letters(" ".join(words[first:]))].add(key)
    result: dict[str, str] = {}
    for key, found in spellings.items():
        given, _, surname = shown[key].partition(" ")
        candidates: set[str] = set()
        if surname and _INITIALS.fullmatch(given):
            candidates = by_initial.get((_letters(given)[:1], _letters(surname)), set())
        person = shown[candidates.copy().pop()] if len(candidates) == 1 else shown[key]
        result.update(dict.fromkeys(found, person))
    return result


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", fold(name))


def _is_capitals(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and word == word.upper() and "." not in word


def _unshout(word: str) -> str:
    """`LE` -> `Le`, `MARCHAND-VIDAL` -> `Marchand-Vidal`, `D'ESTIENNE` -> `d'Estienne`."""
    if fold(word) in _PARTICLES and fold(word) not in ("le", "la", "saint", "sainte", "ben", "el", "al"):
        return word.lower()
    titled = re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), word)
    return re.sub(r"^D(?=['’])", "d", titled)


def _quality(name: str) -> tuple[int, int, str]:
    """Prefer accents, then words that are not all capitals."""
    return (sum(not char.isascii() for char in name), -sum(map(_is_capitals, name.split())), name)
