"""The shipped reports are what the generator makes, and hold the difficulties they are for."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from indexer.sample.generator import __main__ as command
from indexer.sample.generator.catalogue import REPORTS, Report
from indexer.sample.generator.prose import Bullets, Heading, Paragraph, Table, french_spaces, read_blocks
from tests.paths import SAMPLE

SHIPPED = SAMPLE / "reports"
MOST_BYTES_OF_ALL = 3_000_000


def read(name: str) -> PdfReader:
    return PdfReader(SHIPPED / f"{name}.pdf")


def text_of(reader: PdfReader, index: int) -> str:
    return re.sub(r"\s+", " ", reader.pages[index].extract_text())


def outline_of(reader: PdfReader) -> list[tuple[int, str, str]]:
    """(level, title, printed label) of each entry, in order."""

    def walk(entries: list[object], level: int) -> list[tuple[int, str, str]]:
        found: list[tuple[int, str, str]] = []
        for entry in entries:
            if isinstance(entry, list):
                found.extend(walk(entry, level + 1))
            elif isinstance(entry, Destination):
                page = reader.get_destination_page_number(entry)
                assert page is not None
                found.append((level, str(entry.title), reader.page_labels[page]))
        return found

    return walk(list(reader.outline), 1)


@pytest.mark.parametrize("report", [r for r in REPORTS if not r.needs_chromium], ids=lambda report: report.name)
def test_a_report_made_again_has_the_same_bytes_and_the_text_that_is_shipped(report: Report) -> None:
    """Bytes of the shipped file also depend on the zlib of the machine that made it; its text does not."""
    made = report.build()
    assert made == report.build()
    pages = [page.extract_text() for page in PdfReader(BytesIO(made)).pages]
    assert pages == [page.extract_text() for page in read(report.name).pages]


def test_the_folder_holds_every_report_and_nothing_else_and_stays_small() -> None:
    files = sorted(SHIPPED.glob("*.pdf"))
    assert [file.name for file in files] == sorted(report.file_name for report in REPORTS)
    assert sum(file.stat().st_size for file in files) < MOST_BYTES_OF_ALL


def test_the_command_makes_only_the_report_asked_for(tmp_path: Path) -> None:
    command.main(["--only", "depliant-depistage-sein", str(tmp_path / "new")])
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["depliant-depistage-sein.pdf"]


def test_the_command_refuses_a_report_it_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        command.main(["--only", "rapport-1998", str(tmp_path)])


def test_the_report_of_2024_has_labels_that_differ_from_page_numbers() -> None:
    reader = read("rapport-activite-2024")
    assert len(reader.pages) >= 44
    assert reader.metadata is not None
    assert reader.metadata.title == "Rapport d’activité 2024 — Prévenir au plus près"
    assert "Typst" in str(reader.metadata.creator)
    labels = reader.page_labels
    first_arabic = labels.index("1")
    assert labels[:4] == ["i", "ii", "iii", "iv"]
    assert first_arabic > 4
    assert labels[first_arabic:] == [str(n) for n in range(1, len(labels) - first_arabic + 1)]


def test_the_report_of_2024_has_an_outline_of_two_levels_and_screening_past_page_30() -> None:
    outline = outline_of(read("rapport-activite-2024"))
    assert {level for level, _, _ in outline} == {1, 2}
    label = {title: label for _, title, label in outline}
    assert label["Éditorial"] == "vii"
    assert 30 <= int(label["Dépistage du cancer du sein : la participation remonte"]) <= 40
    assert 30 <= int(label["ARGOS, le deuxième lecteur"]) <= 40


def test_the_figures_of_the_trucks_stand_on_a_page_of_the_screening_chapter() -> None:
    reader = read("rapport-activite-2024")
    pages = [reader.page_labels[n] for n in range(len(reader.pages)) if "Puy-de-Dôme" in text_of(reader, n)]
    assert any(30 <= int(label) <= 40 for label in pages if label.isdigit())


def test_the_report_of_2023_says_its_title_author_and_date() -> None:
    reader = read("rapport-activite-2023")
    assert 15 <= len(reader.pages) <= 20
    info = reader.metadata
    assert info is not None
    assert info.title == "Rapport d’activité 2023 — Compter pour soigner"
    assert str(info.author).startswith("Institut Vasseur")
    assert "ReportLab" in str(info.producer)
    assert info.creation_date is not None
    assert info.creation_date.year == 2024
    assert {level for level, _, _ in outline_of(reader)} == {1, 2}


def test_the_barometer_has_a_junk_title_and_its_true_one_on_the_first_page() -> None:
    reader = read("barometre-tabac-ecigarette-2025")
    assert len(reader.pages) >= 6
    assert reader.metadata is not None
    assert reader.metadata.title == "Microsoft Word - barometre_final_v3.doc"
    assert "Matplotlib" in str(reader.metadata.producer)
    assert "Baromètre du tabac et de l’e-cigarette 2025" in text_of(reader, 0)


def test_the_leaflet_is_two_landscape_pages_without_tags_or_outline() -> None:
    reader = read("depliant-depistage-sein")
    assert len(reader.pages) == 2
    assert all(page.mediabox.width > page.mediabox.height for page in reader.pages)
    assert "/MarkInfo" not in reader.root_object
    assert "/StructTreeRoot" not in reader.root_object
    assert not reader.outline
    assert reader.metadata is not None
    assert "fpdf2" in str(reader.metadata.producer)


def test_the_stroke_study_has_no_metadata_and_says_everything_on_its_cover() -> None:
    reader = read("etude-post-avc-2030")
    assert len(reader.pages) >= 11
    assert reader.metadata is None
    assert reader.xmp_metadata is None
    assert "/ID" not in reader.trailer
    assert not reader.outline
    cover = text_of(reader, 0)
    for words in ("Vivre après un accident", "Post-AVC 2030", "Étienne Marchand-Vidal", "Novembre 2023"):
        assert words in cover


def test_the_atlas_was_printed_by_chromium_with_fixed_dates() -> None:
    reader = read("atlas-inegalites-territoriales-2023")
    assert len(reader.pages) >= 9
    info = reader.metadata
    assert info is not None
    assert "Skia/PDF" in str(info.producer)
    assert info.title == "Atlas des inégalités territoriales de santé 2023"
    assert info.creation_date is not None
    assert info.creation_date.isoformat().startswith("2023-12-07")
    assert outline_of(reader)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_no_long_sentence_is_repeated_within_a_report(report: Report) -> None:
    reader = read(report.name)
    text = " ".join(text_of(reader, index) for index in range(len(reader.pages)))
    sentences = [sentence for sentence in re.split(r"(?<=[.!?]) ", text) if len(sentence) > 80]
    assert len(sentences) == len(set(sentences))


def test_sources_are_read_as_blocks() -> None:
    blocks = read_blocks("activity-report-2023.txt")
    assert blocks[0] == Heading(1, "Avant-propos")
    assert isinstance(blocks[1], Paragraph)
    assert any(isinstance(block, Bullets) for block in blocks)
    tables = [block for block in blocks if isinstance(block, Table)]
    assert tables[0].caption == "Chiffres clés de l’année 2023"
    assert all(len(row) == len(table.rows[0]) for table in tables for row in table.rows)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("41 218 femmes", "41\u202f218 femmes"),
        ("de 15 à 75 ans", "de 15 à 75 ans"),
        ("63,4 % ; oui !", "63,4\u00a0%\u202f; oui\u202f!"),
        ("« l'été »", "«\u00a0l’été\u00a0»"),
    ],
)
def test_french_spaces_keep_numbers_and_punctuation_together(typed: str, printed: str) -> None:
    assert french_spaces(typed, "\u202f") == printed
