"""/search: the page of results, also when there are none or the search cannot be understood."""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from searchapp.narrowing import as_shown
from searchapp.pages.blueprint import blueprint
from searchapp.parameters import read_parameters
from searchapp.paths import path_of
from searchapp.presenters.addresses import Addresses
from searchapp.presenters.exports import present_exports
from searchapp.presenters.results import present_chosen, present_form, present_page, present_repairs
from searchapp.repairs import corrected, repairs
from searchapp.service import current_service
from searchapp.validators import revalidated


@blueprint.get("/search")
@revalidated()
def search() -> Response:
    """Results. What cannot be understood is said above the form, which keeps all the rest."""
    service = current_service()
    path = path_of("pages.search")
    parsed = read_parameters(request.query_string, strict=False)
    query = parsed.query
    form = present_form(query, parsed.typed)
    if parsed.sentences:
        page = render_template(
            "mistakes.html",
            form=form,
            sentences=parsed.sentences,
            chosen=present_chosen(query, path),
            understood=Addresses(path).of(query),
        )
        return make_response(page, 400)
    results = service.engine.search(query)
    query = as_shown(query, results)
    correction = corrected(service.engine, query, results)
    tries = [] if results.total else repairs(service.engine, query)
    return make_response(
        render_template(
            "search.html",
            form=form,
            query=query,
            results=results,
            view=present_page(query, results, service.links, path),
            correction=present_repairs([correction], path)[0] if correction and results.total else None,
            correction_text=correction.query.text if correction else "",
            repairs=present_repairs(tries, path),
            exports=present_exports(query, results.total),
        )
    )
