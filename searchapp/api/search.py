"""`GET /api/v1/search`: the search for other sites, strict about its parameters."""

from __future__ import annotations

from dataclasses import replace

from searchapp.api.endpoint import endpoint
from searchapp.parameters import ENDPOINT, VIEW, Flag, Names, Reading, query_of
from searchapp.paths import path_of
from searchapp.presenters.json import HIT_KEYS, SearchAnswer, have_marks, present_json
from searchapp.presenters.years_json import years_json
from searchapp.search import answer_query
from searchapp.service import current_service

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
        "q=d%C3%A9pistage&view=years&per_page=1&facet_limit=0",
        "q=cancer&sort=newest&fields=date,title&per_page=5&cursor=739252.0",
    ),
)
def search(reading: Reading) -> SearchAnswer:
    """Results as JSON."""
    service = current_service()
    fields = reading[FIELDS]
    is_marked = reading[HIGHLIGHT] and have_marks(fields)
    answer = answer_query(service.engine, replace(query_of(reading), snippets=is_marked))
    is_by_year = reading[VIEW] == "years"
    return present_json(
        answer.query,
        answer.results,
        answer.correction.query.text if answer.correction else None,
        service.links,
        path_of("api.search"),
        corrected_from=answer.corrected_from.text if answer.corrected_from else None,
        fields=fields,
        highlight=reading[HIGHLIGHT],
        years=years_json(service.engine.years(answer.query), service.links) if is_by_year else None,
    )
