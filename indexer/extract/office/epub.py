"""EPUB books: the chapters in the order of the spine, each cut at its headings like a web page.

    read_epub(archive, path, "livres/sante.epub")  ->  Document

What the spine marks as not linear (answers, notes aside) is left out, and so is the table of contents: its entries name
the chapters that begin without a heading of their own. Chapters are XHTML, often with a document type and named
entities: both are taken out, then they are parsed as XML, or as web pages where they are not well-formed.

Not here: cutting the text (html/sections.py). Books with copy protection are refused, since nobody can search them.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from html.entities import html5
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from indexer.errors import BadDocument
from indexer.extract.charset import decode
from indexer.extract.html.dom import parse_html, text_of
from indexer.extract.html.sections import read_sections
from indexer.extract.office.archive import Archive
from indexer.extract.office.blocks import Block
from indexer.extract.office.metadata import Document, Properties, Stated
from indexer.extract.office.xml import Element, parse_xml
from indexer.extract.passages import Section, passages_of
from indexer.extract.tidy import tidy_line

MAX_CHAPTERS = 5_000
_PACKAGE = "{http://www.idpf.org/2007/opf}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_ENCRYPTION = "{http://www.w3.org/2001/04/xmlenc#}"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_PACKAGE_TYPE = "application/oebps-package+xml"
_CHAPTER_TYPES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml"})
# These scramble fonts only, against copying them out of the book.
_FONT_SCRAMBLERS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[\]]{0,1000}(?:\[[^\]]{0,20000}\]\s*)?>", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^<>]{0,200}\?>")
_DECLARED = re.compile(rb"""<\?xml\b[^<>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_NO_TEXT = tuple(
    f"{{*}}{name}" for name in ("script", "style", "template", "svg", "math", "object", "audio", "video", "nav")
)
_AUTHORS = frozenset({"", "aut", "cre", "clb", "edt"})


def read_epub(archive: Archive, path: Path, identifier: str) -> Document:
    """Read one book; raises BadDocument when it is protected, damaged or holds no text."""
    _refuse_protected(archive, path)
    package_name = _package_name(archive, path)
    package = _parse(archive, package_name, path)
    items = {item.get("id") or "": item for item in package.iter(f"{_PACKAGE}item")}
    folder = posixpath.dirname(package_name)
    labels = _labels(archive, path, folder, items)
    sections: list[Section] = []
    missing = 0
    for name in _spine(package, items, folder):
        if name not in archive:
            missing += 1
            continue
        sections += _chapter(archive, name, labels.get(name), path)
    properties = _properties(package)
    passages = passages_of(sections, tidy_line(properties.title.value))
    if not passages:
        raise BadDocument(f"{path.name} holds no text: a book of pictures, which nobody can search.")
    blocks = [block for section in sections[:20] for block in _blocks(section)]
    warnings = [f"{missing} chapter(s) are missing from the file: export it again."] if missing else []
    return Document(path, identifier, passages, blocks, properties, ("livre", "EPUB"), warnings=warnings)


def _refuse_protected(archive: Archive, path: Path) -> None:
    if "META-INF/encryption.xml" not in archive:
        return
    for entry in parse_xml(archive.read("META-INF/encryption.xml"), path).iter(f"{_ENCRYPTION}EncryptedData"):
        method = entry.find(f"{_ENCRYPTION}EncryptionMethod")
        if method is None or method.get("Algorithm") not in _FONT_SCRAMBLERS:
            raise BadDocument(f"{path.name} has copy protection (DRM) and cannot be read: publish it without.")


def _package_name(archive: Archive, path: Path) -> str:
    container = _parse(archive, "META-INF/container.xml", path)
    for element in container.iter("{*}rootfile"):
        name = _resolved("", element.get("full-path") or "")
        if element.get("media-type", _PACKAGE_TYPE) == _PACKAGE_TYPE and name in archive:
            return name
    raise BadDocument(f"{path.name} has lost its list of chapters: export it again.")


def _parse(archive: Archive, name: str, path: Path) -> Element:
    """Parse one of the book's lists: some have a document type, which defines nothing that is needed."""
    return parse_xml(_plain_xhtml(archive.read(name)).encode(), path)


def _plain_xhtml(data: bytes) -> str:
    """The text of a part without document type and named entities, which no parser here would look up."""
    declared = _DECLARED.match(data[:200])
    text = decode(data, declared[1].decode("ascii") if declared else None).text.lstrip("\ufeff")
    return _ENTITY.sub(_character, _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1))


def _character(match: re.Match[str]) -> str:
    name = match[1]
    return match[0] if name in _XML_ENTITIES or name not in html5 else html.escape(html5[name])


def _resolved(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, unquote(href.partition("#")[0]))).lstrip("/")


def _spine(package: Element, items: dict[str, Element], folder: str) -> Iterator[str]:
    seen: set[str] = set()
    for reference in package.iter(f"{_PACKAGE}itemref"):
        item = items.get(reference.get("idref") or "")
        if item is None or reference.get("linear") == "no" or "nav" in (item.get("properties") or "").split():
            continue
        if (item.get("media-type") or "").lower() not in _CHAPTER_TYPES:
            continue
        name = _resolved(folder, item.get("href") or "")
        if name not in seen:
            seen.add(name)
            yield name
        if len(seen) >= MAX_CHAPTERS:
            return


def _labels(archive: Archive, path: Path, folder: str, items: dict[str, Element]) -> dict[str, str]:
    """The first entry of the table of contents for each chapter's file."""
    labels: dict[str, str] = {}
    for item in items.values():
        name = _resolved(folder, item.get("href") or "")
        is_nav = "nav" in (item.get("properties") or "").split()
        if name not in archive or not (is_nav or item.get("media-type") == "application/x-dtbncx+xml"):
            continue
        try:
            root = _parse(archive, name, path)
        except BadDocument:  # the chapters have headings of their own
            continue
        within = posixpath.dirname(name)
        for href, label in _nav_entries(root) if is_nav else _ncx_entries(root):
            if label:
                labels.setdefault(_resolved(within, href), label)
    return labels


def _nav_entries(root: Element) -> Iterator[tuple[str, str]]:
    for nav in root.iter(f"{_XHTML}nav"):
        if nav.get(_EPUB_TYPE) in ("toc", None):
            for link in nav.iter(f"{_XHTML}a"):
                yield link.get("href") or "", text_of(link)


def _ncx_entries(root: Element) -> Iterator[tuple[str, str]]:
    for point in root.iter("{*}navPoint"):
        label, content = point.find("{*}navLabel/{*}text"), point.find("{*}content")
        if label is not None and content is not None:
            yield content.get("src") or "", tidy_line(label.text or "")


def _chapter(archive: Archive, name: str, label: str | None, path: Path) -> list[Section]:
    text = _plain_xhtml(archive.read(name))
    try:
        root = parse_xml(text.encode(), path)
    except BadDocument:
        root = parse_html(text, path.name)
    for element in root.iter(etree.Element):
        element.tag = element.tag.removeprefix(_XHTML)
    body = root.find("body") if root.tag != "body" else root
    if body is None:
        return []
    sections = read_sections(body, set(body.iter(*_NO_TEXT)))
    if sections and not sections[0].heading and sections[0].lines:
        sections[0].heading = label
    for section in sections:
        section.anchor = None  # it leads to no place in a book that is downloaded
    return sections


def _blocks(section: Section) -> Iterator[Block]:
    if section.heading:
        yield Block(section.heading, rank=1)
    for line in section.lines:
        yield Block(line)


def _properties(package: Element) -> Properties:
    metadata = package.find(f"{_PACKAGE}metadata")
    if metadata is None:
        return Properties(is_catalogued=True)
    roles = {
        (each.get("refines") or "").removeprefix("#"): (each.text or "").strip()
        for each in metadata.iter(f"{_PACKAGE}meta")
        if each.get("property") == "role"
    }
    authors = [
        tidy_line(each.text or "")
        for each in metadata.iter(f"{_CORE}creator")
        if (each.get(f"{_PACKAGE}role") or roles.get(each.get("id") or "", "")) in _AUTHORS
    ]
    dates = [each for each in metadata.iter(f"{_CORE}date") if each.text]
    published = [each for each in dates if each.get(f"{_PACKAGE}event") in (None, "publication")]
    modified = (
        each.text or "" for each in metadata.iter(f"{_PACKAGE}meta") if each.get("property") == "dcterms:modified"
    )

    def text(name: str) -> str:
        return next((value for each in metadata.iter(name) if (value := tidy_line(each.text or ""))), "")

    return Properties(
        title=Stated(text(f"{_CORE}title"), "EPUB dc:title"),
        authors=tuple(name for name in authors if name),
        authors_source="EPUB dc:creator",
        keywords=tuple(tidy_line(each.text or "") for each in metadata.iter(f"{_CORE}subject")),
        keywords_source="EPUB dc:subject",
        description=Stated(text(f"{_CORE}description"), "EPUB dc:description"),
        published=Stated(published[0].text or "", "EPUB dc:date") if published else Stated(),
        modified=Stated(next(modified, ""), "EPUB dcterms:modified"),
        language=Stated(text(f"{_CORE}language"), "EPUB dc:language"),
        is_catalogued=True,
    )
