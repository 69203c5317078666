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
from functools import lru_cache
from typing import NamedTuple

from indexer.extract.first_names import FIRST_NAMES, SURE_FIRST_NAMES
from indexer.french import fold

_TITLES = frozenset(
    "dr drs dre pr pre prof professeur professeure docteur docteure m mr mme mmes mlle me maitre".split()
)
# Lower-case words that belong to the surname after them.
_PARTICLES = frozenset("de du des d la le les von van der den di da dos del della el al ben bin saint sainte".split())
_CAPITALISED = frozenset("le la saint sainte ben el al".split())  # Le Goff, de La Tour
# A name with one of these is no person's: "CHU Nantes" and "Inserm, Paris" stay as they are.
_INSTITUTIONS = frozenset(
    """academie agence ademe anses aphp ap-hp ars assistance association autorite centre cerema chru chu cnil
    cnrs collectif comite commissariat commission conseil departement direction ecole ehesp equipe
    federation fondation groupe has hopital hopitaux hospices ifremer ign ined inca inra inrae inria insee
    inserm institut institute ird laboratoire ligue ministere observatoire office oms ordre organisation pole
    prefecture redaction region reseau sante secretariat service societe syndicat unite universite university
    """.split()
)
_INITIALS = re.compile(r"[^\W\d_]\.?(?:-?[^\W\d_]\.)*")
_ELISION = re.compile(r"^[dD](?=['’])")
_EDGES = " ,;:·-–—"
MAX_NAME = 200
# Names that are remembered as they were read: a commit with one new name looks at all of them again.
_REMEMBERED = 8_192


def clean_name(name: str) -> str:
    """A name without titles, given name first, surname in capitals no more. Institutions stay as they are."""
    name = re.sub(r"\s+", " ", name)[:MAX_NAME].strip(_EDGES)
    if is_institution(name):
        return name
    if "," in name:
        surname, given = (part.strip(_EDGES) for part in name.split(",", 1))
        if "," in given or not (surname and given) or len(surname.split()) > 4 or len(given.split()) > 3:
            return name
        name = f"{given} {surname}"
    words = _without_titles([word for word in name.split(" ") if word.strip(_EDGES)] or [""])
    count = _surname_first(words)
    words = _without_titles(words[count:]) + words[:count]
    if 1 < len(words) <= 6:
        words = [_unshout(word) if _is_capitals(word) else word for word in words]
    return " ".join(words).strip(_EDGES)


def is_institution(name: str) -> bool:
    """Whether a name is surely no person's: "CHU Nantes", "Inserm, Paris"."""
    return not _INSTITUTIONS.isdisjoint(re.findall(r"[\w-]+", fold(name)))


class PersonName(NamedTuple):
    """The two parts of a person's name: Claire, Le Goff."""

    given: str
    family: str


def split_name(name: str) -> PersonName | None:
    """Given name and surname of a clean name, where it is sure which is which; None else, and for institutions.

    "Jean Le Goff" -> Jean, Le Goff;  "Marie Claire Diop" -> Marie Claire, Diop;  "Awa Ndiaye Sow" -> None
    """
    words = name.split(" ")
    if not 1 < len(words) <= 6 or not all(words) or is_institution(name):
        return None
    if any(character.isdigit() or character in ",;:/()&" for character in name):
        return None
    count = 0
    while count < len(words) - 1 and _is_given(words[count]):
        count += 1
    family = words[count:]
    is_one = len(family) == 1 or all(fold(_ELISION.sub("", word)) in _PARTICLES for word in family[:-1])
    return PersonName(" ".join(words[:count]), " ".join(family)) if count and is_one else None


def filing_name(name: str) -> PersonName:
    """A clean name as a list of people files it: by surname, which may be a guess; what is no person whole.

    "Awa Diop" -> Awa, Diop;  "Awa Ndiaye Sow" -> Awa Ndiaye, Sow;  "CHU Nantes" -> "", CHU Nantes
    """
    if sure := split_name(name):
        return sure
    words = name.split(" ")
    if not 1 < len(words) <= 6 or not _INSTITUTIONS.isdisjoint(re.findall(r"[\w-]+", fold(name))):
        return PersonName("", name)
    first = len(words) - 1
    while first > 1 and fold(words[first - 1]) in _PARTICLES:
        first -= 1
    if all(
        word[:1].isupper()
        and word.replace("-", "").replace("'", "").replace("’", "").isalpha()
        and not _is_capitals(word)
        for word in (*words[:first], words[-1])
    ):
        return PersonName(" ".join(words[:first]), " ".join(words[first:]))
    return PersonName("", name)


def _is_given(word: str) -> bool:
    return _INITIALS.fullmatch(word) is not None or all(part in FIRST_NAMES for part in word.lower().split("-"))


def _without_titles(words: list[str]) -> list[str]:
    while len(words) > 1 and _is_title(words[0]):
        words = words[1:]
        if len(words) > 2 and words[0] in ("le", "la") and _is_title(words[1]):  # M. le Pr Martin
            words = words[1:]
    return words


def _is_title(word: str) -> bool:
    return fold(word).strip(".") in _TITLES


def _surname_first(words: list[str]) -> int:
    """How many words at the beginning are the surname: two of "LE GOFF Baptiste", none of "Baptiste Le Goff"."""
    if _is_title(words[-1]):  # "Scotté M." stays, as "M. Scotté" would be Monsieur
        return 0
    capitals = [_is_capitals(word) for word in words]
    if len(words) > 1 and capitals[0] and not all(capitals):
        count = capitals.index(False)
        return 0 if any(capitals[count:]) else count
    if len(words) in (2, 3) and not _INITIALS.fullmatch(words[0]):
        first, last = (words[place].lower().split("-")[0] for place in (0, -1))
        is_initials = "." in words[-1] and _INITIALS.fullmatch(words[-1]) is not None
        if is_initials or (len(words) == 2 and last in SURE_FIRST_NAMES and first not in FIRST_NAMES):
            return len(words) - 1  # "Scotté N.", "Scotté Nicolas"
    return 0


def unify(names: Iterable[str]) -> dict[str, str]:
    """Each name -> the name under which its person is shown.

    Spellings that differ by accents, case, hyphens or spaces are one; the spelling with most accents is kept. An
    initial joins a full name when exactly one fits. A surname alone stays apart.
    """
    spellings: dict[str, list[str]] = defaultdict(list)
    for name in set(names):
        spellings[_read(name).letters].append(name)
    shown = {key: found[0] if len(found) == 1 else max(found, key=_quality) for key, found in spellings.items()}
    by_surname: dict[str, list[str]] = defaultdict(list)
    for name in shown.values():
        for surname in _read(name).surnames:
            by_surname[surname].append(name)
    result: dict[str, str] = {}
    for key, found in spellings.items():
        person = shown[key]
        initial = _read(person).initial
        if initial:
            given, surname = initial
            fitting = [name for name in by_surname.get(surname, ()) if _read(name).initials.startswith(given)]
            person = fitting[0] if len(fitting) == 1 else person
        for name in found:
            result[name] = person
    return result


class _Name(NamedTuple):
    """What a name is compared by.

    letters   the whole name, folded, without spaces and hyphens
    initials  of a full name: of "Pierre-Élie Garcin" peg
    surnames  of a full name: what its surname may be, as letters
    initial   of an initial and a surname: both as letters
    """

    letters: str
    initials: str
    surnames: frozenset[str]
    initial: tuple[str, str] | None


@lru_cache(_REMEMBERED)
def _read(name: str) -> _Name:
    words = name.split(" ")
    letters = _letters(name) or name
    if len(words) == 1:
        return _Name(letters, "", frozenset(), None)
    if _INITIALS.fullmatch(words[0]):
        given, _, surname = name.partition(" ")
        return _Name(letters, "", frozenset(), (_letters(given), _letters(surname)))
    initials = "".join(part[:1] for part in re.split(r"[^a-z0-9]+", fold(name)))
    surnames = frozenset(_letters(" ".join(words[first:])) for first in range(1, len(words)))
    return _Name(letters, initials, surnames, None)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", fold(name))


def _is_capitals(word: str) -> bool:
    word = _ELISION.sub("", word)
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and word == word.upper() and "." not in word


def _unshout(word: str) -> str:
    """`LE` -> `Le`, `MARCHAND-VIDAL` -> `Marchand-Vidal`, `D'ESTIENNE` -> `d'Estienne`."""
    if fold(word) in _PARTICLES and fold(word) not in _CAPITALISED:
        return word.lower()
    titled = re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), word)
    return _ELISION.sub("d", titled)


def _quality(name: str) -> tuple[int, int, int, str]:
    """Prefer accents, then words that are not all capitals, then words with a capital."""
    words = re.split("[ -]", name)
    accents = sum(char.isalpha() and not char.isascii() for char in name)
    return (accents, -sum(map(_is_capitals, words)), sum(word[:1].isupper() for word in words), name)
