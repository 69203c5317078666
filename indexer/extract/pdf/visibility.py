"""Whether a reader sees the words of a page: words that nobody sees are not indexed.

    sight = Sight(has_hidden_layers=False)                  one for a document
    view = View(sight, raw, page, text_page, places)        one for a page
    view.is_suspect(17, box) and view.is_blank(box)

Words are suspect that are drawn invisibly over no picture (over one they are the text layer of a scan, and stay), in
white over no colour, or transparently, or that a closed layer may hide. What settles it is the page as it is drawn: a
line is hidden where nothing at all shows.

Drawing takes as long as reading five pages. It is bounded for a document; what is not looked at stays.

Not here: what lies under a page's words (grounds.py).
"""

from __future__ import annotations

import ctypes
import math
import time
from typing import Any

from indexer.extract.pdf.grounds import NEARLY_TRANSPARENT, NEARLY_WHITE, Grounds
from indexer.extract.pdf.places import Box, Places

# Words below this height are no writing, whatever the size of the page that holds them.
SMALLEST_SIZE = 1.0
# Shades between the darkest and the lightest point of a line that nobody sees.
_SAME_SHADE = 5
_LONGEST_SIDE = 1000  # of a drawn page, in pixels
_MOST_DRAWINGS = 200
_DRAWING_S = 10.0  # of all pages together
_LONGEST_DRAWING_S = 2.0


class Sight:
    """How much more of a document may be drawn.

    has_hidden_layers   whether the document has layers that are closed when it is opened
    is_used_up          whether pages were left unseen
    """

    def __init__(self, *, has_hidden_layers: bool = False) -> None:
        self.has_hidden_layers = has_hidden_layers
        self.is_used_up = False
        self._drawings = 0
        self._spent_s = 0.0

    def may_draw(self) -> bool:
        """Whether one more page may be drawn."""
        may = self._drawings < _MOST_DRAWINGS and self._spent_s <= _DRAWING_S
        self.is_used_up = self.is_used_up or not may
        return may

    def count(self, seconds: float) -> None:
        """Note that a page was drawn."""
        self._drawings += 1
        self._spent_s += seconds


class View:
    """One page while it is open: drawn only when it is asked for."""

    def __init__(self, sight: Sight, raw: Any, page: Any, text_page: Any, places: Places) -> None:
        self._sight = sight
        self._raw = raw
        self._page = page
        self._text_page = text_page
        self._places = places
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._colour_refs = [ctypes.byref(value) for value in self._colour]
        self._unseen = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
        self._stroked = {raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP}
        self._grounds: Grounds | None = None
        self._shades: bytes | None = None
        self._scale = min(1.0, _LONGEST_SIDE / max(places.width, places.height, 1.0))
        self._across = max(1, math.ceil(places.width * self._scale))
        self._down = max(1, math.ceil(places.height * self._scale))

    def is_suspect(self, offset: int, box: Box) -> bool:
        """Whether the character at an offset may be invisible; `box` is that of its line."""
        raw = self._raw
        text = raw.FPDFText_GetTextObject(self._text_page, self._places.index(offset))
        if not text:
            return False
        mode = raw.FPDFTextObj_GetTextRenderMode(text)
        if mode in self._unseen:
            return not self._ground().has_picture_under(box)
        if self._sight.has_hidden_layers:
            return True
        if mode in self._stroked or not raw.FPDFPageObj_GetFillColor(text, *self._colour_refs):
            return False
        red, green, blue, alpha = self._colour
        if alpha.value < NEARLY_TRANSPARENT:
            return True
        is_white = red.value > NEARLY_WHITE and green.value > NEARLY_WHITE and blue.value > NEARLY_WHITE
        return is_white and not self._ground().has_colour_under(box)

    def is_blank(self, box: Box) -> bool:
        """Whether nothing shows within a rectangle; False where it could not be looked at."""
        if self._shades is None:
            self._shades = self._draw() if self._sight.may_draw() else b""
        left, bottom, right, top = (value * self._scale for value in box)
        first, end = max(0, int(left)), min(self._across, math.ceil(right))
        above, below = max(0, int(self._down - top)), min(self._down, math.ceil(self._down - bottom))
        if not self._shades or first >= end or above >= below:
            return False
        rows = [self._shades[row * self._across + first : row * self._across + end] for row in range(above, below)]
        return max(map(max, rows)) - min(map(min, rows)) <= _SAME_SHADE

    def _ground(self) -> Grounds:
        if self._grounds is None:
            self._grounds = Grounds(self._raw, self._page, self._places)
        return self._grounds

    def _draw(self) -> bytes:
        """The page in shades of grey, a byte each, row by row from the top."""
        raw = self._raw
        begun = time.perf_counter()
        bitmap = raw.FPDFBitmap_CreateEx(self._across, self._down, raw.FPDFBitmap_Gray, None, 0)
        if not bitmap:
            return b""
        try:
            raw.FPDFBitmap_FillRect(bitmap, 0, 0, self._across, self._down, 0xFFFFFFFF)
            turned = (self._places.rotation - self._places.page_rotation) % 4
            end = begun + _LONGEST_DRAWING_S
            pause = raw.IFSDK_PAUSE(version=1)
            pause.NeedToPauseNow = type(pause.NeedToPauseNow)(lambda _: time.perf_counter() > end)
            area = (0, 0, self._across, self._down)
            state = raw.FPDF_RenderPageBitmap_Start(bitmap, self._page, *area, turned, 0, ctypes.byref(pause))
            raw.FPDF_RenderPage_Close(self._page)
            if state != raw.FPDF_RENDER_DONE:  # a map, or a page made to waste time
                self._sight.is_used_up = True
                return b""
            stride = raw.FPDFBitmap_GetStride(bitmap)
            data = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), stride * self._down)
        finally:
            raw.FPDFBitmap_Destroy(bitmap)
            self._sight.count(time.perf_counter() - begun)
        return b"".join(data[row * stride : row * stride + self._across] for row in range(self._down))
