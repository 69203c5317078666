"""The plain-text sources of the reports that Python code lays out.

Authors type text, not code; the few marks are those of Markdown:

    # Chapter            ## Section           - item of a list
    > quotation          ---  (a new page, or a new panel)
    ^ caption of the table on the next lines
    | a | b |

Not here: how a block looks, which each report decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

SOURCES = Path(__file__).parent / "sources"

NARROW_NO_BREAK_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 opens a chapter."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation, set apart."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """An unordered list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text, the first row being the header; a report may draw it as a chart."""

    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A new page or a new panel."""


Block = Heading | Paragraph | Quote | Bullets | Table | Break


def read_blocks(file_name: str, space: str = NO_BREAK_SPACE) -> list[Block]:
    """Read one source file; `space` is what French puts before high punctuation."""
    text = french_spaces((SOURCES / file_name).read_text(encoding="utf-8"), space)
    return [_block(chunk.splitlines()) for chunk in re.split(r"\n\s*\n", text.strip())]


def split_at_breaks(blocks: list[Block]) -> list[list[Block]]:
    """Cut at the breaks, which are left out: one list for each page or panel."""
    groups = groupby(blocks, lambda block: isinstance(block, Break))
    return [list(group) for is_break, group in groups if not is_break]


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if first == "---":
        return Break()
    if heading := re.match(r"(#+) (.+)", first):
        return Heading(len(heading[1]), heading[2])
    if first.startswith("- "):
        return Bullets(tuple(line[2:] for line in lines))
    if first.startswith("> "):
        return Quote(" ".join(line[2:] for line in lines))
    if first.startswith("^ "):
        return Table(first[2:], tuple(_cells(line) for line in lines[1:]))
    return Paragraph(" ".join(lines))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def french_spaces(text: str, space: str = NO_BREAK_SPACE) -> str:
    """Replace the spaces that French never breaks, so that sources can be typed plainly.

    The narrow space is right before ; ! ? and inside numbers, but fonts limited to
    Windows-1252 lack it: their reports keep the ordinary no-break space.
    """
    text = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", space, text)
    text = re.sub(r" (?=[;!?])", space, text)
    text = re.sub(r" (?=[:»%€])", NO_BREAK_SPACE, text)
    return text.replace("« ", "«" + NO_BREAK_SPACE).replace("'", "’")
