"""`indexer remove`: take publications out of the index."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from indexer.cli.common import complain, index_option, plural, sentences, settings_for
from indexer.covers import Covers
from indexer.engines import open_engine
from indexer.engines.interface import Engine


@click.command(short_help="Remove publications by id.")
@click.argument("ids", nargs=-1, required=True)
@index_option
@sentences
def remove(ids: tuple[str, ...], index: str | None) -> None:
    """Remove publications by their ids, with what is attached to them. Exits with 1 when one is not in the index."""
    settings = settings_for(index)
    engine = open_engine(settings, edited=False)
    engine.status()  # an index that is not there is not made here
    with engine.writer() as writer:
        attached = {one for identifier in ids for one in _attached_to(engine, identifier)} - set(ids)
        missing = [identifier for identifier in ids if not writer.remove(identifier)]
        removed = len(ids) - len(missing) + sum(map(writer.remove, sorted(attached)))
        writer.commit()
        Covers(Path(settings.index)).keep(engine.stored())
    click.echo(f"{plural(removed, 'publication')} removed.")
    for identifier in missing:
        complain(f"indexer: there is no publication with the id {identifier}.")
    sys.exit(1 if missing else 0)


def _attached_to(engine: Engine, identifier: str) -> Iterator[str]:
    """The ids of what is attached to a publication, and to that; but for those that another publication has taken."""
    publication = engine.get(identifier)
    for name in publication.documents if publication else ():
        document = engine.get(name)
        if document is not None and document.attachment:
            yield name
            yield from _attached_to(engine, name)
