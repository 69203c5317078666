"""Files attached to a PDF: which there are, what they are called, and that a hostile list of them has an end."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from indexer.errors import BadDocument
from indexer.extract.pdf import extract_pdf
from indexer.extract.pdf.attachments import MAX_LISTED, attached_files, clean_name
from indexer.extract.pdf.detach import detach
from indexer.extract.pdf.portfolio import is_portfolio_cover
from tests.indexer.files import pdf_bytes, with_attached
from tests.paths import REPOSITORY

HOSTILE = [
    ("annexe.docx", "annexe.docx"),
    ("../../etc/passwd", "passwd"),
    ("..\\..\\Windows\\win.ini", "win.ini"),
    ("/absolu/annexe.pdf", "annexe.pdf"),
    ("C:\\Users\\Léa\\annexe 2.odt", "annexe 2.odt"),
    ("dossier/", "dossier"),
    ("", "document 7"),
    (".", "document 7"),
    ("..", "document 7"),
    ("/", "document 7"),
    ("\0\0", "document 7"),
    ("\u202e\u200b", "document 7"),
    (".htaccess", "htaccess"),
    ("...pdf", "pdf"),
    ("a\0b.pdf", "a b.pdf"),
    ("rapport\u202efdp.exe", "rapport fdp.exe"),
    ("ligne\r\nSet-Cookie: a=b.txt", "ligne Set-Cookie: a=b.txt"),
    ("  deux   espaces .pdf ", "deux espaces.pdf"),
    ("e\u0301te\u0301.pdf", "été.pdf"),
    ("moitié\ud83d.pdf", "moitié.pdf"),
    ('a?b#c%2e%2e&d="e"<f>.pdf', 'a?b#c%2e%2e&d="e"<f>.pdf'),
    ("<5>annexe.pdf", "<5>annexe.pdf"),
    ("sans suffixe", "sans suffixe"),
    ("note. Une phrase", "note. Une phrase"),
]


@pytest.mark.parametrize(("named", "expected"), HOSTILE)
def test_name_is_fit_for_ids_addresses_and_paths(named: str, expected: str) -> None:
    assert clean_name(named, 7) == expected


@pytest.mark.parametrize("named", ["a" * 5_000 + ".pdf", "é" * 5_000 + ".pdf", "😀" * 300 + ".pdf", "x." + "y" * 400])
def test_long_name_keeps_its_suffix_and_fits_any_file_system(named: str) -> None:
    name = clean_name(named)
    assert 0 < len(name.encode()) <= 150
    assert name.endswith(".pdf") == named.endswith(".pdf")
    assert clean_name(name) == name


def names_of(data: bytes) -> list[str]:
    return [attached.name for attached in attached_files(io.BytesIO(data))]


def test_attached_files_are_listed_with_their_bytes() -> None:
    data = with_attached(pdf_bytes(), ("b.txt", b"Deux"), ("a.txt", b"Un"), ("vide.txt", b""))
    found = {attached.name: attached.read(10**6) for attached in attached_files(io.BytesIO(data))}
    assert found == {"a.txt": b"Un", "b.txt": b"Deux", "vide.txt": b""}


def test_equal_names_get_numbers_that_nothing_else_has() -> None:
    named = ["a.txt", "a.txt", "x/a.txt", "a (2).txt", "A.txt", "sans", "sans"]
    names = names_of(with_attached(pdf_bytes(), *((name, b"x") for name in named)))
    assert len(set(names)) == len(named)
    assert {"a.txt", "a (2).txt", "a (3).txt", "A.txt", "sans", "sans (2)"} <= set(names)


def test_names_are_the_same_whenever_they_are_asked_for() -> None:
    data = with_attached(pdf_bytes(), *((f"d{n % 3}/a.txt", b"%d" % n) for n in range(50)))
    first = {attached.name: attached.read(100) for attached in attached_files(io.BytesIO(data))}
    again = {attached.name: attached.read(100) for attached in attached_files(io.BytesIO(data))}
    assert first == again
    assert sorted(first.values(), key=int) == [b"%d" % n for n in range(50)]


def test_attachments_of_a_file_that_only_its_owner_may_change_are_listed() -> None:
    """It opens without a password."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(with_attached(pdf_bytes(), ("a.txt", b"Un"))))
    writer.encrypt("", "secret", algorithm="RC4-128")
    (attached,) = attached_files(io.BytesIO(written(writer)))
    assert (attached.name, attached.read(100)) == ("a.txt", b"Un")


def made(*specifications: tuple[str, DictionaryObject]) -> bytes:
    """A PDF with file specifications as they are given."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_bytes()))
    pairs = ArrayObject()
    for name, specification in specifications:
        pairs.append(TextStringObject(name))
        pairs.append(writer._add_object(specification))
    tree = writer._add_object(DictionaryObject({NameObject("/Names"): pairs}))
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/EmbeddedFiles"): tree})
    return written(writer)


def written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def stream_of(data: bytes, filters: str = "", subtype: str = "") -> StreamObject:
    stream = StreamObject()
    stream._data = data
    if filters:
        stream[NameObject("/Filter")] = NameObject(filters)
    if subtype:
        stream[NameObject("/Subtype")] = NameObject(subtype)
    return stream


def specification_of(stream: StreamObject, **names: str) -> DictionaryObject:
    entries = {NameObject(f"/{key}"): TextStringObject(value) for key, value in names.items()}
    return DictionaryObject({**entries, NameObject("/EF"): DictionaryObject({NameObject("/F"): stream})})


def test_name_for_people_counts_before_that_of_the_tree() -> None:
    """Portfolios write the folder before the name in the tree."""
    data = made(
        ("<12>cle.txt", specification_of(stream_of(b"x"), UF="étude.txt", F="etude.txt")),
        ("<3>autre.txt", specification_of(stream_of(b"x"))),
        ("rapport", specification_of(stream_of(b"x", subtype="/application/pdf"), Desc="Le   rapport\n annexé")),
    )
    found = attached_files(io.BytesIO(data))
    assert [(one.name, one.description) for one in found] == [
        ("étude.txt", ""), ("autre.txt", ""), ("rapport.pdf", "Le rapport annexé"),
    ]  # fmt: skip


def test_specification_without_a_file_is_left_out() -> None:
    """It names a file elsewhere, or nothing at all."""
    data = made(
        ("a.txt", DictionaryObject({NameObject("/F"): TextStringObject("../../secret.txt")})),
        ("b.txt", DictionaryObject({NameObject("/EF"): DictionaryObject()})),
        ("c.txt", DictionaryObject({NameObject("/EF"): DictionaryObject({NameObject("/F"): ArrayObject()})})),
        ("d.txt", specification_of(stream_of(b"x"))),
    )
    assert names_of(data) == ["d.txt"]


def test_tree_that_goes_in_circles_ends() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(with_attached(pdf_bytes(), ("a.txt", b"x"))))
    tree = writer.root_object["/Names"]["/EmbeddedFiles"]
    reference = writer.root_object["/Names"].raw_get("/EmbeddedFiles")
    tree[NameObject("/Kids")] = ArrayObject([reference] * 50)
    assert 1 <= len(names_of(written(writer))) <= MAX_LISTED


def test_ten_thousand_attachments_are_listed_up_to_a_limit() -> None:
    same = specification_of(stream_of(b"x"), UF="a.txt")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_bytes()))
    reference = writer._add_object(same)
    pairs = ArrayObject([TextStringObject("a.txt"), reference] * 10_000)
    writer.root_object[NameObject("/Names")] = DictionaryObject(
        {NameObject("/EmbeddedFiles"): DictionaryObject({NameObject("/Names"): pairs})}
    )
    names = names_of(written(writer))
    assert len(names) == len(set(names)) == MAX_LISTED


def test_bomb_is_refused_with_a_sentence_and_the_others_are_read() -> None:
    """A hundred megabytes of nothing in a hundred kilobytes."""
    bomb = specification_of(stream_of(zlib.compress(bytes(100_000_000), 9), "/FlateDecode"))
    data = made(("bombe.txt", bomb), ("note.txt", specification_of(stream_of(b"Une note"))))
    first, second = attached_files(io.BytesIO(data))
    with pytest.raises(BadDocument, match=r"bombe\.txt is too large: attached files are read up to 75 MB"):
        first.read(10**9)
    assert second.read(10**9) == b"Une note"
    with pytest.raises(BadDocument, match=r"note\.txt is too large"):
        second.read(5)


@pytest.mark.parametrize("filters", ["/FlateDecode", "/Unheard", "/DCTDecode"])
def test_damaged_attachment_is_a_sentence(filters: str) -> None:
    damaged = specification_of(stream_of(b"\xff\x00rubbish", filters))
    (attached,) = attached_files(io.BytesIO(made(("a.txt", damaged))))
    try:
        data = attached.read(10**6)
    except BadDocument as error:
        assert "a.txt cannot be taken out of its file" in str(error)  # noqa: PT017 - either will do
    else:
        assert len(data) < 100


@pytest.mark.parametrize("data", [b"", b"nothing", b"%PDF-1.7\n" + bytes(range(256)) * 10])
def test_what_is_no_pdf_is_a_sentence(data: bytes) -> None:
    with pytest.raises(BadDocument, match="attached files cannot be listed"):
        attached_files(io.BytesIO(data))


def test_names_that_are_bytes_are_read() -> None:
    data = made(("x", specification_of(stream_of(b"x"))))
    reader = pypdf.PdfReader(io.BytesIO(data))
    specification = reader.root_object["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
    specification[NameObject("/UF")] = ByteStringObject("été.txt".encode())
    writer = pypdf.PdfWriter(clone_from=reader)
    assert names_of(written(writer))[0].endswith(".txt")


COVERS = [
    "For the best experience, open this PDF portfolio in\nAcrobat X or Adobe Reader X.\nGet Adobe Reader Now!",
    "Pour une expérience optimale, ouvrez ce porte-documents PDF dans Acrobat X ou Adobe Reader X.",
    "Multiple files are bound together in this PDF Package.\nAdobe recommends using Adobe Reader version 8 or later.",
    "Ce document contient des fichiers joints : ouvrez-le avec un lecteur PDF récent.",
]
PAGES = [
    "Le portfolio des activités de l'institut",
    "Ouvrez ce fichier avec Adobe Reader",
    "Le rapport annuel présente les résultats de l'année.",
    "Un porte-documents PDF se lit dans Acrobat. " * 60,
    "",
]


@pytest.mark.parametrize(("text", "expected"), [*((c, True) for c in COVERS), *((p, False) for p in PAGES)])
def test_cover_of_a_portfolio_is_told_from_a_page(text: str, expected: bool) -> None:
    assert is_portfolio_cover(text) is expected


def test_cover_is_read_only_where_the_file_is_no_portfolio(tmp_path: Path) -> None:
    """And a portfolio's further pages are read."""
    cover = "For the best experience, open this PDF portfolio in Acrobat X"
    path = tmp_path / "recueil des notes.pdf"
    path.write_bytes(with_attached(pdf_bytes(cover, title=""), ("a.txt", b"x"), is_portfolio=True))
    found = extract_pdf(path, "recueil.pdf")
    assert (found.publication.passages, found.pages, found.attached, found.is_portfolio) == ((), 0, 1, True)
    assert found.publication.title == "Recueil des notes"
    assert found.warnings == ()
    path.write_bytes(with_attached(pdf_bytes(cover, "Avant-propos du recueil"), ("a.txt", b"x"), is_portfolio=True))
    found = extract_pdf(path, "recueil.pdf")
    assert [(passage.number, passage.text) for passage in found.publication.passages] == [
        (2, "Avant-propos du recueil")
    ]
    path.write_bytes(with_attached(pdf_bytes(cover), ("a.txt", b"x")))
    assert "portfolio" in extract_pdf(path, "recueil.pdf").publication.passages[0].text


def test_attachment_of_an_attachment_is_taken_out(tmp_path: Path) -> None:
    inner = with_attached(pdf_bytes("Annexe"), ("note.txt", b"Une note"))
    path = tmp_path / "bilan.pdf"
    path.write_bytes(with_attached(pdf_bytes("Bilan"), ("annexe.pdf", inner)))
    assert detach(path, ["annexe.pdf"]) == inner
    assert detach(path, ["annexe.pdf", "note.txt"]) == b"Une note"
    for names in (["note.txt"], ["annexe.pdf", "annexe.pdf"], ["annexe.pdf", "note.txt", "x"], ["../bilan.pdf"]):
        with pytest.raises(BadDocument):
            detach(path, names)


def test_program_writes_the_attachment_or_fails(tmp_path: Path) -> None:
    path = tmp_path / "-bilan.pdf"
    path.write_bytes(with_attached(pdf_bytes("Bilan"), ("-note.txt", bytes(range(256)))))
    command = [sys.executable, "-m", "indexer.extract.pdf.detach", str(path)]
    done = subprocess.run([*command, "-note.txt"], cwd=REPOSITORY, capture_output=True, check=True)
    assert done.stdout == bytes(range(256))
    failed = subprocess.run([*command, "autre.txt"], cwd=REPOSITORY, capture_output=True, check=False)
    assert (failed.returncode, failed.stdout) == (1, b"")
    assert b"There is no attached file autre.txt" in failed.stderr
