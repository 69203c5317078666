"""Lines of PDF pages with their place on the page, from PDFium.

    with open_pdfium(path) as document:
        page = read_page(document, 0)      # PageText(number=1, width=595.3, ..., lines=[Line(...), ...])

PDFium gives the text of a page in one call and breaks it into lines itself; a call per character costs more
than all the rest, so the place is asked for the two ends of each line, and for its gaps only where it is
wide.

Places are in points, x from the left and y from the bottom of the page as it is read (places.py).

Not here: the order in which lines are read (reading_order.py), nor what they mean; which of them are seen
(visibility.py), nor what was written on the page afterwards (annotations.py).
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from indexer.errors import BadDocument
from indexer.extract.pdf.glyphs import clean, close_letterspacing, is_spaced_out
from indexer.extract.pdf.letters import join_drop_caps, join_stacked_letters
from indexer.extract.pdf.pictures import Drawn, look_at
from indexer.extract.pdf.places import OBLIQUE, Box, Places, widest_space
from indexer.extract.pdf.visibility import SMALLEST_SIZE, Sight, View

if TYPE_CHECKING:
    from indexer.extract.pdf.annotations import Annotations

MAX_PAGE_CHARACTERS = 1_000_000

# Ends the text of a line whose last word was cut: PDFium replaces the hyphen there, printed or soft, by a
# mark of its own (U+FFFE or U+0002) and leaves the line break out.
CUT = "\u00ad"
LINE_END_HYPHENS = frozenset("\ufffe\x02")

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_FILLER = "\u200b"  # taken out again by clean()
_BLANKS = re.compile(" {2,}")
_SPACES = re.compile(r"\s+")
_RUN = re.compile("[^\r\n\ufffe\x02]+")
_FIGURE = re.compile(r"\d")
# Behind a word, or behind a year: a number of five digits and more is looked at only where it begins as one.
NOTE_MARK = re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=\b(?:19|20)\d\d))\d{1,2}(?![\w.,]?\w)")
# Raised and lowered letters stand within this share of their size.
_RISE = 0.6
# A page in other units than points may have letters of any height.
_SMALL_PAGE = 200.0


@dataclass(slots=True)
class Line:
    """A run of text on one baseline, without wide gaps.

    size    height of its first letter's box: nearly the font's size, and comparable within a document
    row     number of the table's row it is part of, 0 outside of tables
    joint   what stands between it and the line before, where it begins a further cell of that row
    aside   whether it is read after the page's text: it lies on its side or aslant, or is a note
    """

    text: str
    left: float
    bottom: float
    right: float
    size: float
    aside: bool = False
    row: int = 0
    joint: str = ""

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.bottom + self.size


@dataclass(slots=True)
class PageText:
    """One page: its number from 1, its size in points, its lines in the order of the file.

    cut_short   whether it holds more than MAX_PAGE_CHARACTERS, the rest unread
    drawn       what is on it beside its text, where that is little
    taken_out   headers, footers and page numbers, and which of these they are
    unseen      words of it that no reader sees, and why
    """

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    cut_short: bool = False
    drawn: Drawn = field(default_factory=Drawn)
    taken_out: list[tuple[str, str]] = field(default_factory=list)
    unseen: list[tuple[str, str]] = field(default_factory=list)


class PageUnreadableError(Exception):
    """PDFium cannot load one page; others may be fine."""


@contextmanager
def open_pdfium(path: Path) -> Iterator[Any]:
    """The document in PDFium, closed afterwards; BadDocument where it has a password or cannot be opened."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise BadDocument(f"“{path.name}” needs a password to be opened: publish a copy without one.") from error
        raise BadDocument(
            f"“{path.name}” is not a PDF that can be read: it is cut short or damaged. "
            "Export or copy it again, then run the indexer."
        ) from error
    try:
        yield document
    finally:
        document.close()


def read_page(
    document: Any, index: int, sight: Sight | None = None, annotations: Annotations | None = None
) -> PageText:
    """The lines of one page; raises PageUnreadableError when PDFium cannot load it."""
    from pypdfium2 import raw

    page = raw.FPDF_LoadPage(document.raw, index)
    if not page:
        raise PageUnreadableError(index + 1)
    try:
        text_page = raw.FPDFText_LoadPage(page)
        if not text_page:
            raise PageUnreadableError(index + 1)
        try:
            reader = _Reader(raw, page, text_page, index + 1, sight or Sight())
            read = reader.read()
            if annotations is not None:
                read.lines += annotations.read(page, reader.places)
            read.drawn = look_at(raw, page, sum(len(line.text) for line in read.lines))
            return read
        finally:
            raw.FPDFText_ClosePage(text_page)
    finally:
        raw.FPDF_ClosePage(page)


def read_characters(raw: Any, text_page: Any, count: int) -> str:
    """The first characters of an open page, as PDFium gives and numbers them."""
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")
    # PDFium counts UTF-16 units: an emoji is two of them, and every offset after it would be one short.
    return _ASTRAL.sub(lambda match: match[0] + _FILLER, text)


class _Piece(NamedTuple):
    """A part of a line as PDFium gives it: `offset` is where it begins in the text of the page."""

    text: str
    offset: int
    left: float
    bottom: float
    right: float
    top: float


class _Run(NamedTuple):
    """Words up to the end of their line: where they begin, whether the last was cut, how they are turned."""

    words: str
    offset: int
    is_cut: bool
    turn: int


class _Reader:
    """One page while it is open: its text in one string, and the places of characters on demand."""

    def __init__(self, raw: Any, page: Any, text_page: Any, number: int, sight: Sight) -> None:
        self._raw = raw
        self._text_page = text_page
        count = raw.FPDFText_CountChars(text_page)
        self._text = read_characters(raw, text_page, min(count, MAX_PAGE_CHARACTERS))
        # PDFium leaves characters without a code out of the text: one comparison in advance tells whether an
        # offset in the text is the character's own index.
        self.places = Places(raw, page, text_page, is_aligned=len(self._text) == count)
        self._page = PageText(number, 0.0, 0.0, cut_short=count > MAX_PAGE_CHARACTERS)
        self._view = View(sight, raw, page, text_page, self.places)

    def read(self) -> PageText:
        page, places = self._page, self.places
        runs = list(self._runs())
        turn = _turn_of_most(runs)
        if turn:
            places.turn_page(turn)
            runs = [run._replace(turn=run.turn if run.turn == OBLIQUE else (run.turn - turn) % 4) for run in runs]
        page.width, page.height = places.width, places.height
        self._gaps = places.gaps()
        for run in runs:
            if run.turn == 0:
                self._add(run)
            else:
                self._add_turned(run)
        join_drop_caps(page.lines)
        join_stacked_letters(page.lines)
        return page

    def _runs(self) -> Iterator[_Run]:
        text = self._text
        for run in _RUN.finditer(text):
            words = run[0].strip()
            if words:
                start = run.start() + run[0].index(words[0])
                is_cut = text[run.end() : run.end() + 1] in LINE_END_HYPHENS
                yield _Run(words, start, is_cut, self.places.turn(start))

    def _add(self, run: _Run) -> None:
        left, bottom, _, top = self.places.box(run.offset)
        _, last_bottom, right, _ = self.places.box(run.offset + len(run.words) - 1)
        size = max(top - bottom, 0.1)
        pieces = [_Piece(run.words, run.offset, left, bottom, right, bottom + size)]
        # PDFium puts a letter or figure that stands alone, such as a cell with a “4”, behind whatever came before it.
        if abs(last_bottom - bottom) > _RISE * size or self._has_gap(left, bottom, right, top):
            pieces = self._split_at_gaps(pieces[0], size)
        for piece in pieces:
            if self._is_seen(piece, size):
                text = _tidy(self._set_note_marks_apart(piece))
                if text:
                    text += CUT if run.is_cut and piece is pieces[-1] else ""
                    right = max(piece.left, piece.right)
                    self._page.lines.append(Line(text, piece.left, piece.bottom, right, size))

    def _add_turned(self, run: _Run) -> None:
        """A line on its side is one piece: its box is that of its two ends, its size what is across it."""
        first, last = self.places.box(run.offset), self.places.box(run.offset + len(run.words) - 1)
        piece = _Piece(
            run.words,
            run.offset,
            min(first[0], last[0]),
            min(first[1], last[1]),
            max(first[2], last[2]),
            max(first[3], last[3]),
        )
        size = max(min(first[2] - first[0], first[3] - first[1]) if run.turn == 2 else first[2] - first[0], 0.1)
        if self._is_seen(piece, size) and (text := _tidy(run.words)):
            text += CUT if run.is_cut else ""
            self._page.lines.append(Line(text, piece.left, piece.bottom, piece.right, size, aside=True))

    def _has_gap(self, left: float, bottom: float, right: float, top: float) -> bool:
        return any(bottom < height < top and left < at < right for at, height in self._gaps)

    def _split_at_gaps(self, line: _Piece, size: float) -> list[_Piece]:
        """Cut where a gap is wider than any space of justified text, or the words go on at another height."""
        box = self.places.box
        pieces: list[_Piece] = []
        begin, left, bottom = 0, line.left, line.bottom
        for space in _SPACES.finditer(line.text):
            before = box(line.offset + space.start() - 1)
            after = box(line.offset + space.end())
            if after[0] - before[2] > widest_space(size) or abs(after[1] - before[1]) > _RISE * size:
                text = line.text[begin : space.start()]
                pieces.append(_Piece(text, line.offset + begin, left, bottom, before[2], bottom + size))
                begin, left, bottom = space.end(), after[0], after[1]
        pieces.append(_Piece(line.text[begin:], line.offset + begin, left, bottom, line.right, bottom + size))
        return pieces

    def _set_note_marks_apart(self, piece: _Piece) -> str:
        """“État1”, where the 1 is a raised note mark, made “État 1”: else the word is never found."""
        if is_spaced_out(piece.text):
            return self._with_wide_gaps(piece)
        if not _FIGURE.search(piece.text):
            return piece.text
        parts, done = [], 0
        for match in NOTE_MARK.finditer(piece.text):
            mark = self.places.box(piece.offset + match.start())
            letter = self.places.box(piece.offset + match.start() - 1)
            if mark[3] - mark[1] < 0.85 * (letter[3] - letter[1]) or self._is_smaller(piece.offset + match.start()):
                parts.append(piece.text[done : match.start()])
                done = match.start()
        return " ".join([*parts, piece.text[done:]]) if parts else piece.text

    def _is_smaller(self, offset: int) -> bool:
        """Whether a character's font is smaller than that of the one before: boxes of two fonts may be as high."""
        size = self._raw.FPDFText_GetFontSize
        index = self.places.index
        mark, letter = size(self._text_page, index(offset)), size(self._text_page, index(offset - 1))
        return bool(mark < 0.85 * letter)

    def _with_wide_gaps(self, piece: _Piece) -> str:
        """“R A P P O R T A N N U E L” with two spaces where the gap is wider: PDFium makes all of them one."""
        box = self.places.box
        places = [box(piece.offset + at) for at, letter in enumerate(piece.text) if letter != " "]
        gaps = [after[0] - before[2] for before, after in pairwise(places)]
        usual = median(gaps)
        letters = piece.text.split()
        spaces = ["  " if gap > 1.5 * usual and gap > 0 else " " for gap in gaps]
        return "".join(letter + space for letter, space in zip(letters, [*spaces, ""], strict=True))

    def _is_seen(self, piece: _Piece, size: float) -> bool:
        """Whether a reader sees any of it; what nobody sees is noted with the reason."""
        page = self._page
        box: Box = (piece.left, piece.bottom, max(piece.right, piece.left + size), piece.top)
        if box[2] <= 0 or box[0] >= page.width or box[3] <= 0 or box[1] >= page.height:
            why = "outside of the page"
        elif size < SMALLEST_SIZE and page.height > _SMALL_PAGE:
            why = "too small to be read"
        elif self._view.is_suspect(piece.offset, box) and self._view.is_blank(box):
            why = "invisible"
        else:
            return True
        if text := _tidy(piece.text):
            page.unseen.append((text, why))
        return False


def _turn_of_most(runs: list[_Run]) -> int:
    """How most of a page's letters are turned, in quarters; 0 where none of the turns has most of them."""
    if all(run.turn == 0 for run in runs):
        return 0
    letters = Counter[int]()
    for run in runs:
        letters[run.turn] += len(run.words)
    turn, count = letters.most_common(1)[0]
    return turn if turn != OBLIQUE and count > letters.total() / 2 else 0


def _tidy(text: str) -> str:
    text = close_letterspacing(clean(text)).strip()
    return _BLANKS.sub(" ", text) if "  " in text else text
