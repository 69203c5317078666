"""Files attached to a PDF, and those that a portfolio is made of: their names, and one at a time their bytes.

    with path.open("rb") as stream:
        for attached in attached_files(stream):
            attached.name, attached.read(max_bytes)     "annexe.docx", b"PK..."

Names are made fit to be part of an id, of an address and of a path: no folder, no control character, not too long, no
two alike. They depend on nothing but the file, so that the same name leads to the same attachment again (detach.py).

pypdf reads them, for it decompresses within a limit: PDFium tells the size of an attachment by decompressing all of it,
and a bomb ends the process. Not here: which of them are worth reading (indexer/attached.py); attachments that are icons
on a page, which are comments; the files of a web page's or a slide's media.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from indexer.errors import BadDocument

# A name tree of a file that was made by a program has a node for some dozens of names, and is three nodes deep.
_MOST_NODES = 1_000
MAX_LISTED = 1_000
# pypdf decompresses no further than that.
MAX_BYTES = 75_000_000
_LONGEST_NAME_BYTES = 150  # names of files have up to 255, and an id may hold three of these
_LONGEST_SUFFIX = 10
_LONGEST_DESCRIPTION = 300
_FOLDERS = re.compile(r"[/\\]")
_PORTFOLIO_FOLDER = re.compile(r"^<\d+>")  # how portfolios write in which of their folders a file is


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One attached file: what it is called, what is said of it, and a way to its bytes."""

    name: str
    description: str
    _stream: Any

    def read(self, max_bytes: int) -> bytes:
        """The bytes, while the PDF is open. Raises BadDocument when they are too many or damaged."""
        most = min(max_bytes, MAX_BYTES)
        try:
            data = self._stream.get_data()
        except Exception as error:
            if type(error).__name__ == "LimitReachedError":
                raise self._too_large(most) from error
            raise BadDocument(f"{self.name} cannot be taken out of its file ({type(error).__name__}).") from error
        if not isinstance(data, bytes):
            raise BadDocument(f"{self.name} cannot be taken out of its file: it holds no bytes.")
        if len(data) > most:
            raise self._too_large(most)
        return data

    def _too_large(self, most: int) -> BadDocument:
        return BadDocument(f"{self.name} is too large: attached files are read up to {most / 1_000_000:.0f} MB.")


def count_attached(root: Any) -> int:
    """How many files a document's catalog names, up to MAX_LISTED."""
    return sum(1 for _ in _specifications(root))


def attached_files(stream: BinaryIO) -> list[AttachedFile]:
    """The attached files of an open PDF, in its order. Raises BadDocument when they cannot be listed."""
    from pypdf import PdfReader

    found: list[AttachedFile] = []
    names = _Names()
    try:
        reader = PdfReader(stream, strict=False)
        if reader.is_encrypted:
            reader.decrypt("")
        for number, (key, specification) in enumerate(_specifications(reader.root_object), 1):
            embedded = _embedded(specification)
            if embedded is None:
                continue
            named = _text(specification.get("/UF")) or _text(specification.get("/F"))
            named = named or _PORTFOLIO_FOLDER.sub("", _text(key))
            name = names.give(named, number, is_pdf=_resolved(embedded.get("/Subtype")) == "/application/pdf")
            description = " ".join(_text(specification.get("/Desc"))[:_LONGEST_DESCRIPTION].split())
            found.append(AttachedFile(name, description, embedded))
    except Exception as error:
        if type(error).__name__ == "DependencyError":
            raise BadDocument("Its attached files are encrypted: export it again without protection.") from error
        raise BadDocument(f"Its attached files cannot be listed ({type(error).__name__}): damaged.") from error
    return found


def _specifications(root: Any) -> Iterator[tuple[Any, Any]]:
    """Names and file specifications of the catalog's tree of embedded files."""
    names = _resolved(root.get("/Names"))
    waiting = [names.get("/EmbeddedFiles")] if isinstance(names, dict) else []
    listed = 0
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = _resolved(waiting.pop())
        if not isinstance(node, dict):
            continue
        pairs, kids = _resolved(node.get("/Names")), _resolved(node.get("/Kids"))
        if isinstance(pairs, list):
            for key, value in zip(pairs[::2], pairs[1::2], strict=False):
                specification = _resolved(value)
                if isinstance(specification, dict):
                    yield _resolved(key), specification
                    listed += 1
                if listed == MAX_LISTED:
                    return
        if isinstance(kids, list):
            waiting += reversed(kids[: _MOST_NODES - len(waiting)])


def _embedded(specification: Any) -> Any:
    """The stream of a file specification; None where the file lies elsewhere."""
    embedded = _resolved(specification.get("/EF"))
    if isinstance(embedded, dict):
        for key in ("/UF", "/F", "/Unix", "/Mac", "/DOS"):
            stream = _resolved(embedded.get(key))
            if hasattr(stream, "get_data"):
                return stream
    return None


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _text(value: Any) -> str:
    value = _resolved(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


class _Names:
    """Gives each attached file of one PDF a name of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}  # of names that came twice

    def give(self, named: str, number: int, *, is_pdf: bool) -> str:
        name = clean_name(named, number)
        stem, suffix = _split(name)
        if is_pdf and not suffix:
            suffix = ".pdf"
        name = stem + suffix
        while name in self._taken:
            count = self._next[stem + suffix] = self._next.get(stem + suffix, 1) + 1
            name = f"{stem} ({count}){suffix}"
        self._taken.add(name)
        return name


def clean_name(named: str, number: int = 1) -> str:
    """The name of a file without folders and without what is not seen; `number` is for one that has no other.

    Never empty, never "." or "..", and short enough for any file system.
    """
    # NFC once more at the end: what is taken out may have stood between a letter and its accent
    parts = [_visible(part) for part in _FOLDERS.split(named[-4 * _LONGEST_NAME_BYTES :])]
    name = next((part for part in reversed(parts) if part), "") or f"document {number}"
    stem, suffix = _split(name)
    stem = stem.encode()[: _LONGEST_NAME_BYTES - len(suffix.encode())].decode("utf-8", "ignore").rstrip()
    return stem + suffix


def _visible(part: str) -> str:
    """On one line, without controls, marks of direction and dots at either end."""
    shown = "".join(character if character.isprintable() else " " for character in part)
    return unicodedata.normalize("NFC", " ".join(shown.split())).strip(". ")


def _split(name: str) -> tuple[str, str]:
    """Stem and suffix, where what is behind the last dot can be one."""
    stem, dot, suffix = name.rpartition(".")
    if not stem.strip() or len(suffix) > _LONGEST_SUFFIX or not suffix.isalnum():
        return name, ""
    return stem, dot + suffix
