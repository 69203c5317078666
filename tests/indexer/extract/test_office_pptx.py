"""PowerPoint presentations: a slide is a passage."""

# ruff: noqa: E501 - markup reads best with one piece a line
from __future__ import annotations

import zipfile
from pathlib import Path

import pptx
import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from indexer.errors import BadDocument
from tests.indexer.extract.office_files import OFFICE_TYPE, PROSE, pack, read, relationships

MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
NAMESPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE_TYPE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)


def shape(text: str, kind: str = "", **own: str) -> str:
    """A shape with a paragraph for each line."""
    placeholder = f'<p:ph type="{kind}"/>' if kind else ""
    attributes = "".join(f' {name}="{value}"' for name, value in own.items())
    paragraphs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="Zone 1"{attributes}/><p:cNvSpPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr>'
        f"<p:txBody>{paragraphs}</p:txBody></p:sp>"
    )


def slide(*shapes: str, show: str = "1") -> str:
    return f'<p:sld {NAMESPACES} show="{show}"><p:cSld><p:spTree>{"".join(shapes)}</p:spTree></p:cSld></p:sld>'


def presentation(*slides: str, order: tuple[int, ...] = (), more: dict[str, str] | None = None) -> bytes:
    """A PowerPoint file of these slides, listed in that order."""
    listed = "".join(f'<p:sldId id="{256 + n}" r:id="rId{n}"/>' for n in order or range(1, len(slides) + 1))
    return pack(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/ppt/presentation.xml" ContentType="{MAIN}"/></Types>',
            "_rels/.rels": relationships(("rId1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"<p:presentation {NAMESPACES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": relationships(
                *((f"rId{n}", "slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1))
            ),
            **{f"ppt/slides/slide{n}.xml": content for n, content in enumerate(slides, 1)},
            **(more or {}),
        }
    )


GRAPHIC_TABLE = (
    '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="Tableau" descr="Cas par région"/></p:nvGraphicFramePr>'
    "<a:graphic><a:graphicData><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Corse</a:t></a:r></a:p></a:txBody></a:tc>"
    "<a:tc><a:txBody><a:p><a:r><a:t>12 %</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
)


@pytest.mark.parametrize(
    ("shapes", "heading", "lines"),
    [
        ((shape("Dépistage", "title"), shape("Qui ?\nQuand ?", "body")), "Dépistage", ["Qui ?", "Quand ?"]),
        ((shape("en bas"), shape("Le titre", "ctrTitle")), "Le titre", ["en bas"]),
        ((shape("Seul", "title"),), "Seul", ["Seul"]),
        ((shape("a"), shape("3 mai", "dt"), shape("Institut", "ftr"), shape("7", "sldNum")), None, ["a"]),
        ((shape("a"), shape("caché", hidden="1")), None, ["a"]),
        ((shape("a"), shape("", descr="Carte des régions")), None, ["a", "Carte des régions"]),
        (("<p:grpSp><p:nvGrpSpPr><p:cNvPr id='3' name='Groupe'/></p:nvGrpSpPr><p:grpSp>" + shape("un") + "</p:grpSp>" + shape("deux") + "</p:grpSp>",), None, ["un", "deux"]),
        ((GRAPHIC_TABLE,), None, ["Cas par région", "Corse | 12 %"]),
        (('<mc:AlternateContent><mc:Choice Requires="a14">' + shape("x=2") + "</mc:Choice><mc:Fallback>" + shape("image") + "</mc:Fallback></mc:AlternateContent>",), None, ["x=2"]),
        ((shape("a").replace("</a:r>", '</a:r><a:br/><a:fld type="slidenum"><a:t>7</a:t></a:fld><a:r><a:t>b</a:t></a:r>'),), None, ["a b"]),
    ],
)  # fmt: skip
def test_a_slide_is_a_passage(tmp_path: Path, shapes: tuple[str, ...], heading: str | None, lines: list[str]) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(presentation(slide(*shapes)))
    (passage,) = read(path).publication.passages
    assert (passage.number, passage.heading, passage.text.split("\n")) == (1, heading, lines)


def test_slides_keep_their_numbers_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    slides = (slide(shape("un")), slide(shape("cachée"), show="0"), slide(shape("trois")), slide("<p:pic/>"))
    path.write_bytes(presentation(*slides, order=(3, 2, 1, 3, 9, 4)))
    extraction = read(path)
    assert [(each.number, each.text) for each in extraction.publication.passages] == [(1, "trois"), (3, "un")]
    assert (extraction.pages, extraction.pages_without_text) == (3, (6,))
    assert "1 of 3 slides" in extraction.warnings[0]


def test_words_of_diagrams_are_read(tmp_path: Path) -> None:
    frame = '<p:graphicFrame><p:nvGraphicFramePr/><a:graphic><a:graphicData><dgm:relIds r:dm="rId5"/></a:graphicData></a:graphic></p:graphicFrame>'
    data = f"<dgm:dataModel {NAMESPACES}><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Diagnostic</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
    more = {
        "ppt/slides/_rels/slide1.xml.rels": relationships(("rId5", "diagramData", "../diagrams/d.xml")),
        "ppt/diagrams/d.xml": data,
    }
    path = tmp_path / "a.pptx"
    path.write_bytes(presentation(slide(shape("Étapes", "title"), frame), more=more))
    assert read(path).publication.passages[0].text == "Diagnostic"


def made(path: Path) -> Path:
    """A presentation as the library writes it, with masters and layouts: title, text, notes, table, chart."""
    show = pptx.Presentation()
    first = show.slides.add_slide(show.slide_layouts[0])
    first.shapes.title.text = "Le dépistage des cancers"
    first.placeholders[1].text = "Lucie Nguyen"
    second = show.slides.add_slide(show.slide_layouts[1])
    second.shapes.title.text = "Résultats de la région"
    second.placeholders[1].text = PROSE
    second.notes_slide.notes_text_frame.text = "Rappeler la date du colloque."
    table = second.shapes.add_table(1, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Corse", "12 %"
    data = CategoryChartData()
    data.categories = ["Bretagne", "Normandie"]
    data.add_series("Cas déclarés", (1, 2))
    second.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(2), Inches(4), Inches(2), data)
    show.core_properties.author, show.core_properties.title = "Malik Ferhat", "PowerPoint Presentation"
    show.save(str(path))
    return path


def test_a_presentation_is_read_with_its_notes_and_charts(tmp_path: Path) -> None:
    extraction = read(made(tmp_path / "a.pptx"))
    publication = extraction.publication
    assert publication.title == "Le dépistage des cancers"
    assert (publication.authors, publication.kind, publication.language) == (("Malik Ferhat",), "présentation", "fr")
    second = publication.passages[1]
    assert (second.number, second.heading) == (2, "Résultats de la région")
    assert second.text.split("\n") == [
        PROSE.strip(), "Corse | 12 %", "Cas déclarés", "Bretagne", "Normandie", "Rappeler la date du colloque.",
    ]  # fmt: skip
    assert "Click to edit" not in "".join(passage.text for passage in publication.passages)


def test_a_show_with_macros_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ppsm"
    macros = "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml"
    data = presentation(
        slide(shape("Le texte")), more={"[Content_Types].xml": f"<Types><Override ContentType='{macros}'/></Types>"}
    )
    path.write_bytes(data)
    assert read(path).publication.passages[0].text == "Le texte"


def test_a_presentation_without_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(presentation(slide("<p:pic/>"), slide(shape("cachée"), show="0")))
    with pytest.raises(BadDocument, match="holds no text"):
        read(path)


def test_masters_never_reach_the_library(tmp_path: Path) -> None:
    """What is not read is not in the copy: a master that is no XML stops nobody."""
    path = made(tmp_path / "a.pptx")
    with zipfile.ZipFile(path) as source:
        entries: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    path.write_bytes(pack({**entries, "ppt/slideMasters/slideMaster1.xml": "<broken"}))
    assert len(read(path).publication.passages) == 2
    with pytest.raises(etree.XMLSyntaxError):
        pptx.Presentation(str(path))
