"""Which language a text is in: by what it declares, else by a vote of its small words.

detect_language("Les résultats de l'étude sont dans le rapport")  ->  "fr"
"""

from __future__ import annotations

import re

# Words that are frequent in one of these languages and rare in the others.
_SMALL_WORDS = {
    "fr": "le les des et une du pour dans est sur par au aux qui que avec sont ce cette ou ne pas vous nous",
    "en": "the of and to is for that with are this by from be as it was on at which have not we you their",
    "es": "el los las y del una por con para que se como más su al pero este esta lo ha son",
    "de": "der die und das den von zu mit ist für auf dem nicht ein eine im auch werden sich wird",
    "it": "di che gli della per con del sono una nel alla dei più come anche questo delle non si",
    "pt": "o os as do da dos das em um uma para com não por são ao mais como na no",
    "nl": "het een van dat zijn niet voor met aan ook naar wordt deze bij worden maar om te op",
}
_VOTES: dict[str, list[str]] = {}
for _code, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _VOTES.setdefault(_word, []).append(_code)

_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"([a-z]{2})(?:[-_][A-Za-z0-9]+)*$", re.IGNORECASE)
_SAMPLE_CHARACTERS = 2_500
_FEWEST_VOTES = 5
_NAMES = {
    "français": "fr", "francais": "fr", "french": "fr", "fra": "fr", "fre": "fr",
    "anglais": "en", "english": "en", "eng": "en",
}  # fmt: skip


def language_code(declared: str) -> str:
    """Give the two letters of "fr-FR", "fr_FR", "fra" or "Français"; "" for what is none of them."""
    declared = declared.strip()
    if name := _NAMES.get(declared.lower()):
        return name
    match = _CODE.match(declared)
    return match[1].lower() if match else ""


def detect_language(text: str) -> str:
    """Give the language whose small words are the most frequent; "" when there are too few to tell."""
    votes = dict.fromkeys(_SMALL_WORDS, 0)
    for word in _WORD.findall(text[:_SAMPLE_CHARACTERS].lower()):
        for code in _VOTES.get(word, ()):
            votes[code] += 1
    best = max(votes, key=lambda code: votes[code])
    return best if votes[best] >= _FEWEST_VOTES else ""
