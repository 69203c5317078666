"""`indexer verify`: is everything on disk as it was written?"""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import click

from indexer.cli.common import index_option, plain, sentences, settings_for
from indexer.covers import Covers
from indexer.engines import open_engine


@click.command(short_help="Check every file and count of the index.")
@index_option
@sentences
def verify(index: str | None) -> None:
    """Check every file and count of the index. Exits with 1 on the first damage, naming it."""
    settings = settings_for(index)
    for sentence in chain(open_engine(settings, edited=False).verify(), Covers(Path(settings.index)).check()):
        click.echo(plain(sentence).plain)
