"""The front page: the search box, what was published last, and the topics."""

from __future__ import annotations

from flask import render_template

from indexer.engines.interface import Query
from searchapp.http.validators import revalidated
from searchapp.pages.blueprint import blueprint
from searchapp.paths import path_of
from searchapp.presenters.addresses import Addresses
from searchapp.presenters.cards import present_hit
from searchapp.presenters.results import present_form, present_topics, publications
from searchapp.service import current_service

_LATEST = Query(sort="newest", per_page=5, facet_limit=24)  # fits a screen under the search box


@blueprint.get("/")
@revalidated()
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
