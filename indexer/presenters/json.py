"""A query and its results as JSON: the contract of `GET /api/v1/search` and of `indexer search --json`.

    results_json(query, results, Links(prefer_local=False))["hits"][0]["title_html"]

What each key means is said in answers.py.

Extensions of the contract: `facet_totals` (how many values a facet has, where `facets` may give fewer) and
`dropped` (the words that stand in no publication); of a hit `attachment` (its name, when it is attached
to another one) and `pinned` (whether editors put it first for these words). The endpoint adds `did_you_mean`,
`corrected_from` and `links`, and to hits what only a service has: `page`, `cover` and, of a passage, `view`.
"""

from __future__ import annotations

from typing import cast

from indexer.engines.interface import FACETS, Hit, LinkedPublication, Marked, PassageHit, Query, Results
from indexer.presenters.answers import (
    FacetsJson,
    FacetTotalsJson,
    HitJson,
    PassageJson,
    PublicationName,
    QueryJson,
    SearchJson,
)
from indexer.presenters.links import Links
from indexer.presenters.marked import marked_text


def results_json(query: Query, results: Results, links: Links, *, as_html: bool = True) -> SearchJson:
    """Everything about the results, for an encoder that knows tuples and structs; every key is always there.

    as_html  False leaves the keys of hits that hold HTML empty, for who asks for none of them
    """
    return {
        "query": query_json(query),
        "total": results.total,
        "took_ms": results.took_ms,
        "page": query.page,
        "per_page": query.per_page,
        "hits": [hit_json(hit, links, as_html=as_html) for hit in results.hits],
        "facets": cast("FacetsJson", {facet: results.facets[facet].values for facet in FACETS}),
        "facet_totals": cast("FacetTotalsJson", {facet: results.facets[facet].total for facet in FACETS}),
        "relaxed": results.relaxed,
        "dropped": list(results.dropped),
    }


def query_json(query: Query) -> QueryJson:
    """A query as it was understood, by the names of the parameters."""
    filters = query.filters
    return {
        "q": query.text,
        "topic": list(filters.topics),
        "author": list(filters.authors),
        "year": list(filters.chosen("year")),
        "from": filters.since.isoformat() if filters.since else None,
        "to": filters.until.isoformat() if filters.until else None,
        "kind": list(filters.kinds),
        "language": list(filters.languages),
        "sort": query.sort,
        "spelling": query.spelling,
    }


def hit_json(hit: Hit, links: Links, *, as_html: bool = True) -> HitJson:
    """One publication, with the places where the words stand."""
    html = marked_text if as_html else _nothing
    passages = [_passage(hit, passage, links) for passage in hit.passages]
    # The snippet of a hit is that of its best passage: marked once.
    is_first = bool(hit.passages) and hit.snippet is hit.passages[0].snippet
    return {
        "id": hit.id,
        "url": links.hit(hit),
        "title": hit.title,
        "title_html": html(hit.marked_title),
        "lead": hit.lead,
        "kind": hit.kind,
        "language": hit.language,
        "date": str(hit.date) if hit.date else None,
        "authors": hit.authors,
        "topics": hit.topics,
        "score": hit.score,
        "snippet_html": passages[0]["snippet_html"] if is_first else html(hit.snippet),
        "passages": passages,
        "landing_page": linked_json(hit.landing_page, links) if hit.landing_page else None,
        "documents": [linked_json(document, links) for document in hit.documents],
        "attachment": hit.attachment or None,
        "pinned": hit.pinned,
    }


def _nothing(_: Marked) -> str:
    return ""


def _passage(hit: Hit, passage: PassageHit, links: Links) -> PassageJson:
    return {
        "number": passage.number,
        "label": passage.label,
        "heading": passage.heading,
        "url": links.passage(hit, passage),
        "language": passage.language or hit.language,
        "snippet_html": marked_text(passage.snippet),
    }


def linked_json(linked: LinkedPublication, links: Links) -> PublicationName:
    """Another publication that is named."""
    return {"id": linked.id, "title": linked.title, "url": links.linked(linked)}
