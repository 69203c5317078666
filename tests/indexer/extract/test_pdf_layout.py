"""PDFs made here, one layout each: in which order their words come out, and what stays together."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pypdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.indexer.extract.test_pdf_made import HEIGHT, PROSE, WIDTH, Draw, edited, extracted, make, prose, texts, write

BODY = " ".join(PROSE)


def lines(tmp_path: Path, *draws: Draw) -> list[str]:
    """The lines of the first page's text."""
    return texts(extracted(tmp_path, make(draws)))[0].splitlines()


def turned(canvas: Canvas, text: str, degrees: float, left: float, bottom: float, size: float = 9) -> None:
    canvas.saveState()
    canvas.translate(left, bottom)
    canvas.rotate(degrees)
    write(canvas, [text], left=0, top=0, size=size)
    canvas.restoreState()


def column(canvas: Canvas, text: str, left: float, top: float = 700, width: int = 42) -> float:
    """Text in a column; the height below it."""
    rows = textwrap.wrap(text, width)
    write(canvas, rows, left=left, top=top)
    return top - 14.3 * len(rows)


def table(canvas: Canvas, rows: Sequence[Sequence[str]], lefts: Sequence[float], gap: float, top: float = 700) -> None:
    """Cells whose lines are separated by "/", written column by column; `gap` sets the rows apart."""
    for at, left in enumerate(lefts):
        row_top = top
        for row in rows:
            for number, line in enumerate(row[at].split("/")):
                write(canvas, [line], left=left, top=row_top - 14 * number)
            row_top -= 14 * max(cell.count("/") + 1 for cell in row) + gap


# Turned text


@pytest.mark.parametrize("degrees", [90, 180, 270, 45], ids=str)
def test_turned_words_are_a_line_of_their_own_after_the_text_and_no_title(tmp_path: Path, degrees: float) -> None:
    def draw(canvas: Canvas) -> None:
        turned(canvas, "PROJET DE TEXTE", degrees, 300, 500, size=40)
        write(canvas, PROSE)

    extraction = extracted(tmp_path, make([draw, prose]))
    assert texts(extraction)[0].splitlines() == [BODY, "PROJET DE TEXTE"]
    assert extraction.publication.passages[0].heading is None
    assert extraction.publication.title != "PROJET DE TEXTE"


def test_a_wide_table_that_lies_on_an_upright_page_is_read_by_its_rows(tmp_path: Path) -> None:
    rows = [("Bretagne", "331", "12,5 %"), ("Occitanie", "101", "8,1 %"), ("Normandie", "84", "7,2 %")]

    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        table(canvas, rows, (100, 350, 600), gap=8, top=400)

    assert lines(tmp_path, draw) == ["Bretagne | 331 | 12,5 %", "Occitanie | 101 | 8,1 %", "Normandie | 84 | 7,2 %"]


def test_a_turned_page_with_columns_is_read_column_by_column(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        for at in range(8):
            for side, left in (("gauche", 60), ("droite", 420)):
                write(canvas, [f"{side} {at} dit une chose de la prévention"], left=left, top=500 - 14 * at)

    data = edited(make([draw]), lambda writer: writer.pages[0].rotate(90) and None)
    words = texts(extracted(tmp_path, data))[0].replace("\n", " ")
    assert words.index("gauche 7") < words.index("droite 0")


def test_letters_below_each_other_are_a_word_and_the_marks_of_a_list_are_not(tmp_path: Path) -> None:
    def stack(canvas: Canvas, letters: str, left: float) -> None:
        for at, letter in enumerate(letters):
            write(canvas, [letter], left=left, top=500 - 14 * at)

    def page(canvas: Canvas) -> None:
        write(canvas, PROSE)
        stack(canvas, "SANTÉ", 30)
        stack(canvas, "ABCDE", 560)

    assert lines(tmp_path, page) == [BODY, "A B C D E", "SANTÉ"]


# Spaced-out titles, drop caps, note marks


@pytest.mark.parametrize(
    ("spaced", "closed"),
    [
        ("P R É V E N T I O N   E T   S A N T É", "PRÉVENTION ET SANTÉ"),
        ("R A P P O R T   2 0 2 4", "RAPPORT 2024"),
        ("B I L A N", "BILAN"),
        ("1 2 3 4 5 6", "1 2 3 4 5 6"),
    ],
)
def test_spaced_out_titles_are_closed_up_and_their_words_stay_apart(tmp_path: Path, spaced: str, closed: str) -> None:
    assert lines(tmp_path, lambda canvas: write(canvas, [spaced], size=24)) == [closed]


def test_a_drop_cap_is_put_back_on_its_word(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, ["L"], left=72, top=690, size=40)
        write(canvas, ["a prévention demande du temps et des moyens", "et les équipes le savent."], left=98)

    assert lines(tmp_path, draw)[0].startswith("La prévention demande du temps")


@pytest.mark.parametrize(
    ("word", "mark", "text"),
    [("santé", "1", "santé 1"), ("en 2024", "3", "en 2024 3"), ("le plan", "12", "le plan 12")],
)
def test_raised_note_marks_are_not_glued_to_words_and_years(tmp_path: Path, word: str, mark: str, text: str) -> None:
    def draw(canvas: Canvas) -> None:
        drawn = canvas.beginText(72, 700)
        drawn.setFont("Helvetica", 11)
        drawn.textOut(f"La région agit pour {word}")
        drawn.setFont("Helvetica", 7)
        drawn.setRise(4)
        drawn.textOut(mark)
        drawn.setFont("Helvetica", 11)
        drawn.setRise(0)
        drawn.textOut(" depuis dix ans, de 20241 à 20248.")
        canvas.drawText(drawn)

    assert lines(tmp_path, draw) == [f"La région agit pour {text} depuis dix ans, de 20241 à 20248."]


# Columns, footnotes, boxes


def test_footnotes_of_a_column_are_read_after_the_text(tmp_path: Path) -> None:
    words = (BODY * 3).split()

    def draw(canvas: Canvas) -> None:
        for left, part, notes in (
            (60, words[:80], ["1 Note de gauche.", "2 Autre note."]),
            (320, words[80:], ["3 Fin."]),
        ):
            column(canvas, " ".join(part), left)
            write(canvas, notes, left=left, top=120, size=7.5)

    text = "\n".join(lines(tmp_path, draw))
    assert f"{words[79]} {words[80]}" in " ".join(text.split())
    assert [text.index(note) for note in ("1 Note", "2 Autre", "3 Fin")] == sorted(
        text.index(note) for note in ("1 Note", "2 Autre", "3 Fin")
    )
    assert text.endswith("3 Fin.")


def test_a_box_beside_the_text_does_not_break_into_it(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        column(canvas, BODY * 3, 60, width=60)
        write(canvas, ["Le chiffre de l’année", "est de 12,5 % dans", "toutes les régions"], left=440, top=620, size=8)

    found = lines(tmp_path, draw)
    assert "Le chiffre de l’année est de 12,5 % dans toutes les régions" in found
    assert (BODY * 3).strip() in found


# Tables


@pytest.mark.parametrize(
    ("rows", "lefts", "gap", "expected"),
    [
        pytest.param(
            [("Région", "Part", "Taux"), ("Pays de la Loire", "331", "12,5 %"), ("Bretagne", "", "8 %"),
             ("Est", "4", "")],
            (72, 300, 400),
            6,
            ["Région | Part | Taux", "Pays de la Loire | 331 | 12,5 %", "Bretagne | 8 %", "Est | 4"],
            id="figures",
        ),
        pytest.param(
            [("paquet", "taille", "description"), ("emacs", "1703", "éditeur complet"),
             ("vim", "902", "petit éditeur")],
            (72, 300, 400),
            0,
            ["paquet | taille | description", "emacs | 1703 | éditeur complet", "vim | 902 | petit éditeur"],
            id="small letters, rows as close as lines",
        ),
        pytest.param(
            [("Mesure", "Ce qui est fait", "Qui"), ("Agir", "Former les équipes/de terrain", "ARS"),
             ("Mesurer les effets/du plan", "Suivre les habitants", "Institut"),
             ("Dire", "Publier", "Ministère/chargé")],
            (72, 250, 450),
            12,
            ["Mesure | Ce qui est fait | Qui", "Agir | Former les équipes de terrain | ARS",
             "Mesurer les effets du plan | Suivre les habitants | Institut", "Dire | Publier | Ministère chargé"],
            id="cells of two lines",
        ),
        pytest.param(
            [("Former les équipes de terrain,/dans chaque lieu", "Une session de deux/jours, puis/un bilan."),
             ("Mesurer les effets du plan/sur les habitants", "Un questionnaire est envoyé/tous les deux ans."),
             ("Comparer les territoires", "Des cartes sont publiées/et mises à jour/au mois de mars.")],
            (72, 320),
            12,
            ["Former les équipes de terrain, dans chaque lieu | Une session de deux jours, puis un bilan.",
             "Mesurer les effets du plan sur les habitants | Un questionnaire est envoyé tous les deux ans.",
             "Comparer les territoires | Des cartes sont publiées et mises à jour au mois de mars."],
            id="cells of sentences",
        ),
    ],
)  # fmt: skip
def test_rows_of_tables_stay_together_and_their_cells_apart(
    tmp_path: Path, rows: Sequence[Sequence[str]], lefts: Sequence[float], gap: float, expected: list[str]
) -> None:
    assert lines(tmp_path, partial(table, rows=rows, lefts=lefts, gap=gap)) == expected


def test_cards_beside_each_other_are_read_one_after_the_other(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for left, title in ((60, "Agir"), (320, "Mesurer")):
            write(canvas, [title], left=left, top=720, size=16)
            column(canvas, f"{title} : {BODY}", left, top=690)

    words = " ".join(lines(tmp_path, draw))
    assert words == f"Agir Agir : {BODY} Mesurer Mesurer : {BODY}"


def test_the_points_of_a_list_are_no_table(tmp_path: Path) -> None:
    points = ["1.", "2.", "3.", "4."]

    def draw(canvas: Canvas) -> None:
        for at, mark in enumerate(points):
            write(canvas, [mark], left=72, top=700 - 16 * at)
            write(canvas, [PROSE[at]], left=110, top=700 - 16 * at)

    assert lines(tmp_path, draw) == [f"{mark} {line}" for mark, line in zip(points, PROSE, strict=False)]


# What is taken out


def test_what_is_taken_out_is_listed_by_page_with_what_it_is(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, ["Institut Vasseur — Bilan des actions"], top=810, size=9)
            write(canvas, [f"{number} / 4"], left=290, top=30, size=9)
            write(canvas, [f"Sujet numéro {number}", *PROSE])

        return draw

    taken_out = extracted(tmp_path, make([page(number) for number in range(1, 5)])).taken_out
    assert [(line.page, line.text, line.why) for line in taken_out] == [
        out
        for number in range(1, 5)
        for out in (
            (number, "Institut Vasseur — Bilan des actions", "header"),
            (number, f"{number} / 4", "page number"),
        )
    ]


def test_a_title_that_runs_up_the_margin_is_taken_out_and_a_picture_s_credit_stays(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, PROSE)
            turned(canvas, f"Institut Vasseur — Bilan — {number}", 90, 30, 300)
            if number == 3:
                turned(canvas, "Photo : Agence Lumière", 90, 560, 300)

        return draw

    extraction = extracted(tmp_path, make([page(number) for number in range(1, 6)]))
    assert texts(extraction) == [BODY, BODY, f"{BODY}\nPhoto : Agence Lumière", BODY, BODY]
    assert {line.why for line in extraction.taken_out} == {"header"}


def test_a_report_of_two_thousand_pages_is_read_whole(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        return lambda canvas: write(canvas, [f"Mesure numéro {number} du plan", *PROSE])

    extraction = extracted(tmp_path, make([page(number) for number in range(1, 2001)]))
    assert (extraction.pages, extraction.warnings) == (2000, ())
    assert [passage.number for passage in extraction.publication.passages] == list(range(1, 2001))
    assert all(f"Mesure numéro {p.number} du plan" in p.text for p in extraction.publication.passages)


def test_pages_turned_by_the_viewer_keep_their_margins(tmp_path: Path) -> None:
    """A crop box moves the corner from which places are counted."""

    def crop(writer: pypdf.PdfWriter) -> None:
        for page in writer.pages:
            page.cropbox.lower_left = (50, 100)
            page.cropbox.upper_right = (WIDTH, HEIGHT)

    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE)
        write(canvas, ["Repère de coupe"], left=72, top=60)

    extraction = extracted(tmp_path, edited(make([draw]), crop))
    assert texts(extraction) == [BODY]
    assert [(line.text, line.why) for line in extraction.unseen] == [("Repère de coupe", "outside of the page")]
