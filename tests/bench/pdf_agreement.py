"""How far our text of PDFs agrees with poppler's, and how fast it is read.

Run by hand, where pdftotext exists:

    python -m tests.bench.pdf_agreement [FOLDER]

For each file: F1 of the bags of words (NFKC, lower case) against `pdftotext`, of the text as indexed and of
the text with its running titles still in, the words that differ most, and pages a second. Running titles and
page numbers are taken out on purpose, so the first figure is expected below the second.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from indexer.errors import BadDocument
from indexer.extract.pdf import extract_pdf
from indexer.extract.pdf.paragraphs import Vocabulary
from indexer.extract.pdf.text import open_pdfium, read_page
from tests.paths import SHARED_DATA

_WORD = re.compile(r"\w+")


def bag(text: str) -> Counter[str]:
    """Words with their counts."""
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def f1(ours: Counter[str], theirs: Counter[str]) -> float:
    """Harmonic mean of precision and recall over words with their counts."""
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def compare(path: Path) -> str:
    """One line of figures, and one of differing words."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    theirs = bag(subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace"))
    with open_pdfium(path) as document:
        pages = [read_page(document, index) for index in range(len(document))]
    vocabulary = Vocabulary(pages)
    whole = bag("\n".join(vocabulary.text_of(page.lines) for page in pages))
    try:
        ours = bag("\n".join(passage.text for passage in extract_pdf(path, path.name).publication.passages))
    except BadDocument as error:
        return f"{path.name[:44]:44} {error}"
    missing = [f"{word} {count}" for word, count in (theirs - ours).most_common(6)]
    added = [f"{word} {count}" for word, count in (ours - theirs).most_common(6)]
    return (
        f"{path.name[:44]:44} {f1(ours, theirs):.3f} {f1(whole, theirs):.3f}\n"
        f"    only poppler: {', '.join(missing)}\n    only ours: {', '.join(added)}"
    )


def read(path: Path) -> int:
    """Pages read of one file; none of a bad one."""
    try:
        return extract_pdf(path, path.name).pages
    except BadDocument:
        return 0


def main() -> None:
    """Print the figures of every PDF of a folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED_DATA / "real" / "pdf"
    paths = sorted(folder.glob("*.pdf"), key=lambda path: -path.stat().st_size)
    print(f"{'file':44} indexed  with running titles")
    for path in paths:
        print(compare(path))
    for processes in (1, 2):
        with ProcessPoolExecutor(processes) as pool:
            start = time.perf_counter()
            pages = sum(pool.map(read, paths))
            elapsed = time.perf_counter() - start
        print(f"{pages} pages in {elapsed:.2f} s with {processes} processes: {pages / elapsed:.0f} pages/s")


if __name__ == "__main__":
    main()
