"""Scans made for tests: a PDF whose pages are pictures of another one's, as a scanner leaves them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.indexer.extract.test_pdf_made import HEIGHT, WIDTH, Draw, make, write

LETTER = (
    "Les équipes mobiles ont reçu trois mille habitants des vallées,",
    "souvent loin de tout cabinet, pour un dépistage du cancer du sein.",
    "Chaque commune a prêté une salle, et les infirmières sont venues",
    "avec le matériel nécessaire dans un camion aménagé à cet effet.",
    "Le bilan sera présenté au conseil départemental en novembre.",
)


NOTE_SIZE = (420.0, 200.0)


def note(canvas: Canvas) -> None:
    """A small page, as recognition takes its time for each line."""
    write(canvas, ["Bilan du dépistage mobile"], left=40, top=150, size=20)
    write(canvas, LETTER[2:4], left=40, top=100, size=10)


def letter(canvas: Canvas) -> None:
    """A page with a title and a paragraph."""
    write(canvas, ["Bilan du dépistage mobile"], top=760, size=20)
    write(canvas, LETTER, size=12)


def pictures(data: bytes, *, dpi: float = 200, angle: float = 0) -> list[Image.Image]:
    """Each page as a picture, turned counter-clockwise."""
    with pypdfium2.PdfDocument(data) as document:
        drawn = [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]
    return [image.rotate(angle, expand=angle % 90 == 0, fillcolor=255, resample=Image.Resampling.BICUBIC)
            for image in drawn]  # fmt: skip


def on_page(image: Image.Image, over: Draw | None = None) -> Draw:
    """A page that the picture covers, and what is drawn over it."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)
        if over is not None:
            over(canvas)

    return draw


def scanned(
    pages: Sequence[Draw], *, dpi: float = 200, angle: float = 0, size: tuple[float, float] = (WIDTH, HEIGHT)
) -> bytes:
    """The pages, drawn and scanned."""
    buffer = io.BytesIO()
    first, *others = pictures(make(pages, size), dpi=dpi, angle=angle)
    first.save(buffer, "PDF", resolution=dpi, save_all=True, append_images=others)
    return buffer.getvalue()


def blank(canvas: Canvas) -> None:
    """Nothing."""


def nonsense(canvas: Canvas) -> None:
    """Words behind the picture, each letter another one's code."""
    text = canvas.beginText(72, 700)
    text.setFont("Helvetica", 12)
    text.setTextRenderMode(3)
    for line in LETTER:
        text.textLine("".join(chr(ord(one) + 2) if one.isascii() and one.isalpha() else one for one in line))
    canvas.drawText(text)
