"""Plain text, as a page is read or pasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import BadDocument
from indexer.extract.files import extract_file
from indexer.extract.text import extract_text, readable_name
from indexer.publication import PartialDate
from tests.paths import SHARED_DATA

ARTICLE = SHARED_DATA / "real" / "article.txt"


def test_a_real_article_is_read_as_a_visitor_reads_it() -> None:
    extraction = extract_file(ARTICLE, "article.txt", max_bytes=1_000_000)
    publication = extraction.publication
    assert publication.topics == (
        "Institut national du cancer",
        "Stratégie décennale de lutte contre les cancers",
        "Épidémiologie",
    )
    assert publication.title.startswith("Filière IA & Cancers : l’Institut engagé")
    assert publication.lead.startswith("Comment l’IA peut-elle aider")
    assert publication.date == PartialDate(2025, 9, 4)
    assert publication.authors == ()
    assert publication.language == "fr"
    assert "first date" in extraction.sources["date"]
    assert "« 4 septembre 2025 »" in extraction.sources["date"]


def test_the_teaser_under_a_real_article_is_no_part_of_it() -> None:
    (passage,) = extract_file(ARTICLE, "article.txt", max_bytes=1_000_000).publication.passages
    assert "rapport d’activité 2024" not in passage.text
    assert "lire aussi" not in passage.text
    assert passage.text.endswith("En savoir plus sur la FIAC")


def test_a_quotation_keeps_its_speaker() -> None:
    (passage,) = extract_file(ARTICLE, "article.txt", max_bytes=1_000_000).publication.passages
    (line,) = [line for line in passage.text.split("\n") if line.startswith("«L’intelligence")]
    assert line.endswith("» — Nicolas Scotté")


def test_a_text_without_paragraphs_has_a_title_and_no_lead() -> None:
    publication = extract_text("Bilan 2024\n", Path("bilan.txt"), "bilan.txt").publication
    assert (publication.title, publication.lead, publication.passages) == ("Bilan 2024", "", ())


def test_bullets_alone_are_a_text_and_no_topics() -> None:
    publication = extract_text("• un\n• deux\n", Path("liste.txt"), "liste.txt").publication
    assert publication.topics == ()
    assert publication.title == "un"


def test_a_text_that_begins_with_a_long_paragraph_is_named_after_its_file() -> None:
    extraction = extract_text("mot " * 100, Path("bilan_annuel-2024.txt"), "x")
    assert extraction.publication.title == "Bilan annuel 2024"
    assert extraction.sources["title"] == "file name"
    assert extraction.warnings


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Où ça coûte 3 € : l’œuvre, à Noël."),
        ("utf-8-sig", "Où ça coûte 3 € : l’œuvre, à Noël."),
        ("utf-16", "Où ça coûte 3 € : l’œuvre, à Noël."),
        ("utf-16-le", "Où ça coûte 3 € : l’œuvre, à Noël."),
        ("utf-32", "Où ça coûte 3 € : l’œuvre, à Noël."),
        ("cp1252", "Où ça coûte 3 € : l’œuvre, à Noël."),
        ("cp1252", "Le ½ prix, 1½ litre : où ça ? À Noël."),
        ("iso8859-15", "Où ça coûte 3 € : l'œuvre, à Noël."),
        ("iso8859-15", "Le cœur de l'été, à Noël."),
        ("latin-1", "Où ça coûte : naïveté, à Noël."),
        ("mac_roman", "Où ça coûte 3 € : l’œuvre, à Noël."),
        ("cp850", "Où ça coûte : naïveté, à Noël."),
    ],
)
def test_a_short_text_is_read_in_every_encoding_that_french_is_written_in(
    tmp_path: Path, encoding: str, text: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(f"Été 2024 : déjà\r\n\r\n{text}\r\n".encode(encoding))
    publication = extract_file(path, "a.txt", max_bytes=1_000).publication
    assert (publication.title, publication.passages[0].text) == ("Été 2024 : déjà", text)


def test_a_text_of_spaces_is_refused() -> None:
    with pytest.raises(BadDocument, match="holds no text"):
        extract_text(" \n\u00a0\n", Path("vide.txt"), "vide.txt")


@pytest.mark.parametrize(
    ("name", "title"),
    [("2024-bilan_annuel.md", "2024 bilan annuel"), ("a.b.c.txt", "A b c"), ("---.md", "---.md")],
)
def test_a_file_name_is_made_readable(name: str, title: str) -> None:
    assert readable_name(Path(name)) == title
