"""Office files made for tests: whole ones by the libraries that write them, odd ones as ZIP entries of XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from indexer.extract.files import extract_file
from indexer.publication import Extraction

LIMIT = 100_000_000
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WORD_NAMESPACES = (
    f"{WORD} "
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE_TYPE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
STYLES = f"""<w:styles {WORD}>
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/><w:lang w:val="fr-FR"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/><w:rPr><w:sz w:val="56"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Titre1"><w:name w:val="heading 1"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/><w:basedOn w:val="Titre1"/>
  <w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Partie"><w:name w:val="Partie maison"/><w:basedOn w:val="Titre1"/></w:style>
<w:style w:type="paragraph" w:styleId="Texte"><w:name w:val="Texte maison"/><w:basedOn w:val="Titre1"/>
  <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Citation"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Chapo"><w:name w:val="Chapô"/></w:style>
<w:style w:type="paragraph" w:styleId="Cercle"><w:name w:val="Cercle"/><w:basedOn w:val="Cercle"/></w:style>
</w:styles>"""
PROSE = (
    "Les résultats de cette étude sont présentés dans le rapport, avec les chiffres de la région et ceux des hôpitaux. "
)


def read(path: Path) -> Extraction:
    return extract_file(path, path.name, max_bytes=LIMIT)


def texts(extraction: Extraction) -> list[tuple[str | None, str]]:
    """Each passage's heading and text."""
    return [(passage.heading, passage.text) for passage in extraction.publication.passages]


def pack(entries: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file; an entry "mimetype" is stored first, as the formats want it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else compression)
    return data.getvalue()


def relationships(*triples: tuple[str, str, str]) -> str:
    """Relationships from (id, kind, target); the kind may be a whole type."""
    lines = (
        f'<Relationship Id="{identifier}" Type="{kind if "/" in kind else f"{OFFICE_TYPE}/{kind}"}" Target="{target}"/>'
        for identifier, kind, target in triples
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{"".join(lines)}</Relationships>'


def word_entries(
    body: str, more: Mapping[str, str | bytes] | None = None, *rels: tuple[str, str, str]
) -> dict[str, str | bytes]:
    """The entries of a Word file whose body is that XML, with further entries and relationships of the document."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {WORD_NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relationships(("rIdStyles", "styles", "styles.xml"), *rels),
        "word/styles.xml": STYLES,
        **(more or {}),
    }


def word(body: str, more: Mapping[str, str | bytes] | None = None, *rels: tuple[str, str, str]) -> bytes:
    """A Word file, as word_entries says."""
    return pack(word_entries(body, more, *rels))


def paragraph(text: str, style: str = "", run: str = "") -> str:
    """A Word paragraph; `run` is XML of its run's properties."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    inner = f"<w:rPr>{run}</w:rPr>" if run else ""
    return f'<w:p>{properties}<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


ODF_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("presentation", "presentation"), ("meta", "meta"), ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip


def open_document(kind: str, body: str, *, styles: str = "", meta: str = "", **more: str) -> bytes:
    """An OpenDocument file of that kind ("text", "presentation", ...)."""
    entries: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content {ODF_NAMESPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>",
    }
    if meta:
        entries["meta.xml"] = (
            f"<office:document-meta {ODF_NAMESPACES}><office:meta>{meta}</office:meta></office:document-meta>"
        )
    return pack({**entries, **{name.replace("__", "/"): content for name, content in more.items()}})


def book(
    chapters: Mapping[str, str],
    *,
    metadata: str = "",
    spine: str = "",
    manifest: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An EPUB of these chapters (name -> whole file), in their order unless `spine` says another."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters)
    order = spine or "".join(f'<itemref idref="{name}"/>' for name in chapters)
    return pack(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="OEBPS/livre.opf" media-type="application/oebps-package+xml"/></rootfiles>'
            "</container>",
            "OEBPS/livre.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
            f"{metadata}</metadata><manifest>{items}{manifest}</manifest><spine>{order}</spine></package>",
            **{f"OEBPS/{name}": content for name, content in chapters.items()},
            **(more or {}),
        }
    )


def chapter(body: str, doctype: str = "<!DOCTYPE html>") -> str:
    """A chapter as most programs write it."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{doctype}<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>{body}</body></html>'
    )
