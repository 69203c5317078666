"""`indexer add` and `indexer sync`: read what changed, store it, and say what happened."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from indexer.cli.common import (
    complain,
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
from indexer.pipeline import Progress as ProgressCallback
from indexer.pipeline import run
from indexer.reading import Entry
from indexer.receipt import FILE_NAME, Receipt, search_path
from indexer.sources.folder import find_files
from indexer.sources.manifest import SUFFIXES

# Of a larger run only publications with a remark are shown; the receipt in the index folder names them all.
_SHOWN = 30

paths_argument = click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))


@click.command(short_help="Add files, folders or a .jsonl manifest.")
@paths_argument
@index_option
@json_option
@sentences
def add(paths: tuple[Path, ...], index: str | None, as_json: bool) -> None:
    """Read files, folders or .jsonl manifests, and add what is new or changed to the index.

    Files that did not change are not read again. Exits with 1 when a file failed; the others are added all the same.
    """
    _run(paths, index, as_json, sync=False)


@click.command(short_help="Add, and remove what is gone.")
@paths_argument
@index_option
@json_option
@sentences
def sync(paths: tuple[Path, ...], index: str | None, as_json: bool) -> None:
    """Like add, and remove publications whose file below one of the folders no longer exists."""
    _run(paths, index, as_json, sync=True)


def _run(paths: tuple[Path, ...], index: str | None, as_json: bool, *, sync: bool) -> None:
    settings = settings_for(index)
    with _progress(paths) as progress:
        receipt = run(open_engine(settings), settings, paths, sync=sync, progress=progress)
    if as_json:
        print_json(receipt.as_json())
    else:
        _print_receipt(console(), receipt, Path(settings.index) / FILE_NAME)
    sys.exit(1 if receipt.failed else 0)


@contextmanager
def _progress(paths: tuple[Path, ...]) -> Iterator[ProgressCallback]:
    """A bar with rate and remaining time on a terminal; a line every few hundred publications otherwise."""
    if not sys.stderr.isatty():
        told = 0

        def tell(done: int, name: str) -> None:
            nonlocal told
            if done % 500 == 0 and done != told:  # pages of scans are told as well, and are no publications
                told = done
                complain(f"{plural(done, 'publication')} done, last {name}")

        yield tell
        return
    columns = (
        TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), TextColumn("{task.fields[name]}", style="dim"),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        total = None if any(path.suffix in SUFFIXES for path in paths) else sum(1 for p in paths for _ in find_files(p))
        task = bar.add_task("", total=total, rate="", name="")

        def advance(done: int, name: str) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:.0f}/s" if speed else ""
            bar.update(task, completed=done, rate=rate, name=plain(name).plain[:40])

        yield advance


def _print_receipt(out: Console, receipt: Receipt, kept: Path) -> None:
    listed = receipt.publications
    shown = listed if len(listed) <= _SHOWN else [entry for entry in listed if entry.warnings]
    for entry in shown[: 10 * _SHOWN]:
        _print_entry(out, entry)
    others = receipt.added + receipt.changed - len(shown[: 10 * _SHOWN])
    if others:
        out.print(plain(f"({plural(others, 'more publication')}: see {kept})", "dim"))
    for identifier in receipt.removed_ids:
        out.print(plain(f"- removed {identifier}", "yellow"))
    for failure in receipt.failures:
        out.print(plain(f"✗ {failure.source}", "bold red"))
        out.print(plain(f"    {failure.sentence}"))
    out.print(
        plain(
            f"{receipt.added:,} added, {receipt.changed:,} changed, {receipt.unchanged:,} unchanged, "
            f"{receipt.removed:,} removed, {receipt.failed:,} failed; "
            f"{plural(receipt.pages, 'page')} in {receipt.took_s:.1f} s.",
            "bold",
        )
    )


def _print_entry(out: Console, entry: Entry) -> None:
    out.print(plain(f"✓ {entry.title}", "bold green"))
    pages = plural(entry.pages, "page") if entry.kind != "article" else plural(entry.pages, "section")
    if entry.pages_without_text:
        pages = f"{entry.pages_read} of {pages} (without text: {', '.join(map(str, entry.pages_without_text[:20]))})"
    facts = [entry.kind, entry.date or "no date", pages]
    facts.append(", ".join(entry.topics) if entry.topics else "no topic")
    if entry.authors:
        facts.append(", ".join(entry.authors))
    out.print(plain(f"    {' · '.join(facts)}"))
    out.print(plain(f"    {entry.id}  {search_path(entry)}", "dim"))
    for warning in entry.warnings:
        out.print(plain(f"    ! {warning}", "yellow"))
