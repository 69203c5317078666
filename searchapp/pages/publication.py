"""/publication/ID: what a publication is, where words stand inside it, what is close to it and how it is cited.

Unlike a page of results it is for search engines too: it has one address, whatever is looked for inside.
"""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from indexer.engines.interface import Query, RelatedPublications
from searchapp.http.validators import revalidated
from searchapp.pages.blueprint import blueprint
from searchapp.parameters import PAGE, TEXT, Table
from searchapp.paths import path_of
from searchapp.presenters.addresses import Addresses
from searchapp.presenters.citations import as_text
from searchapp.presenters.metadata import present_metadata
from searchapp.presenters.publication import PLACES_ON_PAGE, present_inside, present_publication
from searchapp.presenters.results import present_form
from searchapp.publications import find_publication
from searchapp.search_within import ORDER, search_within
from searchapp.service import current_service

_PARAMETERS = Table(TEXT, ORDER, PAGE)


@blueprint.get("/publication/<id:identifier>")
@revalidated()
def publication(identifier: str) -> Response:
    """The page. What cannot be understood is said above the places found."""
    service = current_service()
    engine, links = service.engine, service.links
    found = find_publication(identifier)
    reading = _PARAMETERS.read(request.query_string, strict=False)
    words = reading[TEXT]
    passages = search_within(engine, identifier, words, reading, PLACES_ON_PAGE)
    order, page = reading[ORDER], reading[PAGE]
    inside = present_inside(found.hit, passages, links, words=words, page=page, order=order) if passages else None
    citation, addresses = found.citation(), found.addresses()
    search = Addresses(path_of("pages.search"))
    rendered = render_template(
        "publication.html",
        form=present_form(Query(words), reading.typed(TEXT)),
        results=search.of(Query(words)),
        identifier=identifier,
        address=links.publication_page(identifier),
        canonical=addresses.page,
        view=present_publication(
            found.publication,
            found.hit,
            engine.related(identifier) or RelatedPublications((), ()),
            links,
            search,
            size_bytes=found.size_bytes,
        ),
        inside=inside,
        sentences=reading.sentences,
        citation=as_text(citation),
        metadata=present_metadata(citation, addresses),
    )
    return make_response(rendered, 400 if reading.sentences else 200)
