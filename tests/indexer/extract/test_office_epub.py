"""EPUB books: chapters in the order of the spine, cut at their headings, with the publisher's metadata."""

# ruff: noqa: E501 - tables of markup read best with one case a line
from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import BadDocument
from indexer.publication import PartialDate
from tests.indexer.extract.office_files import PROSE, book, chapter, read, texts

OLD = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
NAV = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
NAV_FILE = chapter(
    '<nav epub:type="toc"><ol><li><a href="c1.xhtml">Avant-propos</a></li><li><a href="c2.xhtml#s1">Suite du livre</a></li></ol></nav>'
)
NCX = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
NCX_FILE = """<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Avant-propos</text></navLabel>
<content src="c1.xhtml#a"/></navPoint></navMap></ncx>"""


@pytest.mark.parametrize(
    ("content", "passages"),
    [
        (chapter("<h1>Un</h1><p>D&eacute;j&agrave; l&#8217;été &amp; co&nbsp;: 5 &lt; 6.</p>", OLD), [("Un", "Déjà l’été & co : 5 < 6.")]),
        (chapter("<h1>Un</h1><p>Mal ferm&eacute;<br></p><p>Suite"), [("Un", "Mal fermé\nSuite")]),
        (chapter("<h1>Un</h1><p>a</p><h2>Deux</h2><p>b</p><h4>Petit</h4><p>c</p>"), [("Un", "a"), ("Deux", "b\nPetit\nc")]),
        (chapter("<table><tr><td>Corse</td><td>12 %</td></tr></table>"), [(None, "Corse | 12 %")]),
        (chapter("<p>a</p><script>alert('x')</script><style>p{}</style><svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>"), [(None, "a")]),
        (chapter("<p>a</p>", '<!DOCTYPE html [<!ENTITY x "y">]>'), [(None, "a")]),
        (chapter('<p>a</p><nav epub:type="page-list"><ol><li><a href="#p1">1</a></li></ol></nav>'), [(None, "a")]),
        (chapter("<p>a</p><!-- en commentaire --><?page 3?>"), [(None, "a")]),
    ],
)  # fmt: skip
def test_a_chapter_is_read_like_a_page(tmp_path: Path, content: str, passages: list[tuple[str | None, str]]) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(book({"c1.xhtml": content}))
    assert texts(read(path)) == passages


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_chapter_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    content = chapter("<p>Déjà l'été</p>").replace("utf-8", encoding).encode(encoding)
    path = tmp_path / "a.epub"
    path.write_bytes(book({"c1.xhtml": ""}, more={"OEBPS/c1.xhtml": content}))
    assert texts(read(path)) == [(None, "Déjà l'été")]


def test_chapters_come_in_the_order_of_the_spine(tmp_path: Path) -> None:
    chapters = {
        f"c{number}.xhtml": chapter(f"<h1>Chapitre {number}</h1><p>Texte {number}.</p>") for number in (3, 1, 2, 4)
    }
    spine = '<itemref idref="c1.xhtml"/><itemref idref="c4.xhtml" linear="no"/><itemref idref="c2.xhtml"/><itemref idref="c3.xhtml"/><itemref idref="c1.xhtml"/><itemref idref="absent"/>'
    path = tmp_path / "a.epub"
    path.write_bytes(book(chapters, spine=spine))
    assert [heading for heading, _ in texts(read(path))] == ["Chapitre 1", "Chapitre 2", "Chapitre 3"]


@pytest.mark.parametrize(
    ("manifest", "more"),
    [(NAV, {"OEBPS/nav.xhtml": NAV_FILE}), (NCX, {"OEBPS/toc.ncx": NCX_FILE}), (NCX, {"OEBPS/toc.ncx": "<ncx"})],
)
def test_the_contents_name_a_chapter_without_a_heading_and_are_no_text(
    tmp_path: Path, manifest: str, more: dict[str, str | bytes]
) -> None:
    path = tmp_path / "a.epub"
    spine = '<itemref idref="nav"/><itemref idref="c1.xhtml"/><itemref idref="c2.xhtml"/>'
    path.write_bytes(
        book(
            {"c1.xhtml": chapter("<p>Texte.</p>"), "c2.xhtml": chapter("<h1>Deux</h1><p>b</p>")},
            spine=spine,
            manifest=manifest,
            more=more,
        )
    )
    named = "Avant-propos" if "<ncx" not in more.values() else None
    assert texts(read(path)) == [(named, "Texte."), ("Deux", "b")]


def test_every_value_says_where_it_came_from(tmp_path: Path) -> None:
    metadata = """<dc:title>L’hôpital</dc:title><dc:creator id="a">Nguyen, Lucie</dc:creator><dc:creator id="b">Malik Ferhat</dc:creator>
    <meta refines="#b" property="role">ill</meta><dc:creator>Institut des données</dc:creator><dc:date>2023-05</dc:date>
    <dc:subject>santé</dc:subject><dc:subject>soins ; prévention</dc:subject><dc:language>en-GB</dc:language>
    <dc:description>&lt;p&gt;Ce que les hôpitaux de la région ont changé en trois ans.&lt;/p&gt;</dc:description>"""
    path = tmp_path / "a.epub"
    path.write_bytes(book({"c1.xhtml": chapter(f"<h1>Un</h1><p>{PROSE * 3}</p>")}, metadata=metadata))
    extraction = read(path)
    publication = extraction.publication
    assert publication.title == "L’hôpital"
    assert publication.authors == ("Lucie Nguyen", "Institut des données")
    assert publication.date == PartialDate(2023, 5)
    assert publication.topics == ("santé", "soins", "prévention")
    assert publication.lead == "Ce que les hôpitaux de la région ont changé en trois ans."
    assert (publication.kind, publication.language) == ("livre", "fr")
    assert extraction.sources == {
        "title": "EPUB dc:title", "date": "EPUB dc:date", "authors": "EPUB dc:creator", "topics": "EPUB dc:subject",
        "kind": "EPUB", "language": "words of the text (the file declares en)", "lead": "EPUB dc:description",
    }  # fmt: skip


def encryption(algorithm: str) -> dict[str, str | bytes]:
    return {
        "META-INF/encryption.xml": '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
        f'<enc:EncryptedData><enc:EncryptionMethod Algorithm="{algorithm}"/></enc:EncryptedData></encryption>'
    }


def test_copy_protection_is_refused_and_scrambled_fonts_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(
        book({"c1.xhtml": chapter("<p>a</p>")}, more=encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc"))
    )
    with pytest.raises(BadDocument, match="copy protection"):
        read(path)
    path.write_bytes(book({"c1.xhtml": chapter("<p>a</p>")}, more=encryption("http://www.idpf.org/2008/embedding")))
    assert texts(read(path)) == [(None, "a")]


def test_a_missing_chapter_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    manifest = '<item id="c9" href="c9.xhtml" media-type="application/xhtml+xml"/>'
    path.write_bytes(
        book(
            {"c1.xhtml": chapter("<p>a</p>")},
            manifest=manifest,
            spine='<itemref idref="c1.xhtml"/><itemref idref="c9"/>',
        )
    )
    assert "1 chapter(s) are missing" in read(path).warnings[0]


def test_a_book_without_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(book({"c1.xhtml": chapter("<div><img src='a.png'/></div>")}))
    with pytest.raises(BadDocument, match="a book of pictures"):
        read(path)
