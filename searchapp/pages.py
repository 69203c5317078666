"""The pages that visitors see: the front page and the page of results, complete without JavaScript."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from indexer.engines.interface import Query
from searchapp.narrowing import as_shown
from searchapp.parameters import read_parameters
from searchapp.paths import path_of
from searchapp.presenters.html import (
    Addresses,
    present_chosen,
    present_form,
    present_hit,
    present_page,
    present_repairs,
    present_topics,
    publications,
)
from searchapp.repairs import corrected, repairs
from searchapp.service import current_service

blueprint = Blueprint("pages", __name__)

_LATEST = Query(sort="newest", per_page=5, facet_limit=24)  # fits a screen under the search box


@blueprint.get("/")
def home() -> str:
    """The search box, what was published last, and the topics."""
    service = current_service()
    results = service.engine.search(_LATEST)
    path, links = path_of("pages.search"), service.links
    addresses = Addresses(path)
    return render_template(
        "home.html",
        form=present_form(Query(), ""),
        total=results.total,
        count=publications(results.total),
        latest=[present_hit(hit, links, addresses) for hit in results.hits],
        topics=present_topics(results, path),
        newest=addresses.of(Query(sort="newest")),
    )


@blueprint.get("/search")
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
        )
    )
