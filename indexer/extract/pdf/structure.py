"""What a PDF says about itself: metadata, page labels and language with pypdf, the outline with PDFium.

    structure = read_structure(path, document)
    structure.info["Title"], structure.outline[0].title, structure.labels[3]

The outlines of our 40 files are the same with both libraries; PDFium took 0.08 s for them and pypdf 0.89 s, a fifth of
all reading. Where pypdf cannot read the file (AES encryption without a password needs a library that is no dependency,
and a damaged file may break any reader), PDFium gives metadata and labels too. Everything is bounded, for a file may
point round in circles.

Not here: what of this can be believed (title.py, cover.py).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from indexer.extract.pdf.attachments import count_attached
from indexer.extract.pdf.glyphs import clean, clean_lines
from indexer.extract.pdf.labels import labels_of

MAX_PAGES = 10_000
MAX_OUTLINE_ENTRIES = 20_000
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
              XMP title, XMP creator, XMP published, XMP date, XMP language
    labels    printed page numbers by page from 0
    attached  how many files are attached (attachments.py)
    is_portfolio  whether the file says that it is a cover over these
    has_hidden_layers   whether some layers are closed when the document is opened
    """

    info: dict[str, str] = field(default_factory=dict)
    language: str = ""
    outline: list[OutlineEntry] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    attached: int = 0
    is_portfolio: bool = False
    has_hidden_layers: bool = False
    warnings: list[str] = field(default_factory=list)


def read_structure(path: Path, document: Any) -> Structure:
    """Read the structure with pypdf, else with the open PDFium `document`."""
    structure = Structure()
    try:
        with path.open("rb") as stream:
            _read_with_pypdf(stream, structure, min(len(document), MAX_PAGES))
    except Exception as error:  # noqa: BLE001 - pypdf meets damage with errors of every type
        structure = Structure(warnings=[_failure(error)])
        _read_with_pdfium(document, structure)
    try:
        structure.outline = list(islice(_outline(document), MAX_OUTLINE_ENTRIES))
    except Exception:  # noqa: BLE001 - structure is a help; the text is what must not be lost
        structure.warnings.append("The file's outline could not be read: damaged.")
    if len(structure.outline) == MAX_OUTLINE_ENTRIES:
        structure.warnings.append(f"The outline was read up to its entry {MAX_OUTLINE_ENTRIES:,}.")
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


def _read_with_pypdf(stream: Any, structure: Structure, pages: int) -> None:
    from pypdf import PdfReader

    reader = PdfReader(stream, strict=False)
    if reader.is_encrypted:
        reader.decrypt("")
    root = reader.root_object
    # Each part by itself: a damaged outline must not cost the title.
    parts: list[tuple[str, Any]] = [
        ("metadata", lambda: structure.info.update(_information(reader))),
        ("language", lambda: setattr(structure, "language", _string(root.get("/Lang")))),
        ("layers", lambda: setattr(structure, "has_hidden_layers", _has_hidden_layers(root))),
        ("page labels", lambda: structure.labels.update(labels_of(root.get("/PageLabels"), pages))),
        ("attachments", lambda: setattr(structure, "attached", count_attached(root))),
    ]
    structure.is_portfolio = "/Collection" in root
    failed = []
    for name, read in parts:
        try:
            read()
        except Exception:  # noqa: BLE001 - see above
            failed.append(name)
    if failed:
        structure.warnings.append(f"The file's {' and '.join(failed)} could not be read: damaged.")


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
            info["XMP published"] = _first_string(xmp.dc_date)
            info["XMP date"] = str(xmp.xmp_create_date or "")
            info["XMP language"] = _first_string(xmp.dc_language)
    except Exception:  # noqa: BLE001 - XMP that is no XML is common, and Info says the same
        info.pop("XMP title", None)
    return {key: value for key, value in info.items() if value}


def _has_hidden_layers(root: Any) -> bool:
    layers = root.get("/OCProperties")
    usual = layers.get_object().get("/D") if layers is not None else None
    if usual is None:
        return False
    usual = usual.get_object()
    return usual.get("/BaseState") == "/OFF" or bool(usual.get("/OFF"))


def _first_string(values: Any) -> str:
    return _tidy(str(next(iter(values or ()), "")))


def _string(value: Any) -> str:
    value = value.get_object() if value is not None and hasattr(value, "get_object") else value
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return _tidy(value) if isinstance(value, str) else ""


def _tidy(text: str) -> str:
    return " ".join(clean(text[:_LONGEST_VALUE]).split())


def _outline(document: Any) -> Iterator[OutlineEntry]:
    for bookmark in document.get_toc(max_depth=_DEEPEST_OUTLINE):
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        if page is not None and (title := _tidy(bookmark.get_title())):
            yield OutlineEntry(title, page, _height(*target.get_view()))


def _height(mode: int, position: Sequence[float | None]) -> float | None:
    from pypdfium2 import raw

    at = {
        raw.PDFDEST_VIEW_XYZ: 1,
        raw.PDFDEST_VIEW_FITH: 0,
        raw.PDFDEST_VIEW_FITBH: 0,
        raw.PDFDEST_VIEW_FITR: 3,
    }.get(mode)
    return position[at] if at is not None and len(position) > at else None


def _read_with_pdfium(document: Any, structure: Structure) -> None:
    try:
        values = document.get_metadata_dict()
        structure.info = {key: _tidy(value) for key, value in values.items() if value}
        structure.attached = document.count_attachments()
        for index in range(min(len(document), MAX_PAGES)):
            if label := _tidy(document.get_page_label(index) or ""):
                structure.labels[index] = label
    except Exception:  # noqa: BLE001 - structure is a help; the text is what must not be lost
        structure.warnings.append("PDFium could not read them either.")
