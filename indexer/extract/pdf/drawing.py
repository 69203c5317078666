"""Pages of PDFs as pictures: the cover of a result, and a page with the words of a query marked on it.

    draw_cover(Path("bilan.pdf"))                                ->  Cover(small=b"RIFF...", large=b"RIFF...")
    draw_page(PageWanted("bilan.pdf", 45, 1000, "dépistage"))    ->  DrawnPage(image=b"RIFF...", pages=120, marks=3)

PDFium draws, Pillow marks and writes WebP. What is marked shines through: the colour is multiplied, as with a marker
pen, so that dark letters stay as they are; a thin frame shows it where the ground is dark too.

Nothing is drawn of forms that a script fills: the library has no scripts. A picture is bounded by its width; a page
that is much higher than wide is made narrower.

Not here: limits on time and memory. Both are called in a process that may be lost (cover_tasks.py, draw_server.py).
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw

from indexer.covers import LARGE_WIDTH, SMALL_WIDTH, Cover
from indexer.drawer import DrawnPage, PageWanted
from indexer.engines.snippets import WordFinder
from indexer.errors import BadDocument
from indexer.extract.pdf.detach import detach
from indexer.extract.pdf.highlights import find_boxes
from indexer.extract.pdf.places import Box
from indexer.languages import analysis_of
from indexer.query import parse

_MOST_HIGH = 3.0  # a picture's height, in widths: a poster of a mile must not be one
_SAME_SHADE = 5  # between the darkest and the lightest point of what nobody sees
_COVER_QUALITY, _PAGE_QUALITY = 45, 62  # of WebP: letters of a page are clean, a cover of 160 pixels takes 2 KB
_EFFORT = 2  # of 6: 3 takes half as long again for 3 % less
_MARKER, _FRAME = (255, 226, 120), (196, 120, 0)


def draw_cover(path: Path, names: Sequence[str] = ()) -> Cover:
    """Draw the first page of a PDF, or of one that is attached to it. Raises BadDocument or OSError."""
    with closing(_open(path, names)) as document, closing(_Page(document, 0)) as page:
        large = page.draw(LARGE_WIDTH)
        if _is_blank(large):
            return Cover(b"", b"")
        small = large.resize((SMALL_WIDTH, max(1, large.height * SMALL_WIDTH // large.width)), Image.Resampling.BOX)
        return Cover(_webp(small, _COVER_QUALITY), _webp(large, _COVER_QUALITY))


def draw_page(wanted: PageWanted) -> DrawnPage:
    """Draw a page, with the words marked. Raises BadDocument or OSError."""
    with closing(_open(Path(wanted.file), wanted.names)) as document:
        pages = len(document)
        if not 1 <= wanted.number <= pages:
            return DrawnPage(b"", pages)
        with closing(_Page(document, wanted.number - 1)) as page:
            image = page.draw(wanted.width)
            clauses = parse(wanted.text)
            boxes = page.boxes_of(WordFinder(clauses, analysis_of(wanted.language))) if clauses else []
            marks = _mark(image, (page.on_picture(box, image) for box in boxes))
        return DrawnPage(_webp(image, _PAGE_QUALITY), pages, marks)


def _open(path: Path, names: Sequence[str]) -> Any:
    try:
        return pypdfium2.PdfDocument(detach(path, names) if names else path)
    except pypdfium2.PdfiumError as error:
        raise BadDocument(f"“{path.name}” cannot be drawn: it is damaged, or needs a password.") from error


class _Page:
    """An open page; to be closed."""

    def __init__(self, document: Any, index: int) -> None:
        self._page = raw.FPDF_LoadPage(document.raw, index)
        if not self._page:
            raise BadDocument(f"Page {index + 1} is damaged and cannot be drawn.")
        self._width = raw.FPDF_GetPageWidthF(self._page)
        self._height = raw.FPDF_GetPageHeightF(self._page)

    def close(self) -> None:
        raw.FPDF_ClosePage(self._page)

    def draw(self, width: int) -> Image.Image:
        """The page as it is shown, turned as it says, on white paper."""
        if not (self._width > 0 and self._height > 0):
            raise BadDocument("The page has no size.")
        across = max(1, min(width, round(width * _MOST_HIGH * self._width / self._height)))
        down = max(1, min(round(across * self._height / self._width), round(width * _MOST_HIGH)))
        bitmap = raw.FPDFBitmap_CreateEx(across, down, raw.FPDFBitmap_BGRx, None, 0)
        if not bitmap:
            raise MemoryError
        try:
            raw.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, 0xFFFFFFFF)
            raw.FPDF_RenderPageBitmap(bitmap, self._page, 0, 0, across, down, 0, raw.FPDF_ANNOT)
            stride = raw.FPDFBitmap_GetStride(bitmap)
            data = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * down)
        finally:
            raw.FPDFBitmap_Destroy(bitmap)
        return Image.frombuffer("RGB", (across, down), data, "raw", "BGRX", stride, 1)

    def boxes_of(self, finder: WordFinder) -> list[Box]:
        """Where the words stand; none where the page has no text layer."""
        text_page = raw.FPDFText_LoadPage(self._page)
        if not text_page:
            return []
        try:
            return find_boxes(raw, self._page, text_page, finder)
        finally:
            raw.FPDFText_ClosePage(text_page)

    def on_picture(self, box: Box, image: Image.Image) -> tuple[int, int, int, int]:
        """A box in pixels: left, upper, right, lower; nothing where it lies outside."""
        left, bottom, right, top = box
        across, down = image.width / self._width, image.height / self._height
        return (
            max(0, int(left * across) - 1),
            max(0, int((self._height - top) * down) - 1),
            min(image.width, int(right * across) + 2),
            min(image.height, int((self._height - bottom) * down) + 2),
        )


def _mark(image: Image.Image, areas: Iterable[tuple[int, int, int, int]]) -> int:
    """Mark areas of a picture in place; how many show something to mark."""
    seen: list[tuple[int, int, int, int]] = []
    for area in areas:
        left, upper, right, lower = area
        if left >= right or upper >= lower:
            continue
        part = image.crop(area)
        if not _is_blank(part):  # words that nobody sees are not marked
            image.paste(ImageChops.multiply(part, Image.new("RGB", part.size, _MARKER)), area)
            seen.append(area)
    pen = ImageDraw.Draw(image)
    for left, upper, right, lower in seen:
        pen.rectangle((left, upper, right - 1, lower - 1), outline=_FRAME)
    return len(seen)


def _is_blank(image: Image.Image) -> bool:
    low_high = image.convert("L").getextrema()
    return bool(low_high[1] - low_high[0] <= _SAME_SHADE)  # type: ignore[operator]  # one band: two numbers


def _webp(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=_EFFORT)
    return out.getvalue()
