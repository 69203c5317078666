"""Results as the object of `GET /api/v1/search`: the contract of DESIGN.md, every key always there.

    present_json(query, results, None, Links(prefer_local=False), "/api/v1/search")["hits"][0]["title_html"]

Extensions of the contract: `facet_totals` (how many values a facet has, where `facets` may give fewer) and
`dropped` (the words that stand in no publication).
"""

from __future__ import annotations

from typing import Any

from indexer.engines.interface import FACETS, Hit, PassageHit, Query, Related, Results
from searchapp.links import Links
from searchapp.marked import marked_html
from searchapp.narrowing import paged
from searchapp.parameters import MAX_PAGE, format_query


def present_json(query: Query, results: Results, did_you_mean: str | None, links: Links, path: str) -> dict[str, Any]:
    """The whole answer; `path` is where the endpoint lives, for `links`."""
    last_page = last_page_of(query, results)
    return {
        "query": _query(query),
        "total": results.total,
        "took_ms": results.took_ms,
        "page": query.page,
        "per_page": query.per_page,
        "hits": [_hit(hit, links) for hit in results.hits],
        "facets": {
            facet: [
                {"value": value.value, "count": value.count, "selected": value.selected}
                for value in results.facets[facet].values
            ]
            for facet in FACETS
        },
        "facet_totals": {facet: results.facets[facet].total for facet in FACETS},
        "did_you_mean": did_you_mean,
        "relaxed": results.relaxed,
        "dropped": list(results.dropped),
        "links": {
            "self": _address(path, query),
            "next": _address(path, paged(query, query.page + 1)) if query.page < last_page else None,
            "previous": _address(path, paged(query, min(query.page - 1, last_page))) if query.page > 1 else None,
        },
    }


def last_page_of(query: Query, results: Results) -> int:
    """Number of the last page that shows something; 1 when nothing is found."""
    return min(max(1, -(-results.total // query.per_page)), MAX_PAGE)


def _address(path: str, query: Query) -> str:
    query_string = format_query(query)
    return f"{path}?{query_string}" if query_string else path


def _query(query: Query) -> dict[str, Any]:
    filters = query.filters
    return {
        "q": query.text,
        **{facet: list(filters.chosen(facet)) for facet in ("topic", "author", "year")},
        "from": filters.since.isoformat() if filters.since else None,
        "to": filters.until.isoformat() if filters.until else None,
        **{facet: list(filters.chosen(facet)) for facet in ("kind", "language")},
        "sort": query.sort,
    }


def _hit(hit: Hit, links: Links) -> dict[str, Any]:
    return {
        "id": hit.id,
        "url": links.hit(hit),
        "title": hit.title,
        "title_html": str(marked_html(hit.marked_title)),
        "lead": hit.lead,
        "kind": hit.kind,
        "language": hit.language,
        "date": str(hit.date) if hit.date else None,
        "authors": list(hit.authors),
        "topics": list(hit.topics),
        "score": hit.score,
        "snippet_html": str(marked_html(hit.snippet)),
        "passages": [_passage(hit, passage, links) for passage in hit.passages],
        "landing_page": _related(hit.landing_page, links) if hit.landing_page else None,
        "documents": [_related(document, links) for document in hit.documents],
    }


def _passage(hit: Hit, passage: PassageHit, links: Links) -> dict[str, Any]:
    return {
        "number": passage.number,
        "label": passage.label,
        "heading": passage.heading,
        "url": links.passage(hit, passage),
        "snippet_html": str(marked_html(passage.snippet)),
    }


def _related(related: Related, links: Links) -> dict[str, Any]:
    return {"id": related.id, "title": related.title, "url": links.related(related)}
