"""`indexer search`: a search from the command line, for people and for scripts."""

from __future__ import annotations

import click
import msgspec
from rich.text import Text

from indexer.cli.common import console, index_option, json_option, plain, plural, print_json, sentences, settings_for
from indexer.engines import open_engine
from indexer.engines.interface import Filters, Hit, Marked, Query
from indexer.errors import BadQuery
from indexer.presenters.json import results_json
from indexer.presenters.links import Links
from indexer.publication import PartialDate


@click.command(short_help="Search the index.")
@click.argument("query")
@index_option
@click.option("--per-page", default=10, show_default=True, type=click.IntRange(1, 100), help="Publications to show.")
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 100_000), help="Page of results.")
@click.option("--topic", "topics", multiple=True, metavar="T", help="Only this topic; may repeat (any of them).")
@click.option("--author", "authors", multiple=True, metavar="A", help="Only this author; may repeat (any of them).")
@click.option("--from", "since", metavar="D", help="Published on or after: 2024, 2024-09 or 2024-09-04.")
@click.option("--to", "until", metavar="D", help="Published on or before; a year or month counts to its end.")
@json_option
@sentences
def search(
    *,
    query: str,
    index: str | None,
    per_page: int,
    page: int,
    topics: tuple[str, ...],
    authors: tuple[str, ...],
    since: str | None,
    until: str | None,
    as_json: bool,
) -> None:
    """Search, with the syntax of the page: words, "a phrase", -word, titre:, auteur:, theme:, canc*."""
    settings = settings_for(index)
    first = _date("--from", since)
    last = _date("--to", until)
    filters = Filters(
        topics=topics,
        authors=authors,
        since=first.first_day if first else None,
        until=last.last_day if last else None,
    )
    asked = Query(text=query, filters=filters, page=page, per_page=per_page)
    results = open_engine(settings).search(asked)
    if as_json:
        links = Links(prefer_local=settings.site.links == "local")
        print_json(msgspec.to_builtins(results_json(asked, results, links)))
        return
    out = console()
    what = f"{plural(results.total, 'publication')} in {results.took_ms:.1f} ms"
    if results.relaxed:
        what += "; none has all the words"
    if results.dropped:
        what += f"; found nowhere: {', '.join(results.dropped)}"
    out.print(plain(f"{what}."))
    for hit in results.hits:
        _print_hit(hit)


def _print_hit(hit: Hit) -> None:
    out = console()
    out.print()
    out.print(_marked(hit.marked_title, "bold"))
    facts = [
        "put first" if hit.pinned else "",
        hit.kind,
        str(hit.date or ""),
        ", ".join(hit.authors),
        ", ".join(hit.topics),
        hit.url or hit.id,
    ]
    out.print(plain("  " + " · ".join(fact for fact in facts if fact), "dim"))
    for passage in hit.passages:
        page = f"p. {passage.number}" if hit.is_pdf else f"§ {passage.number}"
        label = f" ({passage.label})" if passage.label and passage.label != str(passage.number) else ""
        out.print(plain(f"  {page}{label}  {passage.heading or ''}", "cyan"))
        out.print(Text("      ").append(_marked(passage.snippet)))
    if not hit.passages:
        out.print(Text("  ").append(_marked(hit.snippet)))


def _marked(marked: Marked, style: str = "") -> Text:
    return Text.assemble(*(plain(text, "bold yellow" if is_matched else style) for text, is_matched in marked.runs))


def _date(option: str, text: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except ValueError as error:
        raise BadQuery([f"{option}: {error}."]) from error
