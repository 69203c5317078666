"""Word documents: one walk over the body, in the order of the text.

    read_docx(archive, path, "notes/bilan.docx")  ->  Document

What a reader of the printed document sees is read: insertions that nobody has accepted yet, text boxes, notes, tables,
SmartArt, what was written about pictures. What is deleted, hidden, a comment, a running title, a field's code or a
placeholder ("Cliquez ici pour entrer du texte") is not; tables of contents and of figures repeat headings and
captions, and their page numbers are nobody's, so they are left out too.

python-docx opens the package and knows styles and properties; its `paragraph.text` lacks most of the above, so
the walk is ours. Not here: styles (styles.py), the clean copy it is given (package.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

from indexer.errors import BadDocument
from indexer.extract.office.archive import Archive
from indexer.extract.office.blocks import Block, Blocks, picture_text, with_bold_headings
from indexer.extract.office.core import core_properties
from indexer.extract.office.drawings import CHART, DIAGRAM, drawing_of, drawing_texts
from indexer.extract.office.metadata import Document, Stated
from indexer.extract.office.package import clean_package
from indexer.extract.office.styles import WORD, Styles, is_on
from indexer.extract.office.xml import CHOICES, Element, is_other_choice, not_sound, parse_xml

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PICTURES = ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata")

_P, _R, _T = f"{WORD}p", f"{WORD}r", f"{WORD}t"
_TEXTS = frozenset({_T, f"{_MATH}t"})
_TABLE_ROW, _CELL = f"{WORD}tr", f"{WORD}tc"
_NOTES = {f"{WORD}footnoteReference": "footnotes", f"{WORD}endnoteReference": "endnotes"}
_CHARACTERS = {
    f"{WORD}tab": " ", f"{WORD}br": " ", f"{WORD}cr": " ", f"{WORD}ptab": " ", f"{WORD}sym": " ",
    f"{WORD}noBreakHyphen": "-",
}  # fmt: skip
# Left out with all that stands in them.
_SKIPPED = frozenset(f"{WORD}{name}" for name in ("del", "moveFrom", "rt", "sectPr"))
_WALKED = frozenset(
    {_P, _R, _T, _TABLE_ROW, _CELL, f"{WORD}sdt", f"{WORD}altChunk", f"{_MATH}t", f"{_ANCHOR}docPr"}
    | {f"{DIAGRAM}relIds", f"{CHART}chart"}
    | _NOTES.keys() | _CHARACTERS.keys() | _SKIPPED | CHOICES
)  # fmt: skip
# Where letters are measured, to find a title; further down they cost time and say nothing.
_MEASURED_PARAGRAPHS = 80


def read_docx(archive: Archive, path: Path, identifier: str) -> Document:
    """Read one document; raises BadDocument when it is damaged or holds no text."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(clean_package(archive, "docx"))
        body = document.element.body
        styles = Styles(document.styles.element)
    except (etree.LxmlError, PackageNotFoundError, AttributeError, KeyError, ValueError) as error:
        raise not_sound(path) from error
    if body is None:
        raise not_sound(path)
    walker = _Walker(styles, _notes(document.part, styles, path), drawing_texts(document.part, path))
    blocks = with_bold_headings(walker.read(body))
    if not blocks:
        pictures = sum(1 for _ in body.iter(*_PICTURES))
        why = f"it holds {pictures} picture(s): a scan?" if pictures else "it is empty"
        if walker.imported:
            why = "it only names a file that Word imports on opening: save it again in Word"
        raise BadDocument(f"{path.name} holds no text ({why}). Publish its text, or a PDF that has it.")
    properties = core_properties(document, Stated(styles.language(), "language of the styles"))
    warnings = []
    if walker.imported:
        warnings.append(f"{walker.imported} file(s) imported into the document were not read: save it again in Word.")
    return Document(path, identifier, (), blocks, properties, warnings=warnings)


def _notes(part: Any, styles: Styles, path: Path) -> dict[tuple[str, str], list[Block]]:
    """Footnotes and endnotes by kind and id; each is read where it is called, once."""
    notes: dict[tuple[str, str], list[Block]] = {}
    for relationship in part.rels.values():
        kind = relationship.reltype.rsplit("/", 1)[-1]
        if kind not in _NOTES.values():
            continue
        for note in parse_xml(relationship.target_part.blob, path):
            if note.get(f"{WORD}type") in (None, "normal"):
                text = " ".join(block.text for block in _Walker(styles, {}, {}).read(note))
                notes[kind, note.get(f"{WORD}id") or ""] = [Block(text)] if text else []
    return notes


class _Walker:
    """One walk; `imported` counts files that Word would merge in on opening."""

    def __init__(
        self,
        styles: Styles,
        notes: dict[tuple[str, str], list[Block]],
        drawings: dict[str, list[str]],
    ) -> None:
        self._styles = styles
        self._notes = notes
        self._drawings = drawings
        self._blocks = Blocks()
        self._measured = 0
        self._size, self._bold = 0.0, False
        self.imported = 0

    def read(self, root: Element) -> list[Block]:
        walker = etree.iterwalk(root, events=("start", "end"), tag=tuple(_WALKED))
        skipped: Element | None = None
        for event, element in walker:
            if event == "start":
                if not self._start(element):
                    skipped = element
                    walker.skip_subtree()
            elif element is skipped:
                skipped = None
            else:
                self._end(element)
        return self._blocks.finish()

    def _start(self, element: Element) -> bool:
        """Take an element; False to leave out all that stands in it."""
        tag = element.tag
        if tag in _TEXTS:
            self._blocks.add(element.text or "", size=self._size, bold=self._bold)
        elif tag == _R:
            return self._start_run(element)
        elif tag == _P:
            return self._start_paragraph(element)
        elif tag in _CHARACTERS:
            # A tab stop in a paragraph's properties has the tag of a tab in its text.
            if (parent := element.getparent()) is not None and parent.tag == _R:
                self._blocks.add(_CHARACTERS[tag])
        elif tag == _TABLE_ROW:
            if element.find(f"{WORD}trPr/{WORD}del") is not None:
                return False
            self._blocks.open_row()
        elif tag == _CELL:
            self._blocks.open_cell()
        elif tag in _SKIPPED or is_other_choice(element):
            return False
        elif tag == f"{WORD}sdt":
            return not _is_placeholder_or_contents(element)
        else:
            self._start_other(element)
        return True

    def _start_paragraph(self, element: Element) -> bool:
        style = self._styles.of_paragraph(element)
        if style.is_left_out:
            return False
        self._measured += 1
        self._blocks.open_paragraph(style.rank, style.role, 0.0)
        self._paragraph_size, self._paragraph_bold = style.size, style.bold
        return True

    def _start_run(self, element: Element) -> bool:
        properties = element.find(f"{WORD}rPr")
        self._size, self._bold = self._paragraph_size, self._paragraph_bold
        if properties is None:
            return True
        if is_on(properties.find(f"{WORD}vanish")):
            return False
        bold = properties.find(f"{WORD}b")
        if bold is not None:
            self._bold = is_on(bold)
        if self._measured <= _MEASURED_PARAGRAPHS:
            self._size = self._styles.size_of_run(properties) or self._size
        return True

    _paragraph_size, _paragraph_bold = 0.0, False

    def _start_other(self, element: Element) -> None:
        tag = element.tag
        if tag in _NOTES:
            # Taken out as it is read: a thousand calls of one note do not make a thousand of it.
            self._blocks.extend(self._notes.pop((_NOTES[tag], element.get(f"{WORD}id") or ""), ()))
        elif tag == f"{_ANCHOR}docPr":
            self._blocks.add_block(picture_text(element.get("descr") or ""))
        elif tag in (f"{DIAGRAM}relIds", f"{CHART}chart"):
            for line in self._drawings.pop(drawing_of(element), ()):
                self._blocks.add_block(line)
        elif tag == f"{WORD}altChunk":
            self.imported += 1

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag == _P:
            self._blocks.close_paragraph()
        elif tag == _CELL:
            self._blocks.close_cell()
        elif tag == _TABLE_ROW:
            self._blocks.close_row()


def _is_placeholder_or_contents(element: Element) -> bool:
    properties = element.find(f"{WORD}sdtPr")
    if properties is None:
        return False
    gallery = properties.find(f"{WORD}docPartObj/{WORD}docPartGallery")
    if gallery is not None and (gallery.get(f"{WORD}val") or "").lower().startswith("table of contents"):
        return True
    return is_on(properties.find(f"{WORD}showingPlcHdr"))
