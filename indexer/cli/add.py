"""`indexer add` and `indexer sync`: read what changed, store it, and say what happened."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

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
from indexer.cli.progress import count_tasks, watched
from indexer.engines import open_engine
from indexer.failure_groups import FailureGroup, group_failures
from indexer.failures import Failure
from indexer.pipeline import run
from indexer.reading import Entry
from indexer.receipt import FILE_NAME, Receipt, search_path

# Of a larger run only publications with a remark are shown; the receipt in the index folder names them all.
_SHOWN = 30
_NAMED = 3  # of the files that failed for one reason

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
    with watched("Reading", lambda: count_tasks(paths)) as progress:
        receipt = run(open_engine(settings, edited=False), settings, paths, sync=sync, progress=progress)
    if as_json:
        print_json(receipt.as_json())
    else:
        _print_receipt(console(), receipt, Path(settings.index) / FILE_NAME)
    sys.exit(1 if receipt.failed else 0)


def _print_receipt(out: Console, receipt: Receipt, kept: Path) -> None:
    listed = receipt.publications
    shown = listed if len(listed) <= _SHOWN else [entry for entry in listed if entry.warnings]
    for entry in shown[: 10 * _SHOWN]:
        _print_entry(out, entry)
    others = receipt.added + receipt.changed - len(shown[: 10 * _SHOWN])
    if others:
        out.print(plain(f"({plural(others, 'more publication')}: see {kept})", "dim"))
    for identifier in receipt.removed_ids[:_SHOWN]:
        out.print(plain(f"- removed {identifier}", "yellow"))
    if receipt.removed > _SHOWN:
        out.print(plain(f"({receipt.removed - _SHOWN:,} more removed: see {kept})", "dim"))
    _print_failures(out, receipt.failures, receipt.failed)
    out.print(
        plain(
            f"{receipt.added:,} added, {receipt.changed:,} changed, {receipt.unchanged:,} unchanged, "
            f"{receipt.removed:,} removed, {receipt.failed:,} failed; "
            f"{plural(receipt.pages, 'page')} in {receipt.took_s:.1f} s.",
            "bold",
        )
    )


def _print_failures(out: Console, failures: Sequence[Failure], total: int) -> None:
    """What went wrong, each reason once, and where the rest is told."""
    groups = group_failures(failures)
    for group in groups[:_SHOWN]:
        _print_failure_group(out, group)
    hidden = total - sum(len(group.failures) for group in groups[:_SHOWN])
    if hidden:
        out.print(plain(f"({plural(hidden, 'more failure')}.)", "dim"))
    if total:
        out.print(plain("`indexer status` lists what cannot be read; `indexer report` writes a page on it.", "dim"))


def _print_failure_group(out: Console, group: FailureGroup) -> None:
    if len(group.failures) == 1:
        out.print(plain(f"✗ {group.failures[0].source}", "bold red"))
        out.print(plain(f"    {group.sentence}"))
        return
    out.print(plain(f"✗ {plural(len(group.failures), 'file')}: {group.sentence}", "bold red"))
    named = group.failures[:_NAMED]
    for failure in named:
        out.print(plain(f"    {failure.where}"))
    if len(group.failures) > len(named):
        out.print(plain(f"    and {len(group.failures) - len(named):,} more", "dim"))


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
