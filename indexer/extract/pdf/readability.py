"""Whether the text of a PDF can be text: a layer of nonsense must not be indexed in silence.

    strangeness(text) -> 0.01 for French prose, above 0.35 for "Gpsnvmf" and "%$&/(=?"

Fonts without a character map give each letter another one's code, and bad recognition gives symbols. Two
measures:

- the share of characters that no text has: replacement characters, and symbols that are no marks of tables
- how far the frequencies of the letters are from those of French (one minus the cosine of the two): 0.04 at
  most over the 40 real and sample files, 0.08 for German, 0.19 for Polish, 0.29 for Vietnamese; 0.37 to 0.76
  for alphabets shifted or mixed up. Other scripts than Latin are not judged, nor a text with few letters:
  tables of figures are text.

The document is judged, and then each page: of 1,047 pages of real reports a table of arrows has 0.25, all others but
one 0.18 at most.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter

# Percent of letters in French, accents folded.
_FRENCH = {
    "a": 8.1, "b": 0.9, "c": 3.3, "d": 3.7, "e": 17.2, "f": 1.1, "g": 1.0, "h": 0.8, "i": 7.5, "j": 0.5,
    "k": 0.1, "l": 5.5, "m": 3.0, "n": 7.1, "o": 5.8, "p": 2.9, "q": 1.3, "r": 6.6, "s": 7.9, "t": 7.3,
    "u": 6.4, "v": 1.7, "w": 0.1, "x": 0.4, "y": 0.2, "z": 0.2,
}  # fmt: skip
_FRENCH_NORM = math.sqrt(sum(share * share for share in _FRENCH.values()))
_FEWEST_LETTERS = 200
# Between a text in Vietnamese (0.29) and the mildest nonsense (0.37).
NONSENSE = 0.35
# Of one page. A page of \\put(0,0){\\line(1,0){1}} has 0.37, the next of 1,047 real pages 0.18.
_MOST_SYMBOLS = 0.5
_SAMPLE = 200_000


def can_be_judged(text: str) -> bool:
    """Whether there is enough of it to tell nonsense from text."""
    return sum(map(len, text[:_SAMPLE].split())) >= _FEWEST_LETTERS


def strangeness(text: str) -> float:
    """From 0, French, to 1, no language at all; 0 where there is too little to judge."""
    return max(_measures(text))


def is_nonsense_page(text: str) -> bool:
    """Whether one page is, in a document that may be text: a page of a program is symbols for more than a third."""
    letters, symbols = _measures(text)
    return letters > NONSENSE or symbols > _MOST_SYMBOLS


def _measures(text: str) -> tuple[float, float]:
    """How strange the letters are, and how many are none: each from 0 to 1."""
    text = text[:_SAMPLE]
    counts = Counter(unicodedata.normalize("NFKD", text.lower()))
    unknown = counts["\ufffd"]
    latin = sum(counts[letter] for letter in _FRENCH)
    letters = sum(count for letter, count in counts.items() if letter.isalpha())
    visible = sum(
        count for letter, count in counts.items() if not letter.isspace() and not unicodedata.combining(letter)
    )
    if visible >= _FEWEST_LETTERS and unknown > 0.3 * visible:
        return 1.0, 1.0
    symbols = _symbols(counts, visible, letters)
    if letters < _FEWEST_LETTERS or latin < 0.7 * letters:
        return 0.0, symbols
    norm = math.sqrt(sum(counts[letter] ** 2 for letter in _FRENCH))
    cosine = sum(counts[letter] * share for letter, share in _FRENCH.items()) / (norm * _FRENCH_NORM)
    return 1.0 - cosine, symbols


def _symbols(counts: Counter[str], visible: int, letters: int) -> float:
    """A text in which symbols outnumber letters, figures and the marks of tables together is none."""
    if visible < _FEWEST_LETTERS:
        return 0.0
    plain = sum(count for letter, count in counts.items() if letter.isdigit() or letter in ".,;:-–—%/()+€ '’…_|•*=<>")
    symbols = visible - letters - plain
    return symbols / visible
