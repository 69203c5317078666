"""PowerPoint presentations: a slide is a passage, its number the slide's, its heading the slide's title.

    read_pptx(archive, path, "exposes/depistage.pptx")  ->  Document

Text of shapes and groups, tables, SmartArt, charts, what was written about pictures, and the speaker's notes; not the
hidden slides, the masters, footers, dates and slide numbers.

python-pptx opens the package, orders the slides and finds their notes; shapes are walked here, since it leaves out what
stands in alternative content. Not here: the clean copy it is given (package.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from indexer.errors import BadDocument
from indexer.extract.office.archive import Archive
from indexer.extract.office.blocks import Block, Blocks, picture_text
from indexer.extract.office.core import core_properties
from indexer.extract.office.drawings import CHART, DIAGRAM, DRAWING, drawing_of, drawing_texts
from indexer.extract.office.metadata import Document, Stated
from indexer.extract.office.package import clean_package
from indexer.extract.office.xml import CHOICES, Element, is_other_choice, not_sound
from indexer.publication import Passage

_SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MAX_SLIDES = 3_000

_SHAPES = frozenset(f"{_SLIDE}{name}" for name in ("sp", "pic", "graphicFrame", "grpSp", "cxnSp"))
_P, _T, _BREAK, _FIELD = f"{DRAWING}p", f"{DRAWING}t", f"{DRAWING}br", f"{DRAWING}fld"
_TEXTS = frozenset({_T, f"{_MATH}t"})
_ROW, _CELL = f"{DRAWING}tr", f"{DRAWING}tc"
_DRAWINGS = frozenset({f"{DIAGRAM}relIds", f"{CHART}chart"})
_WALKED = (*_SHAPES, *CHOICES, *_DRAWINGS, _P, _T, _BREAK, _FIELD, _ROW, _CELL, f"{_MATH}t")
# Placeholders whose text is the layout's, on every slide.
_REPEATED = frozenset({"dt", "ftr", "hdr", "sldNum", "sldImg"})
_TITLES = frozenset({"title", "ctrTitle"})


def read_pptx(archive: Archive, path: Path, identifier: str) -> Document:
    """Read one presentation; raises BadDocument when it is damaged or holds no text."""
    import pptx
    from pptx.exc import PythonPptxError

    try:
        presentation = pptx.Presentation(clean_package(archive, "pptx"))
        slides = list(_slides(presentation))
    except (etree.LxmlError, PythonPptxError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise not_sound(path) from error
    passages: list[Passage] = []
    blocks: list[Block] = []
    empty: list[int] = []
    for number, slide in slides:
        read = _read_slide(slide, path)
        blocks += read
        passage = _passage(number, read)
        if passage is None:
            empty.append(number)
        else:
            passages.append(passage)
    if not passages:
        raise BadDocument(f"{path.name} holds no text (its slides are pictures, hidden or empty): publish it as PDF.")
    warnings = []
    if empty:
        warnings.append(f"{len(empty)} of {len(slides)} slides have no text: pictures?")
    properties = core_properties(presentation, Stated(_language(slides), "language of the first slide"))
    return Document(
        path, identifier, tuple(passages), blocks, properties, ("présentation", "slides"), len(slides), tuple(empty),
        warnings,
    )  # fmt: skip


def _slides(presentation: Any) -> Iterator[tuple[int, Any]]:
    """The slides that are shown, with their numbers; each once, however often the list names it."""
    part = presentation.part
    entries = presentation.element.sldIdLst
    seen: set[str] = set()
    for number, entry in enumerate(entries if entries is not None else (), 1):
        identifier = entry.get(_RELATIONSHIP) or ""
        if identifier in seen or identifier not in part.rels:
            continue
        seen.add(identifier)
        slide = part.related_part(identifier)
        if slide._element.get("show") not in ("0", "false"):
            yield number, slide
        if len(seen) >= MAX_SLIDES:
            return


def _passage(number: int, blocks: list[Block]) -> Passage | None:
    title = " ".join(block.text for block in blocks if block.role == "title")
    text = "\n".join(block.text for block in blocks if block.role != "title") or title
    return Passage(number=number, heading=title or None, text=text) if text else None


def _read_slide(slide: Any, path: Path) -> list[Block]:
    blocks = _Walker(drawing_texts(slide, path)).read(slide._element)
    notes = (each.target_part for each in slide.rels.values() if each.reltype.endswith("/notesSlide"))
    if (part := next(notes, None)) is not None:
        blocks += _Walker({}).read(part._element)
    return blocks


class _Walker:
    """One walk over the shapes of a slide, or of its notes."""

    def __init__(self, drawings: dict[str, list[str]]) -> None:
        self._blocks = Blocks()
        self._drawings = drawings
        self._role = ""

    def read(self, root: Element) -> list[Block]:
        walker = etree.iterwalk(root, events=("start", "end"), tag=_WALKED)
        skipped: Element | None = None
        for event, element in walker:
            if event == "start":
                if _is_left_out(element):
                    skipped = element
                    walker.skip_subtree()
                else:
                    self._start(element)
            elif element is skipped:
                skipped = None
            else:
                self._end(element)
        return self._blocks.finish()

    def _start(self, element: Element) -> None:
        tag, blocks = element.tag, self._blocks
        if tag in _TEXTS:
            blocks.add(element.text or "")
        elif tag == _BREAK:
            blocks.add(" ")
        elif tag == _P:
            blocks.open_paragraph(role=self._role)
        elif tag in _SHAPES:
            self._role = "title" if _placeholder(element) in _TITLES else ""
            blocks.add_block(picture_text(_described(element)))
        elif tag == _ROW:
            blocks.open_row()
        elif tag == _CELL:
            blocks.open_cell()
        elif tag in _DRAWINGS:
            for line in self._drawings.pop(drawing_of(element), ()):
                blocks.add_block(line)

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag == _P:
            self._blocks.close_paragraph()
        elif tag == _CELL:
            self._blocks.close_cell()
        elif tag == _ROW:
            self._blocks.close_row()


def _is_left_out(element: Element) -> bool:
    tag = element.tag
    if tag in CHOICES:
        return is_other_choice(element)
    if tag == _FIELD:
        kind = element.get("type") or ""
        return kind == "slidenum" or kind.startswith("datetime")
    if tag not in _SHAPES:
        return False
    return _placeholder(element) in _REPEATED or _own(element, "cNvPr", "hidden") in ("1", "true")


def _placeholder(shape: Element) -> str:
    """The kind of placeholder a shape is, "" for none."""
    return _own(shape, "nvPr/{*}ph", "type")


def _described(shape: Element) -> str:
    return _own(shape, "cNvPr", "descr")


def _own(shape: Element, path: str, attribute: str) -> str:
    """An attribute of the first child of a shape: <p:nvSpPr>, <p:nvPicPr>, ... hold what it is."""
    for child in shape.iterchildren():
        found = child.find(f"{{*}}{path}")
        return (found.get(attribute) or "") if found is not None else ""
    return ""


def _language(slides: list[tuple[int, Any]]) -> str:
    for _, slide in slides[:3]:
        for properties in slide._element.iter(f"{DRAWING}rPr"):
            if language := properties.get("lang"):
                return str(language)
    return ""
