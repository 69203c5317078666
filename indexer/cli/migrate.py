"""`indexer migrate`: move an index from one engine to the other."""

from __future__ import annotations

import sys
from typing import get_args

import click
import msgspec
from rich.table import Table

from indexer.cli.common import complain, console, index_option, plain, plural, sentences, settings_for
from indexer.cli.progress import watched
from indexer.engines import open_engine
from indexer.errors import BadSettings
from indexer.migrating import Migration
from indexer.migrating import migrate as copy_and_compare
from indexer.settings import EngineName, Settings


@click.command(short_help="Move the index to the other engine.")
@click.option("--to", required=True, type=click.Choice(get_args(EngineName)), help="The engine to copy to.")
@click.option("--replace", is_flag=True, help="Have the target hold what the source holds and nothing else.")
@index_option
@sentences
def migrate(to: EngineName, index: str | None, replace: bool) -> None:
    """Copy everything that the engine of the settings holds to the other engine, without reading the sources again.

    The copy is then compared: counts, digests, and the answers to questions made of the publications' own words.
    Exits with 1 when something differs, naming it. The source stays as it is, and is searched until the setting
    `engine` is changed. A copy that was cut goes on where it was when the command is run again.
    """
    source = settings_for(index)
    if source.engine == to:
        raise BadSettings(
            f"The setting engine is “{to}” already, so there is nothing to copy from: set GLANE_ENGINE to the engine "
            "that holds the publications."
        )
    target = msgspec.structs.replace(source, engine=to)
    with watched("Copying", lambda: open_engine(source, edited=False).status().publications) as progress:
        done = copy_and_compare(source, target, replace=replace, progress=progress)
    _print(done, target)
    sys.exit(0 if done.is_same else 1)


def _print(done: Migration, target: Settings) -> None:
    out = console()
    copied = done.copied
    out.print(
        plain(
            f"{plural(copied.copied, 'publication')} copied, {copied.there_already:,} there already, "
            f"{copied.removed:,} removed.",
            "bold",
        )
    )
    table = Table("compared", "source", "copy", "", box=None, pad_edge=False)
    for check in done.checks:
        verdict = plain("differs", "bold red") if check.differences else plain("ok", "green")
        table.add_row(plain(check.what), plain(check.source), plain(check.target), verdict)
    out.print(table)
    for check in done.checks:
        for difference in check.differences:
            complain(f"indexer: {check.what}: {difference}")
    if done.is_same:
        out.print(
            plain(
                f'The copy is complete. To search it, set engine = "{target.engine}" in glane.toml '
                f"(or GLANE_ENGINE={target.engine}) for the indexer and the service, and restart the service."
            )
        )
    else:
        complain("indexer: the copy differs from its source: keep the setting engine as it is, and run this again.")
