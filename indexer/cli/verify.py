"""`indexer verify`: is everything on disk as it was written?"""

from __future__ import annotations

import click

from indexer.cli.common import index_option, plain, sentences, settings_for
from indexer.engines import open_engine


@click.command(short_help="Check every file and count of the index.")
@index_option
@sentences
def verify(index: str | None) -> None:
    """Check every file and count of the index. Exits with 1 on the first damage, naming it."""
    for sentence in open_engine(settings_for(index), edited=False).verify():
        click.echo(plain(sentence).plain)
