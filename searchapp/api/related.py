"""`GET /api/v1/related/ID`: what is about the same as a publication, and the same document elsewhere."""

from __future__ import annotations

from flask import Response, request

from searchapp.api.blueprint import blueprint
from searchapp.parameters import Integer, Table
from searchapp.presenters.json import json_response
from searchapp.presenters.publication_json import present_related_json
from searchapp.publications import no_such_publication
from searchapp.service import current_service

LIMIT = Integer(
    name="limit",
    description="Related publications given, at most; there may be fewer, as nothing is given that is only a little "
    "alike.",
    example="5",
    default=5,
    minimum=1,
    maximum=20,
)
PARAMETERS = Table(LIMIT)


@blueprint.get("/related/<id:identifier>")
def related(identifier: str) -> Response:
    """The neighbours as JSON. Raises BadQuery with all that is wrong, NoSuchPublicationError with the nearest id."""
    service = current_service()
    reading = PARAMETERS.parse(request.query_string)
    found = service.engine.related(identifier, reading[LIMIT])
    if found is None:
        raise no_such_publication(identifier)
    return json_response(present_related_json(identifier, found, service.links))
