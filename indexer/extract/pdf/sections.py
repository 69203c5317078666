"""The section each page stands in: from the outline, else from lines larger than the text.

    headings_of(pages, outline) -> {12: "Introduction · Le matériel", 13: "Le matériel"}

A page where sections begin carries the titles of all of them, in order, so that a search for any of them
finds the page it begins on. The section that was running comes first where the page still holds some of its
text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from indexer.extract.pdf.structure import OutlineEntry
from indexer.extract.pdf.text import CUT, Line, PageText
from indexer.extract.pdf.title import largest_text
from indexer.publication import HEADING_SEPARATOR

# A page of a dictionary may start two hundred entries; past this a heading is no heading.
_LONGEST_HEADING = 2_000
_LONGEST_TITLE_LINE = 150
# Fewer letters above a title are a chapter number or what is left of a running title.
_LETTERS_AT_THE_TOP = 150
# Titles that programs give by themselves.
_NO_TITLE = re.compile(
    r"(?:page|p\.|slide|diapo(?:sitive)?|signet|bookmark|_\w+)\s*[\divxlc]*$|[\W\d_]*$", re.IGNORECASE
)


def headings_of(pages: list[PageText], outline: list[OutlineEntry], contents: set[int]) -> dict[int, str]:
    """Headings by page number; pages before the first section have none, nor what `contents` pages follow."""
    starts: dict[int, list[tuple[str, float | None]]] = {}
    for entry in sorted(outline, key=lambda entry: entry.page):
        if not _NO_TITLE.match(entry.title):
            starts.setdefault(entry.page + 1, []).append((entry.title, entry.height))
    if not starts:
        starts = _starts_by_size(pages)
    headings: dict[int, str] = {}
    running = ""
    for page in pages:
        here = starts.get(page.number, [])
        titles = list(dict.fromkeys(title for title, _ in here))
        if running and page.number not in contents and (not here or _begins_inside(page, *here[0])):
            titles = [running, *(title for title in titles if title != running)]
        if here:
            running = here[-1][0]
        if titles:
            headings[page.number] = HEADING_SEPARATOR.join(titles)[:_LONGEST_HEADING]
    return headings


def _begins_inside(page: PageText, title: str, height: float | None) -> bool:
    """Whether text stands above the first title of the page."""
    if not page.lines:
        return False
    if height is not None and 0 < height < 2 * page.height:
        # Destinations lie a little above or below their title, hence half a line of tolerance.
        return any(line.bottom > height + 0.5 * line.size for line in page.lines)
    # No height is given: the title itself is looked for, and a page without it begins with its section.
    wanted = _folded(title)[:40]
    text = _folded(" ".join(line.text for line in page.lines))
    return text.find(wanted) > _LETTERS_AT_THE_TOP


def _starts_by_size(pages: list[PageText]) -> dict[int, list[tuple[str, float | None]]]:
    if is_slides(pages):
        largest = ((page, largest_text(page)) for page in pages)
        return {page.number: [(title, page.height)] for page, title in largest if title}
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size, 1)] += len(line.text)
    if not sizes:
        return {}
    body = sizes.most_common(1)[0][0]
    starts: dict[int, list[tuple[str, float | None]]] = {}
    titles = rows = 0
    for page in pages:
        rows += len(page.lines)
        previous: Line | None = None
        for line in page.lines:
            if not _is_title_line(line, body):
                if previous is not None and line.text[0].islower() and _continues_below(previous, line):
                    starts[page.number].pop()  # a paragraph whose first line is large is no title
                previous = None
                continue
            titles += 1
            here = starts.setdefault(page.number, [])
            text = line.text.rstrip(CUT)
            if previous is not None and here and _continues(previous, line):
                here[-1] = (f"{here[-1][0]} {text}"[: 2 * _LONGEST_TITLE_LINE], here[-1][1])
            else:
                here.append((text, line.top))
            previous = line
    # Where one line in four is larger than the text it is a poster, and size says nothing.
    return starts if titles <= rows / 4 else {}


def is_slides(pages: list[PageText]) -> bool:
    """Landscape pages with few words; reports laid out as spreads are landscape as well, with many more."""
    landscape = sum(page.width > 1.2 * page.height for page in pages)
    words = sum(len(line.text.split()) for page in pages for line in page.lines)
    return len(pages) >= 5 and landscape > 0.8 * len(pages) and words < 120 * len(pages)


def _is_title_line(line: Line, body: float) -> bool:
    # Boxes of bold and italic differ by a few percent from the text's: an eighth is a change of size.
    letters = sum(map(str.isalpha, line.text))
    larger = not line.aside and line.size > 1.125 * body and letters >= 3 and letters > len(line.text) / 2
    return larger and len(line.text) <= _LONGEST_TITLE_LINE and line.text[-1] not in ".,;"


def _continues(previous: Line, line: Line) -> bool:
    return _continues_below(previous, line) and abs(previous.size - line.size) < 0.05 * previous.size


def _continues_below(previous: Line, line: Line) -> bool:
    return 0 < previous.bottom - line.bottom < 1.8 * previous.size


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in text if letter.isalnum())
