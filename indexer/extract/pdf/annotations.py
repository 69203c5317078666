"""What was written on a page afterwards: filled-in form fields, text boxes, notes.

    Annotations(document).read(page, places)      [Line("Awa Diop", ...), Line("À vérifier en mars.", ..., aside=True)]

A field's value and a text box are seen on the page: they are lines at their place, so that a value stands beside its
label. A note is an icon that opens: its words follow the page's text.

Not here: targets of links, words of highlights (they stand in the text already), and whatever a viewer hides.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from indexer.extract.pdf.glyphs import clean
from indexer.extract.pdf.places import Box, Places
from indexer.extract.pdf.text import Line

_MOST_ON_A_PAGE = 500
_LONGEST = 20_000
_MOST_LINES = 200
# Letters are three quarters of a line's height; a field for one line is little higher than its letters.
_USUAL_SIZE = 12.0
_HIDDEN = 0x02 | 0x20  # hidden, not shown on screens
_PASSWORD = 1 << 13

# A form in XFA is announced on the library's logger; what is shown of it is read as any other.
logging.getLogger("pypdfium2").setLevel(logging.ERROR)


class Annotations:
    """The annotations of one document; its form is opened when it has one."""

    def __init__(self, document: Any) -> None:
        from pypdfium2 import raw

        self._raw = raw
        self._form: Any = None
        with suppress(Exception):  # a damaged form: the page's own text is what must not be lost
            document.init_forms()
            self._form = document.formenv.raw if document.formenv else None

    def read(self, page: Any, places: Places) -> list[Line]:
        """What the annotations of an open page hold."""
        raw = self._raw
        lines: list[Line] = []
        for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_ON_A_PAGE)):
            annotation = raw.FPDFPage_GetAnnot(page, at)
            if not annotation:
                continue
            try:
                lines += self._lines_of(annotation, places)
            finally:
                raw.FPDFPage_CloseAnnot(annotation)
        return lines

    def _lines_of(self, annotation: Any, places: Places) -> list[Line]:
        raw = self._raw
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind not in {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_TEXT}:
            return []
        rect = raw.FS_RECTF()
        hidden = raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN
        if hidden or not raw.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)):
            return []
        text = self._value(annotation) if kind == raw.FPDF_ANNOT_WIDGET else self._contents(annotation)
        rows = [row for line in text.splitlines()[:_MOST_LINES] if (row := " ".join(clean(line).split()))]
        box = places.as_read(rect.left, rect.bottom, rect.right, rect.top)
        return _placed(rows, box, aside=kind == raw.FPDF_ANNOT_TEXT) if rows else []

    def _contents(self, annotation: Any) -> str:
        get = self._raw.FPDFAnnot_GetStringValue
        return _string(lambda buffer, size: get(annotation, b"Contents", buffer, size))

    def _value(self, annotation: Any) -> str:
        """What was typed into a field or chosen from its list; ticks and buttons say nothing by themselves."""
        raw, form = self._raw, self._form
        written = {raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX}
        if form is None or raw.FPDFAnnot_GetFormFieldType(form, annotation) not in written:
            return ""
        if raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
            return ""
        return _string(lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))


def _placed(rows: list[str], box: Box, *, aside: bool) -> list[Line]:
    """The rows one below the other from the top of their box."""
    left, bottom, right, top = box
    height = (top - bottom) / len(rows)
    size = max(min(height, _USUAL_SIZE), 1.0)
    # One row stands in the middle of its field, as its label does beside it.
    first = (top + bottom - size) / 2 if len(rows) == 1 else top - size
    return [Line(row, left, first - at * height, max(left, right), size, aside) for at, row in enumerate(rows)]


def _string(read: Callable[[Any, int], int]) -> str:
    """A text of PDFium: asked for its length in bytes first, then for its UTF-16."""
    size = read(None, 0)
    if not 2 < size <= 2 * _LONGEST * 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    read(buffer, size)
    text = bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
    return text[:_LONGEST]
