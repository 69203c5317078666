"""How far our words of PDFs agree with poppler's, page by page.

    python -m tests.bench.pdf_agreement [FOLDER]       each file, with the words that differ most; needs pdftotext
    make bench BENCH_ARGS="--only extraction"          the two figures

Compared are the words that the page holds before running titles are taken out (these are put back), and the
words as they are indexed. Words are runs of letters and figures in NFKC and small letters; hyphens within words and at
line ends are left out on both sides, so that a word is the same whichever side joined it. F1 is the harmonic mean of
precision and recall over words with their counts. Pages on which neither has a word are not counted.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from statistics import fmean

from indexer.errors import BadDocument
from indexer.extract.pdf import extract_pdf
from indexer.publication import Extraction
from tests.bench.figures import Figure
from tests.paths import SHARED_DATA

_WORD = re.compile(r"\w+")
_HYPHEN = re.compile(r"(?<=\w)[-‐‑\u00ad](?:\s*\n\s*)?(?=\w)")
_FOLDER = SHARED_DATA / "real" / "pdf"

Bag = Counter[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One file: F1 of each page with words, before running titles are taken out and as indexed.

    missing, added   words that only poppler has, and only we
    """

    name: str
    whole: list[float]
    indexed: list[float]
    missing: Bag
    added: Bag


def bag(text: str) -> Bag:
    """Words with their counts."""
    return Counter(_WORD.findall(_HYPHEN.sub("", unicodedata.normalize("NFKC", text)).lower()))


def f1(ours: Bag, theirs: Bag) -> float:
    """Harmonic mean of precision and recall over words with their counts."""
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def compare(path: Path, extraction: Extraction) -> Agreement:
    """What was extracted of one file with what poppler finds in it."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    theirs = [bag(page) for page in printed.split("\f")[:-1]]
    indexed = [Bag() for _ in range(extraction.pages)]
    for passage in extraction.publication.passages:
        indexed[passage.number - 1] = bag(passage.text)
    whole = [Bag(page) for page in indexed]
    for line in extraction.taken_out:
        whole[line.page - 1] += bag(line.text)
    pairs = list(zip_longest(whole, theirs, fillvalue=Bag()))
    return Agreement(
        path.name,
        _agreements(pairs),
        _agreements(zip_longest(indexed, theirs, fillvalue=Bag())),
        sum((theirs - ours for ours, theirs in pairs), Bag()),
        sum((ours - theirs for ours, theirs in pairs), Bag()),
    )


def _agreements(pairs: Iterable[tuple[Bag, Bag]]) -> list[float]:
    return [f1(ours, theirs) for ours, theirs in pairs if ours or theirs]


def compare_all(folder: Path = _FOLDER) -> list[Agreement]:
    """Every file of a folder that has readable text."""
    found = []
    for path in sorted(folder.glob("*.pdf")):
        try:
            found.append(compare(path, extract_pdf(path, path.name)))
        except BadDocument:
            continue  # a text layer of nonsense, on which nobody need agree
    return found


def figures() -> list[Figure]:
    """Over all pages, and the worst file; nothing where pdftotext is not installed."""
    if shutil.which("pdftotext") is None:
        print("pdftotext is not installed: agreement with it is not measured.", file=sys.stderr)
        return []
    files = compare_all()
    pages = [page for file in files for page in file.whole]
    indexed = [page for file in files for page in file.indexed]
    return [
        Figure(
            "extraction",
            "words agree with pdftotext, page by page (F1)",
            fmean(pages),
            "",
            0.995,
            details={"files": len(files), "pages": len(pages), "without running titles": fmean(indexed)},
        ),
        Figure(
            "extraction",
            "words agree with pdftotext: the worst file (F1)",
            min(fmean(file.whole) for file in files),
            "",
            0.97,
        ),
    ]


def main() -> None:
    """Print the figures of every PDF of a folder."""
    files = compare_all(Path(sys.argv[1]) if len(sys.argv) > 1 else _FOLDER)
    print(f"{'file':48} whole  indexed  worst page")
    for file in files:
        print(f"{file.name[:48]:48} {fmean(file.whole):.4f} {fmean(file.indexed):.4f} {min(file.whole):.3f}")
        for label, words in (("only poppler", file.missing), ("only ours", file.added)):
            print(f"    {label}: {', '.join(f'{word} {count}' for word, count in words.most_common(8))}")
    pages = [page for file in files for page in file.whole]
    print(f"{'all pages':48} {fmean(pages):.4f} {fmean(page for file in files for page in file.indexed):.4f}")


if __name__ == "__main__":
    main()
