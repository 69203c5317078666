"""Pictures of pages recognised by the Tesseract that is installed, from the picture to the lines and their places."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import pytest
from PIL import ImageDraw
from reportlab.pdfgen.canvas import Canvas

from indexer.errors import BadDocument, NeedsRecognition
from indexer.extract.hocr import HocrLine, HocrWord, read_hocr
from indexer.extract.pdf import extract_pdf
from indexer.extract.pdf.recognition import Recognised, RecognisedPage, recognise_page
from indexer.extract.pdf.text import Line, open_pdfium, read_page
from indexer.extract.tesseract import Missing, Tesseract, find_tesseract
from indexer.publication import Extraction
from indexer.settings import OcrSettings
from tests.bench.pdf_agreement import bag, f1
from tests.indexer.extract.scans import LETTER, NOTE_SIZE, blank, letter, nonsense, note, on_page, pictures, scanned
from tests.indexer.extract.test_pdf_made import HEIGHT, PROSE, WIDTH, Draw, make, write


@pytest.fixture(scope="module")
def tesseract() -> Tesseract:
    """The program of this machine; without it these tests fail, as Glane promises to read scans with it."""
    found = find_tesseract(OcrSettings())
    assert isinstance(found, Tesseract), found.sentence
    return found


def recognised(path: Path, number: int, tesseract: Tesseract, timeout_s: float = 30) -> RecognisedPage:
    return recognise_page(path, number, tesseract, timeout_s=timeout_s)


def kept(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(data)
    return path


def read_twice(path: Path, tesseract: Tesseract) -> Extraction:
    """As a run does: without, then with what was recognised of the pages that wait."""
    try:
        waiting = extract_pdf(path, path.name).pages_waiting
    except NeedsRecognition as error:
        waiting = error.pages
    pages = {number: recognised(path, number, tesseract) for number in waiting}
    return extract_pdf(path, path.name, Recognised(pages, low_confidence=0.75))


def words(lines: tuple[Line, ...]) -> str:
    return " ".join(line.text for line in lines)


# The program


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"enabled": False}, "OCR is switched off (the setting enabled of [ocr])."),
        ({"languages": "fra+tlh"}, "Tesseract lacks tlh (on Debian: apt-get install tesseract-ocr-tlh)."),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(changes: dict[str, object], sentence: str) -> None:
    assert find_tesseract(msgspec.structs.replace(OcrSettings(), **changes)) == Missing(sentence)


def test_without_the_program_its_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert find_tesseract(OcrSettings(languages="fra+deu")) == Missing(
        "Tesseract is not installed (on Debian: apt-get install tesseract-ocr tesseract-ocr-fra tesseract-ocr-deu)."
    )


# Its answer

HOCR = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><body><div class='ocr_page' title='image "stdin"; bbox 0 0 900 900'>
 <span class='ocr_line' title="bbox 100 200 500 260; baseline 0.01 -10; x_size 50; x_descenders 10; x_ascenders 12">
  <span class='ocrx_word' title='bbox 100 200 300 260; x_wconf 96'>L&#39;été</span>
  <span class='ocrx_word' title='bbox 310 200 500 255; x_wconf 41'><strong>2024</strong></span>
  <span class='ocrx_word' title='bbox 510 200 520 255; x_wconf 12'> </span>
 </span>
 <span class='ocr_header' title="bbox 10 20 30 400; textangle 90; x_size 22">
  <span class='ocrx_word' title='bbox 10 20 30 400; x_wconf 80'>Annexe</span>
 </span>
 <span class='ocr_line' title="bbox 1 2 3"><span class='ocrx_word' title='bbox 1 2 3 4; x_wconf 9'>x</span></span>
 <span class='ocr_line' title="bbox 1 2 3 4"></span>
</div></body></html>"""


def test_lines_words_places_and_confidence_are_read_of_the_answer() -> None:
    assert read_hocr(HOCR.encode()) == [
        HocrLine(
            (HocrWord("L'été", 100, 200, 300, 260, 0.96), HocrWord("2024", 310, 200, 500, 255, 0.41)),
            slope=0.01, baseline=249.0, size=50,
        ),
        HocrLine((HocrWord("Annexe", 10, 20, 30, 400, 0.8),), slope=0.0, baseline=400.0, size=22),
    ]  # fmt: skip


@pytest.mark.parametrize("answer", [b"", b" \n", b"no hOCR", b"<html", HOCR.encode()[:400], b"\x00\xff"])
def test_what_is_no_answer_has_no_lines(answer: bytes) -> None:
    assert read_hocr(answer) == []


def test_an_answer_cut_short_gives_the_lines_that_are_there() -> None:
    assert [line.words[0].text for line in read_hocr(HOCR.encode()[: HOCR.index("<span class='ocr_header'")])] == [
        "L'été"
    ]


# Pages


def test_a_scan_gives_the_lines_of_the_page_in_their_places(tmp_path: Path, tesseract: Tesseract) -> None:
    """Compared with the text layer of the page that was scanned."""
    path = kept(tmp_path, make([letter]))
    with open_pdfium(path) as document:
        true = read_page(document, 0).lines
    page = recognised(kept(tmp_path, scanned([letter])), 1, tesseract)
    assert [line.text for line in page.lines] == [line.text for line in true]
    for found, line in zip(page.lines, true, strict=True):
        assert found.left == pytest.approx(line.left, abs=2)
        assert found.right == pytest.approx(line.right, abs=3)
        assert found.bottom == pytest.approx(line.bottom, abs=2)
        assert found.size == pytest.approx(line.size, rel=0.12)
    assert (page.width, page.height) == (pytest.approx(WIDTH, abs=1), pytest.approx(HEIGHT, abs=1))
    assert page.confidence > 0.85
    assert page.problem == ""


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_turned(tmp_path: Path, tesseract: Tesseract, angle: int) -> None:
    page = recognised(kept(tmp_path, scanned([note], angle=angle, size=NOTE_SIZE)), 1, tesseract)
    assert f1(bag(words(page.lines)), bag(f"{LETTER[2]} {LETTER[3]} Bilan du dépistage mobile")) > 0.95
    assert page.width > page.height
    assert page.lines[0].text == "Bilan du dépistage mobile"
    assert page.lines[0].bottom == pytest.approx(146, abs=6)


def test_the_rows_of_a_page_that_lies_askew_are_level(tmp_path: Path, tesseract: Tesseract) -> None:
    def table(canvas: Canvas) -> None:
        letter(canvas)
        for at, name in enumerate(("Rennes", "Lille", "Marseille", "Cayenne")):
            write(canvas, [name], left=72, top=500 - 30 * at, size=12)
            write(canvas, [f"{at + 2} 450 habitants"], left=400, top=500 - 30 * at, size=12)

    page = recognised(kept(tmp_path, scanned([table], angle=1.5)), 1, tesseract)
    bottoms = {line.text: line.bottom for line in page.lines}
    assert bottoms["Lille"] == pytest.approx(bottoms["3 450 habitants"], abs=3)  # 9 points on the picture


@pytest.mark.parametrize("draw", [blank, lambda canvas: canvas.rect(100, 100, 300, 500, fill=1)])
def test_a_page_without_letters_has_none(tmp_path: Path, tesseract: Tesseract, draw: Draw) -> None:
    page = recognised(kept(tmp_path, scanned([draw])), 1, tesseract)
    assert (page.lines, page.confidence, page.problem) == ((), 0.0, "")


def test_a_page_that_takes_too_long_says_so(tmp_path: Path, tesseract: Tesseract) -> None:
    page = recognised(kept(tmp_path, scanned([letter])), 1, tesseract, timeout_s=0.2)
    assert page.lines == ()
    assert page.problem == "took too long to recognise (the setting timeout_s of [ocr])"


def test_a_program_that_fails_is_a_problem_of_the_page(tmp_path: Path, tesseract: Tesseract) -> None:
    path = kept(tmp_path, scanned([letter]))
    problem = recognised(path, 1, dataclasses.replace(tesseract, languages="tlh")).problem
    assert problem.startswith("could not be recognised (Tesseract ended with 1: ")
    gone = recognised(path, 1, dataclasses.replace(tesseract, program=str(tmp_path / "gone"))).problem
    assert gone == "could not be recognised: Tesseract did not start (No such file or directory)"


def test_a_page_of_a_giant_is_drawn_no_larger_than_others(tmp_path: Path, tesseract: Tesseract) -> None:
    def giant(canvas: Canvas) -> None:
        write(canvas, ["Plan régional de santé"], left=2_000, top=7_000, size=900)

    page = recognised(kept(tmp_path, make([giant], size=(14_000, 14_000))), 1, tesseract)
    assert words(page.lines) == "Plan régional de santé"
    assert page.lines[0].size == pytest.approx(1_000, rel=0.2)


# Files


def test_scanned_pages_of_a_report_are_read_in_their_place(tmp_path: Path, tesseract: Tesseract) -> None:
    """With the running title of the others taken out of them, a section of their own, and how sure it is."""

    def page(canvas: Canvas) -> None:
        write(canvas, ["Institut Vasseur, rapport annuel"], top=810, size=9)

    def text(canvas: Canvas) -> None:
        page(canvas)
        write(canvas, PROSE)

    def scan(canvas: Canvas) -> None:
        page(canvas)
        letter(canvas)

    (picture,) = pictures(make([scan]))
    path = kept(tmp_path, make([text, on_page(picture), text, blank, text]))
    before = extract_pdf(path, "scan.pdf")
    assert (before.pages_waiting, before.pages_without_text, before.recognised) == ((2,), (2, 4), {})
    assert "1 of 5 pages have little or no text and wait for OCR: scanned?" in before.warnings
    after = read_twice(path, tesseract)
    assert (after.pages_waiting, after.pages_without_text, after.recognised.keys()) == ((), (4,), {2})
    assert after.recognised[2] > 0.8
    passage = after.publication.passages[1]
    assert (passage.number, passage.heading) == (2, "Bilan du dépistage mobile")
    assert "trois mille habitants des vallées" in passage.text
    assert "Institut Vasseur" not in passage.text
    assert any(one.startswith("1 of 5 pages were read by OCR, with a confidence of ") for one in after.warnings)


def test_a_scan_under_a_stamp_is_a_scan_and_the_stamp_stays_once(tmp_path: Path, tesseract: Tesseract) -> None:
    def stamp(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.7, 0, 0)
        write(canvas, ["REÇU LE 12 MARS 2024"], left=350, top=810, size=14)

    (picture,) = pictures(make([letter]))
    path = kept(tmp_path, make([on_page(picture, stamp)]))
    assert extract_pdf(path, "scan.pdf").pages_waiting == (1,)
    (passage,) = read_twice(path, tesseract).publication.passages
    assert passage.text.count("12 MARS 2024") == 1
    assert "infirmières" in passage.text


def hidden(canvas: Canvas) -> None:
    text = canvas.beginText(72, 700)
    text.setFont("Helvetica", 12)
    text.setTextRenderMode(3)
    text.textLine("Bilan du dépistage")
    canvas.drawText(text)


@pytest.mark.parametrize(
    ("over", "height"),
    [(lambda canvas: write(canvas, PROSE), HEIGHT), (hidden, HEIGHT), (lambda canvas: write(canvas, PROSE[:1]), 400)],
    ids=["text over a picture", "words behind a picture", "a picture with a caption"],
)
def test_a_page_with_a_picture_is_no_scan(tmp_path: Path, over: Draw, height: float) -> None:
    def draw(canvas: Canvas) -> None:
        (picture,) = pictures(make([letter]), dpi=50)
        from reportlab.lib.utils import ImageReader

        canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, height)
        over(canvas)

    assert extract_pdf(kept(tmp_path, make([draw])), "scan.pdf").pages_waiting == ()


def test_one_page_of_nonsense_in_a_good_report_is_left_out_and_then_recognised(
    tmp_path: Path, tesseract: Tesseract
) -> None:
    def text(canvas: Canvas) -> None:
        write(canvas, PROSE * 5)

    (picture,) = pictures(make([letter]))
    path = kept(tmp_path, make([text, text, on_page(picture, nonsense), text]))
    before = extract_pdf(path, "scan.pdf")
    assert before.pages_waiting == (3,)
    assert [passage.number for passage in before.publication.passages] == [1, 2, 4]
    assert any(one.startswith("The text of page 3 is nonsense") for one in before.warnings)
    after = read_twice(path, tesseract)
    assert "vallées" in after.publication.passages[2].text


def test_a_picture_without_words_stays_a_page_without_text_and_waits_no_more(
    tmp_path: Path, tesseract: Tesseract
) -> None:
    (picture,) = pictures(make([blank]))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((300, 300, 900, 1200), fill=90)
    after = read_twice(kept(tmp_path, make([lambda canvas: write(canvas, PROSE), on_page(picture)])), tesseract)
    assert (after.pages_without_text, after.pages_waiting, after.recognised) == ((2,), (), {})
    assert "OCR found no text on 1 of 2 pages." in after.warnings


def test_pages_that_were_not_recognised_are_named_with_the_reason(tmp_path: Path) -> None:
    path = kept(tmp_path, scanned([letter] * 3, dpi=50))
    line = Line("Bilan du dépistage", 72, 700, 300, 20)
    pages = {
        1: RecognisedPage(1, WIDTH, HEIGHT, (line,), 0.6),
        2: RecognisedPage(2, problem="took too long"),
        3: RecognisedPage(3, problem="took too long"),
    }
    found = extract_pdf(path, "scan.pdf", Recognised(pages, low_confidence=0.75))
    assert found.pages_waiting == (2, 3)
    assert found.warnings == (
        "1 of 3 pages were read by OCR, with a confidence of 60% on average; it is low on page 1.",
        "Pages 2, 3 took too long.",
    )


def test_a_file_of_nonsense_alone_is_refused_until_it_is_recognised(tmp_path: Path, tesseract: Tesseract) -> None:
    def cover(canvas: Canvas) -> None:
        write(canvas, ["Dknmp"], size=40)

    (picture,) = pictures(make([letter]))
    path = kept(tmp_path, make([on_page(picture, nonsense), cover, blank]))
    with pytest.raises(NeedsRecognition, match=r"is nonsense .* or have it read by OCR") as refused:
        extract_pdf(path, "scan.pdf")
    assert refused.value.pages == (1, 2)
    found = read_twice(path, tesseract)
    assert found.publication.title == "Bilan du dépistage mobile"
    assert found.recognised[1] > 0.8
    nothing = {number: RecognisedPage(number) for number in (1, 2)}
    with pytest.raises(BadDocument, match="and OCR found none on its pages"):
        extract_pdf(path, "scan.pdf", Recognised(nothing, low_confidence=0.75))
