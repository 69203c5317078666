"""PDFs made here: words that nobody sees are not indexed, and words that were written on a page afterwards are."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from pypdf.annotations import FreeText, Highlight, Link, Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from indexer.cli import main
from indexer.extract.pdf import visibility
from tests.indexer.extract.test_pdf_made import PROSE, WIDTH, Draw, edited, extracted, make, prose, texts, write

WORDS = "Des mots que l’on cherche"
BODY = " ".join(PROSE)


def picture() -> ImageReader:
    """A picture of a line of writing, as a scanner makes it: 40 by 4 points in grey."""
    rows = bytes(255 if (x // 3 + y) % 4 else 60 for y in range(16) for x in range(160))
    header = b"P5 160 16 255\n"
    return ImageReader(io.BytesIO(header + rows))


def after_prose(draw: Draw) -> Draw:
    def both(canvas: Canvas) -> None:
        prose(canvas)
        draw(canvas)

    return both


def invisible(canvas: Canvas) -> None:
    canvas.saveState()
    drawn = canvas.beginText(72, 500)
    drawn.setFont("Helvetica", 11)
    drawn.setTextRenderMode(3)
    drawn.textLine(WORDS)
    canvas.drawText(drawn)
    canvas.restoreState()


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    write(canvas, [WORDS], top=500)


def transparent(canvas: Canvas) -> None:
    canvas.setFillAlpha(0)
    write(canvas, [WORDS], top=500)


def tiny(canvas: Canvas) -> None:
    write(canvas, [WORDS], top=500, size=0.3)


def outside(canvas: Canvas) -> None:
    write(canvas, [WORDS], left=WIDTH + 10, top=500)


def white_on_colour(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.1, 0.2, 0.6)
    canvas.rect(60, 490, 300, 30, fill=1, stroke=0)
    white(canvas)


def white_on_colour_within_a_group(canvas: Canvas) -> None:
    canvas.beginForm("bandeau", 0, 0, 600, 900)
    white_on_colour(canvas)
    canvas.endForm()
    canvas.translate(0, 20)
    canvas.doForm("bandeau")


def white_on_a_picture(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 60, 480, 400, 40)
    white(canvas)


def text_layer_of_a_scan(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 0, 0, WIDTH, 842)
    invisible(canvas)


def invisible_over_drawn_letters(canvas: Canvas) -> None:
    """Letters drawn as shapes, as printers send them."""
    for at in range(20):
        canvas.rect(72 + 7 * at, 500, 4, 7, fill=1)
    invisible(canvas)


def pale(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.96, 0.96, 0.96)
    write(canvas, [WORDS], top=500)


@pytest.mark.parametrize(
    ("draw", "why"),
    [
        (invisible, "invisible"),
        (white, "invisible"),
        (transparent, "invisible"),
        (tiny, "too small to be read"),
        (outside, "outside of the page"),
    ],
)
def test_words_that_nobody_sees_are_not_indexed_and_are_told(tmp_path: Path, draw: Draw, why: str) -> None:
    extraction = extracted(tmp_path, make([after_prose(draw), prose]))
    assert texts(extraction) == [BODY, BODY]
    assert [(line.page, line.text, line.why) for line in extraction.unseen] == [(1, WORDS, why)]
    assert extraction.taken_out == ()


@pytest.mark.parametrize(
    "draw",
    [
        white_on_colour,
        white_on_colour_within_a_group,
        white_on_a_picture,
        text_layer_of_a_scan,
        invisible_over_drawn_letters,
        pale,
    ],
)
def test_words_that_a_reader_sees_are_indexed_however_they_are_drawn(tmp_path: Path, draw: Draw) -> None:
    extraction = extracted(tmp_path, make([draw, prose]))
    assert WORDS in texts(extraction)[0]
    assert extraction.unseen == ()


def with_layer(writer: pypdf.PdfWriter, *, is_open: bool) -> None:
    """Put all of page 2 into a layer."""
    page = writer.pages[1]
    layer = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Calque")})
    )
    properties = DictionaryObject({NameObject("/MC0"): layer})
    page[NameObject("/Resources")].get_object()[NameObject("/Properties")] = properties  # type: ignore[index]
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(b"/OC /MC0 BDC\n" + page.get_contents().get_data() + b"\nEMC")  # type: ignore[union-attr]
    page[NameObject("/Contents")] = writer._add_object(stream)
    closed = ArrayObject([] if is_open else [layer])
    usual = DictionaryObject({NameObject("/OFF"): closed, NameObject("/ON"): ArrayObject([layer] if is_open else [])})
    layers = DictionaryObject({NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): usual})
    writer.root_object[NameObject("/OCProperties")] = layers


@pytest.mark.parametrize("is_open", [True, False])
def test_words_of_a_closed_layer_are_not_indexed(tmp_path: Path, is_open: bool) -> None:
    data = edited(make([prose, prose, prose]), lambda writer: with_layer(writer, is_open=is_open))
    extraction = extracted(tmp_path, data)
    assert [passage.number for passage in extraction.publication.passages] == ([1, 2, 3] if is_open else [1, 3])
    assert {(line.page, line.why) for line in extraction.unseen} == (set() if is_open else {(2, "invisible")})


def test_a_page_that_takes_long_to_draw_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(canvas: Canvas) -> None:
        for at in range(3_000):
            canvas.rect(300 + at % 200, 50 + at // 20, 90, 9, fill=0)
        after_prose(white)(canvas)

    monkeypatch.setattr(visibility, "_LONGEST_DRAWING_S", 0.0)
    extraction = extracted(tmp_path, make([busy]))
    assert WORDS in texts(extraction)[0]
    assert extraction.warnings == ("Not all pages could be looked at for hidden words: some may be among the text.",)


def test_what_could_not_be_looked_at_stays_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visibility, "_MOST_DRAWINGS", 1)
    extraction = extracted(tmp_path, make([after_prose(white)] * 2))
    assert [WORDS in text for text in texts(extraction)] == [False, True]
    assert extraction.warnings == ("Not all pages could be looked at for hidden words: some may be among the text.",)


# Forms and notes


def form(canvas: Canvas) -> None:
    for name, top in (("Nom du demandeur :", 500), ("Région :", 460), ("Code :", 420)):
        write(canvas, [name], top=top)
    canvas.acroForm.textfield(name="nom", value="Awa Diop", x=200, y=495, width=150, height=20)
    canvas.acroForm.choice(
        name="region", value="Bretagne", options=["Bretagne", "Est"], x=200, y=455, width=150, height=20
    )
    canvas.acroForm.textfield(name="code", value="secret", x=200, y=415, width=150, height=20, fieldFlags="password")
    canvas.acroForm.checkbox(name="accord", checked=True, x=200, y=380)


def test_what_was_filled_in_stands_behind_its_label_and_passwords_do_not(tmp_path: Path) -> None:
    found = texts(extracted(tmp_path, make([form])))[0]
    assert found.splitlines() == ["Nom du demandeur : Awa Diop", "Région : Bretagne", "Code :"]


def test_a_field_shown_on_two_pages_has_its_value_on_both(tmp_path: Path) -> None:
    def share(writer: pypdf.PdfWriter) -> None:
        """One field with two boxes: the value is that of the field and not of its boxes."""
        box = writer.pages[0]["/Annots"][0].get_object()  # type: ignore[index]
        other = DictionaryObject(box)
        for name in ("/V", "/T", "/FT", "/Ff", "/DV"):
            box.pop(name, None)
            other.pop(name, None)
        other[NameObject("/P")] = writer.pages[1].indirect_reference
        boxes = ArrayObject([box.indirect_reference, writer._add_object(other)])
        field = DictionaryObject({
            NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("nom"),
            NameObject("/V"): TextStringObject("Awa Diop"), NameObject("/Kids"): boxes,
        })  # fmt: skip
        parent = writer._add_object(field)
        for one in boxes:
            one.get_object()[NameObject("/Parent")] = parent
        writer.pages[1][NameObject("/Annots")] = ArrayObject([boxes[1]])
        writer.root_object["/AcroForm"].get_object()[NameObject("/Fields")] = ArrayObject([parent])  # type: ignore[index]

    def field(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="nom", value="", x=200, y=495, width=150, height=20)
        prose(canvas)

    found = texts(extracted(tmp_path, edited(make([field, prose]), share)))
    assert ["Awa Diop" in text for text in found] == [True, True]


def test_text_boxes_and_notes_are_read_and_links_highlights_and_hidden_notes_are_not(tmp_path: Path) -> None:
    def annotate(writer: pypdf.PdfWriter) -> None:
        hidden = Text(text="note cachée", rect=(20, 600, 40, 620))
        hidden[NameObject("/F")] = NumberObject(2)
        marked = Highlight(rect=(72, 690, 200, 710), quad_points=ArrayObject([]))
        marked[NameObject("/Contents")] = TextStringObject("prévention surlignée")
        for one in (
            FreeText(text="Chiffres corrigés\nen mars", rect=(72, 400, 300, 440)),
            Text(text="À vérifier avec la cellule", rect=(20, 800, 40, 820)),
            hidden,
            marked,
            Link(rect=(72, 690, 200, 710), url="https://institut.example/lien"),
        ):
            writer.add_annotation(0, one)

    found = texts(extracted(tmp_path, edited(make([prose]), annotate)))[0]
    assert found.splitlines() == [BODY, "Chiffres corrigés", "en mars", "À vérifier avec la cellule"]


def test_inspect_shows_what_is_not_indexed_in_words_and_as_json(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, [f"Bilan des actions — {number}"], top=810, size=9)
            write(canvas, PROSE)
            if number == 2:
                white(canvas)

        return draw

    path = tmp_path / "bilan.pdf"
    path.write_bytes(make([page(number) for number in range(1, 5)]))
    shown = CliRunner().invoke(main, ["inspect", str(path)]).output
    assert "5 lines not indexed:\n  header, pages 1-4: Bilan des actions — 1\n" in shown
    assert f"  invisible, page 2: {WORDS}\n" in shown
    told = json.loads(CliRunner().invoke(main, ["inspect", "--json", str(path)]).output)
    assert told["taken_out"][1] == {"page": 2, "text": "Bilan des actions — 2", "why": "header"}
    assert told["unseen"] == [{"page": 2, "text": WORDS, "why": "invisible"}]
