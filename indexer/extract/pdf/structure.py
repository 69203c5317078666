"""What a PDF says about itself: metadata, outline, page labels, language. Read with pypdf, never its text.

    structure = read_structure(path, document)
    structure.info["Title"], structure.outline[0].title, structure.labels[3]

Everything is bounded, for a file may point round in circles: entries are walked with a stack and a set of
what was seen. Where pypdf cannot read the file (AES encryption without a password needs a library that is no
dependency, and a damaged file may break any reader), PDFium gives metadata, outline and labels instead.

Not here: what of this can be believed (title.py, cover.py).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.extract.pdf.glyphs import clean, clean_lines
from indexer.extract.pdf.labels import labels_of

MAX_PAGES = 10_000
MAX_OUTLINE_ENTRIES = 20_000
_MAX_NAMES = 100_000
_LONGEST_VALUE = 2_000
_DEEPEST_OUTLINE = 32

# pypdf reports each repair of a damaged file on its logger: our own warning says it once, in a sentence.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A title of the outline, the page it starts on (from 0) and its height there, where the file says it."""

    title: str
    page: int
    height: float | None = None


@dataclass(slots=True)
class Structure:
    """What was found; empty where the file has none.

    info      document information and XMP: Title, Author, Subject, Creator, Producer, CreationDate, ModDate,
              XMP title, XMP creator, XMP date
    labels    printed page numbers by page from 0
    """

    info: dict[str, str] = field(default_factory=dict)
    language: str = ""
    outline: list[OutlineEntry] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def read_structure(path: Path, document: Any) -> Structure:
    """Read the structure with pypdf, else with the open PDFium `document`."""
    structure = Structure()
    try:
        with path.open("rb") as stream:
            _read_with_pypdf(stream, structure)
    except Exception as error:  # noqa: BLE001 - pypdf meets damage with errors of every type
        structure = Structure(warnings=[_failure(error)])
        _read_with_pdfium(document, structure)
    return structure


def texts_with_pypdf(path: Path, indexes: list[int]) -> dict[int, str]:
    """Text of the pages that PDFium could not load, by page from 0; what pypdf cannot read is left out."""
    from pypdf import PdfReader

    texts: dict[int, str] = {}
    try:
        with path.open("rb") as stream:
            reader = PdfReader(stream, strict=False)
            if reader.is_encrypted:
                reader.decrypt("")
            for index in indexes:
                with suppress(Exception):
                    texts[index] = clean_lines(reader.pages[index].extract_text())
    except Exception:  # noqa: BLE001 - the pages are then reported as pages without text
        return texts
    return texts


def _failure(error: Exception) -> str:
    return (
        f"Metadata, outline and page labels could not be read with pypdf ({type(error).__name__}): "
        "they come from PDFium, which gives fewer."
    )


def _read_with_pypdf(stream: Any, structure: Structure) -> None:
    from pypdf import PdfReader

    reader = PdfReader(stream, strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    root = reader.root_object
    # Each part by itself: a damaged outline must not cost the title.
    parts: list[tuple[str, Any]] = [
        ("metadata", lambda: structure.info.update(_information(reader))),
        ("language", lambda: setattr(structure, "language", _string(root.get("/Lang")))),
        ("outline", lambda: structure.outline.extend(_outline(reader, root))),
        ("page labels", lambda: structure.labels.update(labels_of(root.get("/PageLabels"), MAX_PAGES))),
    ]
    failed = []
    for name, read in parts:
        try:
            read()
        except Exception:  # noqa: BLE001 - see above
            failed.append(name)
    if failed:
        structure.warnings.append(f"The file's {' and '.join(failed)} could not be read: damaged.")
    if len(structure.outline) >= MAX_OUTLINE_ENTRIES:
        structure.warnings.append(f"The outline was read up to its entry {MAX_OUTLINE_ENTRIES:,}.")


def _information(reader: Any) -> dict[str, str]:
    info = {}
    raw = reader.trailer.get("/Info")
    raw = raw.get_object() if raw is not None else {}
    for key in ("Title", "Author", "Subject", "Creator", "Producer", "CreationDate", "ModDate"):
        if isinstance(raw, dict) and (value := _string(raw.get(f"/{key}"))):
            info[key] = value
    try:
        xmp = reader.xmp_metadata
        if xmp is not None:
            titles = xmp.dc_title or {}
            info["XMP title"] = _tidy(titles.get("fr-FR") or titles.get("x-default") or next(iter(titles.values()), ""))
            info["XMP creator"] = _tidy("; ".join(xmp.dc_creator or []))
            info["XMP date"] = str(xmp.xmp_create_date or "")
    except Exception:  # noqa: BLE001 - XMP that is no XML is common, and Info says the same
        info.pop("XMP title", None)
    return {key: value for key, value in info.items() if value}


def _string(value: Any) -> str:
    value = value.get_object() if value is not None and hasattr(value, "get_object") else value
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return _tidy(value) if isinstance(value, str) else ""


def _tidy(text: str) -> str:
    return " ".join(clean(text[:_LONGEST_VALUE]).split())


def _outline(reader: Any, root: Any) -> Iterator[OutlineEntry]:
    outlines = _resolved(root.get("/Outlines"))
    if not isinstance(outlines, dict):
        return
    page_numbers = _page_numbers(root)
    names = _Names(root)
    seen: set[int] = set()
    stack = [outlines.get("/First")]
    count = 0
    while stack and count < MAX_OUTLINE_ENTRIES:
        reference = stack.pop()
        entry = _resolved(reference)
        if not isinstance(entry, dict) or id(entry) in seen:
            continue
        seen.add(id(entry))
        # The entry's children come before its next sibling: last pushed, first taken.
        stack.append(entry.get("/Next"))
        stack.append(entry.get("/First"))
        title = _string(entry.get("/Title"))
        destination = names.resolve(_destination(entry))
        if title and destination and (page := page_numbers.get(_key(destination[0]))) is not None:
            count += 1
            yield OutlineEntry(title, page, _height(destination))


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _key(reference: Any) -> int:
    """The object number of a page, or the page's own number where a file gives that (as remote links do)."""
    number = getattr(reference, "idnum", None)
    if number is not None:
        return int(number)
    return -1 - int(reference) if isinstance(reference, int) else -1 - MAX_PAGES


def _page_numbers(root: Any) -> dict[int, int]:
    numbers: dict[int, int] = {}
    page = 0
    seen: set[int] = set()
    stack = [root.get("/Pages")]
    while stack and page < MAX_PAGES:
        reference = stack.pop()
        node = _resolved(reference)
        if not isinstance(node, dict):
            continue
        kids = _resolved(node.get("/Kids"))
        if isinstance(kids, list):
            if id(node) not in seen:
                seen.add(id(node))
                stack.extend(reversed(kids))
            continue
        numbers.setdefault(getattr(reference, "idnum", -1 - page), page)
        numbers.setdefault(-1 - page, page)
        page += 1
    return numbers


def _destination(entry: Any) -> Any:
    destination = _resolved(entry.get("/Dest"))
    if destination is None:
        action = _resolved(entry.get("/A"))
        if isinstance(action, dict) and action.get("/S") == "/GoTo":
            destination = _resolved(action.get("/D"))
    return destination


def _height(destination: Any) -> float | None:
    kind = str(destination[1]) if len(destination) > 1 else ""
    at = {"/XYZ": 3, "/FitH": 2, "/FitBH": 2, "/FitR": 5}.get(kind)
    value = _resolved(destination[at]) if at is not None and len(destination) > at else None
    return float(value) if isinstance(value, int | float) else None


class _Names:
    """Named destinations: the old dictionary and the name tree, read when first asked for."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._found: dict[str, Any] | None = None

    def resolve(self, destination: Any) -> Any:
        """The array of a destination given by name or by itself; None when there is none."""
        if isinstance(destination, str | bytes):
            if self._found is None:
                self._found = dict(self._read())
            name = destination.decode("latin-1") if isinstance(destination, bytes) else str(destination)
            destination = _resolved(self._found.get(name.lstrip("/")))
        if isinstance(destination, dict):
            destination = _resolved(destination.get("/D"))
        return destination if isinstance(destination, list) and destination else None

    def _read(self) -> Iterator[tuple[str, Any]]:
        old = _resolved(self._root.get("/Dests"))
        if isinstance(old, dict):
            for name in list(old)[:_MAX_NAMES]:
                yield str(name).lstrip("/"), old.get(name)
        tree = _resolved(self._root.get("/Names"))
        stack = [tree.get("/Dests")] if isinstance(tree, dict) else []
        seen: set[int] = set()
        count = 0
        while stack and count < _MAX_NAMES:
            node = _resolved(stack.pop())
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            stack.extend(_resolved(node.get("/Kids")) or [])
            pairs = _resolved(node.get("/Names")) or []
            for at in range(0, len(pairs) - 1, 2):
                count += 1
                name = _resolved(pairs[at])
                yield (name.decode("latin-1") if isinstance(name, bytes) else str(name)), pairs[at + 1]


def _read_with_pdfium(document: Any, structure: Structure) -> None:
    try:
        values = document.get_metadata_dict()
        structure.info = {key: _tidy(value) for key, value in values.items() if value}
        for index, bookmark in enumerate(document.get_toc(max_depth=_DEEPEST_OUTLINE)):
            if index >= MAX_OUTLINE_ENTRIES:
                break
            target = bookmark.get_dest()
            page = target.get_index() if target is not None else None
            if page is not None and (title := _tidy(bookmark.get_title())):
                structure.outline.append(OutlineEntry(title, page))
        for index in range(min(len(document), MAX_PAGES)):
            if label := _tidy(document.get_page_label(index) or ""):
                structure.labels[index] = label
    except Exception:  # noqa: BLE001 - structure is a help; the text is what must not be lost
        structure.warnings.append("PDFium could not read them either.")
