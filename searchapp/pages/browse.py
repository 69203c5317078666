"""/topics, /authors, /years and a page for each of them: to find publications without typing.

Unlike results these pages are for search engines too: each has one address, which it names.
"""

from __future__ import annotations

import re
from typing import cast

from flask import abort, render_template, request

from indexer.engines.interface import Query
from indexer.errors import BadQuery
from searchapp.http.validators import revalidated
from searchapp.narrowing import as_shown, narrowed
from searchapp.pages.blueprint import blueprint
from searchapp.parameters import PAGE, Table, Text
from searchapp.presenters.browse import FACET_OF, Asked, Listing, present_listing
from searchapp.presenters.subject import LOOKED_AT, present_subject
from searchapp.service import current_service

CONTAINS = Text(
    name="contains", description="A part of the name; accents do not matter.", example="kerb", max_length=100
)
LETTER = Text(name="letter", description="The letter that the name begins with.", example="K", max_length=1)
_PARAMETERS = Table(CONTAINS, LETTER, PAGE)

_ALL = 1_000_000  # values: as many as there are


@blueprint.get("/<any(topics, authors, years):listing>")
@revalidated()
def browse(listing: str) -> str:
    """All values of a facet, or those of a letter or with a part of a name."""
    reading = _PARAMETERS.read(request.query_string, strict=False)
    if reading.sentences:
        raise BadQuery(tuple(reading.sentences))
    name = cast("Listing", listing)
    results = current_service().engine.search(Query(per_page=0, facet_limit=_ALL))
    asked = Asked(reading[CONTAINS], reading[LETTER], reading[PAGE])
    return render_template("browse.html", view=present_listing(name, results.facets[FACET_OF[name]], asked))


@blueprint.get("/<any(topics, authors, years):listing>/<path:value>")
@revalidated()
def subject(listing: str, value: str) -> str:
    """One topic, author or year; 404 when no publication has it."""
    facet = FACET_OF[cast("Listing", listing)]
    if facet == "year" and not re.fullmatch(r"(?!0000)[0-9]{4}", value):
        abort(404)
    service = current_service()
    query = Query(filters=narrowed(Query(), facet, value).filters, sort="newest", per_page=LOOKED_AT, snippets=False)
    results = service.engine.search(query)
    if not results.total:
        abort(404)
    (value,) = as_shown(query, results).filters.chosen(facet)
    return render_template("subject.html", view=present_subject(facet, value, results, service.links))
