"""`GET /api/v1/suggest`: what a visitor may mean who has begun to type."""

from __future__ import annotations

import time

from indexer.engines.suggestions import MAX_SUGGESTIONS
from searchapp.api.endpoint import endpoint
from searchapp.parameters import Integer, Reading, SearchText, Table
from searchapp.paths import path_of
from searchapp.popular_searches import current_popular_searches
from searchapp.presenters.suggestions import SuggestAnswer, present_suggestions
from searchapp.service import current_service
from searchapp.suggestions import suggestions

TYPED = SearchText(
    name="q",
    description="What was typed so far, at most 1,000 characters. For fewer than two letters nothing is suggested.",
    example="depi",
)
LIMIT = Integer(
    name="limit", description="Suggestions given at most.", example="5", default=8, minimum=1, maximum=MAX_SUGGESTIONS
)
SUGGEST = Table(TYPED, LIMIT)

# Who types a word again within a minute, or a letter less, is answered by the browser.
BRIEFLY_S = 60


def searches_version() -> str:
    """The version of what others searched for, which suggestions depend on beside the index."""
    searches = current_popular_searches()
    return searches.version() if searches else ""


@endpoint(
    "/suggest",
    summary="Suggestions while somebody types",
    description="What a visitor may mean who has begun to type: searches and words first, then topics, authors and "
    "titles. Every typed word is the beginning of a word of what is suggested, in any order, whatever its accents. "
    "Nothing is suggested that finds nothing.",
    parameters=SUGGEST,
    answer=SuggestAnswer,
    examples=("q=depi&limit=5", "q=rapport+d%27act"),
    also=searches_version,
    keep_s=BRIEFLY_S,
)
def suggest(reading: Reading) -> SuggestAnswer:
    """Suggestions as JSON."""
    service = current_service()
    text = reading[TYPED]
    begun = time.perf_counter()
    suggested = suggestions(service.engine, current_popular_searches(), text, reading[LIMIT])
    took_ms = (time.perf_counter() - begun) * 1000
    return present_suggestions(text, suggested, service, path=path_of("pages.search"), took_ms=took_ms)
