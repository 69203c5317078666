"""Office documents come in, Publications go out: Word, PowerPoint, OpenDocument texts and presentations, EPUB.

    extraction = extract_office(Path("notes/bilan.docx"), "notes/bilan.docx", "docx")
    extraction.publication.passages[2]     Passage(number=3, heading="Méthode", text="...")

None of these formats has pages: a passage is a section under its heading, or a slide.

The steps, each in its module: what the file is (containers.py) -> its container, opened without trust (archive.py)
-> for Word and PowerPoint a clean copy (package.py) -> the text (docx.py, pptx.py, odf.py, epub.py) as blocks
(blocks.py) -> title, date, authors, topics, kind, language and lead (metadata.py).

Word and PowerPoint need the extra `office`; the others need nothing that is not there anyway.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

from indexer.errors import BadDocument
from indexer.extract.office.archive import Archive, open_archive
from indexer.extract.office.metadata import Document, describe
from indexer.publication import Extraction

# What must be installed, and how a sentence calls the file.
_LIBRARIES = {
    "docx": ("docx", "python-docx", "a Word document"),
    "pptx": ("pptx", "python-pptx", "a PowerPoint presentation"),
}
_MOST_PASSAGES = 20_000


def extract_office(path: Path, identifier: str, kind: str) -> Extraction:
    """Read one file of that kind (containers.py); raises BadDocument with what is wrong and what to do."""
    _require_library(path, kind)
    with open_archive(path) as archive:
        document = _reader(kind)(archive, path, identifier)
    if len(document.passages) > _MOST_PASSAGES:
        document.warnings.append(
            f"The file has {len(document.passages):,} sections: the first {_MOST_PASSAGES:,} are indexed."
        )
        document.passages = document.passages[:_MOST_PASSAGES]
    return describe(document)


def _require_library(path: Path, kind: str) -> None:
    if kind in _LIBRARIES:
        module, distribution, what = _LIBRARIES[kind]
        if importlib.util.find_spec(module) is None:
            raise BadDocument(
                f"{path.name} is {what}, and {distribution}, which reads it, is not installed: install it "
                f"(pip install {distribution}, or the extra “office” of Glane) and run the indexer again."
            )


def _reader(kind: str) -> Callable[[Archive, Path, str], Document]:
    """The reader of a kind; only what is needed is imported."""
    if kind == "docx":
        from indexer.extract.office.docx import read_docx

        return read_docx
    if kind == "pptx":
        from indexer.extract.office.pptx import read_pptx

        return read_pptx
    if kind == "epub":
        from indexer.extract.office.epub import read_epub

        return read_epub
    from indexer.extract.office.odf import read_odp, read_odt

    return read_odt if kind == "odt" else read_odp
