"""The steps of PDF reading by themselves: plain values in, plain values out, no file."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.pdf.contents import find_contents_pages
from indexer.extract.pdf.cover import find_date, find_kind, persons
from indexer.extract.pdf.glyphs import clean, close_letterspacing
from indexer.extract.pdf.labels import labels_of
from indexer.extract.pdf.paragraphs import Vocabulary
from indexer.extract.pdf.readability import NONSENSE, strangeness
from indexer.extract.pdf.reading_order import in_reading_order
from indexer.extract.pdf.running_titles import key_of
from indexer.extract.pdf.table_rows import rows_of
from indexer.extract.pdf.text import CUT, Line, PageText
from indexer.extract.pdf.title import find_title, is_title
from indexer.publication import PartialDate


def lines_of(*texts: str, left: float = 70, top: float = 700, size: float = 10) -> list[Line]:
    return [Line(text, left, top - 13 * at, left + 5 * len(text), size) for at, text in enumerate(texts)]


def page_of(*texts: str, number: int = 1) -> PageText:
    return PageText(number, 595, 842, lines_of(*texts))


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [
        ("pr´esent et d´ej`a", "présent et déjà"),
        ("eﬃcace, ﬂux, œuvre", "efficace, flux, œuvre"),
        ("\uf0b7 point\x00 un\x07", "  point  un "),
        ("pré\u00advention\u200b", "prévention"),
        ("e\u0301tude", "étude"),
        ("seul\ud800 ici\udfff", "seul  ici "),
        ("`code` et ^", "`code` et ^"),
        ("bien-être · 2ᵉ", "bien-être · 2ᵉ"),
    ],
)
def test_characters_are_made_searchable(raw: str, tidy: str) -> None:
    assert clean(raw) == tidy


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_clean_text_can_be_written_as_utf_8_and_cleaning_again_changes_nothing(text: str) -> None:
    once = clean(text)
    once.encode("utf-8")
    assert not any(ord(letter) < 32 or 0xE000 <= ord(letter) < 0xF900 for letter in once)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("line", "closed"),
    [
        ("R A P P O R T", "RAPPORT"),
        ("R A P P O R T  A N N U E L", "RAPPORT ANNUEL"),
        ("B I L A N  2 0 2 4", "BILAN 2024"),
        ("1 2 3 4 5 6", "1 2 3 4 5 6"),
        ("J. R. R. Tolkien", "J. R. R. Tolkien"),
        ("a b c", "a b c"),
        ("Le plan A et le plan B", "Le plan A et le plan B"),
    ],
)
def test_letterspacing_is_closed_and_initials_are_not(line: str, closed: str) -> None:
    assert close_letterspacing(line) == closed


@pytest.mark.parametrize(
    ("left", "right", "elsewhere", "kept"),
    [
        ("pré", "vention", "la prévention", False),
        ("bien", "être", "le bien-être", True),
        ("e", "mail", "un e-mail", True),
        ("e", "cigarette", "", True),
        ("Saint", "Denis", "", True),
        ("recom", "mandation", "", False),
        ("l’évalu", "ation", "une évaluation", False),
        ("peut", "il", "il peut", True),
        ("c’est-à", "dire", "", True),
        ("COVID", "long", "", True),
    ],
)
def test_a_hyphen_is_kept_where_it_belongs_to_the_word(left: str, right: str, elsewhere: str, kept: bool) -> None:
    assert Vocabulary([page_of(elsewhere or "rien")]).keeps_hyphen(left, right) is kept


def test_a_document_that_never_cuts_words_keeps_the_hyphens_it_ends_lines_with() -> None:
    cut = [f"une auto{CUT}", "évaluation des socio-démographique"]
    compounds = ("le médico-social et le socio-économique", f"le médico{CUT}", "social et", f"socio{CUT}")
    never_cuts = page_of(*compounds, "économique")
    assert Vocabulary([never_cuts]).text_of(lines_of(*cut)).startswith("une auto-évaluation")
    assert Vocabulary([page_of("la vie")]).text_of(lines_of(*cut)).startswith("une autoévaluation")


def test_lines_become_paragraphs() -> None:
    lines = lines_of("Un titre", size=16, top=720) + lines_of(
        "La première ligne d’un paragraphe qui va jusqu’au bord",
        "et sa fin.",
        "Le paragraphe suivant commence ici même, au bord",
        "• un point",
        "• un autre",
    )
    assert Vocabulary([]).text_of(lines).splitlines() == [
        "Un titre",
        "La première ligne d’un paragraphe qui va jusqu’au bord et sa fin.",
        "Le paragraphe suivant commence ici même, au bord",
        "• un point",
        "• un autre",
    ]


def two_columns(rows: int) -> tuple[list[Line], list[Line]]:
    return (
        lines_of(*(f"gauche {at} et quelques mots de plus" for at in range(rows)), left=60),
        lines_of(*(f"droite {at} et quelques mots de plus" for at in range(rows)), left=320),
    )


@pytest.mark.parametrize("rows", [3, 10, 50])
def test_columns_come_out_in_order_however_the_file_mixes_them(rows: int) -> None:
    left, right = two_columns(rows)
    mixed = [*left, *right]
    random.Random(rows).shuffle(mixed)
    assert in_reading_order(mixed) == [*left, *right]


def test_a_title_over_the_columns_comes_first_and_a_note_under_them_last() -> None:
    left, right = two_columns(8)
    title = Line("Un titre large", 60, 740, 540, 18)
    note = Line("Une note sur toute la largeur de la page", 60, 500, 540, 8)
    assert in_reading_order([note, *right, *left, title]) == [title, *left, *right, note]


def test_a_page_that_flows_down_is_left_as_it_is() -> None:
    lines = lines_of("un", "deux", "trois")
    assert in_reading_order(lines) is lines


@given(
    st.lists(
        st.tuples(st.floats(-50, 700), st.floats(-50, 900), st.floats(0, 300), st.floats(0.1, 80)),
        max_size=60,
    )
)
def test_no_line_is_lost_or_doubled_whatever_the_layout(
    places: list[tuple[float, float, float, float]],
) -> None:
    lines = [
        Line(f"mot {at}", left, bottom, left + width, size) for at, (left, bottom, width, size) in enumerate(places)
    ]
    assert sorted(line.text for line in in_reading_order(list(lines))) == sorted(line.text for line in lines)
    assert sum(map(len, rows_of(lines))) == len(lines)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Référence Debian 172 / 237", "Référence Debian 9 / 237"),
        ("xiv  CONTENTS", "xvi CONTENTS"),
        ("— 12 —", "13"),
        ("Bilan 2024 | page 3", "BILAN 2024 | page 14"),
    ],
)
def test_running_titles_are_equal_but_for_their_numbers(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    "title",
    [
        "Bilan 2024",
        "Rapport d’activité",
        "E-cigarette : état des lieux",
        "Référence Debian",
        "Post-AVC 2030",
        "REGAL",
    ],
)
def test_titles(title: str) -> None:
    assert is_title(title, "x")


@pytest.mark.parametrize(
    ("title", "stem"),
    [("Microsoft Word - Plan.docx", ""), ("PowerPoint Presentation", ""), ("Mise en page 1", ""),
     ("Slide 3", ""), ("rapport_2024_VF", ""), ("ra-2024-web", ""), ("Plan final.indd", ""), ("42", ""),
     ("Bilan 2024", "bilan-2024"), ("http://example.org/a", ""), ("Sans titre-2", ""), ("…", "")],
)  # fmt: skip
def test_names_of_files_programs_and_templates_are_no_titles(title: str, stem: str) -> None:
    assert not is_title(title, stem)


def test_the_motto_on_the_cover_of_an_annual_report_is_not_its_title() -> None:
    cover = PageText(1, 595, 842, [
        Line("institut.fr", 100, 700, 500, 60),
        Line("Nous cherchons pour vous", 100, 600, 500, 40),
        Line("Rapport d’activité 2024", 100, 300, 400, 18),
    ])  # fmt: skip
    assert find_title({}, [cover], Path("x.pdf")) == ("Rapport d’activité 2024", "largest text of page 1")


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Lucie Nguyen", ("Lucie Nguyen",)),
        ("Awa Diop, Thomas Martin et les membres du comité", ("Awa Diop", "Thomas Martin")),
        ("Utilisateur Windows", ()),
        ("Institut Vasseur", ()),
        ("pdfTeX 1.40", ()),
        ("", ()),
    ],
)
def test_persons(value: str, names: tuple[str, ...]) -> None:
    assert persons(value) == names


@pytest.mark.parametrize(
    ("title", "file_name", "kind"),
    [
        ("Guide de lancement", "", ("guide", "title")),
        ("Note d’étape", "", ("note", "title")),
        ("Baromètre du tabac", "", ("rapport", "title")),
        ("Vivre au village", "depliant-village", ("dépliant", "file name")),
        ("Vivre au village", "", ("rapport", "default")),
        ("Comment bien lire la notation d’un rapport", "", ("rapport", "default")),
    ],
)
def test_kinds(title: str, file_name: str, kind: tuple[str, str]) -> None:
    assert find_kind(title, {}, [page_of("texte")], file_name) == kind


def test_a_year_to_come_or_a_period_in_the_title_is_no_date() -> None:
    assert find_date({}, [page_of("texte")], "Vivre mieux en 2090") == (None, "")
    assert find_date({}, [page_of("texte")], "Bilan 2019-2023") == (None, "")
    assert find_date({}, [page_of("texte")], "Bilan 2019") == (PartialDate(2019), "title: « 2019 »")


@pytest.mark.parametrize(
    ("file_name", "date", "source"),
    [
        ("bilan-2019", PartialDate(2019), "file name: « 2019 »"),
        ("RA_2022_vf", PartialDate(2022, 6, 1), "Info /CreationDate, in the year of the file name"),
        ("2020-03-15_note", PartialDate(2020, 3, 15), "file name: « 2020-03-15 »"),
        ("note_15_03_2020", PartialDate(2020, 3, 15), "file name: « 15-03-2020 »"),
        ("20200315-note", PartialDate(2020, 3, 15), "file name: « 2020-03-15 »"),
        ("rapport_mars_2021", PartialDate(2021, 3), "file name: « mars 2021 »"),
        ("plan-2019-2021", PartialDate(2022, 6, 1), "Info /CreationDate"),
        ("vision-2030", PartialDate(2022, 6, 1), "Info /CreationDate"),
        ("guide", PartialDate(2022, 6, 1), "Info /CreationDate"),
    ],
)
def test_a_date_in_the_name_of_the_file_is_better_than_that_of_its_making(
    file_name: str, date: PartialDate, source: str
) -> None:
    info = {"CreationDate": "D:20220601"}
    assert find_date(info, [page_of("texte")], "Vivre", file_name) == (date, source)


def test_several_dates_on_a_page_of_prose_are_events_and_not_its_date() -> None:
    prose = ["des mots " * 10] * 20
    events = page_of(*prose, "Mai 2013", "Juin 2018")
    assert find_date({}, [events], "Vivre") == (None, "")
    assert find_date({}, [page_of(*prose, "Juin 2018")], "Vivre") == (PartialDate(2018, 6), "cover: « Juin 2018 »")


def test_slides_are_a_presentation() -> None:
    pages = [PageText(number, 960, 540, lines_of("Un titre", "et peu de mots")) for number in range(1, 8)]
    assert find_kind("Vivre au village", {}, pages) == ("présentation", "landscape pages with few words")


def test_labels_of_every_style() -> None:
    tree = {
        "/Kids": [
            {"/Nums": [0, {"/S": "/R"}, 2, {"/S": "/D", "/St": 7, "/P": "A-"}]},
            {"/Nums": [4, {"/S": "/a", "/St": 26}, 6, {}, 7, {"/P": "Plan"}]},
        ]
    }
    assert labels_of(tree, 8) == {0: "I", 1: "II", 2: "A-7", 3: "A-8", 4: "z", 5: "aa", 7: "Plan"}


def test_labels_that_point_in_circles_or_count_to_a_billion_are_bounded() -> None:
    tree: dict[str, object] = {"/Nums": [0, {"/S": "/r", "/St": 10**9}, 10**12, {"/S": "/D"}]}
    tree["/Kids"] = [tree]
    assert labels_of(tree, 2) == {0: "1000000000", 1: "1000000001"}
    assert labels_of(None, 10) == {}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Sommaire", "Agir 3", "Mesurer 7", "Comparer 12"], True),
        (["Page 4 Introduction", "Page 7 Résultats en 2024", "Page 21 Activités", "Page 28 Réseau"], True),
        (["Index", "cancer, 3, 12", "dépistage, 4", "fatigue, 8-9", "santé, 1, 2, 3", "tabac, 30"], True),
        ([f"Chapitre numéro {at} . . . . . . {at}" for at in range(5)], True),
        (["En 2021, 304 personnes", "En 2022, 298 personnes", "En 2023, 350 personnes"], False),
        (["Femmes 190", "Hommes 104", "Ensemble 294", "Part 12", "Un texte suit le tableau."], False),
        (["Sommaire", "Un texte dit ce que contient", "ce document et pour qui il est."], False),
    ],
)
def test_contents_pages(texts: list[str], expected: bool) -> None:
    assert bool(find_contents_pages([page_of(*texts)], [])) is expected


def test_a_page_of_titles_from_the_outline_is_a_contents_page() -> None:
    titles = ["Agir", "Mesurer", "Comparer", "Former", "Dépister", "Écouter"]
    page = page_of("Dans ce rapport", *(f"{at}. {title}" for at, title in enumerate(titles, 1)))
    assert find_contents_pages([page], titles) == {1}
    assert find_contents_pages([page], []) == set()


PROSE = "Les équipes de prévention se rendent dans les villages et mesurent ce que les habitants en retiennent. " * 5


@pytest.mark.parametrize("shift", [1, 2, 3, 5, 13, 29])
def test_a_shifted_alphabet_is_nonsense(shift: int) -> None:
    assert strangeness("".join(chr(ord(letter) + shift) if letter.isalpha() else letter for letter in PROSE)) > NONSENSE


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        PROSE.upper(),
        "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft begabt. " * 5,
        "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. " * 5,
        "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. " * 5,
        "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. " * 10,
        "12,5 % 2024 1 304 18-24 (3) 4/12 + 8 € " * 20,
        "court",
    ],
)
def test_languages_tables_and_short_texts_are_no_nonsense(text: str) -> None:
    assert strangeness(text) < NONSENSE


def test_unknown_characters_are_nonsense() -> None:
    assert strangeness("\ufffd\ufffd le \ufffd\ufffd\ufffd " * 60) == 1.0
