"""`GET /api/v1/search`: the search for other sites, strict about its parameters."""

from __future__ import annotations

from flask import Response, request

from searchapp.api.blueprint import blueprint
from searchapp.narrowing import as_shown
from searchapp.parameters import parse_parameters
from searchapp.paths import path_of
from searchapp.presenters.json import json_response, present_json
from searchapp.repairs import corrected
from searchapp.service import current_service


@blueprint.get("/search")
def search() -> Response:
    """Results as JSON. Raises BadQuery with all that is wrong with the query string."""
    service = current_service()
    query = parse_parameters(request.query_string)
    results = service.engine.search(query)
    query = as_shown(query, results)
    correction = corrected(service.engine, query, results)
    return json_response(
        present_json(
            query,
            results,
            correction.query.text if correction else None,
            service.links,
            path_of("api.search"),
        )
    )
