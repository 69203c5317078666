"""`GET /api/v1/search`: the search for other sites, strict about its parameters."""

from __future__ import annotations

from dataclasses import replace

from searchapp.api.endpoint import endpoint
from searchapp.narrowing import as_shown
from searchapp.parameters import ENDPOINT, Flag, Names, Reading, query_of
from searchapp.paths import path_of
from searchapp.presenters.json import HIT_KEYS, SearchAnswer, present_json
from searchapp.repairs import corrected
from searchapp.service import current_service

# Of these a hit knows nothing until its passages have been looked for: most of the time that an answer takes.
_MARKED_KEYS = {"title_html", "snippet_html", "passages"}

FIELDS = Names(
    name="fields",
    description="Keys of a hit that are given, with commas between them; without it all of them. The answer's other "
    "keys are always there.",
    example="id,title,url",
    choices=HIT_KEYS,
)
HIGHLIGHT = Flag(
    name="highlight",
    description="`false` looks for no words inside the publications: `title_html` is without marks, `snippet_html` "
    "empty and `passages` an empty list. Most of an answer's time is saved, as when `fields` names none of these.",
    example="false",
    default=True,
)


@endpoint(
    "/search",
    summary="Search",
    description="Publications that answer a query, best first, with the values that narrow it. The page `/search` "
    "takes the same parameters, but for `cursor`, `fields` and `highlight`: an address of the page and one of this "
    "endpoint differ only in their path.",
    parameters=ENDPOINT.with_more(FIELDS, HIGHLIGHT),
    answer=SearchAnswer,
    examples=(
        "q=d%C3%A9pistage",
        "q=tabac&kind=rapport&from=2024&sort=newest",
        "q=cancer&fields=id,title,url&per_page=3",
    ),
)
def search(reading: Reading) -> SearchAnswer:
    """Results as JSON."""
    service = current_service()
    fields = reading[FIELDS]
    is_marked = reading[HIGHLIGHT] and (not fields or not _MARKED_KEYS.isdisjoint(fields))
    query = replace(query_of(reading), snippets=is_marked)
    results = service.engine.search(query)
    query = as_shown(query, results)
    correction = corrected(service.engine, query, results)
    return present_json(
        query,
        results,
        correction.query.text if correction else None,
        service.links,
        path_of("api.search"),
        fields=fields,
        highlight=reading[HIGHLIGHT],
    )
