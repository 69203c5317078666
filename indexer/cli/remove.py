"""`indexer remove`: take publications out of the index."""

from __future__ import annotations

import sys

import click

from indexer.cli.common import complain, index_option, plural, sentences, settings_for
from indexer.engines import open_engine


@click.command(short_help="Remove publications by id.")
@click.argument("ids", nargs=-1, required=True)
@index_option
@sentences
def remove(ids: tuple[str, ...], index: str | None) -> None:
    """Remove publications by their ids. Exits with 1 when one of them is not in the index."""
    engine = open_engine(settings_for(index))
    engine.status()  # an index that is not there is not made here
    with engine.writer() as writer:
        missing = [identifier for identifier in ids if not writer.remove(identifier)]
        writer.commit()
    click.echo(f"{plural(len(ids) - len(missing), 'publication')} removed.")
    for identifier in missing:
        complain(f"indexer: there is no publication with the id {identifier}.")
    sys.exit(1 if missing else 0)
