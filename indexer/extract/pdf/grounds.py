"""What lies under the words of an open page: pictures, and areas that are not white.

    grounds = Grounds(raw, page, places)
    grounds.has_picture_under(box)      whether the middle of a line stands on a picture
    grounds.has_colour_under(box)       on a picture, a gradient or a filled area

Groups of objects are looked through, as some programs put a whole page into one.

Not here: the order in which things are drawn, and their shape: an area is taken for its bounding box. visibility.py
looks at the page itself where these are not enough.
"""

from __future__ import annotations

import ctypes
from typing import Any

from indexer.extract.pdf.places import Box, Places

NEARLY_WHITE = 240
NEARLY_TRANSPARENT = 10
_MOST_OBJECTS = 5_000
# Rules, bullets and letters that are drawn as shapes are no ground to write on.
_NARROWEST = 6.0

_Matrix = tuple[float, float, float, float, float, float]


class Grounds:
    """Boxes of the pictures and of the coloured areas of a page."""

    def __init__(self, raw: Any, page: Any, places: Places) -> None:
        self._raw = raw
        self._pictures: list[Box] = []
        self._colours: list[Box] = []
        self._numbers = [ctypes.c_float() for _ in range(4)]
        self._number_refs = [ctypes.byref(value) for value in self._numbers]
        self._shades = [ctypes.c_uint() for _ in range(4)]
        self._shade_refs = [ctypes.byref(value) for value in self._shades]
        self._mode, self._stroke = ctypes.c_int(), ctypes.c_int()
        left = _MOST_OBJECTS
        waiting: list[tuple[Any, _Matrix | None]] = [
            (raw.FPDFPage_GetObject(page, at), None) for at in range(min(raw.FPDFPage_CountObjects(page), left))
        ]
        while waiting and left > 0:
            left -= 1
            drawn, matrix = waiting.pop()
            if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_FORM:
                inner = self._matrix_within(drawn, matrix)
                count = min(raw.FPDFFormObj_CountObjects(drawn), left)
                waiting += [(raw.FPDFFormObj_GetObject(drawn, at), inner) for at in range(count)]
            else:
                self._look_at(drawn, matrix, places)

    def has_picture_under(self, box: Box) -> bool:
        """Whether the middle of a box stands on a picture."""
        return _is_on_any(self._pictures, box)

    def has_colour_under(self, box: Box) -> bool:
        """Whether the middle of a box stands on anything that is not white."""
        return _is_on_any(self._pictures, box) or _is_on_any(self._colours, box)

    def _look_at(self, drawn: Any, matrix: _Matrix | None, places: Places) -> None:
        raw = self._raw
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(drawn, *self._number_refs):
            return
        left, bottom, right, top = (number.value for number in self._numbers)
        box = _moved((left, bottom, right, top), matrix) if matrix else (left, bottom, right, top)
        if min(box[2] - box[0], box[3] - box[1]) < _NARROWEST:
            return
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            self._pictures.append(places.as_read(*box))
        elif kind != raw.FPDF_PAGEOBJ_PATH or self._is_filled(drawn):
            self._colours.append(places.as_read(*box))

    def _is_filled(self, path: Any) -> bool:
        raw = self._raw
        if not raw.FPDFPath_GetDrawMode(path, ctypes.byref(self._mode), ctypes.byref(self._stroke)):
            return False
        if self._mode.value == raw.FPDF_FILLMODE_NONE or not raw.FPDFPageObj_GetFillColor(path, *self._shade_refs):
            return False
        red, green, blue, alpha = (shade.value for shade in self._shades)
        return alpha >= NEARLY_TRANSPARENT and min(red, green, blue) <= NEARLY_WHITE

    def _matrix_within(self, group: Any, matrix: _Matrix | None) -> _Matrix | None:
        found = self._raw.FS_MATRIX()
        if not self._raw.FPDFPageObj_GetMatrix(group, ctypes.byref(found)):
            return matrix
        inner = (found.a, found.b, found.c, found.d, found.e, found.f)
        return _product(inner, matrix) if matrix else inner


def _product(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _moved(box: Box, matrix: _Matrix) -> Box:
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    across = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    up = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(across), min(up), max(across), max(up)


def _is_on_any(boxes: list[Box], box: Box) -> bool:
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= across <= right and bottom <= up <= top for left, bottom, right, top in boxes)
