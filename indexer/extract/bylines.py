"""Names of authors, without what surrounds them: "Par", roles, affiliations, inverted names.

    split_people("Par Lucie Nguyen, journaliste, et Dr Malik Ferhat, directeur")
        ->  ["Lucie Nguyen", "Dr Malik Ferhat"]

Not here: where in a document its authors stand (metadata.py, markdown.py).
"""

from __future__ import annotations

import itertools
import re

from indexer.extract.first_names import FIRST_NAMES, SURE_FIRST_NAMES
from indexer.extract.tidy import tidy_line

_INTRODUCTION = re.compile(
    r"^\s*(?:(?:article|texte|dossier|propos|entretien|interview|reportage|photos?)\s+)?"
    r"(?:(?:r[ée]dig[ée]e?s?|[ée]crite?s?|recueillis|publi[ée]e?s?|propos[ée]e?s?|r[ée]alis[ée]e?s?|written)\s+)?"
    r"(?:par|by|auteure?s?|autrices?|authors?|r[ée]daction|r[ée]dacteurs?|texte)"
    r"(?:\(s\)|\(e\)|·e·s|·e)?\s*(?::|\b)\s*:?\s*(?=\S)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_AND = re.compile(r"\s*(?:;|\||•|·|\n|/|\s(?:et|and|&)\s)\s*", re.IGNORECASE)
_DATE_TAIL = re.compile(r"\s*(?:[-–—|•·,]\s*)?(?:publi[ée]e?\s+)?(?:le|on)\s+\d.*$", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—]\s+")
# From the beginning of a word: else each of its letters would be tried as one.
_EMAIL = re.compile(r"(?<!\S)\S+@\S+|https?://\S+")
_TITLE = r"(?:Dr|Dre|Pr|Pre|Prof|Docteure?|Professeure?|M|Mme|Mlle|MM|Me|Ma[îi]tre|Sir|Mrs?|Ms)\.?"
_TITLED = re.compile(rf"{_TITLE}$")
_ROLE_WORDS = """
    directeur directrice responsable chef cheffe médecin journaliste chargé chargée ministre président
    présidente rédacteur rédactrice ingénieur ingénieure chercheur chercheuse coordinateur coordinatrice
    coordonnateur coordonnatrice conseiller conseillère consultant consultante épidémiologiste sociologue
    économiste psychologue juriste service pôle département direction unité équipe membre secrétaire délégué
    déléguée expert experte professeur professeure docteur docteure doctorant doctorante statisticien
    statisticienne director head editor chief manager officer researcher
"""
_PARTICLE_WORDS = "de du des d la le les van von der den ben el al da di dos y ter ten af bin ibn st"
_INVERTED_FIRST_WORDS = "le la de du van von ben el al saint da di"
_ROLES = frozenset(_ROLE_WORDS.split())
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
# "Le Bihan, Christine" is a surname and a first name; "Lucie Nguyen, Inserm" is not.
_INVERTED_FIRST = frozenset(_INVERTED_FIRST_WORDS.split())
# A person's name is at most a title, three first names and a surname of three words.
_MOST_WORDS = 7
_MOST_AUTHORS = 200


def split_people(text: str, *, byline: bool = False) -> list[str]:
    """Give the names in `text`, in order, without repeats.

    In a `byline` (visible text) whatever does not look like a person's name is left out: none is invented.
    In a metadata value (the default) a whole value that is no list of persons is an organisation, and kept.
    """
    text = _DATE_TAIL.sub("", _EMAIL.sub(" ", text[:5_000])).lstrip(" ,;–—•·|")
    has_introduction = bool(_INTRODUCTION.match(text))
    text = _BRACKETS.sub(" ", _INTRODUCTION.sub("", text, count=1)).strip(" ,;:.-–—\n\t")
    if not byline and (inverted := _inverted(text)):
        return [inverted]
    people: list[str] = []
    for group in _AND.split(text):
        people.extend(_people_of(group, strict=byline))
    if not people and not byline and not has_introduction and (whole := tidy_line(text)):
        people = [whole]
    return list(dict.fromkeys(people))[:_MOST_AUTHORS]


def _people_of(group: str, *, strict: bool) -> list[str]:
    if not strict and not _looks_like_person(tidy_line(_DASH.split(group)[0].split(",")[0])):
        if inverted := _inverted(group):
            return [inverted]
        # "Institut national du cancer": an organisation, unless its first word is a role.
        whole = tidy_line(group)
        return [whole] if whole[:1].isupper() and "," not in whole and not _is_role(whole) else []
    pieces = (tidy_line(piece).strip(" .:") for part in _DASH.split(group) for piece in part.split(","))
    return [_in_usual_order(piece) for piece in pieces if _looks_like_person(piece)]


def _inverted(text: str) -> str | None:
    """Turn "Nguyen, Lucie" and "Le Bihan, Christine" round; None for anything else."""
    parts = [tidy_line(part) for part in text.split(",")]
    if len(parts) != 2 or not all(parts):
        return None
    last, first = parts
    last_words, first_words = last.split(), first.split()
    surname = len(last_words) == 1 or last_words[0].lower() in _INVERTED_FIRST
    if not surname or len(last_words) > 3 or len(first_words) > 2 or _is_role(first):
        return None
    if not all(_is_name_word(word) for word in (*last_words[-1:], *first_words)):
        return None
    return _in_usual_order(f"{first} {last}")


def _is_role(text: str) -> bool:
    first = text.partition(" ")[0]
    return first.lower().strip(".-") in _ROLES and not (_TITLED.match(first) and _looks_like_person(text))


def _is_name_word(word: str) -> bool:
    bare = re.sub(r"^[dDlLOo]['’]", "", word)
    return bare[:1].isupper() and all(letter.isalpha() or letter in "-.'’" for letter in bare)


def _looks_like_person(text: str) -> bool:
    words = text.split()
    if words and _TITLED.match(words[0]):
        words = words[1:]
        if not words:
            return False
    elif len(words) < 2 or words[0].lower() in _ROLES:
        return False
    if len(words) > _MOST_WORDS or not _is_name_word(words[-1]) or not _is_name_word(words[0]):
        return False
    return all(_is_name_word(word) or word.lower() in _PARTICLES for word in words[1:-1])


def _in_usual_order(name: str) -> str:
    """Write "LE GOFF Baptiste", "Baptiste LE GOFF" and "Le Goff Baptiste" as "Baptiste Le Goff".

    One person is to be one value of the author facet, however a site's templates write names.
    """
    words = name.split()
    title = words[:1] if _TITLED.match(words[0]) else []
    words = words[len(title) :]
    surname = list(itertools.takewhile(_is_capitals, words))
    if not any(len(word) > 2 for word in surname) or len(surname) == len(words):
        surname = words[:-1] if _is_inverted(words) else []
    words = words[len(surname) :] + surname
    return " ".join([*title, *(_plain_capitals(word) for word in words)])


def _is_inverted(words: list[str]) -> bool:
    if len(words) < 2 or words[-1].lower().split("-")[0] not in SURE_FIRST_NAMES:
        return False
    return words[0].lower().split("-")[0] not in FIRST_NAMES


def _is_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper() and "." not in word


def _plain_capitals(word: str) -> str:
    if not _is_capitals(word):
        return word
    # "D'ESTIENNE" has a particle; the N' of "N'DIAYE" is part of the name.
    return "d" + word[1:].title() if word[:2] in ("D'", "D’") else word.title()
