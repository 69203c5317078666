"""`indexer report`: a page for editors on what was read, what was not and what looks odd."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from indexer.cli.common import console, index_option, json_option, plain, plural, print_json, sentences, settings_for
from indexer.engines import open_engine

if TYPE_CHECKING:
    from indexer.report.texts import Language

FILE_NAME = "report.html"


@click.command(short_help="A page on what was read, what was not, what looks odd.")
@index_option
@click.option(
    "--output", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
    help=f"Where to write the page; else {FILE_NAME} in the working folder.",
)  # fmt: skip
@click.option(
    "--language", default="fr", show_default=True, type=click.Choice(["fr", "en"]), help="Language of the page."
)
@json_option
@sentences
def report(index: str | None, output: Path | None, language: Language, as_json: bool) -> None:
    """Write an HTML page for editors: what was read, what was not, and what looks odd in the whole index.

    Odd are a missing date or topic, a title like a file name, twins, pages without text, topics written in two ways
    and more. The page needs no network and no script. With --json the same is printed, and a page is only written where
    --output says.
    """
    from indexer.report.page import page_of  # only here: a page needs Jinja2, and the look at titles the PDF reader
    from indexer.report.survey import make_report

    settings = settings_for(index)
    found = make_report(open_engine(settings, edited=False), settings, now=dt.datetime.now().astimezone())
    path = output or Path(FILE_NAME)
    if output is not None or not as_json:
        _write(path, page_of(found, language))
    if as_json:
        print_json(msgspec.to_builtins(found))
        return
    findings = found.findings
    odd = sum(1 for oddity in findings.oddities if oddity.count)
    odd += sum(1 for spellings in (findings.topics, findings.authors) if spellings.count)
    out = console()
    out.print(plain(str(path.resolve()), "bold"))
    out.print(
        plain(
            f"{plural(findings.publications, 'publication')}, {plural(found.failed, 'file')} not read, "
            f"{plural(odd, 'kind')} of oddities: open it in a browser."
        )
    )


def _write(path: Path, page: str) -> None:
    """Whole or not at all, as it may be looked at meanwhile; what is no file, as /dev/stdout, is not replaced."""
    target = path if path.exists() and not path.is_file() else path.with_name(f"{path.name}.tmp")
    target.write_text(page, encoding="utf-8")
    if target != path:
        target.replace(path)
