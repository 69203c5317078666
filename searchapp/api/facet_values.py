"""`GET /api/v1/facets/<facet>`: all values of one facet, a page at a time, with exact counts."""

from __future__ import annotations

from typing import Annotated, TypedDict, cast
from urllib.parse import urlencode

from msgspec import Meta

from indexer.engines.interface import FACETS, FacetName, FacetPage, FacetValue, Query
from searchapp.api.endpoint import endpoint
from searchapp.narrowing import last_page
from searchapp.parameters import Choice, Reading, query_of, query_pairs
from searchapp.parameters.facet_values import (
    CONTAINS,
    FACET_VALUES,
    ORDER,
    VALUES_PAGE,
    VALUES_PER_PAGE,
)
from searchapp.paths import path_of
from searchapp.service import current_service


class FacetLinks(TypedDict):
    """Where to go from a page of values."""

    self: Annotated[str, Meta(description="This page of values.")]
    next: Annotated[str | None, Meta(description="The next page of values; null on the last one.")]
    previous: Annotated[str | None, Meta(description="The page of values before; null on the first one.")]


class FacetValuesAnswer(TypedDict):
    """A page of the values of one facet."""

    facet: Annotated[str, Meta(description="The facet that was asked for.", examples=["author"])]
    total: Annotated[int, Meta(description="How many values there are on all pages.", examples=[2000])]
    values: Annotated[
        tuple[FacetValue, ...],
        Meta(description="The values of this page; what is chosen is among them even at `count` 0."),
    ]
    page: Annotated[int, Meta(description="Number of this page, from 1.", examples=[1])]
    per_page: Annotated[int, Meta(description="Values on a page.", examples=[50])]
    took_ms: Annotated[float, Meta(description="Time the engine took, in milliseconds.", examples=[1.9])]
    links: Annotated[FacetLinks, Meta(description="Addresses of this, the next and the previous page.")]


FACET = Choice(
    name="facet",
    description="The facet whose values are asked for.",
    example="author",
    default="topic",
    choices=FACETS,
)


@endpoint(
    "/facets/<any(topic, author, year, kind, language):facet>",
    summary="All values of a facet",
    description="The topics, authors, years, kinds or languages of what a search finds, a page of values at a time, "
    "with the counts that the search gives. The page `/search/author` (or another facet) shows the same list.",
    parameters=FACET_VALUES,
    in_path=(FACET,),
    answer=FacetValuesAnswer,
    statuses=(404,),
    examples=("/facets/topic", "/facets/author?q=d%C3%A9pistage&contains=aub", "/facets/year?order=value"),
)
def facet_values(reading: Reading, facet: str) -> FacetValuesAnswer:
    """Values as JSON."""
    name = cast("FacetName", facet)
    found = current_service().engine.facet_values(
        _narrowing(reading),
        name,
        contains=reading[CONTAINS],
        order=reading[ORDER],
        page=reading[VALUES_PAGE],
        per_page=reading[VALUES_PER_PAGE],
    )
    return _answer(name, reading, found)


def _narrowing(reading: Reading) -> Query:
    """The search whose values are asked for: `page` and `per_page` are those of the values."""
    query = query_of(reading)
    return Query(query.text, query.filters)


def _answer(facet: FacetName, reading: Reading, found: FacetPage) -> FacetValuesAnswer:
    page, per_page = reading[VALUES_PAGE], reading[VALUES_PER_PAGE]
    last = last_page(found.total, per_page)

    def address(number: int) -> str:
        pairs = query_pairs(_narrowing(reading))
        own = {
            CONTAINS.name: (reading[CONTAINS], CONTAINS.default),
            ORDER.name: (reading[ORDER], ORDER.default),
            VALUES_PAGE.name: (number, VALUES_PAGE.default),
            VALUES_PER_PAGE.name: (per_page, VALUES_PER_PAGE.default),
        }
        pairs += [(name, str(value)) for name, (value, default) in own.items() if value != default]
        path = path_of("api.facet_values", facet=facet)
        return f"{path}?{urlencode(pairs)}" if pairs else path

    return {
        "facet": facet,
        "total": found.total,
        "values": found.values,
        "page": page,
        "per_page": per_page,
        "took_ms": found.took_ms,
        "links": {
            "self": address(page),
            "next": address(page + 1) if page < last else None,
            "previous": address(min(page - 1, last)) if page > 1 else None,
        },
    }
