"""`indexer covers`: draw the covers that are missing, of an index that was made before there were any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from indexer.cli.common import index_option, plural, sentences, settings_for
from indexer.cover_tasks import CoverTask, draw_covers, stored_task
from indexer.covers import SMALL_WIDTH, Covers
from indexer.engines import open_engine
from indexer.engines.interface import Engine


@click.command(short_help="Draw the covers that are missing.")
@index_option
@sentences
def covers(index: str | None) -> None:
    """Draw the covers of PDFs that have none yet: those that were added before there were covers.

    Nothing is read or indexed again. `indexer add` draws the cover of each PDF that is new or changed by itself.
    """
    settings = settings_for(index)
    engine = open_engine(settings, edited=False)
    engine.status()  # an index that is not there is not made here
    kept = Covers(Path(settings.index))
    tasks = list(_without_cover(engine, kept))
    drawn = 0
    for task, cover in draw_covers(tasks, settings.extraction, [task.path for task in tasks]):
        kept.save(task.identifier, cover)
        drawn += kept.path(task.identifier, SMALL_WIDTH).exists()
    none = len(tasks) - drawn
    click.echo(f"{plural(drawn, 'cover')} drawn; {plural(none, 'PDF')} {'has' if none == 1 else 'have'} none.")


def _without_cover(engine: Engine, kept: Covers) -> Iterator[CoverTask]:
    for identifier, stored in engine.stored().items():
        task = stored_task(identifier, stored)
        if task is not None and not kept.path(identifier, SMALL_WIDTH).exists():
            yield task
