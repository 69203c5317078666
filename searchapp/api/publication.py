"""`GET /api/v1/publications/ID`: one publication, whole, and where words stand inside it.

The id is the rest of the path, as it stands in a search's answer, encoded: it may hold slashes and end in anything.
"""

from __future__ import annotations

from flask import Response, request

from searchapp.api.blueprint import blueprint
from searchapp.parameters import PAGE, PER_PAGE, Flag, SearchText, Table
from searchapp.presenters.json import json_response
from searchapp.presenters.publication_json import present_inside_json, present_publication_json
from searchapp.publications import find_publication
from searchapp.search_within import ORDER, search_within
from searchapp.service import current_service

INSIDE = SearchText(
    name="q",
    description="Words to look for inside the publication, as in a search; without it `inside` is null.",
    example="dépistage",
)
WITH_TEXT = Flag(
    name="text",
    description="Whether each passage is given with its whole text.",
    example="true",
    default=False,
)
PARAMETERS = Table(INSIDE, ORDER, PAGE, PER_PAGE, WITH_TEXT)


@blueprint.get("/publications/<id:identifier>")
def publication(identifier: str) -> Response:
    """The publication as JSON. Raises BadQuery with all that is wrong, NoSuchPublicationError with the nearest id."""
    service = current_service()
    reading = PARAMETERS.parse(request.query_string)
    found = find_publication(identifier)
    page, per_page = reading[PAGE], reading[PER_PAGE]
    passages = search_within(service.engine, identifier, reading[INSIDE], reading, per_page)
    inside = present_inside_json(found.hit, passages, service.links, page, per_page) if passages else None
    return json_response(present_publication_json(found, service.links, inside, with_text=reading[WITH_TEXT]))
