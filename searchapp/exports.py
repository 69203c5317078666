"""/search.csv and /search.jsonl: any search as a file, for a spreadsheet or a program, newest first.

    /search.csv?q=cancer&topic=Pr%C3%A9vention

They take the parameters of /search. At most MOST publications are given, a piece at a time: memory stays small, and
what is written meanwhile neither repeats a publication nor leaves one out (Query.after).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import msgspec
from flask import Blueprint, Response, request

from indexer.engines.interface import Engine, Hit, Query, Results, Sort
from indexer.presenters.json import hit_json
from indexer.presenters.links import Links
from searchapp.http.validators import revalidated
from searchapp.parameters import read_as_page
from searchapp.service import current_service

blueprint = Blueprint("exports", __name__)

MOST = 10_000  # publications of one file, said in docs/api.md and on the page
_PIECE = 2_000
_COLUMNS = ("id", "title", "kind", "date", "authors", "topics", "language", "url", "lead")
_OF_THE_WORDS = ("title_html", "score", "snippet_html", "passages")  # keys of a hit that a search without words lacks
_BYTE_ORDER_MARK = "\ufeff"  # else Excel reads UTF-8 as the code page of its machine
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Write = Callable[[Sequence[Hit], Links], str]


@blueprint.get("/search.csv")
@revalidated()
def search_csv() -> Response:
    """The publications of a search as a table, with semicolons: what a French spreadsheet opens at once."""
    return _streamed(_csv_lines, "text/csv", "csv", _BYTE_ORDER_MARK + _row(_COLUMNS))


@blueprint.get("/search.jsonl")
@revalidated()
def search_jsonl() -> Response:
    """The publications of a search as JSON Lines: the hits of the endpoint, without what depends on the words."""
    return _streamed(_json_lines, "application/jsonl", "jsonl", "")


def _streamed(write: Write, mimetype: str, suffix: str, head: str) -> Response:
    service = current_service()
    asked = read_as_page(request.query_string)
    sort: Sort = "oldest" if asked.sort == "oldest" else "newest"
    query = Query(asked.text, asked.filters, sort, per_page=_PIECE, facet_limit=0, snippets=False)
    first = service.engine.search(query)  # before anything is sent: an error still has its status
    links = service.links

    def pieces() -> Iterator[str]:
        yield head
        for hits in _walk(service.engine, query, first):
            yield write(hits, links)

    return Response(
        pieces(), mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="publications.{suffix}"'}
    )


def _walk(engine: Engine, query: Query, results: Results) -> Iterator[Sequence[Hit]]:
    left = MOST
    while True:
        yield results.hits[:left]
        left -= len(results.hits)
        if left <= 0 or len(results.hits) < query.per_page:
            return
        results = engine.search(replace(query, after=results.last))


def _json_lines(hits: Sequence[Hit], links: Links) -> str:
    lines = []
    for hit in hits:
        publication = {key: value for key, value in hit_json(hit, links).items() if key not in _OF_THE_WORDS}
        lines.append(msgspec.json.encode(publication).decode() + "\n")
    return "".join(lines)


def _csv_lines(hits: Sequence[Hit], links: Links) -> str:
    return "".join(_csv_line(hit, links) for hit in hits)


def _csv_line(hit: Hit, links: Links) -> str:
    return _row(
        (
            hit.id,
            hit.title,
            hit.kind,
            str(hit.date or ""),
            " | ".join(hit.authors),
            " | ".join(hit.topics),
            hit.language,
            links.hit(hit) or "",
            hit.lead,
        )
    )


def _row(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(map(harmless, cells))
    return text.getvalue()


def harmless(cell: str) -> str:
    """The cell as text to a spreadsheet, which would run it as a formula: an apostrophe is put before it.

    Source: OWASP, "CSV Injection".
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
