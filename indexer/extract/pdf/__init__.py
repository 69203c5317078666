"""A PDF comes in, a Publication goes out: one passage for each page that has text.

    extraction = extract_pdf(Path("bilan-2024.pdf"), "rapports/bilan-2024.pdf")
    extraction.publication.passages[2]     Passage(number=3, label="iii", heading="Sommaire", text="...")

The steps, each in its module: bytes that can be a PDF (here) -> lines of every page (text.py) -> structure
(structure.py) -> scans and nonsense noticed, and what was recognised put in (scans.py) -> running titles out
(running_titles.py) -> reading order (reading_order.py) -> contents pages (contents.py) -> sections (sections.py) ->
paragraphs (paragraphs.py) -> title (title.py), date, authors, kind, language and lead (cover.py).

Nothing is left out in silence: what was not read is a warning, and a file that gives nothing is a
BadDocument. The caller bounds time and memory with a process; here every loop over what the file says is
bounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from indexer.errors import BadDocument, NeedsRecognition
from indexer.extract.pdf.annotations import Annotations
from indexer.extract.pdf.contents import find_contents_pages
from indexer.extract.pdf.cover import (
    find_authors,
    find_date,
    find_kind,
    find_language,
    find_lead,
    is_date_of_file,
)
from indexer.extract.pdf.paragraphs import Vocabulary
from indexer.extract.pdf.portfolio import is_portfolio_cover
from indexer.extract.pdf.reading_order import in_reading_order
from indexer.extract.pdf.recognition import Recognised
from indexer.extract.pdf.running_titles import take_out_running_titles
from indexer.extract.pdf.scans import find_nonsense, find_scans, name_pages, put_in, what_was_recognised
from indexer.extract.pdf.sections import headings_of
from indexer.extract.pdf.structure import MAX_PAGES, Structure, read_structure, texts_with_pypdf
from indexer.extract.pdf.text import (
    MAX_PAGE_CHARACTERS,
    Line,
    PageText,
    PageUnreadableError,
    open_pdfium,
    read_page,
)
from indexer.extract.pdf.title import find_title
from indexer.extract.pdf.visibility import Sight
from indexer.publication import Extraction, LeftOut, Passage, Publication

_REPLACEMENT = b"\xef\xbf\xbd"
# A sound file holds this sequence by chance once in 16 MB.
_MOST_REPLACEMENTS = 100
_MOST_RESCUED = 200
_MOST_LISTED, _LONGEST_SHOWN = 20_000, 300


def extract_pdf(path: Path, identifier: str, recognised: Recognised | None = None) -> Extraction:
    """Read one PDF; raises BadDocument with what is wrong and what to do.

    `recognised` is what OCR made of the pages that waited for it when the file was read without. Where they are all
    that it has, that reading raised NeedsRecognition.
    """
    warnings: list[str] = []
    _check_bytes(path, warnings)
    with open_pdfium(path) as document:
        count = len(document)
        if count == 0:
            raise BadDocument(f"“{path.name}” has no page: export it again from the program that made it.")
        structure = read_structure(path, document)
        pages = _read_pages(document, path, warnings, Sight(has_hidden_layers=structure.has_hidden_layers))
    warnings += structure.warnings
    if structure.is_portfolio:
        covers = [page for page in pages if is_portfolio_cover("\n".join(line.text for line in page.lines))]
        pages = [page for page in pages if page not in covers]
        count -= len(covers)
    if not any(page.lines for page in pages):
        _check_damage(path)
    nonsense = _leave_out_nonsense(path, pages, warnings, recognised)
    if recognised:
        put_in(pages, recognised.pages)
    take_out_running_titles(pages)
    # Counted now: a picture with a running title over it is a page without text as well.
    empty = tuple(page.number for page in pages if not page.lines)
    blank = sum(not page.lines and not page.drawn.may_hold_text for page in pages)
    if recognised:
        waiting = tuple(page.number for page in recognised.pages.values() if page.problem)
        warnings += what_was_recognised(len(pages), recognised)
    else:
        waiting = tuple(sorted({*nonsense, *find_scans(pages)}))
        if waiting:
            warnings.append(f"{len(waiting)} of {len(pages)} pages have little or no text and wait for OCR: scanned?")
    if blank:
        warnings.append(f"{blank} of {len(pages)} pages are blank.")
    publication, sources = _assemble(path, identifier, pages, structure)
    taken_out = _left_out(((page.number, page.taken_out) for page in pages), warnings)
    unseen = _left_out(((page.number, page.unseen) for page in pages), warnings)
    return Extraction(
        publication,
        sources,
        tuple(warnings),
        pages=count,
        pages_without_text=empty,
        pages_waiting=waiting,
        recognised=recognised.confidences() if recognised else {},
        taken_out=taken_out,
        unseen=unseen,
        attached=structure.attached,
        is_portfolio=structure.is_portfolio,
    )


def _assemble(
    path: Path,
    identifier: str,
    pages: list[PageText],
    structure: Structure,
) -> tuple[Publication, dict[str, str]]:
    for page in pages:
        page.lines = in_reading_order(page.lines)
    contents = find_contents_pages(pages, (entry.title for entry in structure.outline))
    headings = headings_of(pages, structure.outline, contents)
    vocabulary = Vocabulary(pages)
    texts = {
        page.number: vocabulary.text_of(page.lines, by_row=page.number in contents) for page in pages if page.lines
    }

    sources: dict[str, str] = {}
    title, sources["title"] = find_title(structure.info, pages, path)
    date, sources["date"] = find_date(structure.info, pages, title, path.stem)
    authors, sources["authors"] = find_authors(structure.info, pages)
    kind, sources["kind"] = find_kind(title, structure.info, pages, path.stem)
    declared = ((structure.language, "catalog /Lang"), (structure.info.get("XMP language", ""), "XMP dc:language"))
    language, sources["language"] = find_language("\n".join(texts.values()), declared)
    lead, sources["lead"] = find_lead(pages, texts)
    passages = tuple(
        Passage(
            number=number,
            text=text,
            label=structure.labels.get(number - 1),
            heading=headings.get(number),
            is_contents=number in contents,
        )
        for number, text in texts.items()
    )
    publication = Publication(
        id=identifier,
        title=title,
        passages=passages,
        lead=lead,
        kind=kind,
        language=language,
        date=date,
        authors=authors,
        file=str(path.resolve()),
        date_is_of_file=is_date_of_file(sources["date"]),
    )
    return publication, {name: source for name, source in sources.items() if source}


def _check_bytes(path: Path, warnings: list[str]) -> None:
    """Say what a file that is no PDF is, and notice one whose end is missing."""
    try:
        with path.open("rb") as stream:
            head = stream.read(1024)
            size = stream.seek(0, 2)
            stream.seek(max(0, size - 2048))
            tail = stream.read()
    except OSError as error:
        raise BadDocument(f"“{path.name}” cannot be read: {error.strerror}.") from error
    if not head:
        raise BadDocument(f"“{path.name}” is empty (0 bytes): copy it again.")
    if b"%PDF-" not in head:
        what = "a web page saved under the name of a PDF" if head.lstrip()[:1] == b"<" else "not a PDF"
        raise BadDocument(f"“{path.name}” is {what}: download or export the document again.")
    if b"%%EOF" not in tail:
        warnings.append("The file is cut short (its end is missing): what could be repaired was read.")


def _left_out(pages: Iterable[tuple[int, list[tuple[str, str]]]], warnings: list[str]) -> tuple[LeftOut, ...]:
    every = (LeftOut(number, text[:_LONGEST_SHOWN], why) for number, lines in pages for text, why in lines)
    listed = tuple(islice(every, _MOST_LISTED))
    if next(every, None) is not None:
        warnings.append(f"Of the lines that are not indexed the first {_MOST_LISTED:,} are listed.")
    return listed


def _read_pages(document: Any, path: Path, warnings: list[str], sight: Sight) -> list[PageText]:
    pages: list[PageText] = []
    annotations = Annotations(document)
    failed, cut_short = [], []
    count = len(document)
    for index in range(min(count, MAX_PAGES)):
        try:
            page = read_page(document, index, sight, annotations)
        except PageUnreadableError:
            page = PageText(index + 1, 0.0, 0.0)
            failed.append(page.number)
        if page.cut_short:
            cut_short.append(page.number)
        pages.append(page)
    if count > MAX_PAGES:
        warnings.append(f"The file has {count:,} pages: the first {MAX_PAGES:,} were read.")
    if failed:
        # pypdf takes 30 times as long, so that a file of broken pages would use up the time of the good ones.
        texts = texts_with_pypdf(path, [number - 1 for number in failed[:_MOST_RESCUED]])
        for index, text in texts.items():
            pages[index] = _page_of_plain_lines(index + 1, text)
        warnings.append(f"PDFium could not read {name_pages(failed)}: the text there comes from pypdf, if any.")
    if sight.is_used_up:
        warnings.append("Not all pages could be looked at for hidden words: some may be among the text.")
    if cut_short:
        warnings.append(f"Only the first {MAX_PAGE_CHARACTERS:,} characters were read of {name_pages(cut_short)}.")
    return pages


def _page_of_plain_lines(number: int, text: str) -> PageText:
    """A page of lines without their place: one below the other, each a point high."""
    text = text[:MAX_PAGE_CHARACTERS]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    height = float(2 * len(lines) + 2)
    placed = [Line(line, 0.0, height - 2 * at - 2, float(len(line)), 1.0) for at, line in enumerate(lines)]
    return PageText(number, 100.0, height, placed)


def _leave_out_nonsense(
    path: Path, pages: list[PageText], warnings: list[str], recognised: Recognised | None
) -> set[int]:
    """Empty the pages whose text layer is nonsense; their numbers. Where all are, OCR is all that helps."""
    nonsense = find_nonsense(pages)
    if not nonsense:
        return nonsense
    for page in pages:
        if page.number in nonsense:
            page.lines = []
    if not any(page.lines for page in pages):
        nothing_recognised = recognised and not any(page.lines for page in recognised.pages.values())
        what = f"The text of “{path.name}” is nonsense (its fonts do not say which letters they draw)"
        if nothing_recognised:
            raise BadDocument(f"{what}, and OCR found none on its pages: export it again with embedded fonts.")
        if not recognised:
            raise NeedsRecognition(
                f"{what}: export it again with embedded fonts, or have it read by OCR.",
                sorted(nonsense | set(find_scans(pages))),
            )
    warnings.append(
        f"The text of {name_pages(sorted(nonsense))} is nonsense (its fonts do not say which letters they draw) "
        "and was left out."
    )
    return nonsense


def _check_damage(path: Path) -> None:
    """A file without any text may be a scan; one that was converted as text is ruined, and says so."""
    with path.open("rb") as stream:
        replaced = stream.read(8 * 1024 * 1024).count(_REPLACEMENT)
    if replaced > _MOST_REPLACEMENTS:
        raise BadDocument(
            f"“{path.name}” is damaged: it was copied as text, and {replaced:,} of its bytes were replaced. "
            "Copy the original again, in binary mode."
        )
