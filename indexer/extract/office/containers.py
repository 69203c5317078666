"""What an archive or an old Office file is, by what it holds: what is read here, and a sentence for what is not.

kind_of_zip(Path("bilan.docx"))      "docx", also for .docm and .dotx
refusal_of_ole(Path("bilan.doc"))    BadDocument("bilan.doc is an old Word document (.doc) ...")
"""

from __future__ import annotations

import re
from pathlib import Path

from indexer.errors import BadDocument
from indexer.extract.office.archive import Archive, open_archive
from indexer.extract.office.xml import parse_xml

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_EPUB = "application/epub+zip"
_SPREADSHEET = "a spreadsheet"
# In the media types of a package's main part; the letters of its folder where these are missing.
_MAIN_PARTS = (
    ("docx", re.compile(rb"(?:wordprocessingml|ms-word)[\w.-]*\.main\+xml"), "word/"),
    ("pptx", re.compile(rb"(?:presentationml|ms-powerpoint)[\w.-]*\.main\+xml"), "ppt/"),
    ("xlsx", re.compile(rb"(?:spreadsheetml|ms-excel)[\w.-]*\.main"), "xl/"),
)
_READ_OPEN_DOCUMENTS = {"text": "odt", "presentation": "odp"}
_OTHER_OPEN_DOCUMENTS = {
    "spreadsheet": _SPREADSHEET, "graphics": "a drawing", "chart": "a chart", "formula": "a formula",
    "image": "a picture", "database": "a database",
}  # fmt: skip
# Streams of an OLE file, and what to call it. The names stand in UTF-16; the first that is found counts.
_OLE_STREAMS = (
    ("EncryptedPackage", "is protected by a password: publish it without"),
    # Before the others: messages hold attached documents.
    ("__properties_version1.0", "is an Outlook message, which is not read here: publish its text as HTML or PDF"),
    ("WordDocument", "is an old Word document (.doc), which is not read here: save it as .docx, or publish it as PDF"),
    ("PowerPoint Document", "is an old PowerPoint presentation (.ppt), which is not read here: save it as .pptx, or "
                            "publish it as PDF"),
    ("Workbook", "is an old Excel spreadsheet (.xls), which is not read here: publish it as PDF or HTML"),
)  # fmt: skip
_OLE_OTHER = "is an old Office document, which is not read here: save it in a present format, or publish it as PDF"
# A directory of streams may stand anywhere; programs write it near the beginning or the end.
_OLE_SEARCHED_BYTES = 32 * 2**20


def kind_of_zip(path: Path) -> str:
    """Give "docx", "pptx", "odt", "odp" or "epub"; raises BadDocument with a sentence for any other archive."""
    with open_archive(path) as archive:
        if "mimetype" in archive:
            media_type = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
        else:
            media_type = _type_in_manifest(archive)
        if media_type.startswith(_OPEN_DOCUMENT):
            return _open_document(path, media_type.removeprefix(_OPEN_DOCUMENT))
        if media_type == _EPUB or "META-INF/container.xml" in archive:
            return "epub"
        kind = _office_kind(archive)
        if kind == "xlsx":
            raise _not_read(path, _SPREADSHEET)
        if kind:
            return kind
        if any(name.endswith((".iwa", ".apxl")) for name in archive.names):
            raise _not_read(path, "a document of Apple's Pages, Keynote or Numbers")
    raise _not_read(path, "a ZIP archive")


def refusal_of_ole(path: Path) -> BadDocument:
    """Give the error for a file in the container of Office 97 to 2003, which also holds what is encrypted today."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_OLE_SEARCHED_BYTES)
    except OSError:
        data = b""
    found = next((what for name, what in _OLE_STREAMS if name.encode("utf-16-le") in data), _OLE_OTHER)
    return BadDocument(f"{path.name} {found}.")


def _not_read(path: Path, what: str) -> BadDocument:
    return BadDocument(f"{path.name} is {what}, which is not read here: publish it as PDF or HTML.")


def _open_document(path: Path, name: str) -> str:
    name = name.split("-", maxsplit=1)[0]  # text-template, text-master
    if kind := _READ_OPEN_DOCUMENTS.get(name):
        return kind
    raise _not_read(path, _OTHER_OPEN_DOCUMENTS.get(name, "an OpenDocument file of another type"))


def _type_in_manifest(archive: Archive) -> str:
    """Give the type of an OpenDocument file that was packed again without its first entry."""
    if "META-INF/manifest.xml" not in archive:
        return ""
    for entry in parse_xml(archive.read("META-INF/manifest.xml"), archive.path).iter(f"{_MANIFEST}file-entry"):
        if entry.get(f"{_MANIFEST}full-path") == "/":
            return entry.get(f"{_MANIFEST}media-type") or ""
    return ""


def _office_kind(archive: Archive) -> str:
    if "[Content_Types].xml" not in archive:
        return ""
    types = archive.read("[Content_Types].xml").replace(b"\0", b"")
    if kind := next((kind for kind, pattern, _ in _MAIN_PARTS if pattern.search(types)), ""):
        return kind
    names = archive.names
    return next((kind for kind, _, folder in _MAIN_PARTS if any(name.startswith(folder) for name in names)), "")
