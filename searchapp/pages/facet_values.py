"""/search/author and the like: all values of one facet of a search, to be looked through and ticked.

Its form has two ways on: to filter the list, which keeps what is ticked, and to apply, which leads to the results.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flask import Response, make_response, redirect, render_template, request

from indexer.engines.interface import FacetName
from searchapp.http.validators import revalidated
from searchapp.narrowing import as_shown, paged
from searchapp.pages.blueprint import blueprint
from searchapp.parameters import TEXT, VIEW, query_of
from searchapp.parameters.facet_values import APPLY, CONTAINS, FACET_LIST, ORDER, PER_PAGE_OF_VALUES
from searchapp.paths import path_of
from searchapp.presenters.addresses import Addresses, with_also
from searchapp.presenters.facet_list import present_list
from searchapp.presenters.results import present_chosen, present_form
from searchapp.service import current_service


@blueprint.get("/search/<any(topic, author, year, kind, language):facet>")
@revalidated()
def facet_values(facet: str) -> Response:
    """All values, or the results with what was ticked."""
    reading = FACET_LIST.read(request.query_string, strict=False)
    query = query_of(reading)
    name, path = cast("FacetName", facet), path_of("pages.search")
    also = [(VIEW.name, reading[VIEW])] if reading[VIEW] != VIEW.default else []
    form = present_form(query, reading.typed(TEXT), also)
    results_path = with_also(path, also)
    if reading.sentences:
        page = render_template(
            "mistakes.html",
            form=form,
            sentences=reading.sentences,
            chosen=present_chosen(paged(query, 1), results_path),
            understood=Addresses(results_path).of(paged(query, 1)),
        )
        return make_response(page, 400)
    if reading[APPLY]:
        return make_response(redirect(f"{Addresses(results_path).of(paged(query, 1))}#found", 303))
    engine = current_service().engine
    results = engine.search(replace(query, page=1, per_page=0, facet_limit=0))
    query = as_shown(query, results)
    contains, order = reading[CONTAINS], reading[ORDER]
    found = engine.facet_values(
        query, name, contains=contains, order=order, page=query.page, per_page=PER_PAGE_OF_VALUES
    )
    return make_response(
        render_template(
            "facet_values.html",
            form=form,
            query=query,
            view=present_list(query, name, results, found, contains=contains, order=order, path=path, also=also),
        )
    )
