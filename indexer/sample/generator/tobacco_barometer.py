"""The tobacco barometer: matplotlib pages, charts with captions, and a junk title.

The Info title is what a word processor left in thousands of real files; the true title is
only the largest text of the first page.
"""

from __future__ import annotations

import io
import textwrap
from datetime import UTC, datetime

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from .prose import (
    NARROW_NO_BREAK_SPACE,
    Block,
    Bullets,
    Heading,
    Paragraph,
    Table,
    read_blocks,
    split_at_breaks,
)

METADATA = {
    "Title": "Microsoft Word - barometre_final_v3.doc",
    "CreationDate": datetime(2025, 5, 20, 8, 30, tzinfo=UTC),
}

A4_INCHES = (8.27, 11.69)
LEFT = 0.11
LINE_HEIGHT = 0.0185
CHART_HEIGHT = 0.36
# In DejaVu Sans at 10.5 points, about this many letters fill the width between the margins.
LETTERS_PER_LINE = 78
INK = "#14532d"
COLOURS = ("#14532d", "#d97706")


def build() -> bytes:
    """Draw one figure for each page of the source."""
    output = io.BytesIO()
    pages = split_at_breaks(read_blocks("tobacco-barometer.txt", NARROW_NO_BREAK_SPACE))
    with (
        matplotlib.rc_context({"font.family": "DejaVu Sans"}),
        PdfPages(output, metadata=METADATA) as pdf,
    ):
        for number, page in enumerate(pages, start=1):
            pdf.savefig(_page(page, number))
    return output.getvalue()


def _page(blocks: list[Block], number: int) -> Figure:
    figure = Figure(figsize=A4_INCHES)
    top = 0.93 if number > 1 else 0.80
    for block in blocks:
        top = _place(figure, block, top)
    figure.text(0.5, 0.04, f"Baromètre 2025 – page {number}", size=8, color=INK, ha="center")
    return figure


def _place(figure: Figure, block: Block, top: float) -> float:
    """Draw a block under `top` and return where the next one starts."""
    match block:
        case Heading(level=1):
            return _lines(figure, block.text, top, size=25, letters=30, spacing=2.3, weight="bold", colour=INK)
        case Heading():
            return _lines(figure, block.text, top, size=15, letters=54, spacing=1.6, weight="bold", colour=INK)
        case Bullets():
            for item in block.items:
                top = _lines(figure, f"• {item}", top, gap=0.4)
            return top - LINE_HEIGHT * 0.6
        case Paragraph():
            return _lines(figure, block.text, top)
        case Table():
            return _chart(figure, block, top)
        case _:
            raise ValueError(f"The barometer has no layout for {block!r}.")


def _lines(
    figure: Figure,
    text: str,
    top: float,
    *,
    size: float = 10.5,
    letters: int = LETTERS_PER_LINE,
    spacing: float = 1.0,
    gap: float = 1.0,
    weight: str = "normal",
    colour: str = "black",
) -> float:
    # One text object a line, as the backend does not break lines itself.
    for line in textwrap.wrap(text, letters, break_on_hyphens=False):
        figure.text(LEFT, top, line, size=size, weight=weight, color=colour, va="top")
        top -= LINE_HEIGHT * spacing
    return top - LINE_HEIGHT * gap


def _chart(figure: Figure, table: Table, top: float) -> float:
    header, *rows = table.rows
    labels = [row[0] for row in rows]
    series = [[float(row[column].replace(",", ".")) for row in rows] for column in range(1, len(header))]
    axes = figure.add_axes((LEFT + 0.03, top - CHART_HEIGHT, 0.74, CHART_HEIGHT - 0.02))
    if labels[0].isdigit():
        axes.plot(labels, series[0], marker="o", color=INK)
        axes.set_ylim(0, max(series[0]) * 1.2)
        _write_values(axes, [float(index) for index in range(len(rows))], series[0])
    else:
        width = 0.8 / len(series)
        for index, values in enumerate(series):
            places = [place + (index - (len(series) - 1) / 2) * width for place in range(len(rows))]
            axes.bar(places, values, width, label=header[index + 1], color=COLOURS[index])
            _write_values(axes, places, values)
        axes.set_xticks(range(len(rows)), labels, size=8)
        if len(series) > 1:
            axes.legend(frameon=False, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    return _lines(figure, table.caption, top - CHART_HEIGHT - LINE_HEIGHT * 1.6, size=9, weight="bold", gap=1.4)


def _write_values(axes: Axes, places: list[float], values: list[float]) -> None:
    for place, value in zip(places, values, strict=True):
        text = f"{value:.1f}".replace(".", ",")
        axes.annotate(text, (place, value), xytext=(0, 4), textcoords="offset points", ha="center", size=8)
