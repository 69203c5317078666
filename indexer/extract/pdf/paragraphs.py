"""Lines made into paragraphs, with the words that were cut at line ends whole again.

    words = Vocabulary(pages)
    words.text_of(lines)      "la prévention" from "la pré" and "vention"; "bien-être" from "bien-" and "être"

A hyphen at a line's end may be the cut of the typesetter or part of the word. The document itself says
which: the form it uses elsewhere wins; then what compounds look like (capitals, numbers, pronouns after a
verb); then what this document does in general, for a Word file never cuts words and a LaTeX file always
does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from statistics import median

from indexer.extract.pdf.table_rows import rows_of
from indexer.extract.pdf.text import CUT, Line, PageText

_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*")
_LAST = re.compile(r"([^\W_]+(?:[-‐‑'’][^\W_]+)*)[-‐‑]?$")
_LONGEST_WORD = 100
_FIRST = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*")
_BULLET = re.compile(r"[-–—•‣▪●○■□◦*►▶✓→➢]\s")
# Dots that lead to a page number, and rules to write on.
_LEADER = re.compile(r"[.·…_]\s?[.·…_]\s?[.·…_]")  # settles nearly all pages, in a tenth of the time
_LEADERS = re.compile(r"\s*(?:[.·…_]\s?){4,}\s*")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
# After a verb or a pronoun: "peut-il", "celle-ci", "eux-mêmes"; the hyphen is part of the spelling.
_ENCLITICS = frozenset(
    {
        "il", "elle", "ils", "elles", "on", "je", "tu", "nous", "vous", "moi", "toi", "lui", "leur", "le",
        "la", "les", "en", "y", "ce", "ci", "là", "même", "mêmes", "t"
    }
)  # fmt: skip
# Opening parts that are spelled with a hyphen in French more often than not. "co", "anti", "auto", "pré" are
# left out: modern spelling joins them.
_OPENINGS = frozenset(
    {
        "e", "non", "demi", "mi", "semi", "quasi", "ex", "vice", "bien", "mal", "sous", "sans", "après",
        "avant", "peut", "est", "vis", "porte", "chef", "c'est", "n'est", "celui", "celle", "ceux", "celles",
        "eux", "lui", "soi", "nord", "sud", "saint", "sainte", "grand", "grande", "quatre", "vingt"
    }
)  # fmt: skip


class Vocabulary:
    """The words of a document, and whether it cuts words at line ends."""

    def __init__(self, pages: Iterable[PageText]) -> None:
        self._words: Counter[str] = Counter()
        self._cuts: list[tuple[str, str]] = []
        previous: Line | None = None
        for page in pages:
            previous = None
            for line in page.lines:
                self._count(line, previous)
                previous = line
        # What the cuts that the document decides are, most of them, the others are.
        decided = [self._attested(left, right) for left, right in self._cuts]
        self._cuts_words = decided.count(False) >= decided.count(True)

    def _count(self, line: Line, previous: Line | None) -> None:
        text = line.text
        if previous is not None and _is_cut(previous.text) and (first := _FIRST.match(text)):
            if last := _last_word(previous.text):
                self._cuts.append((last[1], first[0]))
            # The two halves are no words of the document: they would bear witness against their whole.
            text = text[first.end() :]
        if _is_cut(text) and (last := _last_word(text)):
            text = text[: last.start()]
        self._words.update(_WORD.findall(text.lower().replace("’", "'")))

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Whether the hyphen between two halves belongs to the word."""
        attested = self._attested(left, right)
        if attested is not None:
            return attested
        opening = _ELIDED.sub("", left.lower())
        if not right[0].islower() or left[-1].isdigit() or left.isupper():
            return True
        if opening in _OPENINGS or (right.lower() in _ENCLITICS and opening in self._words):
            return True
        if "-" in left:
            # "c'est-à-dire", "rendez-vous": a word with one hyphen is likelier to have two than to be cut.
            return True
        return not self._cuts_words

    def _attested(self, left: str, right: str) -> bool | None:
        left = left.lower().replace("’", "'")
        right = right.lower().replace("’", "'")
        bare = _ELIDED.sub("", left)
        joined = self._words[left + right] + (self._words[bare + right] if bare != left else 0)
        hyphened = self._words[f"{left}-{right}"] + (self._words[f"{bare}-{right}"] if bare != left else 0)
        if joined == hyphened:
            return None
        return hyphened > joined

    def text_of(self, lines: list[Line], *, by_row: bool = False) -> str:
        """The lines as text, one line for each paragraph, heading or row of cells (or each row, `by_row`)."""
        if by_row:
            rows = (" ".join(line.text for line in row) for row in rows_of(lines))
            return "\n".join(_LEADERS.sub(" ", row).strip() for row in rows).replace(CUT, "-")
        parts: list[str] = []
        leading = _leading(lines)
        previous: Line | None = None
        after_cells = False
        for line in lines:
            beside = previous is not None and _on_one_row(previous, line)
            if previous is None:
                parts.append(line.text)
            elif line.aside or previous.aside or line.row != previous.row:
                parts.append("\n" + line.text)
            elif line.joint:
                parts.append(line.joint + line.text)
            elif beside and not previous.text.endswith(CUT):
                parts.append(" " + line.text)
            elif after_cells:
                parts.append("\n" + line.text)
            elif _is_cut(previous.text) and line.text[0].isalnum():
                parts[-1:] = self._join(parts[-1], line.text)
            elif line.row:
                parts.append(" " + line.text)
            else:
                parts.append(("\n" if _begins_paragraph(previous, line, leading) else " ") + line.text)
            after_cells = beside and not line.row
            previous = line
        text = "".join(parts).replace(CUT, "-")
        return _LEADERS.sub(" ", text) if _LEADER.search(text) else text

    def _join(self, before: str, after: str) -> list[str]:
        last, first = _last_word(before), _FIRST.match(after)
        before = before.rstrip(CUT + "-‐‑")
        if last and first and self.keeps_hyphen(last[1], first[0]):
            before += "-"
        # A word may be cut twice; but a text that grew with each line would be copied with each.
        return [before + after] if len(before) < _LONGEST_WORD else [before, after]


def _last_word(text: str) -> re.Match[str] | None:
    """The word that a text ends with, and a hyphen; looked for in its end only, as a word has one."""
    text = text.rstrip(CUT)
    return _LAST.search(text, max(0, len(text) - _LONGEST_WORD))


def _is_cut(text: str) -> bool:
    return text.endswith(CUT) or (len(text) > 2 and text[-1] in "-‐‑" and text[-2].isalpha())


def _leading(lines: list[Line]) -> float:
    steps = [
        above.bottom - below.bottom
        for above, below in pairwise(lines)
        if 0 < above.bottom - below.bottom < 3 * above.size
    ]
    return median(steps) if steps else 0.0


def _on_one_row(previous: Line, line: Line) -> bool:
    """Whether the two stand side by side, the second on the right."""
    return abs(previous.bottom - line.bottom) < 0.4 * previous.size and line.left >= previous.right - line.size


def _begins_paragraph(previous: Line, line: Line, leading: float) -> bool:
    step = previous.bottom - line.bottom
    if step < 0 or step > 1.35 * leading or abs(line.size - previous.size) > 0.12 * previous.size:
        return True
    if _BULLET.match(line.text) or (previous.text.isupper() and not line.text.isupper()):
        return True
    # A line that ends well before the next does is a paragraph's last.
    return previous.right < line.right - 4 * previous.size and previous.text[-1] in ".:;!?»…"
