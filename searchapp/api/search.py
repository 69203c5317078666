"""`GET /api/v1/search`: the search for other sites, strict about its parameters."""

from __future__ import annotations

from flask import Response, request

from searchapp.api.blueprint import blueprint
from searchapp.narrowing import as_shown
from searchapp.parameters import VIEW, parse_endpoint, query_of
from searchapp.paths import path_of
from searchapp.presenters.json import json_response, present_json
from searchapp.presenters.years import in_years_view, years_json
from searchapp.repairs import corrected
from searchapp.service import current_service


@blueprint.get("/search")
def search() -> Response:
    """Results as JSON. Raises BadQuery with all that is wrong with the query string."""
    service = current_service()
    reading = parse_endpoint(request.query_string)
    query = query_of(reading)
    results = service.engine.search(query)
    query = as_shown(query, results)
    correction = corrected(service.engine, query, results)
    answer = present_json(
        query,
        results,
        correction.query.text if correction else None,
        service.links,
        path_of("api.search"),
    )
    if reading[VIEW] == "years":
        answer |= years_json(service.engine.years(query), service.links)
        answer["links"] = in_years_view(answer["links"])
    return json_response(answer)
