"""The answer of `GET /api/v1/search`: the results (indexer/presenters/json.py) and where to go from them.

present_json(query, results, None, Links(prefer_local=False), "/api/v1/search")["links"]["next"]
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, TypedDict, cast

import msgspec
from flask import Response
from msgspec import Meta

from indexer.engines.interface import Hit, Query, Results
from indexer.presenters.answers import HitJson, SearchJson
from indexer.presenters.json import results_json
from indexer.presenters.links import Links
from searchapp.narrowing import last_page, paged
from searchapp.parameters import MAX_PAGE, VIEW, format_cursor, format_query
from searchapp.presenters.previews import cover_of, view_address
from searchapp.presenters.years_json import YearsAnswer

HIT_KEYS = tuple(HitJson.__annotations__)
_MARKED_KEYS = frozenset({"title_html", "snippet_html", "passages"})


class LinksJson(TypedDict):
    """Addresses of this answer and its neighbours: paths on the same host."""

    self: Annotated[str, Meta(description="This answer, with its parameters in their shortest form.")]
    next: Annotated[str | None, Meta(description="The next page, if there is one.")]
    previous: Annotated[str | None, Meta(description="The page before, if there is one.")]


class SearchAnswer(SearchJson, YearsAnswer):
    """Publications that answer a query, and values to narrow it by."""

    did_you_mean: Annotated[
        str | None,
        Meta(description="The words in another spelling, which finds something; where words stand in no publication."),
    ]
    corrected_from: Annotated[
        str | None,
        Meta(description="What was typed, when that finds nothing and the results are of `did_you_mean`; else null."),
    ]
    next_cursor: Annotated[
        str | None,
        Meta(
            description="In an order by date, where the last hit stands: given as `cursor` it goes on from there. Null "
            "in an order by relevance, and when there is no hit."
        ),
    ]
    links: Annotated[LinksJson, Meta(description="Addresses of this answer and its neighbours.")]


def have_marks(fields: tuple[str, ...]) -> bool:
    """Whether any of these keys of a hit, all of them for (), has the words marked.

    Of such a key a hit knows nothing until its passages have been looked for: most of the time that an answer takes.
    """
    return not fields or not _MARKED_KEYS.isdisjoint(fields)


def present_json(
    query: Query,
    results: Results,
    did_you_mean: str | None,
    links: Links,
    path: str,
    *,
    corrected_from: str | None = None,
    fields: tuple[str, ...] = (),
    highlight: bool = True,
    years: YearsAnswer | None = None,
) -> SearchAnswer:
    """The whole answer.

    path            where the endpoint lives, for `links`
    corrected_from  what was typed, where the results are those of `did_you_mean`
    fields          keys of a hit, () for all
    """
    last = last_page_of(query, results)
    answer = results_json(query, results, links, as_html=have_marks(fields))
    for hit, found in zip(results.hits, answer["hits"], strict=True):
        _add_places_here(found, hit, links, query.text, fields or HIT_KEYS)
    kept = ("&fields=" + ",".join(fields) if fields else "") + ("" if highlight else "&highlight=false")
    if fields:
        answer["hits"] = [cast("HitJson", {key: hit[key] for key in fields}) for hit in cast("Any", answer["hits"])]
    further = None
    if query.after:
        further = replace(query, after=results.last) if len(results.hits) == query.per_page else None
    elif query.page < last:
        further = paged(query, query.page + 1)
    kept += "" if years is None else f"&{VIEW.name}=years"
    whole = {
        **answer,
        **(years or {}),
        "did_you_mean": did_you_mean,
        "corrected_from": corrected_from,
        "next_cursor": format_cursor(results.last) if results.last else None,
        "links": {
            "self": _address(path, query, kept),
            "next": _address(path, further, kept) if further else None,
            "previous": _address(path, paged(query, min(query.page - 1, last)), kept) if query.page > 1 else None,
        },
    }
    return cast("SearchAnswer", whole)


def _add_places_here(found: HitJson, hit: Hit, links: Links, text: str, wanted: tuple[str, ...]) -> None:
    """What a hit has in this service: a page of its own, and a look at what it is."""
    has_pages = hit.is_pdf and hit.has_file
    if "page" in wanted:
        found["page"] = links.publication_page(hit.id)
    if "cover" in wanted:
        cover = cover_of(hit.id) if has_pages else None
        found["cover"] = cover.address if cover else None
    for passage in found["passages"]:
        passage["view"] = view_address(hit.id, passage["number"], text) if has_pages else None


def last_page_of(query: Query, results: Results) -> int:
    """Number of the last page that shows something; 1 when nothing is found."""
    return min(last_page(results.total, query.per_page), MAX_PAGE)


def json_response(value: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    """A value as the answer to a request. An answer has ten thousand characters: Python's encoder takes 0.4 ms."""
    return Response(msgspec.json.encode(value) + b"\n", status, mimetype=mimetype)


def _address(path: str, query: Query, kept: str) -> str:
    query_string = (format_query(query) + kept).removeprefix("&")
    return f"{path}?{query_string}" if query_string else path
