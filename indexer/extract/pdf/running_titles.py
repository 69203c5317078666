"""Running headers, footers and page numbers, recognised over the pages and taken out.

    take_out_running_titles(pages)      its lines are in `taken_out` of their pages, as "header" or "page number"

A word that stands at the top of every page says nothing about any of them, and would make each page a hit. A
row at the edge of a page is taken out when

- the same words, numbers aside, stand at the same height on several pages (left and right pages may differ),
  or
- one part of the outermost row does so: the report's name beside that of a chapter of two pages, or
- it is only a page number, at the height where other pages have theirs, or
- it is the outermost row, at the height and in the size of a running title that most pages have: the title
  of a chapter of one page.

A line that lies on its side is taken out when it stands at one place on a third of the pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from indexer.extract.pdf.table_rows import rows_of
from indexer.extract.pdf.text import CUT, Line, PageText

# Headers and footers of three rows exist (name, section, rule); deeper than a sixth of the page none was
# seen.
_ROWS_AT_AN_EDGE = 3
_EDGE = 1 / 6
# Heights of one running title differ by less than this over the pages, in points.
_SAME_HEIGHT = 3.0
_LONGEST = 160

_NUMBER = re.compile(r"\d+")
_ROMAN_AT_AN_END = re.compile(r"^[ivxlc]{1,8}\b|\b[ivxlc]{1,8}$")
_MARKS = re.compile(r"[^\w#]+")
_NUMBERS_ALONE = re.compile(r"(?:(?:page|p|sur|of|#)\s*)+")


@dataclass(slots=True)
class _Row:
    page: PageText
    lines: list[Line]
    key: str
    height: float
    size: float
    depth: int
    at_top: bool


def take_out_running_titles(pages: list[PageText]) -> None:
    """Move the lines of running titles and page numbers from the lines of their pages to what was taken out."""
    with_text = sum(bool(page.lines) for page in pages)
    if with_text < 2:
        return
    body_size = _body_size(pages)
    rows = [row for page in pages for row in _edge_rows(page)]
    groups: dict[tuple[bool, str], list[_Row]] = defaultdict(list)
    for row in rows:
        groups[row.at_top, row.key].append(row)
    running: list[_Row] = []
    for (_, key), group in groups.items():
        for alike in _by_height(group):
            if _repeats(alike, key, with_text, body_size):
                running.extend(alike)
    taken = {id(row) for row in running}
    running += [row for row in _with_a_repeated_part(rows, with_text, body_size) if id(row) not in taken]
    taken = {id(row) for row in running}
    running += [row for row in _in_the_same_place(rows, running, with_text) if id(row) not in taken]
    for row in _from_the_edge(running):
        _take_out(row.page, row.lines, "header" if row.at_top else "footer", row.key)
    for page, line in _repeated_at_the_side(pages, with_text):
        _take_out(page, [line], "header", key_of(line.text))


def _take_out(page: PageText, lines: list[Line], why: str, key: str) -> None:
    gone = {id(line) for line in lines}
    page.lines[:] = [line for line in page.lines if id(line) not in gone]
    why = "page number" if _NUMBERS_ALONE.fullmatch(key) else why
    page.taken_out += [(line.text.replace(CUT, "-"), why) for line in lines]


def _repeated_at_the_side(pages: list[PageText], with_text: int) -> list[tuple[PageText, Line]]:
    """Turned lines that stand at one place on a third of the pages."""
    places: dict[tuple[str, int, int], list[tuple[PageText, Line]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            if line.aside and len(line.text) <= _LONGEST:
                at = (round(line.left / _SAME_HEIGHT), round(line.bottom / _SAME_HEIGHT))
                places[key_of(line.text), *at].append((page, line))
    fewest = max(3, with_text / 3)
    return [one for alike in places.values() if len(alike) >= fewest for one in alike]


def key_of(text: str) -> str:
    """Text with its numbers, capitals and punctuation levelled: equal for the same header on every page."""
    key = _MARKS.sub(" ", _NUMBER.sub("#", text.casefold())).strip()
    return _ROMAN_AT_AN_END.sub("#", key)


def _edge_rows(page: PageText) -> list[_Row]:
    rows = rows_of([line for line in page.lines if not line.aside])
    found = []
    for at_top, nearest in ((True, rows[:_ROWS_AT_AN_EDGE]), (False, rows[: -_ROWS_AT_AN_EDGE - 1 : -1])):
        for depth, lines in enumerate(nearest):
            text = " ".join(line.text for line in lines)
            bottom = lines[0].bottom
            inside = bottom > (1 - _EDGE) * page.height if at_top else bottom < _EDGE * page.height
            if inside and len(text) <= _LONGEST and (key := key_of(text)):
                found.append(_Row(page, lines, key, bottom, lines[0].size, depth, at_top))
    return found


def _from_the_edge(running: list[_Row]) -> list[_Row]:
    """Rows between which and the edge of their page nothing stays: text never stands outside of a header."""
    depths: dict[tuple[int, bool], set[int]] = defaultdict(set)
    for row in running:
        depths[row.page.number, row.at_top].add(row.depth)
    return [row for row in running if depths[row.page.number, row.at_top].issuperset(range(row.depth))]


def _by_height(rows: list[_Row]) -> list[list[_Row]]:
    """Rows split where their heights are apart."""
    groups: list[list[_Row]] = []
    for row in sorted(rows, key=lambda row: row.height):
        if groups and row.height - groups[-1][-1].height <= _SAME_HEIGHT:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _repeats(rows: list[_Row], key: str, pages: int, body_size: float) -> bool:
    count = len({row.page.number for row in rows})
    if _NUMBERS_ALONE.fullmatch(key):
        # Numbers alone: page numbers differ from page to page, a year or a column's total seldom does.
        texts = {" ".join(line.text for line in row.lines) for row in rows}
        return count >= min(3, pages) and len(texts) >= 0.7 * count
    if max(row.size for row in rows) > 1.3 * body_size and count < 0.6 * pages:
        # Slides repeat a large title while they treat one subject: that is a heading, not furniture.
        return False
    # Chapters are short, so few pages are enough for the outermost row; "Note" or a table's head may open the
    # text at one height on some pages, so the rows inside must stand on many. Rarer titles are found by their
    # place.
    share = 0.03 if min(row.depth for row in rows) == 0 else 0.3
    return count >= min(max(3, share * pages), pages)


def _with_a_repeated_part(rows: list[_Row], pages: int, body_size: float) -> list[_Row]:
    """Outermost rows of several parts, one of which repeats: the report's name beside that of a short chapter."""
    parts: dict[tuple[bool, str], list[_Row]] = defaultdict(list)
    for row in rows:
        if row.depth == 0 and len(row.lines) > 1:
            for line in row.lines:
                parts[row.at_top, key_of(line.text)].append(row)
    found: dict[int, _Row] = {}
    for (_, key), group in parts.items():
        for alike in _by_height(group):
            if len(key) > 1 and _repeats(alike, key, pages, body_size):
                found.update((id(row), row) for row in alike)
    return list(found.values())


def _in_the_same_place(rows: list[_Row], running: list[_Row], pages: int) -> list[_Row]:
    """Outermost rows where, and as large as, a running title stands on most pages of that side."""
    places: dict[tuple[bool, int], list[_Row]] = defaultdict(list)
    for row in running:
        if row.depth == 0:
            places[row.at_top, round(row.height)].append(row)
    found = []
    for row in rows:
        if row.depth > 0:
            continue
        there = places.get((row.at_top, round(row.height)), [])
        # Left and right pages may carry different titles at one height, so a third of the pages is enough.
        if len(there) >= max(3, pages / 3) and abs(row.size - median(other.size for other in there)) < 0.5:
            found.append(row)
    return found


def _body_size(pages: list[PageText]) -> float:
    weights: dict[float, int] = defaultdict(int)
    for page in pages:
        for line in page.lines:
            weights[round(line.size, 1)] += len(line.text)
    return max(weights, key=lambda size: weights[size])
