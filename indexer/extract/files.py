"""One file in, one Extraction out: finds out what a file is, by its content first, and has it read.

    extract_file(Path("articles/fiac.html"), "articles/fiac.html", max_bytes=50_000_000)

Not here: limits on time and memory (workers.py), and the reading itself (html/, pdf/, office/, markdown.py, text.py).
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import BadDocument
from indexer.extract.charset import Decoded, decode
from indexer.publication import Extraction

if TYPE_CHECKING:
    from indexer.extract.pdf.recognition import Recognised

_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
_TEXT_SUFFIXES = frozenset({".txt", ".text"})
# Of each kind the usual name first; templates and files with macros hold the same text.
_OFFICE_SUFFIXES = {
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
    "pptx": (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
    "odt": (".odt", ".ott"),
    "odp": (".odp", ".otp"),
    "epub": (".epub",),
}
_OFFICE_NAMES = {
    "docx": "a Word document", "pptx": "a PowerPoint presentation", "odt": "an OpenDocument text",
    "odp": "an OpenDocument presentation", "epub": "an EPUB book",
}  # fmt: skip
_OFFICE_KINDS = {suffix: kind for kind, suffixes in _OFFICE_SUFFIXES.items() for suffix in suffixes}
SUPPORTED_SUFFIXES = frozenset({".pdf"}) | _HTML_SUFFIXES | _MARKDOWN_SUFFIXES | _TEXT_SUFFIXES | _OFFICE_KINDS.keys()
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

_HEAD_BYTES = 1024
_HTML_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,600}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""\A\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{1,40})""")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_FRONT_MATTER = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n")
# What people drop into such a folder, and what it is called in a sentence to them.
_OTHER_TYPES = (
    (_ZIP, "a ZIP archive or an Office document"),
    (_OLE, "an old Office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"%!PS", "a PostScript file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3", "an SQLite database"),
)


def extract_file(path: Path, identifier: str, *, max_bytes: int, recognised: Recognised | None = None) -> Extraction:
    """Read one file; whatever is wrong with it is a BadDocument with a sentence that says what to do.

    `recognised` is what OCR made of its scanned pages.
    """
    size_bytes = _size(path, max_bytes)
    kind, warning = _kind_of_file(path, _head(path))
    if kind == "pdf":
        from indexer.extract.pdf import extract_pdf

        extraction = extract_pdf(path, identifier, recognised)
    elif kind in _OFFICE_SUFFIXES:
        from indexer.extract.office import extract_office

        extraction = extract_office(path, identifier, kind)
    else:
        # One byte more than was there: a file that is still being written is refused, and read next time.
        data = _read(path, size_bytes + 1)
        extraction = _extract_text_file(path, identifier, kind, data)
    warnings = ((warning,) if warning else ()) + extraction.warnings
    publication = dataclasses.replace(extraction.publication, file=str(path.resolve()))
    return dataclasses.replace(extraction, publication=publication, warnings=warnings)


def _size(path: Path, max_bytes: int) -> int:
    try:
        if not path.is_file():
            what = "is a folder or a device, not a file" if path.exists() else "does not exist"
            raise BadDocument(f"{path.name} {what}.")
        size_bytes = path.stat().st_size
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not size_bytes:
        raise BadDocument(f"{path.name} is empty: publish it again, or delete it.")
    if size_bytes > max_bytes:
        raise BadDocument(
            f"{path.name} is too large: {_megabytes(size_bytes)}, and the limit is {_megabytes(max_bytes)}. "
            "Make it smaller, or raise the limit in the settings."
        )
    return size_bytes


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes:,} bytes" if size_bytes < 100_000 else f"{size_bytes / 1_000_000:.1f} MB"


def _unreadable(path: Path, error: Exception) -> BadDocument:
    reason = getattr(error, "strerror", None) or str(error)
    return BadDocument(f"{path.name} cannot be read: {reason}. Check that the indexer may read this file.")


def _head(path: Path) -> bytes:
    return _read(path, _HEAD_BYTES)


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise _unreadable(path, error) from error


def _kind_of_file(path: Path, head: bytes) -> tuple[str, str | None]:
    """Give "pdf", "html", "markdown", "text" or a kind of office/, and a sentence when the name says something else."""
    suffix = path.suffix.lower()
    if _HTML_START.match(head):
        odd = suffix not in _HTML_SUFFIXES | _TEXT_SUFFIXES
        return "html", f"{path.name} holds a web page and is read as one: rename it." if odd else None
    # Readers accept rubbish before the header; a page of text that quotes "%PDF-" is not one.
    if head.startswith(b"%PDF-") or (b"%PDF-" in head and suffix not in SUPPORTED_SUFFIXES - {".pdf"}):
        return "pdf", None if suffix == ".pdf" else f"{path.name} holds a PDF and is read as one: rename it."
    other = next((name for magic, name in _OTHER_TYPES if head.startswith(magic)), None)
    if suffix == ".pdf":
        found = f"it holds {other}" if other else "it holds no PDF"
        raise BadDocument(f"{path.name} is not a PDF, whatever its name says ({found}): export it again.")
    if head.startswith((_ZIP, _OLE)):
        return _kind_of_office_file(path, suffix, head)
    if other:
        raise BadDocument(f"{path.name} is {other}, which is not read here: publish it as PDF or HTML.")
    if suffix in _OFFICE_KINDS:
        name = _OFFICE_NAMES[_OFFICE_KINDS[suffix]]
        raise BadDocument(f"{path.name} is not {name}, whatever its name says: export it again.")
    if suffix in _HTML_SUFFIXES:
        return "html", None
    if suffix in _MARKDOWN_SUFFIXES or (_FRONT_MATTER.match(head) and suffix not in _TEXT_SUFFIXES):
        return "markdown", None
    if suffix in _TEXT_SUFFIXES:
        return "text", None
    known = ", ".join(sorted(SUPPORTED_SUFFIXES))
    raise BadDocument(f"{path.name} is of a type that is not read here: it should be one of {known}.")


def _kind_of_office_file(path: Path, suffix: str, head: bytes) -> tuple[str, str | None]:
    from indexer.extract.office.containers import kind_of_zip, refusal_of_ole

    if head.startswith(_OLE):
        raise refusal_of_ole(path)
    kind = kind_of_zip(path)
    expected = suffix in _OFFICE_SUFFIXES[kind]
    return kind, None if expected else f"{path.name} holds {_OFFICE_NAMES[kind]} and is read as one: rename it."


def _extract_text_file(path: Path, identifier: str, kind: str, data: bytes) -> Extraction:
    try:
        decoded = decode(data, _declared_charset(data) if kind == "html" else None)
    except BadDocument as error:
        raise BadDocument(f"{path.name} cannot be read as text. {error}") from error
    _refuse_binary(path, decoded)
    if kind == "html":
        from indexer.extract.html import extract_html

        extraction = extract_html(decoded.text, path, identifier)
    elif kind == "markdown":
        from indexer.extract.markdown import extract_markdown

        extraction = extract_markdown(decoded.text, path, identifier)
    else:
        from indexer.extract.text import extract_text

        extraction = extract_text(decoded.text, path, identifier)
    if decoded.warning:
        return dataclasses.replace(extraction, warnings=(decoded.warning, *extraction.warnings))
    return extraction


def _declared_charset(data: bytes) -> str | None:
    found = _XML_CHARSET.search(data[:_HEAD_BYTES]) or _HTML_CHARSET.search(data[: 4 * _HEAD_BYTES])
    return found[1].decode("ascii") if found else None


def _refuse_binary(path: Path, decoded: Decoded) -> None:
    sample = decoded.text[:20_000]
    controls = len(_CONTROL.findall(sample))
    # Text has none; one in twenty allows for a damaged export. A page of NULs is refused here too.
    if controls * 20 > len(sample):
        raise BadDocument(f"{path.name} holds binary data, not text: publish it as PDF, HTML or Markdown.")
