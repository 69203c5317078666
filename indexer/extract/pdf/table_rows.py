"""Rows of tables: the lines of each cell together, and the cells of a row one after the other.

    in_rows(lines, numbers)         the lines in order; those of one row have its number as their `row`

    Région          Ce qui est fait      Part       Région | Ce qui est fait | Part
    Pays            Des consultations    12,5 %     Pays de la Loire | Des consultations avancées | 12,5 %
    de la Loire     avancées                        Bretagne | Un camion | 8 %
    Bretagne        Un camion            8 %

What stands below a cell belongs to it where the table's rows are set apart from each other by more than its lines, or
where the words run on: they begin small, or the word above was cut. The `joint` of a line that begins a further cell
is " | " where its row has a neighbour with parts at the same edges, and " " elsewhere: behind the mark of a list, or
in two words that happen to stand side by side.

Not here: where a table begins and ends (reading_order.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from indexer.extract.pdf.text import Line

CELL_JOINT = " | "
_SAME_EDGE = 3.0
# Steps between lines of a cell differ by less than this.
_SAME_STEP = 1.15
_LINE_STEP = 1.25  # at most, of the letters' height
_OVERLAP = 0.7  # of the letters' height: nearer lines stand beside each other, and not below
_MOST_LINES_OF_A_CELL = 6  # longer ones are columns, whose paragraphs stay
# Where so many steps are wider than a line's, it is the rows that they set apart.
_FEWEST_WIDE_STEPS = 0.25
# "•", "1.", "iv)", "3°"
_MARK = re.compile(r"\W+|(?:\d{1,3}|[ivxlc]{1,5}|[A-Za-z])[.)°:]")

_Cell = list[Line]
_Row = list[_Cell]


def in_rows(lines: list[Line], numbers: Iterator[int]) -> list[Line]:
    """The lines of a table, or of one column, in the order in which they are read."""
    baselines = rows_of(lines)
    if all(len(row) == 1 for row in baselines):
        return [line for row in baselines for line in row]
    rows = _gather(baselines)
    ordered: list[Line] = []
    for at, row in enumerate(rows):
        if len(row) > 1 and max(map(len, row)) <= _MOST_LINES_OF_A_CELL:
            joint = CELL_JOINT if any(_share_edges(row, other) for other in rows[max(0, at - 2) : at + 3]) else " "
            number = next(numbers)
            for place, cell in enumerate(row):
                for line in cell:
                    line.row = number
                if place > 0:
                    behind_mark = _MARK.fullmatch(row[place - 1][-1].text) or row[place - 1][-1].text.endswith(":")
                    cell[0].joint = " " if behind_mark else joint
        ordered += [line for cell in row for line in cell]
    return ordered


def rows_of(lines: list[Line]) -> list[list[Line]]:
    """Lines on one baseline together, from top to bottom and from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.bottom, line.left)):
        if rows and abs(rows[-1][0].bottom - line.bottom) < 0.4 * min(rows[-1][0].size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: line.left)
    return rows


def is_figures(line: Line) -> bool:
    """Whether a line is figures more than words."""
    digits = sum(map(str.isdigit, line.text))
    return digits > 0 and digits >= sum(map(str.isalpha, line.text))


def _gather(baselines: list[list[Line]]) -> list[_Row]:
    """Rows of cells of one line and more."""
    steps = [above[0].bottom - below[0].bottom for above, below in pairwise(baselines)]
    size = median(line.size for row in baselines for line in row)
    # Letters that are raised or set a little lower make steps that are none.
    usual = sorted(step for step in steps if step > 0.8 * size)
    leading = usual[len(usual) // 5] if usual else size
    # Of rows of several parts only: a caption or a paragraph beside the table stands apart from it.
    between = [
        step
        for step, (above, below) in zip(steps, pairwise(baselines), strict=True)
        if step > 0.8 * size and len(above) + len(below) > 2
    ]
    wide = sum(step > 1.3 * leading for step in between)
    set_apart = _FEWEST_WIDE_STEPS * len(between) <= wide < len(between)
    rows: list[_Row] = [[[line] for line in baselines[0]]]
    for step, lines in zip(steps, baselines[1:], strict=True):
        row = rows[-1]
        if step < _OVERLAP * size:
            _put_beside(row, lines)
            continue
        # The lines of a card's title are further apart than those of its text.
        is_close = step <= max(_SAME_STEP * leading, _LINE_STEP * min(line.size for line in lines))
        cells = [cell for line in lines if (cell := _cell_above(row, line))] if is_close and len(row) > 1 else []
        if len(cells) == len(lines) and _runs_on(row, cells, lines, set_apart=set_apart):
            for line, cell in zip(lines, cells, strict=True):
                cell.append(line)
        else:
            rows.append([[line] for line in lines])
    return rows


def _put_beside(row: _Row, lines: list[Line]) -> None:
    """Add lines that stand half a line lower than a row: a label in the middle of a cell's height, for instance."""
    for line in lines:
        cell = _cell_above(row, line)
        if cell is None:
            row.append([line])
        else:
            cell.append(line)
    row.sort(key=lambda cell: min(line.left for line in cell))


def _runs_on(row: _Row, cells: list[_Cell], lines: list[Line], *, set_apart: bool) -> bool:
    """Whether the words of a row run on in the lines below its cells."""
    votes = [_vote(cell[-1], line) for cell, line in zip(cells, lines, strict=True)]
    if cells[0] is row[0] and votes[0] < (0 if set_apart else 0.5):
        return False  # a row's first cell is its name: another name is another row
    return sum(votes) + set_apart > 0


def _cell_above(row: _Row, line: Line) -> _Cell | None:
    """The cell of a row that a line below it stands under, in its own size."""
    for cell in row:
        above = cell[-1]
        if abs(above.size - line.size) > 0.2 * above.size:
            continue
        shared = min(above.right, line.right) - max(above.left, line.left)
        if shared > 0.5 * min(above.right - above.left, line.right - line.left):
            return cell
    return None


def _vote(above: Line, line: Line) -> float:
    """Whether the words of two lines run on, from 1 to -1."""
    first = line.text[0]
    if above.text[-1] in ",-\u00ad(":
        return 1.0
    if is_figures(line) or is_figures(above):
        return -1.0
    # One word may be a cell like any other: "oui", "non".
    return -0.5 if first.isupper() else float(first.islower() and " " in above.text)


def _share_edges(row: _Row, other: _Row) -> bool:
    """Whether two cells of one row begin, end or are centred where two cells of another do."""
    if other is row:
        return len(row) > 1 and min(map(len, row)) > 1
    if len(other) < 2:
        return False
    shared = 0
    for cell in row:
        first = cell[0]
        shared += any(
            abs(first.left - second.left) < _SAME_EDGE
            or abs(first.right - second.right) < _SAME_EDGE
            or abs(first.left + first.right - second.left - second.right) < _SAME_EDGE
            for second, *_ in other
        )
    return shared >= 2
