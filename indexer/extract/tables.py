"""Rows of tables as text: one line each, so that a label and its figure stay together."""

from __future__ import annotations

from collections.abc import Iterable

ROW_MARK = " | "


def row_text(cells: Iterable[str]) -> str:
    """Join the cells of one row: ("Bretagne", "", "12 %") -> "Bretagne | 12 %"."""
    return ROW_MARK.join(cell for cell in cells if cell)
