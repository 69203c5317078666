"""`indexer rebuild`: write the index anew from what it holds."""

from __future__ import annotations

import click

from indexer.cli.common import index_option, plural, sentences, settings_for
from indexer.cli.progress import watched
from indexer.engines import open_engine
from indexer.migrating import rebuild as write_anew


@click.command(short_help="Write the index anew from what it holds.")
@index_option
@sentences
def rebuild(index: str | None) -> None:
    """Write the whole index anew from what it holds, without reading the sources again.

    For what is settled when publications are written: the number of shards in a cluster, and what a newer Glane
    stores better. Searches go on meanwhile and find everything. It takes as much room again until it is done. When it
    is cut, the index holds all that it held, and the command is run again.
    """
    settings = settings_for(index)
    with watched("Writing", lambda: open_engine(settings, edited=False).status().publications) as progress:
        count = write_anew(settings, progress=progress)
    click.echo(f"{plural(count, 'publication')} written anew.")
