"""Where the characters of one open page stand, turned so that most of its text is upright.

    places = Places(raw, page, text_page, aligned=True)
    places.box(17)          (72.0, 697.2, 78.4, 710.1): left, bottom, right, top of the character at 17
    places.turn(17)         0 upright, 1 to 3 quarters of a turn, OBLIQUE for anything between

Places are in points, x from the left and y from the bottom of the page as it is read: its rotation applied, and where
most of the text lies on its side (a wide table on an upright page) a further quarter, as the reader turns the page.

Not here: what is read there (text.py).
"""

from __future__ import annotations

import ctypes
import math
from typing import Any

OBLIQUE = -1
Box = tuple[float, float, float, float]

_QUARTER = math.pi / 2
# Text that follows the slope of a scan is upright to its reader; 6 degrees.
_SLOPE = 0.1
# Some programs write one object for each letter; a page with more than this is a drawing.
_MOST_RECTANGLES = 20_000


class Places:
    """Boxes and turns of the characters of a page; `width` and `height` are those of the page as it is read."""

    def __init__(self, raw: Any, page: Any, text_page: Any, *, is_aligned: bool) -> None:
        self._raw = raw
        self._text_page = text_page
        self._is_aligned = is_aligned
        self._rect = raw.FS_RECTF()
        self._ref = ctypes.byref(self._rect)
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, ctypes.byref(bounds))
        self._left, self._bottom, self._right, self._top = bounds.left, bounds.bottom, bounds.right, bounds.top
        self._get_box = raw.FPDFText_GetLooseCharBox
        self.page_rotation: int = raw.FPDFPage_GetRotation(page)
        self.rotation: int = self.page_rotation
        self.width = raw.FPDF_GetPageWidthF(page)
        self.height = raw.FPDF_GetPageHeightF(page)

    def index(self, offset: int) -> int:
        """The number that PDFium gives to the character at an offset of the text."""
        if self._is_aligned:
            return offset
        return int(self._raw.FPDFText_GetCharIndexFromTextIndex(self._text_page, offset))

    def turn(self, offset: int) -> int:
        """Quarters that a character is turned by, clockwise, on the page as it is read; OBLIQUE for all between."""
        angle: float = self._raw.FPDFText_GetCharAngle(self._text_page, self.index(offset))
        if angle == 0.0:
            return self.rotation
        quarters = angle / _QUARTER
        nearest = round(quarters)
        return (nearest + self.rotation) % 4 if abs(quarters - nearest) * _QUARTER < _SLOPE else OBLIQUE

    def turn_page(self, quarters: int) -> None:
        """Read the page so that text turned by so many quarters is upright."""
        self.rotation = (self.rotation - quarters) % 4
        if quarters % 2:
            self.width, self.height = self.height, self.width

    def box(self, offset: int) -> Box:
        """Left, bottom, right, top of the character at an offset of the text."""
        rect = self._rect
        self._get_box(self._text_page, offset if self._is_aligned else self.index(offset), self._ref)
        if self.rotation == 0:  # written out, as every line needs two of them
            left, bottom = self._left, self._bottom
            return rect.left - left, rect.bottom - bottom, rect.right - left, rect.top - bottom
        return self.as_read(rect.left, rect.bottom, rect.right, rect.top)

    def as_read(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the page's own space, on the page as it is read."""
        origin_left, origin_bottom, end_right, end_top = self._left, self._bottom, self._right, self._top
        if self.rotation == 0:
            return left - origin_left, bottom - origin_bottom, right - origin_left, top - origin_bottom
        if self.rotation == 1:
            return bottom - origin_bottom, end_right - right, top - origin_bottom, end_right - left
        if self.rotation == 2:
            return end_right - right, end_top - top, end_right - left, end_top - bottom
        return end_top - top, left - origin_left, end_top - bottom, right - origin_left

    def gaps(self) -> list[tuple[float, float]]:
        """Places of the wide gaps between neighbours on one baseline.

        One rectangle for each text object costs a tenth of two boxes for each space, and columns and cells are separate
        objects in what every layout program writes.
        """
        get_rect, text_page, as_read = self._raw.FPDFText_GetRect, self._text_page, self.as_read
        is_upright, origin_left, origin_bottom = self.rotation == 0, self._left, self._bottom
        left, top, right, bottom = (ctypes.c_double() for _ in range(4))
        left_ref, top_ref, right_ref, bottom_ref = map(ctypes.byref, (left, top, right, bottom))
        gaps = []
        before_right, before_middle = 0.0, -1.0
        for index in range(min(self._raw.FPDFText_CountRects(text_page, 0, -1), _MOST_RECTANGLES)):
            get_rect(text_page, index, left_ref, top_ref, right_ref, bottom_ref)
            x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
            if is_upright:
                x0, y0, x1, y1 = x0 - origin_left, y0 - origin_bottom, x1 - origin_left, y1 - origin_bottom
            else:
                x0, y0, x1, y1 = as_read(x0, y0, x1, y1)
            if y0 < before_middle < y1 and x0 - before_right > widest_space(y1 - y0):
                gaps.append(((x0 + before_right) / 2, before_middle))
            before_right, before_middle = x1, (y1 + y0) / 2
        return gaps


def widest_space(size: float) -> float:
    """The widest space that justified text of this size has; 10 points is the narrowest usual gutter."""
    return max(1.5 * size, 10.0)
