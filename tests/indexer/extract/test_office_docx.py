"""Word documents: what a reader of the printed document sees, in its order."""

# ruff: noqa: E501 - tables of markup read best with one case a line
from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
import pytest
from docx.shared import Pt

from indexer.errors import BadDocument
from indexer.publication import PartialDate
from tests.indexer.extract.office_files import (
    CORE_TYPE,
    PROSE,
    WORD,
    pack,
    paragraph,
    read,
    relationships,
    texts,
    word,
    word_entries,
)

TITLE = paragraph("Bilan", "Titre")
TEXT_BOX = (
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx>'
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict>"
    "</mc:Fallback></mc:AlternateContent>"
)


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def run(xml: str) -> str:
    return f"<w:p><w:r>{xml}</w:r></w:p>"


VARIED = " ".join(
    f"{first}{last}"
    for first in ("cent", "mille", "vingt")
    for last in ("aine", "ième", "eron", "asse", "ette", "otte", "elle", "ique", "ante", "euse", "oire")
)
CELL_OF_PROSE = paragraph("prose " * 120)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        # characters
        ("<w:p><w:r><w:t>Le </w:t></w:r><w:r><w:t>bilan</w:t></w:r></w:p>", ["Le bilan"]),
        (run("<w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t>"), ["a b c d"]),
        (run("<w:t>bien</w:t><w:noBreakHyphen/><w:t>être sous</w:t><w:softHyphen/><w:t>titre</w:t>"), ["bien-être soustitre"]),
        ("<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>suite</w:t></w:r></w:p>", ["suite"]),
        ("<w:p><w:hyperlink><w:r><w:t>le lien</w:t></w:r></w:hyperlink></w:p>", ["le lien"]),
        ("<w:p><w:smartTag><w:r><w:t>Nantes</w:t></w:r></w:smartTag></w:p>", ["Nantes"]),
        ("<w:p><m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath></w:p>", ["x=2"]),
        # revisions and comments
        (f"<w:p><w:ins>{'<w:r><w:t>inséré</w:t></w:r>'}</w:ins></w:p>", ["inséré"]),
        ("<w:p><w:del><w:r><w:delText>supprimé</w:delText></w:r></w:del><w:r><w:t>gardé</w:t></w:r></w:p>", ["gardé"]),
        ("<w:p><w:moveFrom><w:r><w:t>ici</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>là</w:t></w:r></w:moveTo></w:p>", ["là"]),
        (table("<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + paragraph("x") + "</w:tc></w:tr>", row(paragraph("a"), paragraph("b"))), ["a | b"]),
        # what is hidden, computed or waiting to be filled in
        (paragraph("caché", run="<w:vanish/>") + paragraph("vu", run='<w:vanish w:val="0"/>'), ["vu"]),
        (run('<w:fldChar w:fldCharType="begin"/><w:instrText> PAGEREF _Toc1 </w:instrText><w:fldChar w:fldCharType="end"/><w:t>12</w:t>'), ["12"]),
        ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + paragraph("Cliquez ici") + "</w:sdtContent></w:sdt>" + paragraph("a"), ["a"]),
        ("<w:sdt><w:sdtContent>" + paragraph("rempli") + "</w:sdtContent></w:sdt>", ["rempli"]),
        # text boxes: once, after the paragraph they hang on
        (f"<w:p><w:r><w:t>avant</w:t></w:r><w:r>{TEXT_BOX.format(paragraph('encadré'))}</w:r><w:r><w:t> et après</w:t></w:r></w:p>", ["avant et après", "encadré"]),
        # tables
        (table(row(paragraph("Bretagne"), paragraph("12 %")), row(paragraph("Corse"), paragraph(""))), ["Bretagne | 12 %", "Corse"]),
        (table(row(paragraph("un") + paragraph("deux"), paragraph("trois"))), ["un deux | trois"]),
        (table(row(paragraph("a"), table(row(paragraph("b"), paragraph("c"))) + paragraph("d"))), ["a | b | c d"]),
        (table(row(paragraph("un") + paragraph("deux"))), ["un", "deux"]),
        (table(row(CELL_OF_PROSE, paragraph("marge"))), [("prose " * 120).strip(), "marge"]),
        # pictures, charts, diagrams
        (run('<w:drawing><wp:docPr id="1" descr="Carte des régions"/></w:drawing>'), ["Carte des régions"]),
        (run('<w:drawing><wp:docPr id="1" descr="image1.png"/></w:drawing><w:t>a</w:t>'), ["a"]),
        (run('<w:drawing><wp:docPr id="1" descr="Une image contenant texte. Description générée automatiquement"/></w:drawing><w:t>a</w:t>'), ["a"]),
        # quotations and their speakers
        (paragraph("« Il faut agir. »") + paragraph("- Nicolas Scotté"), ["« Il faut agir. » — Nicolas Scotté"]),
        (paragraph("Agir,", "Citation") + paragraph("vite.", "Citation") + paragraph("Fin"), ["Agir, vite.", "Fin"]),
        (paragraph("Deux listes :") + paragraph("- Oui"), ["Deux listes :", "- Oui"]),
    ],
)  # fmt: skip
def test_the_text_is_what_a_reader_sees(tmp_path: Path, body: str, lines: list[str]) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(body))
    (passage,) = read(path).publication.passages
    assert passage.text.split("\n") == lines


@pytest.mark.parametrize(
    ("properties", "is_heading"),
    [
        ('<w:pStyle w:val="Titre1"/>', True),
        ('<w:pStyle w:val="Titre2"/>', True),
        ('<w:pStyle w:val="Partie"/>', True),  # a house style based on a heading
        ('<w:pStyle w:val="Texte"/>', False),  # based on a heading, and told to be text
        ('<w:pStyle w:val="Cercle"/>', False),  # based on itself
        ('<w:pStyle w:val="Heading3"/>', True),  # named, but not defined
        ('<w:outlineLvl w:val="0"/>', True),
        ('<w:pStyle w:val="Titre1"/><w:outlineLvl w:val="9"/>', False),
        ('<w:outlineLvl w:val="beaucoup"/>', False),
        ("", False),
    ],
)
def test_a_heading_is_known_by_its_chain_of_styles(tmp_path: Path, properties: str, is_heading: bool) -> None:
    path = tmp_path / "a.docx"
    first = f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>Méthode</w:t></w:r></w:p>"
    path.write_bytes(word(TITLE + paragraph("avant") + first + paragraph("après")))
    expected = [(None, "avant"), ("Méthode", "après")] if is_heading else [(None, "avant\nMéthode\naprès")]
    assert texts(read(path)) == expected


def test_sections_are_passages_and_small_headings_stay_in_them(tmp_path: Path) -> None:
    document = docx.Document()
    for text, level in (("Bilan", 0), ("Contexte", 1), ("Méthode", 1), ("Données", 2), ("Détail", 4)):
        document.add_heading(text, level)
        if text not in ("Bilan", "Méthode"):
            document.add_paragraph(f"Texte de {text}.")
    document.save(str(tmp_path / "bilan.docx"))
    extraction = read(tmp_path / "bilan.docx")
    assert extraction.publication.title == "Bilan"
    assert extraction.sources["title"] == "paragraph in the style “Title”"
    assert texts(extraction) == [
        ("Contexte", "Texte de Contexte."),
        ("Données", "Méthode\nTexte de Données.\nDétail\nTexte de Détail."),
    ]
    assert [passage.number for passage in extraction.publication.passages] == [1, 2]


def test_a_title_is_no_line_of_the_text_unless_another_is_the_title(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Bilan des hôpitaux"
    document.add_heading("Bilan", 0)
    document.add_paragraph("Le texte.")
    document.add_heading("Annexe", 0)
    document.add_paragraph("La liste.")
    document.save(str(tmp_path / "a.docx"))
    assert texts(read(tmp_path / "a.docx")) == [(None, "Bilan\nLe texte."), ("Annexe", "La liste.")]
    document.core_properties.title = ""
    document.save(str(tmp_path / "a.docx"))
    assert texts(read(tmp_path / "a.docx")) == [(None, "Le texte."), ("Annexe", "La liste.")]


def test_a_heading_that_is_the_title_is_no_section(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(paragraph("Bilan", "Titre1") + paragraph("Le texte.")))
    extraction = read(path)
    assert (extraction.publication.title, extraction.sources["title"]) == ("Bilan", "first heading")
    assert texts(extraction) == [(None, "Le texte.")]


def test_bold_lines_are_headings_where_no_style_makes_any(tmp_path: Path) -> None:
    bold = "<w:b/>"
    body = (
        paragraph("Contexte", run=bold) + paragraph("Le texte.") + paragraph("Méthode", run=bold) + paragraph("Suite.")
    )
    path = tmp_path / "a.docx"
    path.write_bytes(word(TITLE + body))
    assert texts(read(path)) == [("Contexte", "Le texte."), ("Méthode", "Suite.")]
    path.write_bytes(word(TITLE + paragraph("Partie", "Titre1") + body))
    assert texts(read(path)) == [("Partie", "Contexte\nLe texte.\nMéthode\nSuite.")]


def test_a_table_of_contents_is_no_text(tmp_path: Path) -> None:
    gallery = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    body = (
        gallery.format(paragraph("Sommaire"))
        + paragraph("Méthode 3", "TM1")
        + paragraph("Méthode", "Titre1")
        + paragraph("Le texte.")
    )
    path = tmp_path / "a.docx"
    path.write_bytes(word(TITLE + body))
    assert texts(read(path)) == [("Méthode", "Le texte.")]


def test_notes_stand_after_the_paragraph_that_calls_them(tmp_path: Path) -> None:
    note = '<w:footnotes {0}><w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>--</w:t></w:r></w:p></w:footnote><w:footnote w:id="2">{1}</w:footnote></w:footnotes>'
    end = '<w:endnotes {0}><w:endnote w:id="2">{1}</w:endnote></w:endnotes>'
    call = '<w:p><w:r><w:t>Le bilan</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> annuel</w:t></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>'
    more = {
        "word/footnotes.xml": note.format(WORD, paragraph("Source : Insee.")),
        "word/endnotes.xml": end.format(WORD, paragraph("Voir l’annexe.")),
    }
    path = tmp_path / "a.docx"
    path.write_bytes(
        word(
            call + paragraph("Fin"), more, ("rId8", "footnotes", "footnotes.xml"), ("rId9", "endnotes", "endnotes.xml")
        )
    )
    assert read(path).publication.passages[0].text == "Le bilan annuel\nSource : Insee.\nVoir l’annexe.\nFin"


def test_words_of_diagrams_and_charts_are_read(tmp_path: Path) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    diagram = f'<d:dataModel xmlns:d="{drawing}/diagram" xmlns:a="{drawing}/main"><d:ptLst><d:pt><d:t><a:p><a:r><a:t>Dépistage</a:t></a:r></a:p></d:t></d:pt></d:ptLst></d:dataModel>'
    chart = f'<c:chartSpace xmlns:c="{drawing}/chart" xmlns:a="{drawing}/main"><c:title><a:p><a:r><a:t>Cas par </a:t></a:r><a:r><a:t>région</a:t></a:r></a:p></c:title><c:cat><c:strCache><c:pt><c:v>Corse</c:v></c:pt></c:strCache></c:cat><c:val><c:numCache><c:pt><c:v>12</c:v></c:pt></c:numCache></c:val></c:chartSpace>'
    body = run('<w:t>Étapes</w:t></w:r><w:r><w:drawing><dgm:relIds r:dm="rId7"/></w:drawing>') + run(
        '<w:drawing><c:chart r:id="rId8"/></w:drawing>'
    )
    path = tmp_path / "a.docx"
    path.write_bytes(
        word(
            body,
            {"word/d.xml": diagram, "word/c.xml": chart},
            ("rId7", "diagramData", "d.xml"),
            ("rId8", "chart", "c.xml"),
        )
    )
    assert read(path).publication.passages[0].text == "Étapes\nDépistage\nCas par région\nCorse"


def test_running_titles_and_comments_are_no_text(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Institut des données"
    document.sections[0].footer.paragraphs[0].text = "Page 3"
    words = document.add_paragraph("Le texte.")
    document.add_comment(words.runs, "À revoir", author="Lucie Nguyen")
    document.save(str(tmp_path / "a.docx"))
    assert texts(read(tmp_path / "a.docx")) == [(None, "Le texte.")]


def save(
    path: Path, title: str = "", author: str = "", body: tuple[str, ...] = (PROSE * 3,), **properties: object
) -> Path:
    document = docx.Document()
    core = document.core_properties
    core.title, core.author, core.comments = title, author, ""
    core.created = core.modified = dt.datetime(2024, 3, 5, 10, 30)
    for name, value in properties.items():
        setattr(core, name, value)
    for line in body:
        document.add_paragraph(line)
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    ("name", "stated", "body", "title", "source"),
    [
        ("a.docx", "Les résultats de la région", (PROSE * 3,), "Les résultats de la région", "properties: title"),
        ("a.docx", "Document1", ("Bilan de la région", PROSE * 3), "Bilan de la région", "first line"),
        ("a.docx", "Microsoft Word - note_v3.doc", ("Bilan de la région", PROSE * 3), "Bilan de la région", "first line"),
        ("a.docx", "Modèle vierge", ("Bilan de la région", VARIED), "Bilan de la région", "first line"),
        ("a.docx", "Présentation PowerPoint", ("Bilan de la région", PROSE * 3), "Bilan de la région", "first line"),
        ("a.docx", "", ("Sommaire", PROSE * 3), "A", "file name"),
        ("bilan_annuel-2024.docx", "bilan_annuel-2024", (PROSE * 3,), "Bilan annuel 2024", "file name"),
    ],
)  # fmt: skip
def test_the_title_is_the_first_that_reads_as_one(
    tmp_path: Path, name: str, stated: str, body: tuple[str, ...], title: str, source: str
) -> None:
    extraction = read(save(tmp_path / name, stated, body=body))
    assert (extraction.publication.title, extraction.sources["title"]) == (title, source)


def test_the_largest_letters_of_the_beginning_are_a_title(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Institut des données")
    for line in ("L’accès aux soins", "dans les régions"):
        document.add_paragraph().add_run(line).font.size = Pt(28)
    document.add_heading("Introduction", 1)
    document.add_paragraph(PROSE * 3)
    document.core_properties.title = ""
    document.save(str(tmp_path / "a.docx"))
    extraction = read(tmp_path / "a.docx")
    assert extraction.publication.title == "L’accès aux soins dans les régions"
    assert extraction.sources["title"] == "largest text of the beginning"


def test_every_value_says_where_it_came_from(tmp_path: Path) -> None:
    path = save(
        tmp_path / "a.docx",
        "Note sur les hôpitaux",
        "NGUYEN Lucie ; Malik Ferhat",
        keywords="Santé; Prévention, soins",
        comments="Ce que les hôpitaux de la région ont changé en trois ans.",
    )
    extraction = read(path)
    publication = extraction.publication
    assert publication.authors == ("Lucie Nguyen", "Malik Ferhat")
    assert publication.topics == ("Santé", "Prévention", "soins")
    assert (publication.date, publication.date_is_of_file) == (PartialDate(2024, 3, 5), True)
    assert (publication.kind, publication.language) == ("note", "fr")
    assert publication.lead == "Ce que les hôpitaux de la région ont changé en trois ans."
    assert extraction.sources == {
        "title": "properties: title", "date": "properties: created", "authors": "properties: author",
        "topics": "properties: keywords", "kind": "title", "language": "words of the text (the file declares en)",
        "lead": "properties: comments",
    }  # fmt: skip


@pytest.mark.parametrize(
    "account", ["Utilisateur", "Microsoft", "admin", "Utilisateur Windows", "PC-12", "python-docx"]
)
def test_an_account_is_no_author(tmp_path: Path, account: str) -> None:
    assert read(save(tmp_path / "a.docx", "Bilan des hôpitaux", account)).publication.authors == ()


@pytest.mark.parametrize(
    ("body", "date", "source"),
    [
        (("Bilan des hôpitaux", "12 juin 2023", PROSE), PartialDate(2023, 6, 12), "beginning of the text: « 12 juin 2023 »"),
        (("Bilan des hôpitaux 2023", PROSE), PartialDate(2023), "title: « 2023 »"),
        (("Bilan des hôpitaux", PROSE), PartialDate(2024, 3, 5), "properties: created"),
    ],
)  # fmt: skip
def test_what_is_printed_is_dated_before_the_file(
    tmp_path: Path, body: tuple[str, ...], date: PartialDate, source: str
) -> None:
    extraction = read(save(tmp_path / "a.docx", body=body))
    assert (extraction.publication.date, extraction.sources["date"]) == (date, source)


def test_a_signature_at_the_beginning_names_the_author(tmp_path: Path) -> None:
    extraction = read(save(tmp_path / "a.docx", body=("Bilan des hôpitaux", "Par Lucie Nguyen", PROSE)))
    assert extraction.publication.authors == ("Lucie Nguyen",)


def test_the_abstract_is_the_lead(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(paragraph("Bilan", "Titre") + paragraph(PROSE, "Chapo") + paragraph(PROSE * 2)))
    extraction = read(path)
    assert extraction.publication.lead == PROSE.strip()
    path.write_bytes(word(paragraph("Bilan", "Titre1") + paragraph("Résumé", "Titre1") + paragraph(PROSE * 2)))
    assert read(path).sources["lead"] == "« Résumé »"


def test_the_words_decide_on_the_language_and_the_file_where_there_are_too_few(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(
        word(paragraph("The results of the study are in this report, and they have not been published. " * 3))
    )
    extraction = read(path)
    assert extraction.publication.language == "en"
    assert "the file declares fr" in extraction.sources["language"]
    path.write_bytes(word(paragraph("Bilan")))
    assert read(path).sources["language"] == "language of the styles"


def test_what_nobody_filled_in_is_not_invented(tmp_path: Path) -> None:
    """python-docx makes properties where there are none, dated today; its own template is of 2013."""
    path = tmp_path / "a.docx"
    path.write_bytes(word(paragraph(PROSE)))
    assert read(path).publication.date is None
    document = docx.Document()
    document.add_paragraph(PROSE)
    document.save(str(path))
    publication = read(path).publication
    assert (publication.date, publication.authors, publication.lead) == (None, (), "")


@pytest.mark.parametrize(
    "media_type",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    ],
)
def test_templates_and_documents_with_macros_are_read(tmp_path: Path, media_type: str) -> None:
    entries = word_entries(paragraph("Le texte."))
    usual = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    entries["[Content_Types].xml"] = str(entries["[Content_Types].xml"]).replace(usual, media_type)
    entries["word/vbaProject.bin"] = b"\0" * 100
    path = tmp_path / "a.docm"
    path.write_bytes(pack(entries))
    assert texts(read(path)) == [(None, "Le texte.")]


def test_the_strict_dialect_is_read(tmp_path: Path) -> None:
    strict = {
        name: str(content)
        .replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        .replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        for name, content in word_entries(TITLE + paragraph("Méthode", "Titre1") + paragraph("Le texte.")).items()
    }
    path = tmp_path / "a.docx"
    path.write_bytes(pack(strict))
    assert texts(read(path)) == [("Méthode", "Le texte.")]


def test_a_part_in_utf_16_is_read(tmp_path: Path) -> None:
    entries = word_entries(paragraph("Été"))
    entries["word/document.xml"] = f'<?xml version="1.0" encoding="UTF-16"?>{entries["word/document.xml"]}'.encode(
        "utf-16"
    )
    path = tmp_path / "a.docx"
    path.write_bytes(pack(entries))
    assert texts(read(path)) == [(None, "Été")]


def test_relationships_that_lead_to_nothing_stop_nobody(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(
        word(
            paragraph("Le texte."),
            None,
            ("rId7", "image", "NULL"),
            ("rId8", "footnotes", "absent.xml"),
            ("rId9", "hyperlink", "#_Toc"),
        )
    )
    assert texts(read(path)) == [(None, "Le texte.")]


def test_properties_may_stand_under_any_name(tmp_path: Path) -> None:
    core = '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Bilan des hôpitaux</dc:title></cp:coreProperties>'
    entries = word_entries(paragraph(PROSE * 3))
    entries["package/services/metadata/core-properties/1.psmdcp"] = core
    entries["_rels/.rels"] = relationships(
        ("rId1", "officeDocument", "/word/document.xml"),
        ("rId2", CORE_TYPE, "package/services/metadata/core-properties/1.psmdcp"),
    )
    path = tmp_path / "a.docx"
    path.write_bytes(pack(entries))
    assert read(path).publication.title == "Bilan des hôpitaux"


def test_of_two_sets_of_properties_the_first_counts(tmp_path: Path) -> None:
    core = '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
    entries = word_entries(paragraph(PROSE * 3))
    entries["docProps/a.xml"], entries["docProps/b.xml"] = core.format("Bilan des hôpitaux"), core.format("Autre")
    entries["_rels/.rels"] = relationships(
        ("rId1", "officeDocument", "word/document.xml"),
        ("rId2", CORE_TYPE, "docProps/a.xml"),
        ("rId3", CORE_TYPE, "docProps/b.xml"),
    )
    path = tmp_path / "a.docx"
    path.write_bytes(pack(entries))
    assert read(path).publication.title == "Bilan des hôpitaux"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "holds no text \\(it is empty\\)"),
        (paragraph("  "), "holds no text"),
        ('<w:altChunk r:id="rId5"/>', "a file that Word imports on opening"),
        (run('<w:drawing><a:blip r:embed="rId4"/></w:drawing>'), r"1 picture\(s\): a scan\?"),
    ],
)
def test_a_document_without_text_is_refused(tmp_path: Path, body: str, sentence: str) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(body))
    with pytest.raises(BadDocument, match=sentence):
        read(path)


def test_an_imported_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word(paragraph("Le texte.") + '<w:altChunk r:id="rId5"/>'))
    assert "1 file(s) imported" in read(path).warnings[0]
