"""What an archive or an old Office file is, by what it holds."""

# ruff: noqa: E501 - tables of markup read best with one case a line
from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from indexer.errors import BadDocument
from indexer.extract.files import SUPPORTED_SUFFIXES
from tests.indexer.extract.office_files import book, chapter, open_document, pack, paragraph, read, texts, word
from tests.indexer.extract.test_office_pptx import presentation, shape, slide

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x" ContentType="{}"/></Types>'
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
FILES = {
    ".docx": word(paragraph("Le texte.")),
    ".pptx": presentation(slide(shape("Le texte."))),
    ".odt": open_document("text", "<text:p>Le texte.</text:p>"),
    ".odp": open_document(
        "presentation", "<draw:page><draw:frame><draw:text-box><text:p>Le texte.</text:p></draw:text-box></draw:frame></draw:page>"
    ),
    ".epub": book({"c1.xhtml": chapter("<p>Le texte.</p>")}),
}  # fmt: skip


@pytest.mark.parametrize("suffix", [*FILES, ".zip", ".html", ".txt", ""])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_known_by_what_it_holds(tmp_path: Path, kind: str, suffix: str) -> None:
    path = tmp_path / f"bilan{suffix}"
    path.write_bytes(FILES[kind])
    extraction = read(path)
    assert texts(extraction) == [(None, "Le texte.")]
    assert [warning for warning in extraction.warnings if "rename it" in warning] == (
        [] if suffix == kind else [extraction.warnings[0]]
    )
    assert extraction.publication.file == str(path.resolve())


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.doc", ole("WordDocument"), "an old Word document .* save it as .docx"),
        ("a.docx", ole("WordDocument"), "an old Word document"),
        ("a.ppt", ole("PowerPoint Document"), "an old PowerPoint presentation .* save it as .pptx"),
        ("a.xls", ole("Workbook"), "an old Excel spreadsheet"),
        ("a.docx", ole("EncryptedPackage"), "protected by a password"),
        ("a.msg", ole("WordDocument__properties_version1.0"), "an Outlook message"),
        ("a.doc", OLE, "an old Office document"),
        ("a.xlsx", pack({"[Content_Types].xml": TYPES.format(EXCEL)}), "is a spreadsheet, which is not read here"),
        ("a.xlsx", pack({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "is a spreadsheet"),
        ("a.ods", open_document("spreadsheet", ""), "is a spreadsheet"),
        ("a.odg", pack({"mimetype": "application/vnd.oasis.opendocument.graphics"}), "is a drawing"),
        ("a.zip", pack({"a.txt": "x"}), "is a ZIP archive, which is not read here"),
        ("a.docx", pack({"a.txt": "x"}), "is a ZIP archive"),
        ("a.key", pack({"Index/Presentation.iwa": "x"}), "Apple's Pages"),
        ("a.docx", pack({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "has lost its text"),
        ("a.docx", b"PK\x03\x04" + bytes(100), "damaged or cut short"),
        ("a.docx", b"du texte", "is not a Word document, whatever its name says"),
        ("a.pptx", b"du texte", "is not a PowerPoint presentation"),
        ("a.epub", b"du texte", "is not an EPUB book"),
        ("a.docx", b"{\\rtf1 texte}", "is an RTF document, which is not read here"),
        ("a.rtf", b"{\\rtf1 texte}", "is an RTF document, which is not read here"),
        ("a.odt", open_document("text", "").replace(b"content.xml", b"kontent.xml"), r"has lost a part \(content.xml\)"),
        ("a.epub", pack({"mimetype": "application/epub+zip"}), "has lost a part"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_refused_by_its_name(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadDocument, match=sentence) as caught:
        read(path)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("a.docx", "python-docx, which reads it, is not installed"), ("a.pptx", "pip install python-pptx")],
)
def test_without_the_library_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[path.suffix])
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(BadDocument, match=sentence):
        read(path)


def test_open_documents_and_books_need_no_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    for suffix in (".odt", ".odp", ".epub"):
        path = tmp_path / f"a{suffix}"
        path.write_bytes(FILES[suffix])
        assert read(path).publication.passages


def test_a_page_saved_as_a_document_is_read_as_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_text("<html><body><h1>Titre</h1><p>Un texte de page.</p></body></html>")
    extraction = read(path)
    assert extraction.publication.title == "Titre"
    assert "holds a web page" in extraction.warnings[0]


def test_folders_pick_them_up() -> None:
    assert {".docx", ".docm", ".dotx", ".pptx", ".pptm", ".ppsx", ".odt", ".odp", ".epub"} <= SUPPORTED_SUFFIXES
    assert not {".doc", ".ppt", ".xls", ".xlsx", ".ods", ".rtf", ".zip"} & SUPPORTED_SUFFIXES
