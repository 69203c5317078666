"""/search.atom: any search as a feed of its newest publications, for feed readers and other sites.

    /search.atom?q=cancer&topic=Pr%C3%A9vention

It takes the parameters of /search; the order is always by date. A publication without a date is in no feed: a reader
could not say when it came.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit
from xml.sax.xmlreader import AttributesImpl

from feedgenerator import Atom1Feed
from flask import Blueprint, Response, request
from markupsafe import escape

from indexer.engines.interface import Hit, Query
from searchapp.chosen_filters import chosen_filters
from searchapp.http.validators import revalidated
from searchapp.language import current_language
from searchapp.language import gettext as _
from searchapp.parameters import read_as_page
from searchapp.paths import path_of
from searchapp.presenters.addresses import Addresses
from searchapp.service import Service, current_service

blueprint = Blueprint("feeds", __name__)

_NAMED_SINCE = 2026  # a year in which the host's name was the institute's, the same for ever
# What is text everywhere else and may not stand in XML 1.0: a reader would refuse the whole feed.
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
ENTRIES = 50  # of the newest: a reader that looks once a week misses none


class _Feed(Atom1Feed):
    """The library's entries have one author: a publication has several."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write what the library knows of an entry, and its authors."""
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", author)
            handler.endElement("author")


@blueprint.get("/search.atom")
@revalidated()
def atom() -> Response:
    """The newest publications of a search. Raises BadQuery with all that is wrong with the query string."""
    service = current_service()
    asked = read_as_page(request.query_string)
    query = Query(text=asked.text, filters=asked.filters)  # words and filters count, and nothing else
    newest = replace(query, sort="newest", per_page=ENTRIES, facet_limit=0, snippets=False)
    results = service.engine.search(newest)
    feed = _Feed(
        title=_NOT_IN_XML.sub("", f"{service.settings.site.name} – {search_in_words(query)}"),
        link=service.absolute(Addresses(path_of("pages.search")).of(query)),
        description=None,
        feed_url=service.absolute(Addresses(path_of("feeds.atom")).of(query)),
        language=current_language(),
    )
    for hit in results.hits:
        if hit.date is not None:
            _add(feed, hit, service)
    return Response(feed.writeString("utf-8"), mimetype="application/atom+xml")


def search_in_words(query: Query) -> str:
    """What is searched for, for a title: `cancer · Thème : Prévention`."""
    parts = [query.text] if query.text else []
    parts += [chosen.text for chosen in chosen_filters(query)]
    return " · ".join(parts) or _("Toutes les publications")


def _add(feed: _Feed, hit: Hit, service: Service) -> None:
    assert hit.date is not None  # noqa: S101 - narrows the type
    day = dt.datetime.combine(hit.date.first_day, dt.time(), dt.UTC)
    address = service.links.hit(hit)
    feed.add_item(
        title=_NOT_IN_XML.sub("", hit.title),
        link=service.absolute(address) if address else feed.feed["link"],
        description=_NOT_IN_XML.sub("", escape(hit.lead)) or None,  # the library says that it is HTML
        pubdate=day,
        updateddate=day,
        # Not its address: that may change, and a reader would show it again. RFC 4151.
        unique_id=f"tag:{urlsplit(service.absolute('/')).hostname},{_NAMED_SINCE}:{quote(hit.id)}",
        categories=[_NOT_IN_XML.sub("", topic) for topic in hit.topics],
        authors=[_NOT_IN_XML.sub("", author) for author in hit.authors],
    )
