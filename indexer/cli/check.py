"""`indexer check`: is the editors' file right?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

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
from indexer.editing.checking import check_ids
from indexer.editing.reading import Mistake, Reading, read_editing
from indexer.engines import open_engine
from indexer.errors import BadSettings, IndexMissing
from indexer.settings import Settings


@click.command(short_help="Check the editors' file.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@index_option
@json_option
@sentences
def check(file: Path | None, index: str | None, *, as_json: bool) -> None:
    """Check the editors' file: what stands first, synonyms, what is hidden. FILE is the setting `editing` otherwise.

    A sentence for each mistake, all at once, with the line of its entry; ids are compared with those of the index.
    Exits with 1 when there are mistakes.
    """
    settings = settings_for(index)
    if file is None and not settings.editing:
        raise BadSettings("There is no editors' file: name one, or set `editing` in glane.toml (GLANE_EDITING).")
    path = file or Path(settings.editing)
    reading = read_editing(path.read_bytes())
    unknown, why_not = _unknown_ids(reading, settings)
    mistakes = sorted([*reading.mistakes, *unknown], key=lambda mistake: mistake.line or 0)
    if as_json:
        _print_json(path, reading, mistakes, ids_checked=not why_not)
    else:
        _print(path, reading, mistakes, why_not)
    sys.exit(1 if mistakes else 0)


def _unknown_ids(reading: Reading, settings: Settings) -> tuple[list[Mistake], str]:
    """The mistakes in ids; and why they were not looked for, where they were not."""
    engine = open_engine(settings, edited=False)
    try:
        engine.status()  # of an index that is not there, nothing is stored
    except IndexMissing as error:
        return [], str(error)
    return list(check_ids(reading.ids, engine.stored())), ""


def _print(path: Path, reading: Reading, mistakes: list[Mistake], why_not: str) -> None:
    for mistake in mistakes:
        complain(f"{path}: {mistake}")
    if why_not:
        complain(f"{path}: ids were not compared with the index. {why_not}")
    if reading.is_readable:
        found = ", ".join(f"{count} {table}" for table, count in _counts(reading).items())
        console().print(plain(f"{path}: {found}; {plural(len(mistakes), 'mistake') if mistakes else 'no mistakes'}."))


def _print_json(path: Path, reading: Reading, mistakes: list[Mistake], *, ids_checked: bool) -> None:
    print_json(
        {
            "file": str(path),
            **_counts(reading),
            "ids_checked": ids_checked,
            "mistakes": [{"line": mistake.line, "sentence": mistake.sentence} for mistake in mistakes],
        }
    )


def _counts(reading: Reading) -> dict[str, int]:
    """How many entries without a mistake there are of each kind."""
    return dict(zip(("pinned", "synonyms", "hidden"), reading.entries, strict=True))
