"""`GET /api/v1/suggest`: what a visitor may mean who has begun to type."""

from __future__ import annotations

import time

from flask import Response, request

from indexer.engines.suggestions import MAX_SUGGESTIONS
from searchapp.api.blueprint import blueprint
from searchapp.parameters import Integer, SearchText, Table
from searchapp.paths import path_of
from searchapp.popular_searches import current_popular_searches
from searchapp.presenters.json import json_response
from searchapp.presenters.suggestions import present_suggestions
from searchapp.service import current_service
from searchapp.suggestions import suggestions

TYPED = SearchText(
    name="q",
    description="What was typed so far, at most 1,000 characters. For fewer than two letters nothing is suggested.",
    example="depi",
)
LIMIT = Integer(
    name="limit", description="Suggestions given at most.", example="5", default=8, minimum=1, maximum=MAX_SUGGESTIONS
)
SUGGEST = Table(TYPED, LIMIT)

# Who types a word again within a minute, or a letter less, is answered by the browser.
_BRIEFLY = "public, max-age=60"


@blueprint.get("/suggest")
def suggest() -> Response:
    """Suggestions as JSON. Raises BadQuery with all that is wrong with the query string."""
    service = current_service()
    reading = SUGGEST.parse(request.query_string)
    text = reading[TYPED]
    begun = time.perf_counter()
    suggested = suggestions(service.engine, current_popular_searches(), text, reading[LIMIT])
    took_ms = (time.perf_counter() - begun) * 1000
    response = json_response(
        present_suggestions(text, suggested, service, path=path_of("pages.search"), took_ms=took_ms)
    )
    response.headers["Cache-Control"] = _BRIEFLY
    return response
