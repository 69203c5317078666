"""How well and how quickly scanned pages are recognised: pages of real reports, drawn, kept as pictures and read again.

As `indexer add` does it, by two worker processes, from the file to its passages. The words of the passages are compared
with those of the same pages read from their text layer (F1 of the bags of words): what OCR adds or loses, and nothing
of what reading a PDF does besides. Without Tesseract there is no figure.
"""

from __future__ import annotations

import time
from collections import Counter
from functools import partial
from pathlib import Path

import msgspec
import pypdfium2

from indexer.extract.pdf import extract_pdf
from indexer.extract.tesseract import Missing, Tesseract, find_tesseract
from indexer.publication import Extraction
from indexer.reading import FileTask, Task, inspect_bundle
from indexer.recognising import Scan, recognise
from indexer.settings import Settings
from tests.bench.adding import WORKERS
from tests.bench.figures import Figure
from tests.bench.pdf_agreement import bag, f1
from tests.bench.workspace import Workspace
from tests.paths import SHARED_DATA

# A report set in columns, one in a single column, and a handbook: file -> pages, from 1.
_PAGES = {
    "betagouv_bilan_2024.pdf": range(3, 7),
    "rapportannuel.pdf": range(3, 7),
    "doc_installation-guide-amd64_fr_install.fr.pdf": range(20, 24),
}
_RESOLUTIONS = {300: 0.98, 150: 0.95}  # dots an inch -> the agreement that is asked for


def measure(workspace: Workspace) -> list[Figure]:
    """The agreement and the pages a second at each resolution, the start of the processes included."""
    tesseract = find_tesseract(Settings().ocr)
    if isinstance(tesseract, Missing):
        print(tesseract.sentence)
        return []
    most = 1 if workspace.is_quick else None
    return [figure for dpi, target in _RESOLUTIONS.items() for figure in _at(workspace, tesseract, dpi, most, target)]


def _at(workspace: Workspace, tesseract: Tesseract, dpi: int, most: int | None, target: float) -> list[Figure]:
    true: Counter[str] = Counter()
    scans = []
    for name, pages in _PAGES.items():
        source = SHARED_DATA / "real" / "pdf" / name
        wanted = list(pages)[:most]
        scan = workspace.made_once(f"scan-{dpi}-{name}", partial(_scan, source=source, pages=wanted, dpi=dpi))
        scans.append(Scan(FileTask(scan, name, ""), tuple(range(1, len(wanted) + 1))))
        true += _words(extract_pdf(source, name), wanted)
    settings = Settings()
    settings = msgspec.structs.replace(
        settings, extraction=msgspec.structs.replace(settings.extraction, workers=WORKERS)
    )
    work = partial(inspect_bundle, max_bytes=2**30)
    begun = time.perf_counter()
    read = [one for _, found in recognise(scans, tesseract, settings, work, failed=_failed) for one in found]
    took_s = time.perf_counter() - begun
    extractions = [one for one in read if isinstance(one, Extraction)]
    found = sum((_words(one, one.recognised) for one in extractions), Counter())
    confidences = [confidence for one in extractions for confidence in one.recognised.values()]
    count = sum(len(scan.pages) for scan in scans)
    details = {"pages": float(count), "mean confidence": sum(confidences) / max(len(confidences), 1)}
    return [
        Figure("ocr", f"words of pages scanned at {dpi} dpi", f1(found, true), "F1", target, details=details),
        Figure("ocr", f"pages scanned at {dpi} dpi, {WORKERS} worker processes", count / took_s, "pages/s"),
    ]


def _words(extraction: Extraction, pages: list[int] | dict[int, float]) -> Counter[str]:
    return bag("\n".join(passage.text for passage in extraction.publication.passages if passage.number in pages))


def _failed(_: Task, why: str) -> list[str]:
    raise AssertionError(why)


def _scan(path: Path, source: Path, pages: list[int], dpi: int) -> None:
    """Pages as a scanner keeps them: grey pictures, compressed as JPEG."""
    with pypdfium2.PdfDocument(source) as document:
        first, *others = (document[page - 1].render(scale=dpi / 72, grayscale=True).to_pil() for page in pages)
    first.save(path, "PDF", resolution=dpi, save_all=True, append_images=others)
