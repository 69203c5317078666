"""`GET /api/v1/related/ID`: what is about the same as a publication, and the same document elsewhere."""

from __future__ import annotations

from searchapp.api.endpoint import endpoint
from searchapp.api.identifier import IDENTIFIER
from searchapp.parameters import Integer, Reading, Table
from searchapp.presenters.publication_json import NeighboursJson, present_related_json
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


@endpoint(
    "/related/<id:identifier>",
    summary="What is close to a publication",
    description="Publications that are about the same, by the words of the publication itself, and the same document "
    "in other formats or editions. No document stands there twice, nor the page that announces it, nor what is "
    "attached to it.",
    parameters=PARAMETERS,
    in_path=(IDENTIFIER,),
    answer=NeighboursJson,
    statuses=(404,),
    examples=("/related/reports/rapport-activite-2024.pdf?limit=3",),
)
def related(reading: Reading, identifier: str) -> NeighboursJson:
    """The neighbours as JSON. Raises NoSuchPublicationError with the nearest id."""
    service = current_service()
    found = service.engine.related(identifier, reading[LIMIT])
    if found is None:
        raise no_such_publication(identifier)
    return present_related_json(identifier, found, service.links)
