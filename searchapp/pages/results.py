"""/search: the page of results, also when there are none or the search cannot be understood."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, make_response, render_template, request

from indexer.engines.interface import Query
from searchapp.http.validators import revalidated
from searchapp.narrowing import paged
from searchapp.pages.blueprint import blueprint
from searchapp.pages.years import years_page
from searchapp.parameters import VIEW, read_parameters
from searchapp.paths import path_of
from searchapp.popular_searches import current_popular_searches
from searchapp.presenters.addresses import Addresses, with_also
from searchapp.presenters.exports import present_exports
from searchapp.presenters.results import present_chosen, present_form, present_page, present_repairs
from searchapp.presenters.spelling import present_spelling
from searchapp.repairs import repairs
from searchapp.search import answer_query
from searchapp.service import current_service


@blueprint.get("/search")
@revalidated()
def search() -> Response:
    """Results. What cannot be understood is said above the form, which keeps all the rest."""
    service = current_service()
    path = path_of("pages.search")
    parsed = read_parameters(request.query_string, strict=False)
    query = parsed.query
    by_year = with_also(path, [(VIEW.name, "years")])
    is_by_year = parsed.view == "years"
    form = present_form(query, parsed.typed, [(VIEW.name, parsed.view)] if is_by_year else ())
    if parsed.sentences:
        page = render_template(
            "mistakes.html",
            form=form,
            sentences=parsed.sentences,
            chosen=present_chosen(query, path),
            understood=Addresses(path).of(query),
        )
        return make_response(page, 400)
    answer = answer_query(service.engine, replace(query, snippets=not is_by_year, months=not is_by_year))
    query, results = replace(answer.query, snippets=True, months=False), answer.results
    if results.total and not results.relaxed and query == Query(query.text) and (asked := current_popular_searches()):
        asked.remember(query.text)
    if is_by_year and results.total:
        return make_response(years_page(query, results, form, path, by_year))
    tries = [] if results.total else repairs(service.engine, query)
    return make_response(
        render_template(
            "search.html",
            form=form,
            query=query,
            results=results,
            view=present_page(query, results, service.links, path),
            spelling=present_spelling(answer, path),
            repairs=present_repairs(tries, path),
            exports=present_exports(query, results.total),
            is_empty=not results.total and not service.engine.count(Query()),
            by_year=Addresses(by_year).of(paged(query, 1)),
        )
    )
