"""`GET /api/v1/search`: the search for other sites, strict about its parameters."""

from __future__ import annotations

from flask import Response, request

from searchapp.answering import answer_query
from searchapp.api.blueprint import blueprint
from searchapp.parameters import parse_parameters
from searchapp.paths import path_of
from searchapp.presenters.json import json_response, present_json
from searchapp.service import current_service


@blueprint.get("/search")
def search() -> Response:
    """Results as JSON. Raises BadQuery with all that is wrong with the query string."""
    service = current_service()
    answer = answer_query(service.engine, parse_parameters(request.query_string))
    return json_response(
        present_json(
            answer.query,
            answer.results,
            answer.correction.query.text if answer.correction else None,
            service.links,
            path_of("api.search"),
            corrected_from=answer.corrected_from.text if answer.corrected_from else None,
        )
    )
