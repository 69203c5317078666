"""OpenDocument texts and presentations (LibreOffice): one walk over content.xml.

    read_odt(archive, path, "notes/bilan.odt")       sections under their headings
    read_odp(archive, path, "exposes/bilan.odp")     a slide is a passage, as in pptx.py

Read are headings by their outline level, lists, tables, notes, text boxes and what was written about pictures; not
tracked deletions, comments, hidden sections and slides, running titles, tables of contents and indexes, which repeat
what stands elsewhere.

No library: those for this format are no longer kept, or are larger than the format. Not here: spreadsheets, which are
refused (containers.py).
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from indexer.errors import BadDocument
from indexer.extract.office.archive import Archive
from indexer.extract.office.blocks import Block, Blocks, passages_of_blocks, picture_text, with_bold_headings
from indexer.extract.office.metadata import Document, Properties, Stated
from indexer.extract.office.odf_styles import Styles
from indexer.extract.office.xml import Element, parse_xml
from indexer.extract.tidy import tidy_line
from indexer.publication import Passage

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT, _TABLE = f"{{{_NAMESPACE}office:1.0}}", f"{{{_NAMESPACE}text:1.0}}", f"{{{_NAMESPACE}table:1.0}}"
_DRAW, _SLIDES, _META = f"{{{_NAMESPACE}drawing:1.0}}", f"{{{_NAMESPACE}presentation:1.0}}", f"{{{_NAMESPACE}meta:1.0}}"
_MANIFEST = f"{{{_NAMESPACE}manifest:1.0}}"
_SVG = f"{{{_NAMESPACE}svg-compatible:1.0}}"
_CORE = "{http://purl.org/dc/elements/1.1/}"

_HEADING, _PARAGRAPH, _SPAN = f"{_TEXT}h", f"{_TEXT}p", f"{_TEXT}span"
_ROW, _CELL = f"{_TABLE}table-row", f"{_TABLE}table-cell"
_SPACES = frozenset(f"{_TEXT}{name}" for name in ("s", "tab", "line-break"))
_ALTERNATIVES = frozenset({f"{_SVG}title", f"{_SVG}desc"})
_SKIPPED = frozenset(
    {f"{_OFFICE}{name}" for name in ("annotation", "forms", "scripts", "binary-data")}
    | {
        f"{_TEXT}{name}"
        for name in (
            "tracked-changes", "note-citation", "ruby-text", "hidden-text", "hidden-paragraph", "placeholder",
            "table-of-content", "illustration-index", "table-index", "object-index", "user-index",
            "alphabetical-index", "sequence-decls", "variable-decls", "user-field-decls",
        )
    }
    | {f"{_TABLE}covered-table-cell", f"{_TABLE}tracked-changes"}
    | {f"{_SLIDES}{name}" for name in ("header", "footer", "date-time")}
    | {f"{_DRAW}page-thumbnail"}
)  # fmt: skip
_REPEATED = frozenset({"header", "footer", "date-time", "page-number", "page"})
_DEEPEST_RANK = 9
MAX_SLIDES = 3_000


def read_odt(archive: Archive, path: Path, identifier: str) -> Document:
    """Read one text; raises BadDocument when it is encrypted, damaged or holds no text."""
    content, styles = _content(archive, path)
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    blocks = with_bold_headings(_Walker(styles).read(body) if body is not None else [])
    if not blocks:
        pictures = sum(1 for _ in content.iter(f"{_DRAW}image"))
        why = f"it holds {pictures} picture(s): a scan?" if pictures else "it is empty"
        raise BadDocument(f"{path.name} holds no text ({why}). Publish its text, or a PDF that has it.")
    properties = _properties(archive, path, styles)
    return Document(path, identifier, passages_of_blocks(blocks), blocks, properties)


def read_odp(archive: Archive, path: Path, identifier: str) -> Document:
    """Read one presentation; raises BadDocument when it is encrypted, damaged or holds no text."""
    content, styles = _content(archive, path)
    passages: list[Passage] = []
    blocks: list[Block] = []
    empty: list[int] = []
    shown = 0
    pages = content.findall(f"{_OFFICE}body/{_OFFICE}presentation/{_DRAW}page")
    for number, page in enumerate(pages[:MAX_SLIDES], 1):
        if styles.is_hidden_slide(page.get(f"{_DRAW}style-name") or ""):
            continue
        shown += 1
        read = _Walker(styles).read(page)
        blocks += read
        title = " ".join(block.text for block in read if block.role == "title")
        if text := "\n".join(block.text for block in read if block.role != "title") or title:
            passages.append(Passage(number=number, heading=title or None, text=text))
        else:
            empty.append(number)
    if not passages:
        raise BadDocument(f"{path.name} holds no text (its slides are pictures, hidden or empty): publish it as PDF.")
    warnings = [f"{len(empty)} of {shown} slides have no text: pictures?"] if empty else []
    return Document(
        path, identifier, tuple(passages), blocks, _properties(archive, path, styles), ("présentation", "slides"),
        shown, tuple(empty), warnings,
    )  # fmt: skip


def _content(archive: Archive, path: Path) -> tuple[Element, Styles]:
    if _is_encrypted(archive, path):
        raise BadDocument(f"{path.name} is protected by a password: publish it without.")
    content = parse_xml(archive.read("content.xml"), path)
    named = parse_xml(archive.read("styles.xml"), path) if "styles.xml" in archive else None
    return content, Styles(named, content)


def _is_encrypted(archive: Archive, path: Path) -> bool:
    if "encrypted-package" in archive:
        return True
    if "META-INF/manifest.xml" not in archive:
        return False
    manifest = parse_xml(archive.read("META-INF/manifest.xml"), path)
    return next(manifest.iter(f"{_MANIFEST}encryption-data"), None) is not None


class _Walker:
    """One walk over the text of a document or of a slide."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._blocks = Blocks()
        self._role = ""  # of the frame on a slide
        self._described: set[str] = set()

    def read(self, root: Element) -> list[Block]:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: Element | None = None
        for event, element in walker:
            if event == "start":
                if self._is_left_out(element):
                    skipped = element
                    walker.skip_subtree()
                else:
                    self._start(element)
                continue
            if element is skipped:
                skipped = None
            else:
                self._end(element)
            if element is not root:
                self._blocks.add(element.tail or "")
        return self._blocks.finish()

    def _is_left_out(self, element: Element) -> bool:
        tag = element.tag
        if tag in _SKIPPED:
            return True
        if tag in _ALTERNATIVES:
            text = picture_text(element.text or "")
            if text not in self._described:  # in both of them, often the same
                self._described.add(text)
                self._blocks.add_block(text)
            return True
        if tag == f"{_TEXT}section":
            return element.get(f"{_TEXT}display") == "none"
        kind = element.get(f"{_SLIDES}class")
        return kind in _REPEATED or element.get(f"{_SLIDES}placeholder") == "true"

    def _start(self, element: Element) -> None:
        tag, blocks = element.tag, self._blocks
        if tag in (_PARAGRAPH, _HEADING):
            style = self._styles.of(element.get(f"{_TEXT}style-name") or "")
            rank = _rank(element) if tag == _HEADING else style.rank
            role = self._role or ("" if rank else style.role)
            blocks.open_paragraph(0 if self._role else rank, role, style.size)
            self._bold = style.bold
            blocks.add(element.text or "", bold=style.bold)
        elif tag == _SPAN:
            span = self._styles.of(element.get(f"{_TEXT}style-name") or "")
            blocks.add(element.text or "", size=span.size, bold=self._bold or span.bold)
        elif tag in _SPACES:
            blocks.add(" ")
        elif tag == _ROW:
            blocks.open_row()
        elif tag == _CELL:
            blocks.open_cell()
        else:
            kind = element.get(f"{_SLIDES}class")
            if kind is not None:
                self._role = "title" if kind == "title" else ""
            blocks.add(element.text or "", bold=self._bold)

    _bold = False

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag in (_PARAGRAPH, _HEADING):
            self._blocks.close_paragraph()
        elif tag == _CELL:
            self._blocks.close_cell()
        elif tag == _ROW:
            self._blocks.close_row()
        elif element.get(f"{_SLIDES}class") is not None:
            self._role = ""


def _rank(heading: Element) -> int:
    level = heading.get(f"{_TEXT}outline-level") or "1"
    return min(int(level), _DEEPEST_RANK) if level.isascii() and level.isdigit() and len(level) < 3 else 1


def _properties(archive: Archive, path: Path, styles: Styles) -> Properties:
    """The properties: dc:creator and dc:date are who saved it last and when."""
    language = Stated(styles.language(), "language of the styles")
    meta = parse_xml(archive.read("meta.xml"), path).find(f"{_OFFICE}meta") if "meta.xml" in archive else None
    if meta is None:
        return Properties(language=language)

    def text(name: str) -> str:
        element = meta.find(name)
        return tidy_line("".join(map(str, element.itertext()))) if element is not None else ""

    author = text(f"{_META}initial-creator")
    source = "properties: initial creator" if author else "properties: last editor"
    author = author or text(f"{_CORE}creator")
    stated = text(f"{_CORE}language")
    return Properties(
        title=Stated(text(f"{_CORE}title"), "properties: title"),
        authors=(author,) if author else (),
        authors_source=source,
        keywords=tuple(tidy_line(each.text or "") for each in meta.iterfind(f"{_META}keyword")),
        keywords_source="properties: keywords",
        description=Stated(text(f"{_CORE}description"), "properties: comments"),
        created=Stated(text(f"{_META}creation-date"), "properties: created"),
        modified=Stated(text(f"{_CORE}date"), "properties: last saved"),
        language=Stated(stated, "properties: language") if stated else language,
    )
