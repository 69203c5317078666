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
from indexer.engines import open_engine
from indexer.failures import Failures
from indexer.sandbox.probe import probe


@click.command(short_help="Counts, failures, size, last commit.")
@index_option
@json_option
@sentences
def status(index: str | None, as_json: bool) -> None:
    """Show counts by kind, what could not be read, the size on disk, the last commit, and what files are read in."""
    settings = settings_for(index)
    found = open_engine(settings).status()
    failures = list(Failures(Path(settings.index)))
    sandbox = probe()
    if as_json:
        print_json(
            {
                "index": settings.index,
                "engine": settings.engine,
                "publications": found.publications,
                "passages": found.passages,
                "kinds": dict(found.kinds),
                "size_bytes": found.size_bytes,
                "stored_bytes": found.stored_bytes,
                "segments": found.segments,
                "last_commit": found.last_commit.isoformat(timespec="seconds") if found.last_commit else None,
                "sandbox": asdict(sandbox) | msgspec.structs.asdict(settings.extraction),
                "failures": [msgspec.structs.asdict(failure) for failure in failures],
            }
        )
        return
    out = console()
    out.print(plain(f"Index {settings.index} ({settings.engine})", "bold"))
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
    limits = settings.extraction
    out.print(plain(f"{sandbox.sentence()} Limits: {limits.memory_mb:,} MB, {limits.timeout_s:g} s a file.", "dim"))
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
