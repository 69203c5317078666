"""Pages drawn: what is marked stands where the text layer says that the words are, however the page is turned."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument, raw
from reportlab.lib.colors import black, white
from reportlab.pdfgen.canvas import Canvas

from indexer.covers import LARGE_WIDTH, SMALL_WIDTH, Cover
from indexer.drawer import DrawnPage, PageWanted, is_webp
from indexer.engines.snippets import WordFinder
from indexer.errors import BadDocument
from indexer.extract.pdf.drawing import draw_cover, draw_page
from indexer.extract.pdf.highlights import find_boxes
from indexer.extract.pdf.places import Box
from indexer.query import parse
from tests.indexer.hostile import pdfs
from tests.paths import SAMPLE, SHARED_DATA

SIZE = (400.0, 600.0)


def made(path: Path, *lines: tuple[float, float, str], turned: int = 0, **page: object) -> Path:
    """A PDF of one page with lines at places, in points from the lower left corner."""
    canvas = Canvas(str(path), pagesize=page.get("size", SIZE))
    canvas.setFont("Helvetica", 20)
    for left, bottom, text in lines:
        canvas.drawString(left, bottom, text)
    canvas.showPage()
    canvas.save()
    if turned:
        document = PdfDocument(path)
        document[0].set_rotation(turned)
        data = io.BytesIO()
        document.save(data)
        document.close()
        path.write_bytes(data.getvalue())
    return path


def boxes(path: Path, text: str, number: int = 1) -> list[Box]:
    document = PdfDocument(path)
    page = document[number - 1]
    text_page = page.get_textpage()
    found = find_boxes(raw, page.raw, text_page.raw, WordFinder(parse(text)))
    document.close()
    return found


def marked_words(path: Path, text: str, number: int = 1) -> list[str]:
    """What the text layer has within each box, read back by PDFium itself."""
    document = PdfDocument(path)
    page = document[number - 1]
    text_page = page.get_textpage()
    found = find_boxes(raw, page.raw, text_page.raw, WordFinder(parse(text)))
    words = [text_page.get_text_bounded(*box).strip().strip("\ufffe\x02-") for box in found]
    document.close()
    return words


def drawn(path: Path, number: int = 1, width: int = 640, text: str = "") -> DrawnPage:
    return draw_page(PageWanted(str(path), number, width, text, "fr"))


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def yellow(image: Image.Image) -> tuple[int, int, int, int] | None:
    """The bounds of all that is of the marker's colour."""
    red, _, blue = image.split()
    mask = Image.eval(blue, lambda value: 255 if value < 170 else 0)
    bright = Image.eval(red, lambda value: 255 if value > 200 else 0)
    return Image.composite(bright, Image.new("L", image.size), mask).getbbox()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("depistage", ["dépistages", "dépistage"]),
        ("DÉPISTAGES", ["dépistages", "dépistage"]),
        ("depist*", ["dépistages", "dépistage"]),
        ('"dépistage du cancer"', ["dépistage", "du", "cancer"]),
        ("dépistage -cancer", ["dépistages", "dépistage"]),
        ("pistage", []),
        ("auteur:dépistage", []),
        ("post-AVC", ["post-AVC"]),
    ],
)
def test_the_words_of_a_search_are_marked_and_no_parts_of_words(
    tmp_path: Path, query: str, expected: list[str]
) -> None:
    path = made(tmp_path / "a.pdf", (40, 500, "Les dépistages, puis le"), (40, 470, "dépistage du cancer : post-AVC."))
    assert marked_words(path, query) == expected


def test_a_word_cut_at_the_end_of_a_line_is_marked_on_both() -> None:
    path = SAMPLE / "reports" / "rapport-activite-2024.pdf"
    assert marked_words(path, "données", 12) == ["don", "nées", "Données"]
    left, right = boxes(path, "données", 12)[:2]
    assert left[1] > right[3] - 2  # one line above the other
    assert left[0] > right[2]


def test_columns_are_not_bridged() -> None:
    path = SAMPLE / "reports" / "rapport-activite-2024.pdf"
    assert all(box[2] - box[0] < 200 for box in boxes(path, "conseil scientifique institut données", 12))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_marks_turn_with_the_page(tmp_path: Path, turned: int) -> None:
    path = made(tmp_path / "a.pdf", (100, 500, "tabac"), (100, 100, "autre"), turned=turned)
    image = picture(drawn(path, text="tabac").image)
    found = yellow(image)
    assert found is not None
    # the corner of the page in which the word stands, as shares of its width and height from the upper left
    across, down = (found[0] + found[2]) / 2 / image.width, (found[1] + found[3]) / 2 / image.height
    upright = (125 / 400, 1 - 507 / 600)
    x, y = upright
    assert (across, down) == pytest.approx(
        {0: (x, y), 90: (1 - y, x), 180: (1 - x, 1 - y), 270: (y, 1 - x)}[turned], abs=0.02
    )
    assert not yellow(picture(drawn(path).image))


def test_marks_leave_letters_legible_and_words_that_nobody_sees_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pagesize=SIZE)
    canvas.setFont("Helvetica-Bold", 40)
    canvas.setFillColor(black)
    canvas.drawString(40, 500, "tabac")
    canvas.setFillColor(white)
    canvas.drawString(40, 300, "tabac")
    canvas.rect(30, 80, 300, 60, fill=0)
    canvas.save()
    page = drawn(path, text="tabac")
    assert page.marks == 1
    image = picture(page.image)
    found = yellow(image)
    assert found is not None
    assert found[3] < image.height / 2
    assert image.crop(found).convert("L").getextrema()[0] < 40  # black stays black


def test_a_page_that_does_not_begin_at_zero_is_marked_at_its_place(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", (250, 450, "tabac"))
    document = PdfDocument(path)
    document[0].set_mediabox(200, 300, 400, 600)
    document[0].set_cropbox(200, 300, 400, 600)
    data = io.BytesIO()
    document.save(data)
    document.close()
    path.write_bytes(data.getvalue())
    image = picture(drawn(path, text="tabac").image)
    found = yellow(image)
    assert found is not None
    assert found[0] / image.width == pytest.approx(50 / 200, abs=0.02)


def test_every_real_page_of_a_query_is_marked_where_its_words_are() -> None:
    paths = sorted((SHARED_DATA / "real" / "pdf").glob("*.pdf"))[:12]
    words = {word for path in paths for word in marked_words(path, "produit startup utilisateurs")}
    assert words
    stems = ("produit", "startup", "start-up", "utilisateur", "utilis")
    assert {word for word in words if not word.lower().startswith(stems)} == set()


def test_pages_that_do_not_exist_are_none_and_say_how_many_there_are(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", (40, 500, "Un"))
    assert [drawn(path, number) for number in (0, 2, 10**6)] == [DrawnPage(b"", 1)] * 3


@pytest.mark.parametrize(
    ("size", "width", "height"), [((400, 600), 640, 960), ((14_400, 14_400), 640, 640), ((10, 14_400), 1, 1440)]
)
def test_a_picture_is_bounded_whatever_the_page(
    tmp_path: Path, size: tuple[float, float], width: int, height: int
) -> None:
    image = picture(drawn(made(tmp_path / "a.pdf", (1, 1, "x"), size=size)).image)
    assert (image.width, image.height) == (width, height)


def test_covers_are_small_pictures_of_the_first_page() -> None:
    cover = draw_cover(SAMPLE / "reports" / "rapport-activite-2024.pdf")
    assert picture(cover.small).width == SMALL_WIDTH
    assert picture(cover.large).width == LARGE_WIDTH
    assert len(cover.small) < 4_000
    assert len(cover.large) < 20_000


def test_a_blank_page_has_no_cover(tmp_path: Path) -> None:
    assert draw_cover(made(tmp_path / "a.pdf")) == Cover(b"", b"")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", pdfs.pages_that_are_not_there()[:200]])
def test_what_is_no_pdf_is_a_bad_document(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(BadDocument):
        draw_cover(path)


def test_a_whole_webp_is_told_from_half_of_one() -> None:
    data = draw_cover(SAMPLE / "reports" / "depliant-depistage-sein.pdf").small
    assert is_webp(data)
    assert not is_webp(data[:-1])
    assert not is_webp(b"RIFF")
