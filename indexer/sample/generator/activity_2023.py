"""The activity report of 2023: ReportLab, one column, complete Info metadata, an outline.

The fonts are the standard ones of PDF, not embedded, as in many files made by scripts;
they cover Windows-1252 only, hence the ordinary no-break space in the text.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    ListFlowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as FlowingText
from reportlab.platypus import Table as FlowingTable
from reportlab.platypus.tableofcontents import TableOfContents

from .prose import Block, Bullets, Heading, Paragraph, Quote, Table, read_blocks

TITLE = "Rapport d’activité 2023 — Compter pour soigner"
RUNNING_TITLE = "Rapport d’activité 2023 — Institut Vasseur"
PUBLISHED = datetime(2024, 6, 18, 9, 0, tzinfo=UTC)

PAGE = (165 * mm, 235 * mm)
MARGIN = 22 * mm
INK = HexColor("#5b2a4e")
PALE = HexColor("#f4eef2")

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11.5, leading=16, alignment=TA_JUSTIFY, spaceAfter=8)
CHAPTER = ParagraphStyle("chapter", fontName="Helvetica-Bold", fontSize=21, leading=26, textColor=INK, spaceAfter=18)
SECTION = ParagraphStyle(
    "section", fontName="Helvetica-Bold", fontSize=13, leading=17, textColor=INK, spaceBefore=10, spaceAfter=6
)
QUOTE = ParagraphStyle(
    "quote",
    BODY,
    fontName="Times-Italic",
    fontSize=13,
    leading=18,
    leftIndent=20,
    rightIndent=20,
    spaceBefore=8,
)
CAPTION = ParagraphStyle("caption", fontName="Helvetica-Oblique", fontSize=9, leading=12, spaceBefore=8, spaceAfter=4)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11.5)


class ReportTemplate(BaseDocTemplate):  # type: ignore[misc]  # ReportLab has no types
    """A document that notes its headings, for the outline and for the table of contents."""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  # the name is ReportLab's
        """Called by ReportLab once a flowable is placed: only then is its page known."""
        level = {"chapter": 0, "section": 1}.get(getattr(getattr(flowable, "style", None), "name", ""))
        if level is None or not getattr(flowable, "bookmark", ""):
            return
        text = flowable.getPlainText()
        self.canv.bookmarkPage(flowable.bookmark)
        self.canv.addOutlineEntry(text, flowable.bookmark, level)
        self.notify("TOCEntry", (level, text, self.page, flowable.bookmark))


def build() -> bytes:
    """Lay the report out twice: the table of contents needs the page numbers of the first pass."""
    output = io.BytesIO()
    document = ReportTemplate(
        output,
        pagesize=PAGE,
        title=TITLE,
        author="Institut Vasseur, direction de la communication",
        subject="Rapport annuel de l’Institut Vasseur de recherche en prévention et santé publique",
        keywords=["rapport d’activité", "Vie de l’Institut", "Prévention", "Données de santé"],
        creator="Institut Vasseur",
        lang="fr",
        invariant=1,
    )
    width, height = PAGE
    frame = Frame(MARGIN, MARGIN, width - 2 * MARGIN, height - 2 * MARGIN, id="body")
    document.addPageTemplates(
        [
            PageTemplate("cover", [frame], onPage=_draw_cover),
            PageTemplate("inside", [frame], onPage=_draw_margins),
        ]
    )
    with _clock_stopped_at(PUBLISHED):
        document.multiBuild(_story())
    return output.getvalue()


@contextmanager
def _clock_stopped_at(date: datetime) -> Iterator[None]:
    """Set SOURCE_DATE_EPOCH, the only way ReportLab offers to choose the creation date."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(date.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _draw_cover(canvas: Canvas, _document: BaseDocTemplate) -> None:
    width, height = PAGE
    canvas.setFillColor(INK)
    canvas.rect(0, height * 0.42, width, height * 0.58, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.setFont("Helvetica-Bold", 32)
    canvas.drawString(MARGIN, height * 0.62, "Rapport d’activité")
    canvas.drawString(MARGIN, height * 0.62 - 40, "2023")
    canvas.setFont("Helvetica", 17)
    canvas.drawString(MARGIN, height * 0.62 - 75, "Compter pour soigner")
    canvas.setFillColor(INK)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(MARGIN, height * 0.3, "Institut Vasseur")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(MARGIN, height * 0.3 - 16, "Recherche en prévention et santé publique")
    canvas.drawString(MARGIN, MARGIN, "Adopté par le conseil d’administration le 18 juin 2024")


def _draw_margins(canvas: Canvas, document: BaseDocTemplate) -> None:
    width, height = PAGE
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(INK)
    canvas.drawString(MARGIN, height - 14 * mm, RUNNING_TITLE)
    canvas.drawRightString(width - MARGIN, height - 14 * mm, "www.institut-vasseur.example")
    canvas.setStrokeColor(INK)
    canvas.line(MARGIN, height - 15.5 * mm, width - MARGIN, height - 15.5 * mm)
    canvas.drawCentredString(width / 2, 12 * mm, f"Page {document.page}")


def _story() -> list[Flowable]:
    contents = TableOfContents(
        dotsMinLevel=0,
        levelStyles=[
            ParagraphStyle("contents-1", fontName="Helvetica-Bold", fontSize=10.5, leading=15, spaceBefore=4),
            ParagraphStyle("contents-2", fontName="Helvetica", fontSize=9.5, leading=13, leftIndent=14),
        ],
    )
    contents_title = FlowingText("Table des matières", CHAPTER)
    story: list[Flowable] = [NextPageTemplate("inside"), PageBreak(), contents_title, contents]
    for number, block in enumerate(read_blocks("activity-report-2023.txt")):
        story.extend(_flowables(block, f"heading-{number}"))
    return story


def _flowables(block: Block, bookmark: str) -> list[Flowable]:
    match block:
        case Heading(level=1):
            return [PageBreak(), _heading(block.text, CHAPTER, bookmark)]
        case Heading():
            return [_heading(block.text, SECTION, bookmark)]
        case Paragraph():
            return [FlowingText(escape(block.text), BODY)]
        case Quote():
            return [FlowingText(f"« {escape(block.text)} »", QUOTE)]
        case Bullets():
            items = [FlowingText(escape(item), BODY) for item in block.items]
            return [ListFlowable(items, bulletType="bullet", start="•", leftIndent=14)]
        case Table():
            return [KeepTogether([FlowingText(escape(block.caption), CAPTION), _table(block)]), Spacer(1, 10)]
        case _:
            return [PageBreak()]


def _heading(text: str, style: ParagraphStyle, bookmark: str) -> Flowable:
    heading = FlowingText(escape(text), style)
    heading.keepWithNext = True
    heading.bookmark = bookmark
    return heading


def _table(block: Table) -> Flowable:
    columns = len(block.rows[0])
    width = PAGE[0] - 2 * MARGIN
    first = width * 0.46
    others = (width - first) / (columns - 1)
    rows = [[FlowingText(escape(cell), CELL) for cell in row] for row in block.rows]
    style = [
        ("BACKGROUND", (0, 0), (-1, 0), PALE),
        ("LINEBELOW", (0, 0), (-1, 0), 1, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, INK),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    return FlowingTable(rows, colWidths=[first, *[others] * (columns - 1)], style=style, repeatRows=1)
