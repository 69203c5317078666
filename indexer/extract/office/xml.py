"""XML parts of office documents, parsed strictly: no DTD, no entity, no network, bounded depth.

    root = parse_xml(archive.read("content.xml"), archive.path)

A document type is how a file has entities multiply or other files read. The formats allow none; old programs wrote some
that only name a DTD, and those are taken out. One that defines anything is a reason to refuse.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from lxml import etree

from indexer.errors import BadDocument

Element = etree._Element

_DECLARATION = re.compile(r"\A\s*<\?xml\b[^<>]{0,200}\?>")
_ENCODING = re.compile(rb"""\A\s*<\?xml\b[^<>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# Named, and nothing defined: what it names is never looked up.
_PLAIN_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[\]]{0,500}>")
_PLAIN_DOCTYPE_WITHIN = 4_096
# Branches of <mc:AlternateContent>.
CHOICES = frozenset(
    f"{{http://schemas.openxmlformats.org/markup-compatibility/2006}}{name}" for name in ("Choice", "Fallback")
)
# UTF-7 and the like could hide a document type from the search for one.
_ENCODINGS = frozenset({"utf-8", "utf-16", "ascii", "iso8859-1", "cp1252"})
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def parse_xml(data: bytes, path: Path) -> Element:
    """Parse one part of the file at `path`; raises BadDocument when it is not sound XML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(plain_utf8(data, path), parser)
    except (etree.LxmlError, ValueError) as error:
        raise not_sound(path) from error


def plain_utf8(data: bytes, path: Path) -> bytes:
    """Give the part in UTF-8, for a parser; raises BadDocument when it has a document type or an odd encoding."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding and b"\0" in data[:4]:
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    if not encoding:
        declared = _ENCODING.match(data[:200])
        encoding = _known(declared[1].decode("ascii")) if declared else "utf-8"
    if not encoding:
        raise not_sound(path)
    if encoding != "utf-8":
        try:
            data = _DECLARATION.sub("", data.decode(encoding), count=1).encode()
        except UnicodeError as error:
            raise not_sound(path) from error
    if (found := _PLAIN_DOCTYPE.search(data, 0, _PLAIN_DOCTYPE_WITHIN)) is not None:
        data = data[: found.start()] + data[found.end() :]
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BadDocument(
            f"{path.name} defines its own XML entities, which no office program does: "
            "export it again from the program that made it."
        )
    return data


def is_other_choice(element: Element) -> bool:
    """Whether a branch of <mc:AlternateContent> says again what the first one says, which is the one to take."""
    return element.tag in CHOICES and next(element.itersiblings(*CHOICES, preceding=True), None) is not None


def not_sound(path: Path) -> BadDocument:
    """The error for a part that is not XML, or XML beyond the parser's limits."""
    return BadDocument(
        f"{path.name} is damaged (a part of it is not sound XML): open it in the program that made it, "
        "and save it again."
    )


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return ""
    return found if found in _ENCODINGS else ""
