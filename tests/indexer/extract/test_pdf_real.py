"""Facts about the real PDFs that must stay true: what a reader sees on the page, checked by eye."""

from __future__ import annotations

import json
import shutil
import unicodedata
from functools import cache
from statistics import fmean

import pytest

from indexer.errors import BadDocument
from indexer.extract.pdf import extract_pdf
from indexer.extract.pdf.readability import NONSENSE, strangeness
from indexer.publication import Extraction, PartialDate, Passage
from tests.bench.pdf_agreement import compare
from tests.paths import SAMPLE, SHARED_DATA

PDFS = SHARED_DATA / "real" / "pdf"
DEBIAN = "debian-reference_debian-reference.fr.pdf"
LSHORT = "doc_texlive-doc_latex_lshort-french_lshort-fr.pdf"
INSTALL = "doc_installation-guide-amd64_fr_install.fr.pdf"
EYES = "doc_eyes17_fr_eyes17.pdf"
BOOKWORM = "doc_debian-edu-doc-fr_debian-edu-bookworm-manual.pdf"
MOOC = "11-premier-open-lab.pdf"
MOOC_17 = "17-identifier-problemes-imaginaires-1.pdf"
NOTE = "Note_interruption_investigation_proconnect.pdf"
RUINED = "10-quatre-conseils-pratiques-2.pdf"
READABLE = sorted(path.name for path in PDFS.glob("*.pdf") if path.name != RUINED)


@cache
def read(name: str) -> Extraction:
    return extract_pdf(PDFS / name, name)


def page(name: str, number: int) -> Passage:
    return next(passage for passage in read(name).publication.passages if passage.number == number)


def folded(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalnum())


@pytest.mark.parametrize(
    ("name", "title", "date"),
    [
        ("betagouv_bilan_2024.pdf", "Bilan 2024 beta.gouv.fr", PartialDate(2025, 3)),
        ("rapportannuel.pdf", "Rapport d’activité 2017", PartialDate(2017)),
        ("guide.pdf", "Guide de lancement des Startups d’État", PartialDate(2018, 10)),
        ("grille_lancement.pdf", "Grille d’éligibilité au programme beta.gouv.fr", None),
        (MOOC, "Monter son premier Open Lab", PartialDate(2018, 11, 28)),
        (MOOC_17, "Identifier les problèmes imaginaires 1/2", PartialDate(2018, 11, 28)),
        (NOTE, "Note d’étape - suspension de l’investigation", PartialDate(2020, 9, 15)),
        (DEBIAN, "Référence Debian", PartialDate(2023, 2, 4)),
        (INSTALL, "Manuel d'installation pour la distribution Debian GNU/Linux", PartialDate(2023, 7, 9)),
        (EYES, "Expériences pour Jeunes Ingénieurs et Scientifiques", PartialDate(2022, 7, 22)),
        (LSHORT, "Une courte (?) introduction à LATEX 2ε", PartialDate(2011, 4, 25)),
    ],
)  # fmt: skip
def test_title_and_date(name: str, title: str, date: PartialDate | None) -> None:
    publication = read(name).publication
    assert (publication.title, publication.date) == (title, date)


@pytest.mark.parametrize(
    ("name", "authors"),
    [
        ("StateStartups-Foucaud.pdf", ("Alexandra Foucaud",)),
        (DEBIAN, ("Osamu Aoki",)),
        (LSHORT, ("Tobias Oetiker", "Hubert Partl", "Irene Hyna", "Elisabeth Schlegl")),
        ("betagouv_bilan_2024.pdf", ()),
        ("rapportannuel.pdf", ()),
        (MOOC, ()),
    ],
)
def test_authors_are_persons(name: str, authors: tuple[str, ...]) -> None:
    assert read(name).publication.authors == authors


@pytest.mark.parametrize(
    ("name", "language", "source"),
    [
        ("rapportannuel.pdf", "fr", "words of the text (the file declares en)"),
        ("StateStartups-Foucaud.pdf", "en", "words of the text (the file declares fr)"),
        (DEBIAN, "fr", "words of the text"),
    ],
)
def test_the_language_is_that_of_the_text(name: str, language: str, source: str) -> None:
    extraction = read(name)
    assert (extraction.publication.language, extraction.sources["language"]) == (language, source)


def test_kinds() -> None:
    kinds = {name: read(name).publication.kind for name in ("guide.pdf", "rapportannuel.pdf", INSTALL)}
    assert kinds == {"guide.pdf": "guide", "rapportannuel.pdf": "rapport", INSTALL: "guide"}


def test_the_abstract_is_the_lead() -> None:
    lead = read("StateStartups-Foucaud.pdf").publication.lead
    assert lead.startswith("As an answer to the calls asking for")
    assert len(lead) <= 700


def test_labels_are_the_printed_numbers() -> None:
    assert [page(LSHORT, number).label for number in (1, 3, 19, 20)] == ["i", "iii", "1", "2"]
    assert page(DEBIAN, 200).label == "172"
    assert page(MOOC, 1).label is None


@pytest.mark.parametrize(
    ("name", "running"),
    [
        (DEBIAN, "Référence Debian 172"),
        (BOOKWORM, "Skolelinux 12 Bookworm 12 / 97"),
        (MOOC, "Centre national de la fonction publique territoriale"),
        (MOOC, "Créer des services publics numériques"),
        ("betagouv_bilan_2024.pdf", "Direction interministérielle du numérique\n"),
        (LSHORT, "162 INDEX"),
    ],
)
def test_running_titles_are_not_in_the_text(name: str, running: str) -> None:
    assert not any(running in passage.text for passage in read(name).publication.passages)


def test_boxes_that_open_pages_are_no_running_titles() -> None:
    assert page(DEBIAN, 200).text.splitlines()[:2] == [
        "paquet | popcon | taille | description",
        "cryptsetup | V:30, I:77 | 406 | utilitaires pour chiffrer un périphérique en mode bloc (dm-crypt / LUKS)",
    ]


def test_contents_pages_and_indexes_are_marked_and_nothing_else_is() -> None:
    def marked(name: str) -> list[int]:
        return [passage.number for passage in read(name).publication.passages if passage.is_contents]

    assert marked(DEBIAN) == list(range(5, 23))
    assert marked(EYES) == [3, 4]
    assert marked("guide.pdf") == [2]
    assert marked("betagouv_bilan_2024.pdf") == [3]
    assert marked("StateStartups-Foucaud.pdf") == []
    assert {12, 15, 171, 184} <= set(marked(LSHORT)) <= {*range(11, 19), *range(170, 185)}


def test_words_cut_at_line_ends_are_whole() -> None:
    text = page(LSHORT, 20).text
    assert "un format professionnel prédéfini." in text
    assert "LATEX n’est qu’un programme et a donc besoin" in text
    assert "technology-enabled reforms" in page("StateStartups-Foucaud.pdf", 2).text


def test_a_drop_cap_is_put_back_on_its_word() -> None:
    assert "Ce document est une traduction en français" in page(LSHORT, 3).text


def test_text_outside_of_the_page_is_not_indexed() -> None:
    assert not any("IRIGO" in passage.text for passage in read("betagouv_bilan_2024.pdf").publication.passages)


def test_a_spread_is_read_column_by_column_and_its_time_line_by_rows() -> None:
    lines = page("rapportannuel.pdf", 2).text.splitlines()
    assert lines[:2] == ["beta.gouv.fr", "Nous créons des services publics numériques"]
    assert "Mai 2013 | Première Startup d’État : data.gouv.fr" in lines
    assert any(line.endswith("premier incubateur : la Fabrique, à Pôle emploi") for line in lines)
    assert any(line.startswith("Grâce à une communauté") and "permis de diffuser dans les" in line for line in lines)


def test_the_rows_of_a_table_are_whole_though_their_names_take_two_lines() -> None:
    rows = [
        line for passage in read("betagouv_bilan_2024.pdf").publication.passages for line in passage.text.splitlines()
    ]
    assert "Nombre de nouveaux agents publics impliqués dans l'approche beta.gouv.fr | 154 | 220 | 217" in rows
    assert any(row.startswith("Lʼincubateur de services numériques | Lʼopérateur de produits interm") for row in rows)


def test_a_page_with_emojis_keeps_its_places() -> None:
    lines = page("betagouv_bilan_2024.pdf", 25).text.splitlines()
    assert lines[0] == "FAST / LE PROGRAMME D'ACCÉLÉRATION (1/3)"
    assert lines.index("Les critères de sélection :") < lines.index("par an")


def test_note_marks_stand_apart_from_their_words() -> None:
    assert "investis dans des Startups d’État 1" in page("rapportannuel.pdf", 3).text


def test_every_section_is_found_on_the_page_it_begins_on() -> None:
    queries = json.loads((SHARED_DATA / "relevance" / "pages.json").read_text(encoding="utf-8"))["queries"]
    missed = [
        query["text"]
        for query in queries
        if folded(query["text"]) not in folded(page(query["file"], query["pages"][0]).heading or "")
    ]
    assert missed == []


def test_pictures_with_only_a_running_title_are_told_as_pages_without_text() -> None:
    """And wait for OCR, with three that have a line or two beside theirs; rules on an empty page are no picture."""
    extraction = read(BOOKWORM)
    assert len(extraction.pages_without_text) == 15
    assert set(extraction.pages_waiting) == {*extraction.pages_without_text, 67, 69, 70}
    assert extraction.warnings == ("18 of 103 pages have little or no text and wait for OCR: scanned?",)
    assert (read(EYES).pages_without_text, read(EYES).pages_waiting) == ((86, 90, 99), (99,))


def test_a_file_that_was_copied_as_text_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadDocument, match=r"damaged: it was copied as text, and 114,640 of its bytes"):
        read(RUINED)


@pytest.mark.parametrize("name", READABLE)
def test_every_other_file_is_read_and_far_from_nonsense(name: str) -> None:
    extraction = read(name)
    assert extraction.pages == len(extraction.publication.passages) + len(extraction.pages_without_text)
    assert strangeness("\n".join(passage.text for passage in extraction.publication.passages)) < NONSENSE / 5
    assert not any("damaged" in warning or "pypdf" in warning for warning in extraction.warnings)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
def test_words_agree_with_poppler_before_running_titles_are_taken_out() -> None:
    """Page by page, at least 0.995 on average and 0.97 in every file."""
    files = [compare(PDFS / name, read(name)) for name in READABLE]
    assert fmean(page for file in files for page in file.whole) >= 0.995
    assert {file.name: fmean(file.whole) for file in files if fmean(file.whole) < 0.97} == {}


def test_what_is_taken_out_is_short_and_stands_on_several_pages() -> None:
    """Headers, footers and page numbers repeat: a line of the text does not."""
    for name in READABLE:
        taken_out = read(name).taken_out
        assert all(line.why in {"header", "footer", "page number"} for line in taken_out)
        assert all(len(line.text) <= 160 for line in taken_out)
        assert sum(len(line.text) for line in taken_out) < 0.12 * sum(
            len(p.text) for p in read(name).publication.passages
        )


def test_report_name_is_taken_out_of_short_chapters_too() -> None:
    """Beside it stands the chapter's title, which two pages only share."""
    report = extract_pdf(SAMPLE / "reports" / "rapport-activite-2024.pdf", "r")
    headed = [p.number for p in report.publication.passages if "2024 — Institut Vasseur" in p.text[:80]]
    assert headed == []
