"""`indexer status`: what is in the index, and what could not be read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
import msgspec
from rich.table import Table

from indexer.cli.common import (
    console,
    index_option,
    json_option,
    plain,
    plural,
    print_json,
    sentences,
    settings_for,
)
from indexer.covers import Covers
from indexer.engines import open_engine
from indexer.extract.tesseract import Missing, find_tesseract
from indexer.failures import Failures
from indexer.sandbox.probe import probe
from indexer.waiting import Waiting


@click.command(short_help="Counts, failures, size, last commit.")
@index_option
@json_option
@sentences
def status(index: str | None, as_json: bool) -> None:
    """Show counts by kind, what could not be read or waits for OCR, the size on disk, the last commit, and what holds
    the processes that read files."""
    settings = settings_for(index)
    engine = open_engine(settings, edited=False)
    found = engine.status()
    failures = list(Failures(Path(settings.index)))
    sandbox = probe()
    waiting = Waiting(Path(settings.index))
    if waiting:
        waiting.keep({identifier: stored.digest for identifier, stored in engine.stored().items()})
    pages_waiting, pages_given_up = waiting.pages()
    pages_waiting += sum(failure.pages_waiting for failure in failures)
    covers, covers_bytes = Covers(Path(settings.index)).size()
    ocr = find_tesseract(settings.ocr)
    if as_json:
        print_json(
            {
                "index": settings.where,
                "folder": settings.index,
                "engine": settings.engine,
                "publications": found.publications,
                "passages": found.passages,
                "kinds": dict(found.kinds),
                "size_bytes": found.size_bytes,
                "stored_bytes": found.stored_bytes,
                "segments": found.segments,
                "covers": covers,
                "covers_bytes": covers_bytes,
                "last_commit": found.last_commit.isoformat(timespec="seconds") if found.last_commit else None,
                "sandbox": asdict(sandbox) | msgspec.structs.asdict(settings.extraction),
                "ocr": {
                    "is_ready": not isinstance(ocr, Missing),
                    "missing": ocr.sentence if isinstance(ocr, Missing) else None,
                    "pages_waiting": pages_waiting,
                    "pages_given_up": pages_given_up,
                },
                "failures": [msgspec.structs.asdict(failure) for failure in failures],
            }
        )
        return
    out = console()
    out.print(plain(f"Index {settings.where} ({settings.engine})", "bold"))
    table = Table(box=None, show_header=False, pad_edge=False)
    for kind, count in found.kinds.items():
        table.add_row(plain(f"{count:>9,}"), plain(kind or "without kind"))
    out.print(table)
    when = found.last_commit.strftime("%Y-%m-%d %H:%M:%S") if found.last_commit else "never"
    out.print(
        plain(
            f"{plural(found.publications, 'publication')}, {plural(found.passages, 'passage')}, "
            f"{found.size_bytes / 1e6:,.1f} MB ({found.stored_bytes / 1e6:,.1f} of texts) in "
            f"{plural(found.segments, 'segment')}; last commit {when}."
        )
    )
    if covers:
        out.print(plain(f"{plural(covers, 'cover')} of PDFs, {covers_bytes / 1e6:,.1f} MB.", "dim"))
    limits = settings.extraction
    out.print(plain(f"{sandbox.sentence()} Limits: {limits.memory_mb:,} MB, {limits.timeout_s:g} s a file.", "dim"))
    if pages_waiting:
        todo = ocr.sentence if isinstance(ocr, Missing) else "The next run of `indexer add` reads them."
        out.print(plain(f"{plural(pages_waiting, 'scanned page')} without text: waiting for OCR. {todo}", "yellow"))
    if pages_given_up:
        then = "they are tried again when the limits of [ocr] are raised."
        out.print(plain(f"{plural(pages_given_up, 'scanned page')} could not be recognised: {then}", "yellow"))
    if failures:
        out.print(
            plain(
                f"{plural(len(failures), 'file')} could not be read, and will be tried again when changed:",
                "bold red",
            )
        )
    for failure in failures:
        out.print(plain(f"✗ {failure.source}", "red"))
        out.print(plain(f"    {failure.sentence} (since {failure.since})"))
