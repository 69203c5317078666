"""A document's text as a row of blocks: paragraphs, headings, rows of tables, in the order a reader meets them.

    blocks = Blocks()
    blocks.open_paragraph(rank=1)
    blocks.add("Méthode")
    blocks.close_paragraph()
    sections_of(blocks.finish())     [Section(None), Section("Méthode")]

The readers walk their XML and say what opens and closes; what stands inside a paragraph without being of its
sentence (a note, a text box, the words for a picture) becomes blocks after it. Cells are gathered into their row.

Not here: which styles are headings (styles.py, odf.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from indexer.extract.passages import Section, passages_of
from indexer.extract.tables import row_text
from indexer.extract.tidy import tidy_line
from indexer.publication import Passage

# As in web pages: smaller headings stay in the text of their section.
DEEPEST_CUT = 3
# A cell of prose is a column of a layout, not a figure of a table.
_LARGEST_CELL = 600
_SPEAKER = re.compile(r"^[-–—―]\s*(?=[A-ZÀ-Þ])")
_QUOTED = re.compile(r"[»”\"]\s*$")
_FILE_NAME = re.compile(
    r"(?:[\w\s().:\\/-]*\.(?:jpe?g|png|gif|bmp|webp|svg|wmf|emf|tiff?)|(?:img|dsc|image|photo|picture|graphique|graphic"
    r"|forme|shape|groupe?|zone de texte|textbox|rectangle|logo)[\s_-]*\d*)",
    re.IGNORECASE,
)
# Word's own guesses at what a picture shows are often wrong, and nobody has read them.
_GENERATED = re.compile(
    r"(?:description g[ée]n[ée]r[ée]e automatiquement|description automatically generated"
    r"|(?:contenu g[ée]n[ée]r[ée] par l[’']ia|ai-generated content) (?:peut [êe]tre|may be) incorrect)",
    re.IGNORECASE,
)
_LONGEST_DESCRIPTION = 5_000
# A heading that is only bold is a line of its own, and no sentence.
_LONGEST_BOLD_HEADING = 120
_FEWEST_BOLD_HEADINGS = 2


@dataclass(slots=True)
class Block:
    """One paragraph, heading or row.

    rank  of a heading, from 1; 0 for text
    role  "title", "subtitle", "quotation" or "abstract", where its style says so
    size  of its letters in points, where it is known
    bold  whether all of it is bold
    """

    text: str
    rank: int = 0
    role: str = ""
    size: float = 0.0
    bold: bool = False


@dataclass(slots=True)
class _Paragraph:
    block: Block
    parts: list[str] = field(default_factory=list)


class Blocks:
    """Gathers blocks while a reader walks a document; calls must nest as the elements do."""

    def __init__(self) -> None:
        self._sinks: list[list[Block]] = [[]]
        self._paragraphs: list[_Paragraph] = []
        self._rows: list[list[list[Block]]] = []

    def finish(self) -> list[Block]:
        """All blocks, once everything is closed."""
        return self._sinks[0]

    def open_paragraph(self, rank: int = 0, role: str = "", size: float = 0.0) -> None:
        """Begin a paragraph; one inside another comes after it."""
        self._paragraphs.append(_Paragraph(Block("", rank, role, size)))
        self._sinks.append([])

    def add(self, text: str, *, size: float = 0.0, bold: bool = False) -> None:
        """Add words to the innermost open paragraph; between paragraphs there is only layout, which is dropped."""
        if not self._paragraphs or not text:
            return
        paragraph = self._paragraphs[-1]
        if not text.isspace():
            first = not any(part.strip() for part in paragraph.parts[-8:])
            paragraph.block.bold = bold and (first or paragraph.block.bold)
            paragraph.block.size = max(paragraph.block.size, size)
        paragraph.parts.append(text)

    def add_block(self, text: str) -> None:
        """Add a line that is no part of the sentence around it: a note, what a picture shows."""
        if line := tidy_line(text):
            self._sinks[-1].append(Block(line))

    def extend(self, blocks: Iterable[Block]) -> None:
        """Add blocks that were read elsewhere."""
        self._sinks[-1].extend(blocks)

    def close_paragraph(self) -> None:
        """End the innermost paragraph."""
        paragraph, after = self._paragraphs.pop(), self._sinks.pop()
        if text := tidy_line("".join(paragraph.parts)):
            paragraph.block.text = text
            self._sinks[-1].append(paragraph.block)
        self._sinks[-1].extend(after)

    def open_row(self) -> None:
        """Begin a row of a table."""
        self._rows.append([])

    def open_cell(self) -> None:
        """Begin a cell of the innermost row."""
        self._sinks.append([])

    def close_cell(self) -> None:
        """End a cell."""
        cell = self._sinks.pop()
        if self._rows:
            self._rows[-1].append(cell)
        else:
            self._sinks[-1].extend(cell)

    def close_row(self) -> None:
        """End a row: one line, or the blocks of its cells where the table only places text on the page."""
        cells = self._rows.pop()
        if len(cells) == 1 or any(map(_is_layout, cells)):
            for cell in cells:
                self._sinks[-1].extend(cell)
        elif line := row_text([" ".join(block.text for block in cell) for cell in cells]):
            self._sinks[-1].append(Block(line))


def _is_layout(cell: list[Block]) -> bool:
    return any(block.rank for block in cell) or sum(len(block.text) for block in cell) > _LARGEST_CELL


def picture_text(text: str) -> str:
    """Give what somebody wrote about a picture; "" for the name of its file and for a program's guess."""
    text = tidy_line(text[:_LONGEST_DESCRIPTION])
    return "" if len(text) < 3 or _FILE_NAME.fullmatch(text) or _GENERATED.search(text) else text


def with_bold_headings(blocks: list[Block]) -> list[Block]:
    """Take bold lines for headings, in a document that has no heading by its styles."""
    if any(block.rank for block in blocks):
        return blocks
    bold = [block for block, following in pairwise(blocks) if _may_be_heading(block) and not following.bold]
    if len(bold) >= _FEWEST_BOLD_HEADINGS:
        for block in bold:
            block.rank = 1
    return blocks


def _may_be_heading(block: Block) -> bool:
    return block.bold and not block.role and len(block.text) <= _LONGEST_BOLD_HEADING and block.text[-1] not in ".,;!"


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """Cut blocks at their headings; quotations become one line with the name under them."""
    sections = [Section()]
    before: Block | None = None
    for block in blocks:
        lines = sections[-1].lines
        if 0 < block.rank <= DEEPEST_CUT:
            sections.append(Section(block.text))
        elif before is not None and lines and before.role == block.role == "quotation":
            lines[-1] += f" {block.text}"
        elif before is not None and lines and _is_quotation(before) and _SPEAKER.match(block.text):
            lines[-1] += f" — {_SPEAKER.sub('', block.text)}"
        else:
            lines.append(block.text)
        before = block
    return sections


def passages_of_blocks(blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Give the sections with text as passages; the paragraph in the style "Title" is no line of them.

    Some put each chapter's heading into that style: those after the first are headings.
    """
    first = next((place for place, block in enumerate(blocks) if block.role == "title"), 0)
    title = list(takewhile(lambda block: block.role == "title", blocks[first:]))
    rest = [*blocks[:first], *blocks[first + len(title) :]]
    for block in rest:
        block.rank = 1 if block.role == "title" else block.rank
    name = " ".join(block.text for block in title)
    return passages_of(sections_of(rest), name) or passages_of(sections_of(title), "")


def _is_quotation(block: Block) -> bool:
    return not block.rank and (block.role == "quotation" or _QUOTED.search(block.text) is not None)
