"""PDFs made here, one difficulty each: what comes out of `extract_pdf`, or the sentence that says why not."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    Fit,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from indexer.errors import BadDocument
from indexer.extract import pdf
from indexer.extract.pdf import extract_pdf
from indexer.extract.pdf import structure as pdf_structure
from indexer.extract.pdf.text import PageText, PageUnreadableError, read_page
from indexer.publication import Extraction, PartialDate

WIDTH, HEIGHT = 595, 842
PROSE = (
    "La prévention demande du temps et des moyens, et les équipes le savent.",
    "Les résultats de l’enquête montrent une baisse dans toutes les régions.",
    "Chaque territoire adapte les actions à la population qui y habite.",
    "Le suivi dure cinq ans et porte sur des personnes de tous les âges.",
    "Une synthèse est remise aux communes à la fin de chaque année.",
)

Draw = Callable[[Canvas], None]


def make(pages: Sequence[Draw], size: tuple[float, float] = (WIDTH, HEIGHT), **info: str) -> bytes:
    """A PDF with one page for each drawing; `info` has its title, author, subject, creator."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for name, value in info.items():
        getattr(canvas, f"set{name.capitalize()}")(value)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(canvas: Canvas, lines: Sequence[str], left: float = 72, top: float = 700, size: float = 11) -> None:
    """Lines one below the other."""
    canvas.setFont("Helvetica", size)
    for at, line in enumerate(lines):
        canvas.drawString(left, top - at * 1.3 * size, line)


def prose(canvas: Canvas) -> None:
    write(canvas, PROSE)


def extracted(tmp_path: Path, data: bytes, name: str = "document.pdf") -> Extraction:
    path = tmp_path / name
    path.write_bytes(data)
    return extract_pdf(path, name)


def said_of(tmp_path: Path, data: bytes) -> str:
    """The warnings of a file that was read, or why it was not."""
    try:
        return " ".join(extracted(tmp_path, data).warnings)
    except BadDocument as error:
        return str(error)


def texts(extraction: Extraction) -> list[str]:
    return [passage.text for passage in extraction.publication.passages]


def edited(data: bytes, edit: Callable[[pypdf.PdfWriter], None]) -> bytes:
    """The same file after a change made with pypdf."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    edit(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


# Text


def test_a_page_is_a_passage_with_its_number_and_the_file_is_named(tmp_path: Path) -> None:
    extraction = extracted(tmp_path, make([prose, prose]))
    assert [passage.number for passage in extraction.publication.passages] == [1, 2]
    assert extraction.publication.file == str((tmp_path / "document.pdf").resolve())
    assert extraction.publication.id == "document.pdf"
    assert extraction.publication.is_pdf
    assert extraction.pages == 2


def test_two_columns_are_read_one_after_the_other_though_the_file_writes_across_them(tmp_path: Path) -> None:
    left = [f"gauche {at} dit une chose de la prévention" for at in range(8)]
    right = [f"droite {at} dit une chose du dépistage" for at in range(8)]

    def draw(canvas: Canvas) -> None:
        write(canvas, ["Un titre qui va d’un bord à l’autre de la page entière"], top=760, size=16)
        for at, (one, other) in enumerate(zip(left, right, strict=True)):
            write(canvas, [one], left=60, top=700 - 14 * at, size=10)
            write(canvas, [other], left=320, top=700 - 14 * at, size=10)

    text = texts(extracted(tmp_path, make([draw])))[0]
    words = text.replace("\n", " ")
    assert words.startswith("Un titre qui va")
    assert words.index("gauche 7") < words.index("droite 0")
    places = [words.index(f"gauche {at}") for at in range(8)]
    assert places == sorted(places)


def test_a_table_is_read_along_its_rows(tmp_path: Path) -> None:
    rows = [
        ("Clermont-Ferrand", "331"),
        ("Rennes", "101"),
        ("Lille", "84"),
        ("Marseille", "70"),
        ("Cayenne", "36"),
    ]

    def draw(canvas: Canvas) -> None:
        # Written column by column, as spreadsheets do.
        for column, left in enumerate((72, 300)):
            for at, row in enumerate(rows):
                write(canvas, [row[column]], left=left, top=600 - 20 * at)

    assert texts(extracted(tmp_path, make([draw])))[0].splitlines() == [" | ".join(row) for row in rows]


def test_running_titles_and_page_numbers_are_taken_out(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, ["Institut Vasseur — Bilan des actions"], top=810, size=9)
            write(canvas, [f"{number} / 6"], left=290, top=30, size=9)
            write(canvas, [f"Sujet numéro {number}", *PROSE])

        return draw

    found = texts(extracted(tmp_path, make([page(number) for number in range(1, 7)])))
    assert len(found) == 6
    assert not any("Institut Vasseur" in text or "/ 6" in text for text in found)
    assert all(f"Sujet numéro {at}" in text for at, text in enumerate(found, 1))


def test_a_line_that_opens_the_text_of_a_few_pages_is_no_running_title(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, ["Institut Vasseur — Bilan des actions"], top=815, size=9)
            write(canvas, ["À retenir" if number % 6 == 0 else f"Sujet {number}", *PROSE], top=790)

        return draw

    found = texts(extracted(tmp_path, make([page(number) for number in range(1, 31)])))
    assert sum("À retenir" in text for text in found) == 5


def test_words_cut_at_line_ends_are_joined_and_compounds_keep_their_hyphen(tmp_path: Path) -> None:
    lines = [
        "Les actions de prévention et le bien-être des habitants vont de pair : la pré-",
        "vention coûte peu. Elle vise le bien-",
        "être de tous. Le projet vient de Clermont-",
        "Ferrand et la recomman-",
        "dation vaut partout. Faut-",
        "il le dire ? Faut et dit sont des mots.",
    ]
    text = " ".join(texts(extracted(tmp_path, make([lambda canvas: write(canvas, lines)])))[0].split())
    assert "la prévention coûte" in text
    assert "le bien-être de tous" in text
    assert "Clermont-Ferrand" in text
    assert "recommandation" in text
    assert "Faut-il" in text


def test_control_characters_and_private_glyphs_do_not_reach_the_index(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Une phrase avec une fin\x00 normale et des mots"])

    text = texts(extracted(tmp_path, make([draw])))[0]
    assert text.isprintable()
    assert "Une phrase avec une fin" in text


def test_text_outside_of_the_page_is_left_out(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE)
        write(canvas, ["Plan du réseau de bus"], top=-300)

    text = texts(extracted(tmp_path, make([draw])))[0]
    assert "prévention" in text
    assert "réseau de bus" not in text


def test_a_turned_page_is_read_like_any_other(tmp_path: Path) -> None:
    def turn(writer: pypdf.PdfWriter) -> None:
        writer.pages[0].rotate(90)

    def sideways(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        write(canvas, PROSE, top=500)

    upright = texts(extracted(tmp_path, make([lambda canvas: write(canvas, PROSE, top=500)])))
    assert texts(extracted(tmp_path, edited(make([sideways]), turn))) == upright


def scan(canvas: Canvas) -> None:
    """A picture."""
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 90)), 50, 50, 400, 600)


def curves(canvas: Canvas) -> None:
    """Letters drawn as curves, as printers ask for them."""
    path = canvas.beginPath()
    for at in range(40):
        path.moveTo(72 + 10 * at, 700)
        path.curveTo(74 + 10 * at, 712, 78 + 10 * at, 712, 80 + 10 * at, 700)
        path.lineTo(76 + 10 * at, 706)
    canvas.drawPath(path)


def test_pages_without_text_are_numbered_and_told_apart_from_blank_ones(tmp_path: Path) -> None:
    def frame(canvas: Canvas) -> None:
        canvas.rect(50, 50, 400, 600)

    extraction = extracted(tmp_path, make([prose, scan, lambda canvas: None, frame, curves, prose]))
    assert extraction.pages == 6
    assert extraction.pages_without_text == (2, 3, 4, 5)
    assert extraction.pages_waiting == (2, 5)
    assert [passage.number for passage in extraction.publication.passages] == [1, 6]
    assert "2 of 6 pages have little or no text and wait for OCR: scanned?" in extraction.warnings
    assert "2 of 6 pages are blank." in extraction.warnings


def test_a_scan_without_any_text_is_a_publication_without_passages(tmp_path: Path) -> None:
    extraction = extracted(tmp_path, make([scan] * 3, title="Plan régional de santé"))
    assert extraction.publication.title == "Plan régional de santé"
    assert extraction.publication.passages == ()
    assert extraction.warnings == ("3 of 3 pages have little or no text and wait for OCR: scanned?",)


# Title, date, authors


@pytest.mark.parametrize(
    "junk",
    ["Microsoft Word - final_v3.doc", "untitled", "Sans titre", "Diapositive 1",
     "Présentation PowerPoint", "RA_2024_VF", "bilan-2024.indd", "document", "rapport final v2.docx",
     "C:\\Users\\x\\plan.doc", "12", ""],
)  # fmt: skip
def test_a_junk_title_gives_way_to_the_largest_text(tmp_path: Path, junk: str) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Les habitants et leur", "accès aux soins"], top=780, size=24)
        write(canvas, PROSE)

    extraction = extracted(tmp_path, make([draw], title=junk))
    assert extraction.publication.title == "Les habitants et leur accès aux soins"
    assert extraction.sources["title"] == "largest text of page 1"


def test_a_title_in_the_metadata_is_believed(tmp_path: Path) -> None:
    extraction = extracted(tmp_path, make([prose], title="La prévention dans les régions"))
    assert extraction.publication.title == "La prévention dans les régions"
    assert extraction.sources["title"] == "Info /Title"


def test_a_title_left_from_another_document_is_not_believed(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["L’accès aux soins"], top=780, size=24)
        write(canvas, PROSE)

    extraction = extracted(tmp_path, make([draw], title="Compte rendu budgétaire trimestriel"))
    assert extraction.publication.title == "L’accès aux soins"


def test_without_any_title_the_name_of_the_file_is_made_readable(tmp_path: Path) -> None:
    extraction = extracted(tmp_path, make([lambda canvas: canvas.rect(1, 1, 9, 9)]), "plan_regional-2024.pdf")
    assert extraction.publication.title == "Plan regional 2024"
    assert extraction.sources["title"] == "file name"


def test_a_letterspaced_title_is_closed_up(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["P R É V E N T I O N   E T   S A N T É"], top=760, size=28)
        write(canvas, PROSE)

    assert extracted(tmp_path, make([draw])).publication.title == "PRÉVENTION ET SANTÉ"


def test_the_date_on_the_cover_is_trusted_before_the_date_of_the_file(tmp_path: Path) -> None:
    def cover(canvas: Canvas) -> None:
        write(canvas, ["Vivre au village"], top=600, size=28)
        write(canvas, ["Novembre 2023"], top=300)

    extraction = extracted(tmp_path, make([cover, prose]))
    assert extraction.publication.date == PartialDate(2023, 11)
    assert extraction.sources["date"] == "cover: « Novembre 2023 »"


def test_dates_in_prose_are_not_the_date_of_the_document(tmp_path: Path) -> None:
    lines = [
        *PROSE * 8,
        "En octobre 2015 les premiers résultats ont été présentés par les équipes à la ville.",
    ]
    data = edited(
        make([lambda canvas: write(canvas, lines)]),
        lambda writer: writer.add_metadata({"/CreationDate": "D:20220307101500+01'00'"}),
    )
    extraction = extracted(tmp_path, data)
    assert extraction.publication.date == PartialDate(2022, 3, 7)
    assert extraction.sources["date"] == "Info /CreationDate"
    assert extraction.publication.date_is_of_file


def test_the_year_of_a_report_is_its_date_unless_the_file_says_the_day_in_that_year(tmp_path: Path) -> None:
    def cover(canvas: Canvas) -> None:
        write(canvas, ["Rapport d’activité 2021"], top=600, size=28)

    def dated(day: str) -> Extraction:
        data = edited(make([cover, prose]), lambda writer: writer.add_metadata({"/CreationDate": f"D:{day}"}))
        return extracted(tmp_path, data)

    assert dated("20230505120000").publication.date == PartialDate(2021)
    assert not dated("20230505120000").publication.date_is_of_file
    assert dated("20211220120000").publication.date == PartialDate(2021, 12, 20)


@pytest.mark.parametrize(
    "author", ["admin", "Microsoft Office User", "LaTeX", "Direction de la communication", "jdupont"]
)
def test_accounts_programs_and_services_are_no_authors(tmp_path: Path, author: str) -> None:
    assert extracted(tmp_path, make([prose], author=author)).publication.authors == ()


def test_authors_come_from_the_metadata_or_from_the_cover(tmp_path: Path) -> None:
    def cover(canvas: Canvas) -> None:
        write(canvas, ["Vivre au village"], top=600, size=28)
        write(canvas, ["Par Lucie Nguyen et Malik Ferhat"], top=300)

    from_metadata = extracted(tmp_path, make([prose], author="Awa Diop; Thomas Martin"))
    assert from_metadata.publication.authors == ("Awa Diop", "Thomas Martin")
    assert from_metadata.sources["authors"] == "Info /Author"
    from_cover = extracted(tmp_path, make([cover, prose], author="admin"))
    assert from_cover.publication.authors == ("Lucie Nguyen", "Malik Ferhat")


def test_the_language_of_the_text_wins_over_the_declared_one(tmp_path: Path) -> None:
    def declare(writer: pypdf.PdfWriter) -> None:
        writer.root_object[NameObject("/Lang")] = TextStringObject("en-US")

    extraction = extracted(tmp_path, edited(make([prose]), declare))
    assert extraction.publication.language == "fr"
    assert extraction.sources["language"] == "words of the text (the file declares en)"


XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">La prévention dans les régions</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Awa Diop</rdf:li><rdf:li>Thomas Martin</rdf:li></rdf:Seq></dc:creator>
<dc:date><rdf:Seq><rdf:li>2021-04-06</rdf:li></rdf:Seq></dc:date>
<dc:language><rdf:Bag><rdf:li>oc-FR</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>2022-03-07T10:15:00+01:00</xmp:CreateDate>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def test_xmp_says_what_the_information_does_not(tmp_path: Path) -> None:
    def describe(writer: pypdf.PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(XMP.encode())
        stream.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
        writer._info = None

    figures = [f"{at} {at * 7919 % 10000}" for at in range(9)]
    data = edited(make([lambda canvas: write(canvas, figures)]), describe)
    extraction = extracted(tmp_path, data)
    found, sources = extraction.publication, extraction.sources
    assert (found.title, sources["title"]) == ("La prévention dans les régions", "XMP dc:title")
    assert (found.authors, sources["authors"]) == (("Awa Diop", "Thomas Martin"), "XMP dc:creator")
    assert (found.date, sources["date"]) == (PartialDate(2021, 4, 6), "XMP dc:date")
    assert (found.language, sources["language"]) == ("oc", "XMP dc:language")
    assert found.date_is_of_file


def test_an_abstract_becomes_the_lead(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["Résumé"], top=760, size=16)
        write(canvas, PROSE)

    extraction = extracted(tmp_path, make([draw, prose]))
    assert extraction.publication.lead.startswith("La prévention demande du temps")
    assert extraction.sources["lead"] == "« Résumé » on page 1"


# Structure


def outlined(*entries: tuple[str, int, float | None]) -> bytes:
    """Five pages of prose, its first line at 700, with titles on pages from 0 at a height or at none."""

    def add(writer: pypdf.PdfWriter) -> None:
        for title, page, height in entries:
            fit = Fit.fit() if height is None else Fit.xyz(left=0, top=height)
            writer.add_outline_item(title=title, page_number=page, fit=fit)

    return edited(make([prose] * 5), add)


def headings(extraction: Extraction) -> list[str | None]:
    return [passage.heading for passage in extraction.publication.passages]


def test_a_page_carries_the_titles_of_all_sections_that_begin_on_it(tmp_path: Path) -> None:
    data = outlined(("Agir", 1, 750), ("Mesurer", 3, 720), ("Comparer", 3, 660))
    assert headings(extracted(tmp_path, data)) == [None, "Agir", "Agir", "Mesurer · Comparer", "Comparer"]


def test_the_running_section_comes_first_where_some_of_its_text_still_stands_on_the_page(
    tmp_path: Path,
) -> None:
    data = outlined(("Agir", 1, 750), ("Mesurer", 3, 680))
    assert headings(extracted(tmp_path, data)) == [None, "Agir", "Agir", "Agir · Mesurer", "Mesurer"]


def test_titles_without_a_height_count_from_the_top_unless_the_page_shows_them_lower(tmp_path: Path) -> None:
    data = outlined(("Agir", 1, None), ("Une synthèse est remise", 3, None))
    assert headings(extracted(tmp_path, data))[3] == "Agir · Une synthèse est remise"
    assert headings(extracted(tmp_path, data))[1] == "Agir"


def test_an_outline_that_turns_in_circles_is_read_once(tmp_path: Path) -> None:
    def loop(writer: pypdf.PdfWriter) -> None:
        first = writer.add_outline_item(title="Agir", page_number=0)
        second = writer.add_outline_item(title="Mesurer", page_number=1)
        second.get_object()[NameObject("/Next")] = first  # type: ignore[index]
        second.get_object()[NameObject("/First")] = second  # type: ignore[index]

    extraction = extracted(tmp_path, edited(make([prose] * 3), loop))
    assert headings(extraction) == ["Agir", "Mesurer", "Mesurer"]


def test_labels_go_from_roman_to_arabic(tmp_path: Path) -> None:
    def label(writer: pypdf.PdfWriter) -> None:
        ranges = [(0, "/r", 1), (3, "/D", 1)]
        numbers = ArrayObject()
        for start, style, first in ranges:
            numbers.append(NumberObject(start))
            numbers.append(
                DictionaryObject({NameObject("/S"): NameObject(style), NameObject("/St"): NumberObject(first)})
            )
        writer.root_object[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): numbers})

    found = extracted(tmp_path, edited(make([prose] * 5), label)).publication.passages
    assert [passage.label for passage in found] == ["i", "ii", "iii", "1", "2"]
    assert [passage.label for passage in extracted(tmp_path, make([prose])).publication.passages] == [None]


def test_contents_pages_are_marked(tmp_path: Path) -> None:
    entries = [
        "Agir avec les communes",
        "Mesurer",
        "Comparer les régions",
        "Former",
        "Dépister",
        "Écouter",
        "Suivre",
        "Conclure",
    ]

    def contents(canvas: Canvas) -> None:
        write(canvas, ["Sommaire"], top=760, size=18)
        for at, entry in enumerate(entries):
            write(canvas, [f"{entry} {'.' * (60 - len(entry))} {3 + 4 * at}"], top=700 - 20 * at)

    def figures(canvas: Canvas) -> None:
        for at in range(12):
            write(
                canvas,
                [f"{2010 + at} {at * 37 % 100} {at * 91 % 100},5 % {1000 + at * 17}"],
                top=700 - 20 * at,
            )

    found = extracted(tmp_path, make([contents, prose, figures])).publication.passages
    assert [passage.is_contents for passage in found] == [True, False, False]
    assert "...." not in found[0].text
    assert "Mesurer 7" in found[0].text.splitlines()


# Damage


def test_a_file_that_needs_a_password_says_so(tmp_path: Path) -> None:
    data = edited(make([prose]), lambda writer: writer.encrypt("secret", "owner", algorithm="RC4-128"))
    with pytest.raises(BadDocument, match="needs a password to be opened: publish a copy without one"):
        extracted(tmp_path, data)


def test_a_file_that_only_its_owner_may_change_is_read(tmp_path: Path) -> None:
    data = edited(make([prose], title="La prévention"), lambda writer: writer.encrypt("", "owner", algorithm="RC4-128"))
    extraction = extracted(tmp_path, data)
    assert extraction.publication.title == "La prévention"
    assert "Chaque territoire" in texts(extraction)[0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (b"<!doctype html><title>404</title>", "is a web page saved under the name of a PDF"),
        (b"PK\x03\x04" + bytes(2000), "is not a PDF"),
        (b"%PDF-1.7\n" + bytes(2000), "is cut short or damaged"),
    ],
)
def test_what_is_no_pdf_says_what_it_is_and_what_to_do(tmp_path: Path, data: bytes, sentence: str) -> None:
    with pytest.raises(BadDocument, match=sentence):
        extracted(tmp_path, data)


def test_a_pdf_without_pages_says_so(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    pypdf.PdfWriter().write(buffer)
    with pytest.raises(BadDocument, match=r"has no page|cut short or damaged"):
        extracted(tmp_path, buffer.getvalue())


def test_a_missing_file_is_a_bad_document(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="cannot be read"):
        extract_pdf(tmp_path / "absent.pdf", "absent.pdf")


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_short_is_repaired_with_a_warning_or_refused_with_a_sentence(tmp_path: Path, kept: float) -> None:
    data = make([prose] * 20)
    said = said_of(tmp_path, data[: int(len(data) * kept)])
    assert "cut short" in said


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=30))
def test_whatever_bytes_are_changed_there_is_a_publication_or_a_sentence(
    tmp_path: Path, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(outlined(("Agir", 1, None), ("Mesurer", 3, 680)))
    for place, value in changes:
        data[int(place * len(data))] = value
    assert said_of(tmp_path, bytes(data))[-1:] in {"", ".", "?"}


def test_a_file_copied_as_text_is_refused(tmp_path: Path) -> None:
    def pack(writer: pypdf.PdfWriter) -> None:
        for page in writer.pages:
            page.compress_content_streams()

    packed = edited(make([prose] * 3), pack)
    ruined = packed.decode("utf-8", "replace").encode("utf-8") + b"\xff".decode("utf-8", "replace").encode() * 200
    with pytest.raises(BadDocument, match=r"copied as text|cut short or damaged"):
        extracted(tmp_path, ruined)


def test_a_text_layer_of_nonsense_is_refused(tmp_path: Path) -> None:
    shifted = ["".join(chr(ord(letter) + 1) if letter.isascii() else letter for letter in line) for line in PROSE * 3]
    with pytest.raises(BadDocument, match="is nonsense"):
        extracted(tmp_path, make([lambda canvas: write(canvas, shifted)]))


def test_tables_of_figures_are_no_nonsense(tmp_path: Path) -> None:
    rows = [f"FR{at:03} {at * 7919 % 10000} {at * 104729 % 1000},{at % 10} % 3 {at}/12/2023" for at in range(40)]
    extraction = extracted(tmp_path, make([lambda canvas: write(canvas, rows)] * 2))
    assert len(extraction.publication.passages) == 2


def test_structure_that_pypdf_cannot_read_comes_from_pdfium_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    def add(writer: pypdf.PdfWriter) -> None:
        writer.add_outline_item(title="Agir", page_number=1)

    data = edited(make([prose] * 3, title="La prévention"), add)
    monkeypatch.setattr(pdf_structure, "_read_with_pypdf", fail)
    extraction = extracted(tmp_path, data)
    assert extraction.publication.title == "La prévention"
    assert extraction.publication.passages[1].heading == "Agir"
    assert any("could not be read with pypdf (RecursionError)" in warning for warning in extraction.warnings)


def test_a_page_that_pdfium_cannot_read_comes_from_pypdf_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_on_the_second(document: object, index: int, *bounds: Any) -> PageText:
        if index == 1:
            raise PageUnreadableError(index)
        return read_page(document, index, *bounds)

    monkeypatch.setattr(pdf, "read_page", fail_on_the_second)
    extraction = extracted(tmp_path, make([prose] * 3))
    assert "Chaque territoire" in texts(extraction)[1]
    assert any("PDFium could not read page 2" in warning for warning in extraction.warnings)


def test_pages_beyond_the_limit_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    extraction = extracted(tmp_path, make([prose] * 3))
    assert extraction.pages == 3
    assert len(extraction.publication.passages) == 2
    assert "The file has 3 pages: the first 2 were read." in extraction.warnings
