"""What a file is, by its content first; every fault is a sentence."""

# ruff: noqa: E501 - tables of markup read best with one case a line
from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import BadDocument
from indexer.extract.files import SUPPORTED_SUFFIXES, extract_file
from indexer.publication import Extraction
from tests.paths import SHARED_DATA

LIMIT = 10_000_000
Write = Callable[[str, bytes | str], Path]
PAGE = "<!doctype html><html><head><title>Été</title></head><body><main><h1>Été</h1><p>Déjà l’été.</p></main></body></html>"
REAL_PDF = SHARED_DATA / "real" / "pdf" / "4-identifier-probleme.pdf"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(name: str, data: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write_file


def read(path: Path) -> Extraction:
    return extract_file(path, path.name, max_bytes=LIMIT)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("vide.html", b"", "vide.html is empty"),
        ("faux.pdf", b"PK\x03\x04" + bytes(range(256)), "not a PDF, whatever its name says"),
        ("hasard.pdf", bytes(range(256)) * 8, "not a PDF, whatever its name says"),
        ("image.md", b"\x89PNG\r\n\x1a\n" + bytes(100), "is a PNG image"),
        ("rapport.docx", b"PK\x03\x04" + bytes(100), "rapport.docx is damaged or cut short"),
        ("donnees.csv", b"a,b\n1,2\n", "of a type that is not read here"),
        ("binaire.txt", bytes(range(256)) * 20, "binaire.txt"),
        ("nuls.md", b"\0" * 500, "nuls.md"),
        ("espaces.txt", b"  \n \n", "holds no text"),
        ("vide.md", b"\n", "holds no text"),
        ("rien.html", b"<html><body></body></html>", "holds no text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(write, name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(BadDocument, match=sentence) as caught:
        read(write(name, data))
    assert str(caught.value).endswith(".")


def test_too_large_a_file_is_refused_with_its_size_and_the_limit(write: Write) -> None:
    path = write("gros.txt", b"mot " * 1_000_000)
    with pytest.raises(BadDocument, match=r"4\.0 MB, and the limit is 1\.0 MB"):
        extract_file(path, "gros.txt", max_bytes=1_000_000)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="does not exist"):
        read(tmp_path / "absent.html")
    with pytest.raises(BadDocument, match="is a folder"):
        read(tmp_path)


def test_a_file_that_may_not_be_read_is_refused_with_the_reason(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("secret.html", PAGE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Not by chmod: tests may run as root, who may read everything.
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(BadDocument, match="Permission denied"):
        read(path)


def test_a_pdf_that_holds_a_web_page_is_read_as_one_with_a_warning(write: Write) -> None:
    extraction = read(write("rapport.pdf", PAGE))
    assert extraction.publication.title == "Été"
    assert "holds a web page" in extraction.warnings[0]


def test_a_pdf_is_known_by_its_content(write: Write) -> None:
    extraction = read(write("rapport.html", REAL_PDF.read_bytes()))
    assert extraction.publication.passages
    assert "holds a PDF" in extraction.warnings[0]


@pytest.mark.parametrize(
    "start",
    ["<html>", "\ufeff<!DOCTYPE HTML>", "<!-- cache -->\n<!doctype html>", "<?xml version='1.0'?><html>"],
)
def test_a_page_is_known_by_its_start_whatever_its_name(write: Write, start: str) -> None:
    extraction = read(write("page", f"{start}<body><h1>Titre</h1><p>Un texte de page.</p></body></html>"))
    assert extraction.publication.title == "Titre"


def test_front_matter_is_known_whatever_the_name(write: Write) -> None:
    assert read(write("note", "---\ntitle: Bilan\n---\nTexte")).publication.title == "Bilan"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("cp1252", '<meta charset="windows-1252">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
        ("cp1252", '<meta charset="utf-8">'),
        ("cp1252", ""),
    ],
)
def test_accents_are_read_in_every_usual_encoding(write: Write, encoding: str, declared: str) -> None:
    words = "Déjà l’été : œuvre, naïveté, où ça coûte 3 €. " * 5
    page = f"<!doctype html><html><head>{declared}<title>T</title></head><body><h1>Été</h1><p>{words}</p></body></html>"
    if encoding == "utf-16":
        page = page.replace("<!doctype html>", "")  # its bytes hide the start: known by its name
    extraction = read(write("page.html", page.encode(encoding)))
    assert extraction.publication.title == "Été"
    assert words.strip() in extraction.publication.passages[0].text


def test_a_wrong_declaration_is_reported(write: Write) -> None:
    page = '<!doctype html><meta charset="iso-8859-1"><h1>Été</h1><p>Déjà l’été.</p>'
    assert "is in UTF-8" in read(write("page.html", page)).warnings[0]


def test_the_file_is_named_by_its_absolute_path(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("page.html", PAGE)
    monkeypatch.chdir(path.parent)
    assert extract_file(Path("page.html"), "page.html", max_bytes=LIMIT).publication.file == str(path.resolve())


def test_the_supported_suffixes_are_the_documented_ones() -> None:
    assert {".pdf", ".html", ".htm", ".md", ".txt"} <= SUPPORTED_SUFFIXES


def assert_clean(extraction: Extraction) -> None:
    publication = extraction.publication
    texts = [publication.title, publication.lead, *publication.topics, *publication.authors]
    for passage in publication.passages:
        texts.append(passage.heading or "")
        texts.extend(passage.text.split("\n"))
        assert passage.text
    for text in texts:
        assert not [each for each in text if unicodedata.category(each) in ("Cc", "Cs")]
        assert unicodedata.normalize("NFC", text) == text
        assert text == " ".join(text.split())
    assert [passage.number for passage in publication.passages] == list(range(1, len(publication.passages) + 1))


def assert_clean_or_refused(path: Path) -> None:
    sentence = "."
    try:
        assert_clean(read(path))
    except BadDocument as error:
        sentence = str(error)
    assert sentence.endswith(".")


MARKUP = st.sampled_from(
    [
        "<h1>", "<h2 id=a>", "</h2>", "<p>", "</p>", "<table>", "<tr>", "<td>", "<blockquote>", "<cite>", "<figure>", "<br>",
        "<img alt='carte'>", "<ul class=tags>", "<li>", "<a href='x.pdf'>", "</a>", "<main>", "<article>", "<nav>", "</nav>",
        "<p class=chapo>", "<time datetime=2024-01-01>", "<div class=author>", "À lire aussi", "Publié le 1er mars 2024",
        "<script type=application/ld+json>", '{"@type":["Article"],"author":[{}]}', "</script>", "&#0;", "&#x1F;", "\0",
        "---\n", "# ", "- ", "title: x\n", "date: 2024\n", "phases: [1, {start: x}]\n", "[a](b.pdf)", "`", "**", "\n\n",
        "é", "e\u0301",
    ]
)  # fmt: skip
FILES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FILES
@given(data=st.binary(min_size=1, max_size=600), suffix=st.sampled_from([".html", ".md", ".txt", ".htm", ""]))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"fichier{suffix}"
    path.write_bytes(data)
    assert_clean_or_refused(path)


@settings(FILES, max_examples=150)
@given(
    parts=st.lists(MARKUP | st.text(max_size=20), max_size=30),
    suffix=st.sampled_from([".html", ".md", ".txt"]),
)
def test_any_mixture_of_markup_gives_clean_text(tmp_path: Path, parts: list[str], suffix: str) -> None:
    path = tmp_path / f"fichier{suffix}"
    path.write_bytes("".join(parts).encode("utf-8", "replace") or b" ")
    assert_clean_or_refused(path)
