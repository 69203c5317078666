"""A clean copy of an Office package, in memory: what python-docx and python-pptx are given instead of the file.

    Document(clean_package(archive, "docx"))

The copy holds the parts that have text and nothing else: no pictures, macros, embedded files, masters, headers or
comments; each part checked (xml.py), its relationships only to parts that are there, its media type the ordinary one.
So templates and documents with macros open like documents, a link that leads to nothing stops nobody, files in the
"strict" dialect read like others, and what the libraries walk is at most three steps deep.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from indexer.errors import BadDocument
from indexer.extract.office.archive import Archive
from indexer.extract.office.xml import parse_xml, plain_utf8

Kind = Literal["docx", "pptx"]

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CORE_TYPE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml."
_XML = "application/xml"
# Kind of relationship -> media type of its target. What is not named here is left out of the copy; parts with the
# plain type are read by our own readers only.
_PARTS: dict[Kind, dict[str, str]] = {
    "docx": {
        "officeDocument": f"{_WORD}document.main+xml", "styles": f"{_WORD}styles+xml",
        "settings": f"{_WORD}settings+xml",
        "footnotes": _XML, "endnotes": _XML, "diagramData": _XML, "chart": _XML,
    },
    "pptx": {
        "officeDocument": f"{_POWERPOINT}presentation.main+xml", "slide": f"{_POWERPOINT}slide+xml",
        "notesSlide": f"{_POWERPOINT}notesSlide+xml", "diagramData": _XML, "chart": _XML,
    },
}  # fmt: skip
_CORE = "core-properties"
_CORE_MEDIA_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
# Of these a part may have more than one.
_SEVERAL = frozenset({"slide", "diagramData", "chart"})
# Which relationships are followed from which part ("" is the package): no others, and none in circles.
_FOLLOWED = {
    "": {"officeDocument", _CORE},
    "officeDocument": {"styles", "settings", "footnotes", "endnotes", "diagramData", "chart", "slide"},
    "slide": {"notesSlide", "diagramData", "chart"},
}
# The namespaces of ISO 29500 "strict", which both libraries lack, and those that every other file uses.
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_NAMESPACES = tuple(
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for strict, usual in (
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("officeDocument/math", "officeDocument/2006/math"),
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("presentationml/main", "presentationml/2006/main"),
        ("drawingml/", "drawingml/2006/"),
    )
)


@dataclass(frozen=True, slots=True)
class _Relationship:
    identifier: str
    kind: str
    target: str


def clean_package(archive: Archive, kind: Kind) -> io.BytesIO:
    """Copy what has text; raises BadDocument when the main part is missing or a part is damaged."""
    copy = io.BytesIO()
    types: dict[str, str] = {}
    with zipfile.ZipFile(copy, "w") as package:
        waiting = [("", "")]
        for source, source_kind in waiting:
            kept: list[_Relationship] = []
            for relationship in _relationships(archive, source):
                media_type = _media_type(relationship, source_kind, kind)
                if not media_type or relationship.target not in archive:
                    continue
                # Of two where one is right, the libraries would read neither.
                if relationship.kind not in _SEVERAL and any(each.kind == relationship.kind for each in kept):
                    continue
                if relationship.target not in types:
                    types[relationship.target] = media_type
                    data = plain_utf8(archive.read(relationship.target), archive.path)
                    package.writestr(relationship.target, _usual(data))
                    waiting.append((relationship.target, relationship.kind))
                kept.append(relationship)
            package.writestr(_relationships_name(source), _relationships_xml(kept))
        package.writestr("[Content_Types].xml", _content_types_xml(types))
    if _PARTS[kind]["officeDocument"] not in types.values():
        raise BadDocument(f"{archive.path.name} has lost its text (the main part is missing): export it again.")
    copy.seek(0)
    return copy


def _media_type(relationship: _Relationship, source_kind: str, kind: Kind) -> str:
    if relationship.kind not in _FOLLOWED.get(source_kind, ()):
        return ""
    return _CORE_MEDIA_TYPE if relationship.kind == _CORE else _PARTS[kind].get(relationship.kind, "")


def _relationships(archive: Archive, source: str) -> Iterator[_Relationship]:
    name = _relationships_name(source)
    if name not in archive:
        return
    for element in parse_xml(archive.read(name), archive.path).iter(_RELATIONSHIP):
        identifier, target = element.get("Id"), element.get("Target")
        if identifier and target and element.get("TargetMode") != "External":
            kind = (element.get("Type") or "").rsplit("/", 1)[-1]
            yield _Relationship(identifier, kind, _resolved(source, target))


def _resolved(source: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), target)).lstrip("/")


def _relationships_name(source: str) -> str:
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _usual(data: bytes) -> bytes:
    if _STRICT in data:
        for strict, usual in _STRICT_NAMESPACES:
            data = data.replace(strict, usual)
    return data


def _relationships_xml(relationships: list[_Relationship]) -> str:
    lines = [
        f"<Relationship Id={quoteattr(each.identifier)} Target={quoteattr('/' + each.target)} "
        f"Type={quoteattr(_CORE_TYPE if each.kind == _CORE else _OFFICE_TYPE + each.kind)}/>"
        for each in relationships
    ]
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{"".join(lines)}</Relationships>'


def _content_types_xml(types: dict[str, str]) -> str:
    lines = [
        f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(media_type)}/>"
        for name, media_type in types.items()
    ]
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<Types xmlns="{_CONTENT_TYPES}">{default}{"".join(lines)}</Types>'
