"""Text as it is kept: NFC, one space between words, one line for each paragraph, no control character.

    tidy_line("Le  sous\u00adtitre\u00a0: IA")  ->  "Le soustitre : IA"

Not here: cutting text into words (indexer/french.py).
"""

from __future__ import annotations

import re
import unicodedata

# Soft hyphens, zero-width spaces and direction marks stand inside words and would hide them from a search;
# private-use characters are the icons of icon fonts; lone surrogates (from JSON escapes) cannot be written.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffd\u202a-\u202e\u2066-\u2069\ud800-\uf8ff]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]+")
# No letter has more than a few marks. Composing sorts them, in a time that grows with the square of their number.
_MANY_MARKS = re.compile(r"[^\w\s\x00-\u02ff]{31,}")
_MOST_MARKS = 30  # what Unicode's own "stream-safe" form allows
_LINE_END = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]+")


def tidy_line(text: str) -> str:
    """Give `text` as one line: whitespace of every kind, line ends included, becomes one space."""
    if not text.isascii():
        text = composed(_INVISIBLE.sub("", text))
    return " ".join(_CONTROL.sub(" ", text).split())


def composed(text: str) -> str:
    """Give `text` in composed Unicode (NFC); of many marks over one letter only the first are kept."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _MANY_MARKS.sub(_with_few_marks, text))


def _with_few_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in match[0]:
        is_mark = unicodedata.combining(character) > 0
        marks += is_mark
        if not is_mark or marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def tidy_lines(text: str) -> list[str]:
    """Give the lines of `text` that hold something, each tidy."""
    return [line for part in _LINE_END.split(text) if (line := tidy_line(part))]


def shorten(text: str, most: int) -> str:
    """Cut `text` after a whole word, with an ellipsis, when it has more than `most` characters."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
