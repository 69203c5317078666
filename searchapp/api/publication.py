"""`GET /api/v1/publications/ID`: one publication, whole, and where words stand inside it.

The id is the rest of the path, as it stands in a search's answer, encoded: it may hold slashes and end in anything.
"""

from __future__ import annotations

from dataclasses import replace

from searchapp.api.endpoint import endpoint
from searchapp.api.identifier import IDENTIFIER
from searchapp.parameters import PAGE, PER_PAGE, Flag, Reading, SearchText, Table
from searchapp.presenters.publication_json import PublicationJson, present_inside_json, present_publication_json
from searchapp.publications import find_publication
from searchapp.search_within import ORDER, search_within
from searchapp.service import current_service

INSIDE = SearchText(
    name="q",
    description="Words to look for inside the publication, as in a search; what names a field (`auteur:`) says nothing "
    "here. Without it `inside` is null.",
    example="dépistage",
)
WITH_TEXT = Flag(
    name="text",
    description="Whether each passage is given with its whole text.",
    example="true",
    default=False,
)
PLACES_PAGE = replace(PAGE, description="Number of the page of the places found, from 1.")
PLACES_PER_PAGE = replace(PER_PAGE, description="Places found on a page.")
PARAMETERS = Table(INSIDE, ORDER, PLACES_PAGE, PLACES_PER_PAGE, WITH_TEXT)


@endpoint(
    "/publications/<id:identifier>",
    summary="One publication",
    description="A publication whole: what it is, its pages or sections in their order, how it is cited, and where "
    "words stand inside it.",
    parameters=PARAMETERS,
    in_path=(IDENTIFIER,),
    answer=PublicationJson,
    statuses=(404,),
    examples=(
        "/publications/reports/rapport-activite-2024.pdf?q=d%C3%A9pistage+sein",
        "/publications/articles/argos-seconde-lecture-mammographies.html?text=true",
    ),
)
def publication(reading: Reading, identifier: str) -> PublicationJson:
    """The publication as JSON. Raises NoSuchPublicationError with the nearest id."""
    service = current_service()
    found = find_publication(identifier)
    page, per_page = reading[PLACES_PAGE], reading[PLACES_PER_PAGE]
    passages = search_within(service.engine, identifier, reading[INSIDE], reading, per_page)
    inside = present_inside_json(found.hit, passages, service.links, page, per_page) if passages else None
    return present_publication_json(found, service.links, inside, with_text=reading[WITH_TEXT])
