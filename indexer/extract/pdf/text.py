"""Lines of PDF pages with their place on the page, from PDFium.

    with open_pdfium(path) as document:
        page = read_page(document, 0)      # PageText(number=1, width=595.3, ..., lines=[Line(...), ...])

PDFium gives the text of a page in one call and breaks it into lines itself; a call per character costs more
than all the rest, so the place is asked for the two ends of each line, and for its gaps only where it is
wide.

Places are in points, x from the left and y from the bottom of the page as it is shown (its rotation applied).

Not here: the order in which lines are read (reading_order.py), nor what they mean.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from indexer.errors import BadDocument
from indexer.extract.pdf.glyphs import clean, close_letterspacing
from indexer.extract.pdf.pictures import Drawn, look_at

MAX_PAGE_CHARACTERS = 1_000_000

# Ends the text of a line whose last word was cut: PDFium replaces the hyphen there, printed or soft, by a
# mark of its own (U+FFFE or U+0002) and leaves the line break out.
CUT = "\u00ad"

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_FILLER = "\u200b"  # taken out again by clean()
_BLANKS = re.compile(" {2,}")
_SPACES = re.compile(r"\s+")
# Some programs write one object for each letter; a page with more than this is a drawing.
_MOST_RECTANGLES = 20_000
_RUN = re.compile("[^\r\n\ufffe\x02]+")
_NOTE_MARK = re.compile(r"(?<=[^\W\d_]{2})\d{1,2}(?![\w.,]?\w)")


@dataclass(slots=True)
class Line:
    """A run of text on one baseline, without wide gaps.

    size   height of its first letter's box: nearly the font's size, and comparable within a document
    """

    text: str
    left: float
    bottom: float
    right: float
    size: float

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.bottom + self.size


@dataclass(slots=True)
class PageText:
    """One page: its number from 1, its size in points, its lines in the order of the file.

    cut_short   whether it holds more than MAX_PAGE_CHARACTERS, the rest unread
    drawn       what is on it beside its text, where that is little
    """

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    cut_short: bool = False
    drawn: Drawn = field(default_factory=Drawn)


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


def read_page(document: Any, index: int) -> PageText:
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
            read = _Reader(raw, page, text_page, index + 1).read()
            read.drawn = look_at(raw, page, sum(len(line.text) for line in read.lines))
            return read
        finally:
            raw.FPDFText_ClosePage(text_page)
    finally:
        raw.FPDF_ClosePage(page)


class _Piece(NamedTuple):
    """A part of a line as PDFium gives it: `offset` is where it begins in the text of the page."""

    text: str
    offset: int
    left: float
    bottom: float
    right: float


class _Reader:
    """One page while it is open: its text in one string, and the boxes of characters on demand."""

    def __init__(self, raw: Any, page: Any, text_page: Any, number: int) -> None:
        self._raw = raw
        self._text_page = text_page
        self._rect = raw.FS_RECTF()
        self._ref = ctypes.byref(self._rect)
        self._rotation = raw.FPDFPage_GetRotation(page)
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, ctypes.byref(bounds))
        self._bounds = (bounds.left, bounds.bottom, bounds.right, bounds.top)
        self._page = PageText(number, raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page))

    def read(self) -> PageText:
        page = self._page
        count = self._raw.FPDFText_CountChars(self._text_page)
        page.cut_short = count > MAX_PAGE_CHARACTERS
        text = self._text(min(count, MAX_PAGE_CHARACTERS))
        # PDFium leaves characters without a code out of the text: one comparison in advance tells whether an
        # offset in the text is the character's own index.
        self._aligned = len(text) == count
        self._gaps = self._find_gaps()
        for run in _RUN.finditer(text):
            words = run[0].strip()
            if words:
                start = run.start() + run[0].index(words[0])
                cut = text[run.end() : run.end() + 1] in {"\ufffe", "\x02"}
                self._add(words, start, cut=cut)
        _join_drop_caps(page.lines)
        return page

    def _text(self, count: int) -> str:
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = self._raw.FPDFText_GetText(self._text_page, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "surrogatepass")
        # PDFium counts UTF-16 units: an emoji is two of them, and every offset after it would be one short.
        return _ASTRAL.sub(lambda match: match[0] + _FILLER, text)

    def _find_gaps(self) -> list[tuple[float, float]]:
        """Places of the wide gaps between neighbours on one baseline.

        One rectangle for each text object costs a tenth of two boxes for each space, and columns and cells
        are separate objects in what every layout program writes.
        """
        raw = self._raw
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        refs = [ctypes.byref(value) for value in (left, top, right, bottom)]
        gaps = []
        before_right, before_middle = 0.0, -1.0
        origin = self._bounds
        # Turned pages are few, and cutting their lines would need the turned rectangles: they stay whole.
        count = raw.FPDFText_CountRects(self._text_page, 0, -1) if self._rotation == 0 else 0
        for index in range(min(count, _MOST_RECTANGLES)):
            raw.FPDFText_GetRect(self._text_page, index, *refs)
            same_baseline = bottom.value < before_middle < top.value
            if same_baseline and left.value - before_right > widest_space(top.value - bottom.value):
                gaps.append(((left.value + before_right) / 2 - origin[0], before_middle - origin[1]))
            before_right, before_middle = right.value, (top.value + bottom.value) / 2
        return gaps

    def _add(self, words: str, start: int, *, cut: bool) -> None:
        left, bottom, _, top = self._box(start)
        right = self._box(start + len(words) - 1)[2]
        size = max(top - bottom, 0.1)
        pieces = [_Piece(words, start, left, bottom, right)]
        if any(left < at < right and bottom < height < top for at, height in self._gaps):
            pieces = self._split_at_gaps(pieces[0], size)
        for piece in pieces:
            if not self._is_on_page(piece, size):
                continue
            text = close_letterspacing(clean(self._set_note_marks_apart(piece))).strip()
            if "  " in text:
                text = _BLANKS.sub(" ", text)
            if text:
                text += CUT if cut and piece is pieces[-1] else ""
                self._page.lines.append(Line(text, piece.left, piece.bottom, max(piece.left, piece.right), size))

    def _split_at_gaps(self, line: _Piece, size: float) -> list[_Piece]:
        """Cut where a gap is wider than any space of justified text: there a column or a cell ends."""
        pieces: list[_Piece] = []
        begin, left, bottom = 0, line.left, line.bottom
        for space in _SPACES.finditer(line.text):
            before = self._box(line.offset + space.start() - 1)
            after = self._box(line.offset + space.end())
            if after[0] - before[2] > widest_space(size):
                text = line.text[begin : space.start()]
                pieces.append(_Piece(text, line.offset + begin, left, bottom, before[2]))
                begin, left, bottom = space.end(), after[0], after[1]
        pieces.append(_Piece(line.text[begin:], line.offset + begin, left, bottom, line.right))
        return pieces

    def _set_note_marks_apart(self, piece: _Piece) -> str:
        """“État1”, where the 1 is a raised note mark, made “État 1”: else the word is never found."""
        parts, done = [], 0
        for match in _NOTE_MARK.finditer(piece.text):
            mark = self._box(piece.offset + match.start())
            letter = self._box(piece.offset + match.start() - 1)
            if mark[3] - mark[1] < 0.85 * (letter[3] - letter[1]):
                parts.append(piece.text[done : match.start()])
                done = match.start()
        return " ".join([*parts, piece.text[done:]]) if parts else piece.text

    def _box(self, offset: int) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of the character at an offset of the text, on the page as shown."""
        raw = self._raw
        index = offset if self._aligned else raw.FPDFText_GetCharIndexFromTextIndex(self._text_page, offset)
        rect = self._rect
        raw.FPDFText_GetLooseCharBox(self._text_page, index, self._ref)
        left, bottom, right, top = self._bounds
        if self._rotation == 0:
            return rect.left - left, rect.bottom - bottom, rect.right - left, rect.top - bottom
        if self._rotation == 1:
            return rect.bottom - bottom, right - rect.right, rect.top - bottom, right - rect.left
        if self._rotation == 2:
            return right - rect.right, top - rect.top, right - rect.left, top - rect.bottom
        return top - rect.top, rect.left - left, top - rect.bottom, rect.right - left

    def _is_on_page(self, piece: _Piece, size: float) -> bool:
        """Whether any of it shows. Invisible text on the page stays: it is the words of a scan."""
        across = piece.right > 0 and piece.left < self._page.width
        return across and piece.bottom + size > 0 and piece.bottom < self._page.height


def widest_space(size: float) -> float:
    """The widest space that justified text of this size has; 10 points is the narrowest usual gutter."""
    return max(1.5 * size, 10.0)


def _join_drop_caps(lines: list[Line]) -> None:
    """Put a tall first letter back on its word: “L” and “a santé” are “La santé”."""
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
