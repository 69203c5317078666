"""The order in which a page's lines are read: down each column, along each row of a table.

    in_reading_order(page.lines)

A file may hold its text in any order: InDesign writes frames as they were drawn, Word writes headers last.
Most pages flow down as they are and are given back untouched. Others are cut where a blank strip (a gutter)
runs down through several lines with text on both sides; where the text beside it is short and stands on the
same baselines it is a table, and is read along its rows.

Blank strips are found in bit masks, one bit for each 2 points across the page:

    band 1  111111110000111111   union of two bands:  111111110000111111   -> a gutter of 4 bits
    band 2  001111100000111110
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import count, pairwise
from statistics import median

from indexer.extract.pdf.table_rows import in_rows, is_figures, rows_of
from indexer.extract.pdf.text import Line

_POINTS_PER_BIT = 2.0
# Beyond this a page is a table or a drawing, and rows from top to bottom are as good as anything.
_MOST_LINES = 600
_FEWEST_LINES_BESIDE_A_GUTTER = 3
_FEWEST_ROWS = 3
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3}|\(\d{1,3}\)|[a-z]\))[\s.)]")


def in_reading_order(lines: list[Line]) -> list[Line]:
    """The same lines, in the order in which they are read; what is turned comes last."""
    if any(line.aside for line in lines):
        return [*in_reading_order([line for line in lines if not line.aside]), *(line for line in lines if line.aside)]
    if _flows_down(lines):
        return lines
    if len(lines) > _MOST_LINES:
        return [line for row in rows_of(lines) for line in row]
    ordered: list[Line] = []
    numbers = count(1)
    blocks = [lines]
    while blocks:
        block = blocks.pop()
        parts = _cut(block)
        if parts:
            blocks.extend(part for part in reversed(parts) if part)
        else:
            ordered.extend(in_rows(block, numbers))
    return _with_notes_last(ordered)


def _with_notes_last(lines: list[Line]) -> list[Line]:
    """Footnotes of a column behind the column on its right: a sentence goes from one to the other."""
    letters = Counter[float]()
    for line in lines:
        letters[round(line.size, 1)] += len(line.text)
    smaller = 0.9 * letters.most_common(1)[0][0]
    if all(line.size >= smaller or not _NOTE.match(line.text) for line in lines):
        return lines
    text: list[Line] = []
    notes: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        if _NOTE.match(lines[at].text):
            while end < len(lines) and lines[end].size < smaller and (end == at or lines[end].top < lines[end - 1].top):
                end += 1
        run = lines[at : max(end, at + 1)]
        is_note = end > at and (end == len(lines) or _begins_column(run[0], lines[end])) and _is_at_the_foot(run, lines)
        (notes if is_note else text).extend(run)
        at += len(run)
    return text + notes


def _begins_column(before: Line, line: Line) -> bool:
    return line.bottom > before.top and line.left > before.left


def _is_at_the_foot(run: list[Line], lines: list[Line]) -> bool:
    """Whether no other line stands below some in their column."""
    left, right, bottom = run[0].left, max(line.right for line in run), run[-1].bottom
    return all(line.bottom >= bottom or line.right < left or line.left > right for line in lines)


def _flows_down(lines: list[Line]) -> bool:
    side_by_side = 0
    for above, below in pairwise(lines):
        rise = below.bottom - above.bottom
        if rise > 0.5 * above.size:
            return False
        if abs(rise) < 0.4 * above.size:
            if below.left < above.left:
                return False
            side_by_side += 1
    return side_by_side < _FEWEST_LINES_BESIDE_A_GUTTER


def _cut(lines: list[Line]) -> list[list[Line]]:
    """Parts of the block in reading order; nothing where it is one column or one table."""
    if len(lines) < 2 * _FEWEST_LINES_BESIDE_A_GUTTER:
        return []
    bands = _bands(lines)
    masks = [_mask(band) for band in bands]
    # Lines are already cut at wide gaps, so a blank strip of half a letter's height that runs down is no
    # river.
    narrowest = max(3, round(0.5 * median(line.size for line in lines) / _POINTS_PER_BIT))
    extent = _extent(_mask(lines))
    for first in range(len(bands)):
        last, gutter = _run_beside_a_gutter(masks, first, narrowest, extent)
        if gutter is None or not (sides := _sides(_joined(bands[first : last + 1]), gutter)):
            continue
        # A title above the right column alone is the page's: it happens not to reach over the gutter.
        start = _below_titles(bands, first, last, gutter)
        trimmed = _sides(_joined(bands[start : last + 1]), gutter)
        if trimmed is None:
            start = first
        before, after = _joined(bands[:start]), _joined(bands[last + 1 :])
        if not _is_table(*(trimmed or sides)):
            return [before, *(trimmed or sides), after]
        return [before, _joined(bands[start : last + 1]), after] if before or after else []
    return []


def _run_beside_a_gutter(
    masks: list[int], first: int, narrowest: int, extent: tuple[int, int]
) -> tuple[int, float | None]:
    """The last band, from `first` on, down to which all share a gutter, and that gutter."""
    union, last, has_gutter = masks[first], first, bool(_strips(masks[first], narrowest))
    for index in range(first + 1, len(masks)):
        if not has_gutter and _extent(union) == extent:
            break  # covered from side to side: no gutter can appear any more
        is_shared = bool(_strips(union | masks[index], narrowest))
        if has_gutter and not is_shared:
            break
        union, last, has_gutter = union | masks[index], index, is_shared
    return last, _gutter(union, narrowest) if has_gutter else None


def _joined(bands: list[list[Line]]) -> list[Line]:
    return [line for band in bands for line in band]


def _below_titles(bands: list[list[Line]], first: int, last: int, gutter: float) -> int:
    title_size = 1.3 * median(line.size for line in _joined(bands[first : last + 1]))
    while first < last and all(line.left >= gutter and line.size > title_size for line in bands[first]):
        first += 1
    return first


def _extent(mask: int) -> tuple[int, int]:
    return mask & -mask, mask.bit_length()


def _bands(lines: list[Line]) -> list[list[Line]]:
    """Groups of lines between which a horizontal cut touches nothing, from top to bottom."""
    bands: list[list[Line]] = []
    floor = float("inf")
    for line in sorted(lines, key=lambda line: -line.top):
        # Boxes are taller than letters: neighbours may overlap by a fifth without being side by side.
        if not bands or line.bottom + 0.7 * line.size <= floor:
            bands.append([])
            floor = line.bottom
        bands[-1].append(line)
        floor = min(floor, line.bottom)
    return bands


def _mask(lines: list[Line]) -> int:
    mask = 0
    for line in lines:
        left = max(0, min(int(line.left / _POINTS_PER_BIT), 10_000))
        right = max(left + 1, min(round(line.right / _POINTS_PER_BIT), 10_000))
        mask |= (1 << right) - (1 << left)
    return mask


def _strips(mask: int, width: int) -> int:
    """Where at least `width` bits between the first and the last that are set are blank: a bit for each beginning."""
    blank = ~mask & ((1 << mask.bit_length()) - 1) & ~((mask & -mask) - 1)
    done = 1
    while done < width and blank:  # each step doubles the width that is known to be blank
        step = min(done, width - done)
        blank &= blank >> step
        done += step
    return blank


def _gutter(mask: int, narrowest: int) -> float:
    """Middle of the widest blank strip between text, in points."""
    width, widest = narrowest, _strips(mask, narrowest)
    while wider := widest & widest >> 1:
        width, widest = width + 1, wider
    start = (widest & -widest).bit_length() - 1
    return (start + width / 2) * _POINTS_PER_BIT


def _sides(lines: list[Line], gutter: float) -> tuple[list[Line], list[Line]] | None:
    left = [line for line in lines if line.left < gutter]
    right = [line for line in lines if line.left >= gutter]
    if min(len(left), len(right)) < _FEWEST_LINES_BESIDE_A_GUTTER:
        return None
    shared_top = min(max(line.top for line in left), max(line.top for line in right))
    shared_bottom = max(min(line.bottom for line in left), min(line.bottom for line in right))
    # One below the other is no pair of columns.
    return (left, right) if shared_top - shared_bottom > 2 * median(line.size for line in lines) else None


def _is_table(left: list[Line], right: list[Line]) -> bool:
    """Whether the two sides are cells: figures or a word or two on one side at least, on shared baselines."""
    if _rows_begin_together(left, right):
        return True
    figures = any(sum(map(is_figures, side)) >= 0.6 * len(side) for side in (left, right))
    if not figures and min(median(len(line.text.split()) for line in side) for side in (left, right)) > 2:
        return False
    fewer, more = sorted((left, right), key=len)
    baselines = [line.bottom for line in more]
    aligned = sum(any(abs(line.bottom - other) < 0.35 * line.size for other in baselines) for line in fewer)
    # Cells are centred beside a label of two lines, so fewer of them share a baseline.
    return aligned >= (0.5 if figures else 0.7) * len(fewer)


def _rows_begin_together(left: list[Line], right: list[Line]) -> bool:
    """Whether the two sides are cells of several lines: set apart, beginning at one height, and not as high each.

    Cards beside each other begin at one height as well; their titles are larger than their text.
    """
    size = median(line.size for line in left)
    if any(abs(line.size - size) > 0.1 * size for side in (left, right) for line in side):
        return False
    rows = [(group[0].top, group[-1].bottom, len(group)) for group in _set_apart(left)]
    others = [(group[0].top, group[-1].bottom, len(group)) for group in _set_apart(right)]
    if len(rows) < _FEWEST_ROWS or len(rows) != len(others):
        return False
    pairs = list(zip(rows, others, strict=True))
    if any(abs(row[0] - other[0]) > 0.35 * size for row, other in pairs):
        return False
    # Paragraphs of two columns may begin at one height; that they end at one as well makes them no cells.
    unlike = sum(abs(row[1] - other[1]) > 0.5 * size for row, other in pairs)
    single = all(row[2] == other[2] == 1 for row, other in pairs)
    return single or unlike >= 0.25 * len(pairs)


def _set_apart(lines: list[Line]) -> list[list[Line]]:
    """Lines in groups between which more than a line's usual space is left."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.top):
        if not groups or min(other.bottom for other in groups[-1]) - line.top > 0.35 * line.size:
            groups.append([])
        groups[-1].append(line)
    for group in groups:
        group.sort(key=lambda line: -line.bottom)
    return groups
