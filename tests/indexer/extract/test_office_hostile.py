"""Office files made to do harm, or harmed: each is read or refused with a sentence, in time."""

# ruff: noqa: E501 - tables of markup read best with one case a line
from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.errors import BadDocument
from indexer.extract import office
from indexer.extract.office import archive
from tests.indexer.extract.office_files import (
    PROSE,
    WORD_NAMESPACES,
    book,
    chapter,
    open_document,
    pack,
    paragraph,
    read,
    relationships,
    texts,
    word,
    word_entries,
)
from tests.indexer.extract.test_files import assert_clean_or_refused
from tests.indexer.extract.test_office_pptx import made, presentation, shape, slide

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY c SYSTEM "file://{}">]>'


def refused(path: Path, data: bytes, sentence: str) -> None:
    path.write_bytes(data)
    with pytest.raises(BadDocument, match=sentence) as caught:
        read(path)
    assert str(caught.value).endswith(".")
    assert path.name in str(caught.value)


def word_with(name: str, content: str | bytes) -> bytes:
    return pack({**word_entries(paragraph("Le texte.")), name: content})


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "a.docx", word_with("word/document.xml", b" " * 4_000_000), r"unpacks to [\d,]+ times its size")
    refused(tmp_path / "a.odt", open_document("text", " " * 4_000_000), r"unpacks to [\d,]+ times its size")


def test_pictures_are_never_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_with("word/media/image1.bmp", bytes(4_000_000)))
    assert texts(read(path)) == [(None, "Le texte.")]


def test_a_file_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    many = {f"{number}": b"" for number in range(archive.MAX_ENTRIES + 1)}
    refused(tmp_path / "a.docx", pack(many, compression=zipfile.ZIP_STORED), "more than 20,000 parts")


def test_a_list_of_parts_is_measured_before_it_is_read(tmp_path: Path) -> None:
    data = bytearray(word(paragraph("x")))
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<L", data, end + 12, 500_000_000)
    refused(tmp_path / "a.docx", bytes(data), "more than 20,000 parts")


@pytest.mark.parametrize(
    ("limit", "value", "sentence"),
    [
        ("MAX_UNPACKED_BYTES", 2_000, "unpacks to more than"),
        ("MAX_PART_BYTES", 500, "too large once unpacked"),
        ("MAX_READ_BYTES", 1_500, "too large once unpacked"),
    ],
)
def test_what_is_unpacked_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, sentence: str
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(paragraph("Le texte.")))
    assert read(path)
    monkeypatch.setattr(archive, limit, value)
    refused(path, path.read_bytes(), sentence)


def central_directory(data: bytes) -> tuple[int, int]:
    end = data.rindex(b"PK\x05\x06")
    size, start = struct.unpack_from("<LL", data, end + 12)
    return start, size


def test_parts_on_top_of_each_other_are_refused(tmp_path: Path) -> None:
    """The list names one packed part a thousand times: a small file that unpacks to a large one."""
    data = pack({"word/document.xml": b" " * 1_000})
    start, size = central_directory(data)
    entry = data[start : start + size]
    copies = b"".join(entry.replace(b"document.xml", b"%08d.xml" % number) for number in range(1_000))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1_000, 1_000, len(copies), start, 0)
    refused(tmp_path / "a.docx", data[:start] + copies + end, "on top of each other")


def test_a_part_that_is_longer_than_the_list_says_is_refused(tmp_path: Path) -> None:
    data = bytearray(word_with("word/document.xml", b" " * 1_000_000))
    start, _ = central_directory(bytes(data))
    place = data.index(b"word/document.xml", start) - 46
    struct.pack_into("<L", data, place + 24, 10)
    refused(tmp_path / "a.docx", bytes(data), "damaged or cut short")


def test_an_odd_compression_and_a_password_are_refused(tmp_path: Path) -> None:
    refused(
        tmp_path / "a.docx", pack(word_entries(paragraph("x")), compression=zipfile.ZIP_BZIP2), "compressed in a way"
    )
    data = bytearray(word(paragraph("x")))
    start, _ = central_directory(bytes(data))
    place = data.index(b"word/document.xml", start) - 46
    data[place + 8] |= 1
    refused(tmp_path / "a.docx", bytes(data), "protected by a password")


def with_document_type(doctype: str) -> dict[str, bytes]:
    document = (
        f"{doctype}<w:document {WORD_NAMESPACES}><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>"
    )
    content = open_document("text", "<text:p>&c;</text:p>")
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        odf = {name: source.read(name).decode() for name in source.namelist()}
    odf["content.xml"] = doctype + odf["content.xml"]
    return {
        "a.docx": word_with("word/document.xml", document),
        "b.docx": word_with("word/document.xml", f'<?xml version="1.0" encoding="utf-16"?>{document}'.encode("utf-16")),
        "c.docx": word_with("word/document.xml", b'<?xml version="1.0" encoding="utf-7"?>' + document.replace("<!", "+ADwAIQ-").encode()),
        "d.docx": word_with("word/_rels/document.xml.rels", doctype + relationships(("a", "styles", "&c;"))),
        "a.pptx": presentation(doctype + slide(shape("&c;"))),
        "a.odt": pack(odf),
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(with_document_type("")))
def test_entities_are_refused(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mot de passe")
    for doctype in (LAUGHS, OUTSIDE.format(secret)):
        refused(tmp_path / name, with_document_type(doctype)[name], "XML")


def test_entities_of_a_book_are_neither_defined_nor_looked_up(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mot de passe")
    path = tmp_path / "a.epub"
    for doctype in (LAUGHS, OUTSIDE.format(secret)):
        path.write_bytes(book({"c1.xhtml": chapter("<p>avant &c; après</p>", doctype)}))
        ((_, text),) = texts(read(path))
        assert "haha" not in text
        assert "mot de passe" not in text
        assert "après" in text


def nested(depth: int) -> dict[str, bytes]:
    tables, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    group = "<p:grpSp><p:nvGrpSpPr/>"
    return {
        "a.docx": word(tables * depth + paragraph("x") + end * depth + paragraph("fin")),
        "b.docx": word("<w:p>" * depth + "<w:r><w:t>x</w:t></w:r>" + "</w:p>" * depth),
        "a.pptx": presentation(slide(group * depth + shape("x") + "</p:grpSp>" * depth)),
        "a.odt": open_document("text", "<text:list><text:list-item>" * depth + "<text:p>x</text:p>" + "</text:list-item></text:list>" * depth),
        "a.epub": book({"c1.xhtml": chapter("<div>" * depth + "x" + "</div>" * depth)}),
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(nested(1)))
def test_deep_nesting_is_read_or_refused(tmp_path: Path, name: str) -> None:
    for depth in (50, 2_000, 100_000):
        path = tmp_path / name
        path.write_bytes(nested(depth)[name])
        assert_clean_or_refused(path)


def test_a_note_that_is_called_a_thousand_times_is_read_once(tmp_path: Path) -> None:
    note = f'<w:footnotes {WORD_NAMESPACES}><w:footnote w:id="2">{paragraph(PROSE)}</w:footnote></w:footnotes>'
    call = '<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    path = tmp_path / "a.docx"
    path.write_bytes(word(call * 1_000, {"word/footnotes.xml": note}, ("rId8", "footnotes", "footnotes.xml")))
    ((_, text),) = texts(read(path))
    assert text.count("Les résultats") == 1


@pytest.mark.parametrize(
    "target",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "..\\..\\x",
        "%2e%2e/x",
        "http://a.example/x",
        "",
        ".",
    ],
)
def test_a_relationship_leads_to_nothing_outside(tmp_path: Path, target: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(
        pack({**word_entries(paragraph("Le texte."), None, ("rId9", "footnotes", target)), "../x": "<x/>"})
    )
    assert texts(read(path)) == [(None, "Le texte.")]


def test_relationships_in_a_circle_have_an_end(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(
        word(paragraph("Le texte."), None, *((f"rId{n}", "officeDocument", "document.xml") for n in range(50)))
    )
    assert texts(read(path)) == [(None, "Le texte.")]


def samples(folder: Path) -> dict[str, bytes]:
    body = paragraph("Bilan", "Titre") + paragraph("Méthode", "Titre1") + paragraph(PROSE * 5)
    return {
        "a.docx": word(body + "<w:tbl><w:tr><w:tc>" + paragraph("a") + "</w:tc><w:tc>" + paragraph("b") + "</w:tc></w:tr></w:tbl>"),
        "a.pptx": made(folder / "source.pptx").read_bytes(),
        "a.odt": open_document("text", f"<text:h>Méthode</text:h><text:p>{PROSE * 5}</text:p>", meta="<dc:title>Bilan</dc:title>"),
        "a.odp": open_document("presentation", f"<draw:page><draw:frame><draw:text-box><text:p>{PROSE}</text:p></draw:text-box></draw:frame></draw:page>"),
        "a.epub": book({"c1.xhtml": chapter(f"<h1>Un</h1><p>{PROSE * 5}</p>")}, metadata="<dc:title>Bilan</dc:title>"),
    }  # fmt: skip


NAMES = ("a.docx", "a.pptx", "a.odt", "a.odp", "a.epub")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, name: str) -> None:
    data = samples(tmp_path)[name]
    for twentieth in range(1, 20):
        path = tmp_path / name
        path.write_bytes(data[: len(data) * twentieth // 20])
        with pytest.raises(BadDocument, match=r"\.$"):
            read(path)


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def with_a_part_changed(data: bytes, chance: random.Random, change: Callable[[bytes, random.Random], bytes]) -> bytes:
    """The checksums are right: damage reaches the parser."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        entries: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    name = chance.choice([each for each in sorted(entries) if entries[each] and each != "mimetype"])
    content = entries[name]
    assert isinstance(content, bytes)
    return pack({**entries, name: change(content, chance)})


def shuffled(data: bytes, chance: random.Random) -> bytes:
    """Pieces between angle brackets dropped, doubled or moved."""
    pieces = data.split(b"<")
    for _ in range(3):
        place = chance.randrange(len(pieces))
        pieces[place : place + 1] = chance.choice(([], [pieces[place]] * 2, [pieces[chance.randrange(len(pieces))]]))
    return b"<".join(pieces)


@pytest.mark.parametrize("name", NAMES)
def test_damage_is_read_or_refused(tmp_path: Path, name: str) -> None:
    data = samples(tmp_path)[name]
    chance = random.Random(name)
    path = tmp_path / name
    for _ in range(40):
        path.write_bytes(flipped(data, chance))
        assert_clean_or_refused(path)
        path.write_bytes(with_a_part_changed(data, chance, flipped))
        assert_clean_or_refused(path)
        path.write_bytes(with_a_part_changed(data, chance, shuffled))
        assert_clean_or_refused(path)


def test_what_becomes_passages_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_MOST_PASSAGES", 2)
    path = tmp_path / "a.docx"
    path.write_bytes(word((paragraph("Méthode", "Titre1") + paragraph("Le texte.")) * 3))
    extraction = read(path)
    assert len(extraction.publication.passages) == 2
    assert "has 3 sections: the first 2 are indexed" in extraction.warnings[0]


def test_fifty_thousand_paragraphs_are_read_in_time(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    words = PROSE.split()
    chance = random.Random(5)
    sections = (
        paragraph(f"Méthode {number}", "Titre2")
        + "".join(paragraph(" ".join(chance.sample(words, len(words)))) for _ in range(49))
        for number in range(1_000)
    )
    path.write_bytes(word("".join(sections)))
    begun = time.process_time()
    passages = read(path).publication.passages
    assert len(passages) == 1_000
    assert time.process_time() - begun < 20
