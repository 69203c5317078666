"""The breast screening leaflet: fpdf2, two landscape pages of three panels, untagged.

Panels are written from left to right, as they are printed: on the outer side the cover is
the third one, so that the title is not the first text of the file.
"""

from __future__ import annotations

from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from .fonts import dejavu
from .prose import NARROW_NO_BREAK_SPACE, Block, Bullets, Heading, Paragraph, read_blocks, split_at_breaks

PUBLISHED = datetime(2024, 9, 16, 7, 0, tzinfo=UTC)
PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 297, 210
PANELS_PER_PAGE = 3
PANEL_MM = PAGE_WIDTH_MM / PANELS_PER_PAGE
MARGIN_MM = 9
COVER_PANEL = 2
PINK = (190, 24, 93)
WHITE = (255, 255, 255)
BLACK = (30, 30, 30)


def build() -> bytes:
    """Write the six panels."""
    pdf = FPDF(orientation="landscape", unit="mm", format="A4")
    pdf.set_creation_date(PUBLISHED)
    pdf.set_title("Le dépistage du cancer du sein vient à vous")
    pdf.set_author("Institut Vasseur")
    pdf.set_producer("fpdf2")
    pdf.set_auto_page_break(False)
    pdf.add_font("DejaVu", "", dejavu())
    pdf.add_font("DejaVu", "B", dejavu("Bold"))
    panels = split_at_breaks(read_blocks("screening-leaflet.txt", NARROW_NO_BREAK_SPACE))
    for number, panel in enumerate(panels):
        if number % PANELS_PER_PAGE == 0:
            pdf.add_page()
        _write_panel(pdf, panel, number)
    return bytes(pdf.output())


def _write_panel(pdf: FPDF, blocks: list[Block], number: int) -> None:
    left = (number % PANELS_PER_PAGE) * PANEL_MM
    colour = BLACK
    top = 14.0
    if number == COVER_PANEL:
        pdf.set_fill_color(*PINK)
        pdf.rect(left, 0, PANEL_MM, PAGE_HEIGHT_MM, style="F")
        colour = WHITE
        top = 62.0
    pdf.set_left_margin(left + MARGIN_MM)
    pdf.set_right_margin(PAGE_WIDTH_MM - left - PANEL_MM + MARGIN_MM)
    pdf.set_xy(left + MARGIN_MM, top)
    for block in blocks:
        match block:
            case Heading(level=1):
                _write(pdf, block.text, style="B", size=24, colour=colour)
            case Heading():
                pdf.ln(3)
                _write(pdf, block.text, style="B", size=14.5, colour=PINK)
            case Paragraph():
                _write(pdf, block.text, size=11.5, colour=colour)
            case Bullets():
                for item in block.items:
                    _write(pdf, f"• {item}", size=11.5, colour=colour)
            case _:
                raise ValueError(f"The leaflet has no layout for {block!r}.")


def _write(pdf: FPDF, text: str, *, size: float, colour: tuple[int, int, int], style: str = "") -> None:
    pdf.set_font("DejaVu", style, size)
    pdf.set_text_color(*colour)
    line_height_mm = size * 0.5
    pdf.multi_cell(0, line_height_mm, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(2.2)
