"""OpenDocument texts and presentations: what a reader of the printed document sees, in its order."""

# ruff: noqa: E501 - tables of markup read best with one case a line
from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import BadDocument
from indexer.publication import PartialDate
from tests.indexer.extract.office_files import PROSE, open_document, read, texts

STYLES = """<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="P3" style:family="paragraph" style:parent-style-name="P3"/>
<style:style style:name="P4" style:family="paragraph" style:default-outline-level="1"/>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-size="24pt" fo:font-weight="bold"/></style:style>
<style:style style:name="dp1" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>
"""


def cells(*contents: str) -> str:
    return (
        "<table:table-row>"
        + "".join(f"<table:table-cell>{each}</table:table-cell>" for each in contents)
        + "</table:table-row>"
    )


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<text:p>Le <text:span>bilan</text:span> de <text:a>l’année</text:a>.</text:p>", ["Le bilan de l’année."]),
        ('<text:p>a<text:s text:c="9"/>b<text:tab/>c<text:line-break/>d</text:p>', ["a b c d"]),
        ("<text:p>a<text:soft-page-break/>b</text:p>", ["ab"]),
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>supprimé</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>gar<text:change/>dé</text:p>", ["gardé"]),
        ("<text:p>a<office:annotation><text:p>À revoir</text:p></office:annotation>b<office:annotation-end/></text:p>", ["ab"]),
        ("<text:p>Le bilan<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Source : Insee.</text:p></text:note-body></text:note> annuel</text:p><text:p>Fin</text:p>", ["Le bilan annuel", "Source : Insee.", "Fin"]),
        ("<text:list><text:list-item><text:p>un</text:p><text:list><text:list-item><text:p>deux</text:p></text:list-item></text:list></text:list-item></text:list>", ["un", "deux"]),
        (f"<table:table>{cells('<text:p>Corse</text:p>', '<text:p>12 %</text:p>')}{cells('<text:p>a</text:p><text:p>b</text:p>', '<text:p>c</text:p>')}</table:table>", ["Corse | 12 %", "a b | c"]),
        ("<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:covered-table-cell><text:p>x</text:p></table:covered-table-cell></table:table-row></table:table>", ["a"]),
        ("<text:p>avant<draw:frame><draw:text-box><text:p>encadré</text:p></draw:text-box></draw:frame> après</text:p>", ["avant après", "encadré"]),
        ("<text:p>a<draw:frame><draw:image/><svg:title>Carte des régions</svg:title><svg:desc>Carte des régions</svg:desc></draw:frame></text:p>", ["a", "Carte des régions"]),
        ("<text:p>a<draw:frame><draw:image/><svg:title>image1.png</svg:title></draw:frame></text:p>", ["a"]),
        ('<text:section text:display="none"><text:p>caché</text:p></text:section><text:section><text:p>vu</text:p></text:section>', ["vu"]),
        ("<text:table-of-content><text:index-body><text:p>Méthode 3</text:p></text:index-body></text:table-of-content><text:p>a</text:p>", ["a"]),
        ("<text:p>a <text:ruby><text:ruby-base>b</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby></text:p>", ["a b"]),
        ('<text:p text:style-name="P2">Agir,</text:p><text:p text:style-name="P2">vite.</text:p><text:p>— Lucie Nguyen</text:p>', ["Agir, vite. — Lucie Nguyen"]),
        ("<office:forms><text:p>x</text:p></office:forms><text:p>a</text:p>", ["a"]),
        ('<text:p text:style-name="P3">d’un style en cercle</text:p>', ["d’un style en cercle"]),
    ],
)  # fmt: skip
def test_the_text_is_what_a_reader_sees(tmp_path: Path, body: str, lines: list[str]) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(open_document("text", body, styles=STYLES))
    (passage,) = read(path).publication.passages
    assert passage.text.split("\n") == lines


def test_headings_cut_the_text_by_their_outline_level(tmp_path: Path) -> None:
    body = """<text:p text:style-name="P1">Bilan de la région</text:p><text:p>Avant.</text:p>
    <text:h text:outline-level="1">Contexte</text:h><text:p>Texte.</text:p>
    <text:list><text:list-header><text:h text:outline-level="2">Données</text:h></text:list-header></text:list><text:p>Suite.</text:p>
    <text:h text:outline-level="5">Détail</text:h><text:p>Fin.</text:p><text:p text:style-name="P4">Annexe</text:p><text:p>Liste.</text:p>"""
    path = tmp_path / "a.odt"
    path.write_bytes(open_document("text", body, styles=STYLES))
    extraction = read(path)
    assert texts(extraction) == [
        (None, "Avant."),
        ("Contexte", "Texte."),
        ("Données", "Suite.\nDétail\nFin."),
        ("Annexe", "Liste."),
    ]
    assert extraction.publication.title == "Bilan de la région"
    assert extraction.sources["title"] == "paragraph in the style “Title”"


def test_every_value_says_where_it_came_from(tmp_path: Path) -> None:
    meta = """<dc:title>Étude sur les hôpitaux</dc:title><meta:initial-creator>Lucie Nguyen</meta:initial-creator>
    <dc:creator>Malik Ferhat</dc:creator><meta:creation-date>2023-04-05T10:11:12.123</meta:creation-date>
    <dc:date>2024-01-01T00:00:00</dc:date><meta:keyword>santé</meta:keyword><meta:keyword>soins</meta:keyword>"""
    path = tmp_path / "a.odt"
    path.write_bytes(open_document("text", f"<text:p>{PROSE * 3}</text:p>", meta=meta))
    extraction = read(path)
    publication = extraction.publication
    assert publication.title == "Étude sur les hôpitaux"
    assert publication.authors == ("Lucie Nguyen",)
    assert publication.date == PartialDate(2023, 4, 5)
    assert publication.topics == ("santé", "soins")
    assert (publication.kind, publication.language) == ("rapport", "fr")
    assert extraction.sources["authors"] == "properties: initial creator"
    assert extraction.sources["date"] == "properties: created"


def test_the_largest_letters_of_the_beginning_are_a_title(tmp_path: Path) -> None:
    body = f'<text:p>Institut</text:p><text:p><text:span text:style-name="T1">L’accès aux soins</text:span></text:p><text:p>{PROSE * 3}</text:p>'
    path = tmp_path / "a.odt"
    path.write_bytes(open_document("text", body, styles=STYLES))
    assert read(path).publication.title == "L’accès aux soins"


def test_a_template_and_a_file_without_its_first_entry_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ott"
    data = open_document("text", "<text:p>Le texte.</text:p>")
    path.write_bytes(data.replace(b"opendocument.text", b"opendocument.text-template"))
    manifest = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
    <manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/></manifest:manifest>"""
    doctype = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    data = open_document("text", "<text:p>Le texte.</text:p>", **{"META-INF__manifest.xml": doctype + manifest})
    path.write_bytes(data.replace(b"mimetype", b"mimetypf"))
    assert texts(read(path)) == [(None, "Le texte.")]


def test_slides_are_passages(tmp_path: Path) -> None:
    body = """<draw:page draw:name="p1"><draw:frame presentation:class="title"><draw:text-box><text:p>Dépistage</text:p></draw:text-box></draw:frame>
    <draw:frame presentation:class="outline"><draw:text-box><text:list><text:list-item><text:p>Qui ?</text:p></text:list-item></text:list></draw:text-box></draw:frame>
    <draw:frame presentation:class="footer"><draw:text-box><text:p>Institut</text:p></draw:text-box></draw:frame>
    <presentation:notes><draw:page-thumbnail/><draw:frame presentation:class="notes"><draw:text-box><text:p>Rappeler la date.</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
    <draw:page draw:name="p2" draw:style-name="dp1"><draw:frame><draw:text-box><text:p>Cachée</text:p></draw:text-box></draw:frame></draw:page>
    <draw:page draw:name="p3"><draw:frame><draw:image/></draw:frame></draw:page>
    <draw:page draw:name="p4"><draw:frame presentation:class="title"><draw:text-box><text:p>Merci</text:p></draw:text-box></draw:frame>
    <draw:frame presentation:class="subtitle" presentation:placeholder="true"><draw:text-box/></draw:frame></draw:page>"""
    path = tmp_path / "a.odp"
    path.write_bytes(open_document("presentation", body, styles=STYLES))
    extraction = read(path)
    passages = extraction.publication.passages
    assert [(p.number, p.heading, p.text) for p in passages] == [
        (1, "Dépistage", "Qui ?\nRappeler la date."),
        (4, "Merci", "Merci"),
    ]
    assert extraction.publication.kind == "présentation"
    assert (extraction.pages, extraction.pages_without_text) == (3, (3,))
    assert "1 of 3 slides" in extraction.warnings[0]


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    manifest = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
    <manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"""
    path = tmp_path / "a.odt"
    path.write_bytes(open_document("text", "<text:p>x</text:p>", **{"META-INF__manifest.xml": manifest}))
    with pytest.raises(BadDocument, match="protected by a password"):
        read(path)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("", "it is empty"), ("<text:p><draw:frame><draw:image/></draw:frame></text:p>", r"1 picture\(s\): a scan\?")],
)
def test_a_text_without_text_is_refused(tmp_path: Path, body: str, sentence: str) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(open_document("text", body))
    with pytest.raises(BadDocument, match=sentence):
        read(path)
