"""What is drawn on a page that has few words or none, from PDFium: a scan is a picture of a page.

    look_at(raw, page, characters=35)     # Drawn(is_picture=True, may_hold_text=True)

Strips and layers of a scan count as often as they are there, up to the whole page. Words that a program has recognised
are put behind the picture, where they can be found and not seen: such a page has its text already.

Not here: which pages wait for OCR in the end (scans.py).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

# A header, a stamp and a page number have less; the text of a page with a photograph has more.
_FEW_CHARACTERS = 200
# A scan fills its page, but for the margins of another format. Of 1,124 pages of real reports 12 have so few words and
# so much picture: charts and screenshots with words in them.
_MOST_OF_A_PAGE = 0.6
# Rules and boxes have some corners; one line of letters drawn as curves has hundreds.
_FEWEST_CORNERS = 100
# A page with more of them is a drawing; scans have one picture, or some strips.
_MOST_OBJECTS = 2_000
# Scanners put the picture into a form, and sign programs this form into another one.
_DEEPEST_FORM = 3


class Drawn(NamedTuple):
    """Whether a page is a picture with a few words on it, and whether anything else than its text may be words."""

    is_picture: bool = False
    may_hold_text: bool = False


def look_at(raw: Any, page: Any, characters: int) -> Drawn:
    """What is drawn on a page with so many characters of text; one with many is not looked at."""
    if characters > _FEW_CHARACTERS:
        return Drawn()
    bounds = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(bounds))
    covered, corners = 0.0, 0
    has_hidden_text = has_letters_without_codes = False
    for index in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page, index)
        kinds = set()
        for part in _parts(raw, thing, _DEEPEST_FORM):
            kind = raw.FPDFPageObj_GetType(part)
            kinds.add(kind)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                corners += max(raw.FPDFPath_CountSegments(part), 0)
            elif kind == raw.FPDF_PAGEOBJ_TEXT:
                is_hidden = raw.FPDFTextObj_GetTextRenderMode(part) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
                has_hidden_text |= is_hidden
                has_letters_without_codes |= not characters and not is_hidden
        if raw.FPDF_PAGEOBJ_IMAGE in kinds:
            covered += _area_on_page(raw, thing, bounds)
    area = (bounds.right - bounds.left) * (bounds.top - bounds.bottom)
    fills = characters > 0 and area > 0 and covered >= _MOST_OF_A_PAGE * area
    return Drawn(
        is_picture=fills and not has_hidden_text,
        may_hold_text=covered > 0 or corners >= _FEWEST_CORNERS or has_letters_without_codes,
    )


def _parts(raw: Any, thing: Any, depth: int) -> Iterator[Any]:
    """What a form is made of, else the thing itself."""
    if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_FORM or not depth:
        yield thing
        return
    for index in range(min(raw.FPDFFormObj_CountObjects(thing), _MOST_OBJECTS)):
        yield from _parts(raw, raw.FPDFFormObj_GetObject(thing, index), depth - 1)


def _area_on_page(raw: Any, thing: Any, bounds: Any) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(thing, *map(ctypes.byref, (left, bottom, right, top)))
    width = min(right.value, bounds.right) - max(left.value, bounds.left)
    height = min(top.value, bounds.top) - max(bottom.value, bounds.bottom)
    return float(max(width, 0.0) * max(height, 0.0))
