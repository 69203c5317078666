"""Letters that stand by themselves on the page, put back into their words.

    join_drop_caps(lines)           “L” and “a santé publique” are “La santé publique”
    join_stacked_letters(lines)     “S”, “A”, “N”, “T”, “É” below each other are “SANTÉ”

Not here: letters that are spaced out along a line (glyphs.py).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.extract.pdf.text import Line

# Shorter ones are the labels of a figure: A, B, C.
_FEWEST_STACKED = 4


def join_drop_caps(lines: list[Line]) -> None:
    """Put a tall first letter back on its word, in place."""
    for at in range(len(lines) - 2, -1, -1):
        letter, line = lines[at], lines[at + 1]
        if (
            len(letter.text) == 1
            and letter.text.isupper()
            and letter.size > 1.8 * line.size
            and line.text[0].islower()
            and abs(line.left - letter.right) < line.size
            and letter.bottom - line.size < line.bottom < letter.top
        ):
            line.text = letter.text + line.text
            line.left = letter.left
            del lines[at]


def join_stacked_letters(lines: list[Line]) -> None:
    """Make a word of letters that stand in a column, in place; it counts as turned."""
    at = 0
    while at < len(lines):
        end = at + 1
        if _is_letter(lines[at]):
            while end < len(lines) and _is_letter(lines[end]) and _stands_below(lines[end - 1], lines[end]):
                end += 1
        if end - at >= _FEWEST_STACKED and not _is_alphabet(letters := "".join(line.text for line in lines[at:end])):
            first, last = lines[at], lines[end - 1]
            first.text, first.bottom, first.aside = letters, last.bottom, True
            del lines[at + 1 : end]
            end = at + 1
        at = end


def _is_letter(line: Line) -> bool:
    return len(line.text) == 1 and line.text.isalpha()


def _stands_below(above: Line, below: Line) -> bool:
    middles = (above.left + above.right) / 2 - (below.left + below.right) / 2
    same = abs(above.size - below.size) < 0.1 * above.size and abs(middles) < 0.4 * above.size
    return same and 0.5 * above.size < above.bottom - below.bottom < 2 * above.size


def _is_alphabet(letters: str) -> bool:
    """“ABCD”: the marks of a list, not a word."""
    return all(ord(after) - ord(before) == 1 for before, after in pairwise(letters))
