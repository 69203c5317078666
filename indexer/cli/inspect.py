"""`indexer inspect`: what would be indexed of a file, and where each value came from."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from indexer.cli.common import complain, console, json_option, plain, plural, print_json, sentences
from indexer.extract.tesseract import Missing, Tesseract, find_tesseract
from indexer.publication import Extraction, LeftOut
from indexer.reading import FileTask, Outcome, Task, Unrecognised, inspect_bundle
from indexer.recognising import Scan, recognise
from indexer.settings import Settings, load_settings
from indexer.sources import manifest
from indexer.sources.digests import Digests
from indexer.sources.folder import find_files, readable_for
from indexer.workers import work_through

_SHOWN_TEXT = 160
_SHOWN_LEFT_OUT = 20
_NUMBER = re.compile(r"\d+")


@click.command(short_help="What would be indexed of a file, and why.")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@json_option
@sentences
def inspect(file: Path, as_json: bool) -> None:
    """Show what would be indexed of FILE (or of each file of a folder, or line of a manifest): metadata with where each
    value came from, passages, warnings, what is attached, and the lines of a PDF that are not indexed: headers,
    footers and page numbers (`taken_out` in JSON) and words that nobody sees (`unseen`). With --json, one object a
    line. Nothing is stored. Exits with 1 when something cannot be read."""
    settings = load_settings()
    max_bytes = settings.extraction.max_file_mb * 2**20
    tasks: Iterable[Task]
    if file.suffix.lower() in manifest.SUFFIXES and file.is_file():
        tasks = manifest.read_lines(file, Digests("", max_bytes))
    else:
        tasks = (FileTask(found.path, found.relative, "") for found in find_files(file))
    low = settings.ocr.low_confidence
    failed = False
    for extraction in _read(tasks, settings, max_bytes, readable_for([file])):
        if isinstance(extraction, str):
            failed = True
            complain(f"indexer: {extraction}")
        else:
            if as_json:
                print_json(extraction_json(extraction, low), indent=None)
            else:
                _print_extraction(console(), extraction, low)
            failed = _complain_of_unread(extraction) or failed
    sys.exit(1 if failed else 0)


def _read(
    tasks: Iterable[Task], settings: Settings, max_bytes: int, readable: Sequence[Path]
) -> Iterator[Extraction | str]:
    """What each task holds, those with scanned pages last; or why it cannot be read."""
    work = partial(inspect_bundle, max_bytes=max_bytes)
    scans: list[Scan] = []
    ocr = find_tesseract(settings.ocr)
    for bundle, outcomes in work_through(tasks, work, _failed, settings.extraction, readable):
        for task, outcome in zip(bundle, outcomes, strict=True):
            if isinstance(ocr, Tesseract) and not isinstance(outcome, str) and outcome.pages_waiting:
                scans.append(Scan(task, outcome.pages_waiting))
            else:
                yield _told(outcome, ocr)
    if isinstance(ocr, Tesseract):
        for _, outcomes in recognise(scans, ocr, settings, work, failed=_failed):
            yield from (_told(outcome, ocr) for outcome in outcomes)


def _told(outcome: Outcome, ocr: Tesseract | Missing) -> Extraction | str:
    """An outcome, with what is missing to read its scanned pages."""
    if isinstance(outcome, str) or not outcome.pages_waiting or isinstance(ocr, Tesseract):
        return outcome.sentence if isinstance(outcome, Unrecognised) else outcome
    if isinstance(outcome, Unrecognised):
        return f"{outcome.sentence} {ocr.sentence}"
    return dataclasses.replace(outcome, warnings=(*outcome.warnings, ocr.sentence))


def _failed(_: Task, why: str) -> list[Outcome]:
    return [why]


def extraction_json(extraction: Extraction, low_confidence: float) -> dict[str, Any]:
    """The manifest's keys, with `passages`, `sources`, `warnings` and the lines that are not indexed; `documents` are
    what is attached, each such an object.
    """
    found = extraction.publication
    return {
        "id": found.id,
        "url": found.url,
        "title": found.title,
        "lead": found.lead,
        "kind": found.kind,
        "language": found.language,
        "date": str(found.date) if found.date else None,
        "updated": str(found.updated) if found.updated else None,
        "authors": list(found.authors),
        "topics": list(found.topics),
        "links": list(found.links),
        "file": found.file,
        "pages": extraction.pages,
        "pages_without_text": list(extraction.pages_without_text),
        "pages_waiting": list(extraction.pages_waiting),
        "recognised": [
            {"page": page, "confidence": confidence, "is_low": confidence < low_confidence}
            for page, confidence in extraction.recognised.items()
        ],
        "passages": [
            {
                "number": passage.number,
                "label": passage.label,
                "heading": passage.heading,
                "anchor": passage.anchor,
                "is_contents": passage.is_contents,
                "language": passage.language or found.language,
                "text": passage.text,
            }
            for passage in found.passages
        ],
        "sources": extraction.sources,
        "warnings": list(extraction.warnings),
        "attachment": list(found.attachment),
        "documents": [extraction_json(document, low_confidence) for document in extraction.documents],
        "unread": [one.sentence for one in extraction.unread],
        "left_out": list(extraction.left_out),
        "taken_out": list(map(dataclasses.asdict, extraction.taken_out)),
        "unseen": list(map(dataclasses.asdict, extraction.unseen)),
    }


def _print_extraction(out: Console, extraction: Extraction, low_confidence: float) -> None:
    found = extraction.publication
    out.print(plain(found.id if found.attachment else found.file or found.id, "bold"))
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    values = {
        "title": found.title, "lead": found.lead, "kind": found.kind, "language": found.language,
        "date": str(found.date or ""), "updated": str(found.updated or ""), "authors": ", ".join(found.authors),
        "topics": ", ".join(found.topics), "url": found.url, "links": ", ".join(found.links),
    }  # fmt: skip
    for name, value in values.items():
        source = extraction.sources.get(name, "")
        table.add_row(
            plain(name, "cyan"),
            plain(value[:_SHOWN_TEXT] or "–", "" if value else "dim"),
            plain(source, "dim"),
        )
    out.print(table)
    for warning in extraction.warnings:
        out.print(plain(f"! {warning}", "yellow"))
    out.print(plain(f"{plural(extraction.pages or len(found.passages), 'passage')}:", "cyan"))
    for passage in found.passages:
        label = f" ({passage.label})" if passage.label else ""
        contents = " [contents]" if passage.is_contents else ""
        language = f" [{passage.language}]" if passage.language else ""
        confidence = extraction.recognised.get(passage.number)
        text = " ".join(passage.text[: 2 * _SHOWN_TEXT].split())[:_SHOWN_TEXT]
        out.print(plain(f"  {passage.number}{label}  {passage.heading or ''}{contents}{language}", "bold"))
        if confidence is not None:
            is_low = confidence < low_confidence
            sure = f"      [OCR, {confidence:.0%} sure{': LOW, compare it with the page' if is_low else ''}]"
            out.print(plain(sure, "bold yellow" if is_low else "dim"))
        out.print(plain(f"      {text}", "dim"))
    _print_left_out(out, (*extraction.taken_out, *extraction.unseen))
    if extraction.left_out:
        out.print(plain(f"Attached, and not read here: {', '.join(extraction.left_out)}", "dim"))
    out.print()
    for document in extraction.documents:
        _print_extraction(out, document, low_confidence)


def _complain_of_unread(extraction: Extraction) -> bool:
    """Say which attached documents cannot be read; whether there is one."""
    for one in extraction.unread:
        complain(f"indexer: {one.sentence}")
    return any([bool(extraction.unread), *map(_complain_of_unread, extraction.documents)])


def _print_left_out(out: Console, left_out: tuple[LeftOut, ...]) -> None:
    """Each text that is not indexed once, with the pages it stands on: “Référence Debian 12” and “… 13” are one."""
    if not left_out:
        return
    out.print(plain(f"{plural(len(left_out), 'line')} not indexed:", "cyan"))
    alike: dict[tuple[str, str], list[LeftOut]] = {}
    for line in left_out:
        alike.setdefault((line.why, _NUMBER.sub("#", line.text)), []).append(line)
    for (why, _), lines in list(alike.items())[:_SHOWN_LEFT_OUT]:
        pages = _ranges(sorted({line.page for line in lines}))
        out.print(plain(f"  {why}, {pages}: {lines[0].text[:_SHOWN_TEXT]}", "dim"))
    if len(alike) > _SHOWN_LEFT_OUT:
        out.print(plain(f"  and {plural(len(alike) - _SHOWN_LEFT_OUT, 'other')}: all with --json", "dim"))


def _ranges(pages: list[int]) -> str:
    """[1, 2, 3, 7] -> "pages 1-3, 7"."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][-1] + 1:
            ranges[-1][1:] = [page]
        else:
            ranges.append([page])
    shown = ", ".join("-".join(map(str, range_)) for range_ in ranges[:10]) + (", ..." if len(ranges) > 10 else "")
    return f"page {shown}" if len(pages) == 1 else f"pages {shown}"
