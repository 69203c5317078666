"""A page that is a picture, made into lines with their places, as if it had a text layer.

    recognise_page(Path("scan.pdf"), 3, tesseract, timeout_s=60)
        -> RecognisedPage(number=3, width=595.3, height=841.9, lines=(Line(...), ...), confidence=0.94)

PDFium draws the page, Tesseract reads it, and what comes out are the lines of text.py: running titles, reading order,
sections and titles are then found as on any other page.

    picture, pixels from the upper left          page, points from the lower left
    baseline at x: baseline + slope * x    ->    bottom of the line, as if the page had been laid straight

Not here: which pages are recognised (scans.py), how the program is run (../tesseract.py), several pages at once
(indexer/recognising.py).
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from indexer.errors import BadDocument
from indexer.extract.hocr import HocrLine, HocrWord, read_hocr
from indexer.extract.pdf.glyphs import clean
from indexer.extract.pdf.places import widest_space
from indexer.extract.pdf.text import Line, open_pdfium
from indexer.extract.tesseract import RecognitionError, Tesseract

_DPI = 300  # what Tesseract is made for; pictures of less are drawn larger, which helps it
# An A3 page at that resolution has 17 million. Larger ones are drawn smaller.
_MOST_PIXELS = 20_000_000
_LONGEST_SIDE = 32_000  # Tesseract refuses sides of 32,768 pixels
_POINTS_PER_INCH = 72
# PDFium's box of a letter is higher than Tesseract's line (1.05 to 1.3 times in five real reports); what of it is below
# the baseline (0.15 to 0.24 there).
_BOX_PER_SIZE = 1.2
_BELOW_BASELINE = 0.2
# Sizes of lines of one font differ by up to so much: they are that of the page's usual lines.
_SAME_SIZE = 0.15
# Pages that were read the right way up have 0.7 and more, the others less than 0.4.
_LEGIBLE = 0.6
# What a dot before the entry of a list is taken for; none of them is a word of French.
_BULLET = re.compile(r"^(?:[eo°®©¢]|[«\-—]e) (?=\S)")
# Below that a "line" is the edge of a photograph or a stain.
_LEAST_CONFIDENCE = 0.3


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What was recognised on one page; `width` and `height` are those of the page turned upright.

    confidence  mean over its letters, from 0 to 1; 0 where it has none
    problem     why it could not be recognised; goes on "Page 3 ..."
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    lines: tuple[Line, ...] = ()
    confidence: float = 0.0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The pages of a file that were recognised, by number; below `low_confidence` one is marked."""

    pages: Mapping[int, RecognisedPage]
    low_confidence: float

    def confidences(self) -> dict[int, float]:
        """How sure the recognition is of each page on which it found text."""
        return {page.number: page.confidence for page in self.pages.values() if page.lines}


class _Drawing(NamedTuple):
    """A page drawn: PNM, and how many pixels a point has."""

    picture: bytes
    scale: float
    width: float
    height: float


def recognise_page(path: Path, number: int, tesseract: Tesseract, *, timeout_s: float) -> RecognisedPage:
    """Recognise one page, from 1; what goes wrong is its `problem`."""
    ends = time.monotonic() + timeout_s
    try:
        drawing, found = _read(path, number, 0, tesseract, ends)
        if found and _legibility(found) < _LEGIBLE:
            angle = tesseract.angle(drawing.picture, timeout_s=ends - time.monotonic())
            turned = _read(path, number, angle, tesseract, ends) if angle else (drawing, found)
            drawing, found = max(turned, (drawing, found), key=lambda read: _legibility(read[1]))
    except RecognitionError as error:
        return RecognisedPage(number, problem=str(error))
    except BadDocument:  # it could be opened before
        return RecognisedPage(number, problem="could not be drawn: the file cannot be opened any more")
    sure = [line for line in found if _is_text(line)]
    words = [word for line in sure for word in line.words]
    letters = sum(len(word.text) for word in words)
    confidence = sum(len(word.text) * word.confidence for word in words) / letters if letters else 0.0
    return RecognisedPage(number, drawing.width, drawing.height, tuple(_lines(sure, drawing)), round(confidence, 3))


def _read(path: Path, number: int, angle: int, tesseract: Tesseract, ends: float) -> tuple[_Drawing, list[HocrLine]]:
    drawing = _draw(path, number, angle)
    dpi = max(round(drawing.scale * _POINTS_PER_INCH), 70)  # it takes less for a mistake
    answer = tesseract.recognise(drawing.picture, dpi=dpi, timeout_s=ends - time.monotonic())
    return drawing, read_hocr(answer)


def _legibility(lines: Sequence[HocrLine]) -> float:
    """How sure the recognition is of words that lie as words do (0 to 1): a page on its side or upside down has few."""
    words = [word for line in lines for word in line.words]
    lying = (word for word in words if len(word.text) < 3 or word.right - word.left >= word.bottom - word.top)
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in lying) / letters if letters else 0.0


def _draw(path: Path, number: int, angle: int) -> _Drawing:
    """The page as a picture, turned by an angle clockwise."""
    import pypdfium2

    with open_pdfium(path) as document:
        try:
            page = document[number - 1]
            width, height = page.get_size()
            if min(width, height) < 1:
                raise RecognitionError("could not be drawn: no size")
            scale = min(
                _DPI / _POINTS_PER_INCH,
                math.sqrt(_MOST_PIXELS / (width * height)),
                _LONGEST_SIDE / max(width, height),
            )
            bitmap = page.render(scale=scale, rotation=angle, grayscale=True, may_draw_forms=False)
            array = bitmap.to_numpy()
            picture = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + array.tobytes()
        except pypdfium2.PdfiumError as error:
            raise RecognitionError("could not be drawn by PDFium") from error
    if angle in (90, 270):
        width, height = height, width
    return _Drawing(picture, scale, width, height)


def _is_text(line: HocrLine) -> bool:
    confidence = sum(word.confidence for word in line.words) / len(line.words)
    return confidence >= _LEAST_CONFIDENCE and any(map(str.isalnum, "".join(word.text for word in line.words)))


def _lines(found: Sequence[HocrLine], drawing: _Drawing) -> list[Line]:
    """Lines in points; where the page lay askew, their heights are those that it has when laid straight."""
    skew = median(line.slope for line in found) if found else 0.0
    usual = _usual_size(found)
    lines = []
    for line in found:
        size = usual if abs(line.size - usual) <= _SAME_SIZE * usual else line.size
        for words in _without_gaps(line.words, size * _BOX_PER_SIZE, drawing.scale):
            text = _BULLET.sub("• ", clean(" ".join(word.text for word in words)).strip())
            if not text:
                continue
            left = words[0].left
            baseline = line.baseline + (line.slope - skew) * left
            height = size * _BOX_PER_SIZE / drawing.scale
            lines.append(
                Line(
                    text,
                    left / drawing.scale,
                    drawing.height - baseline / drawing.scale - _BELOW_BASELINE * height,
                    words[-1].right / drawing.scale,
                    height,
                )
            )
    return lines


def _usual_size(lines: Sequence[HocrLine]) -> float:
    """The size of the line in the middle, by letters."""
    sizes = sorted((line.size, sum(len(word.text) for word in line.words)) for line in lines)
    half = sum(letters for _, letters in sizes) / 2
    for size, letters in sizes:
        half -= letters
        if half <= 0:
            return size
    return 0.0


def _without_gaps(words: Sequence[HocrWord], size: float, scale: float) -> list[list[HocrWord]]:
    """The words of a line, cut where a column or a cell ends."""
    widest = widest_space(size / scale) * scale
    parts = [[words[0]]]
    for before, word in pairwise(words):
        if word.left - before.right > widest:
            parts.append([])
        parts[-1].append(word)
    return parts
