"""`indexer search`: a search from the command line, for people and for scripts."""

from __future__ import annotations

import click

from indexer.cli.common import index_option, json_option, sentences


@click.command(short_help="Search the index.")
@click.argument("query")
@index_option
@json_option
@sentences
def search(query: str, index: str | None, as_json: bool) -> None:
    """x"""
