"""All values of one facet, a page at a time: exact counts, the facet's own choice left out."""

from __future__ import annotations

import time
from collections.abc import Sequence

from indexer.engines.facet_listing import Listing, has_words, in_tree
from indexer.engines.interface import FacetName, FacetOrder, FacetPage, FacetValue, Query
from indexer.engines.opensearch import facets
from indexer.engines.opensearch.counting import counts_of
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.searching import Found, as_shown, match_text


def page_of(
    reader: Reader, query: Query, facet: FacetName, *, contains: str, order: FacetOrder, page: int, per_page: int
) -> FacetPage:
    """See `Engine.facet_values`."""
    begun = time.perf_counter()
    filters = as_shown(reader, query.filters)
    matching = match_text(reader, query.text)
    body = {"size": 0, "query": matching.query}
    found = [
        reader.client.search(reader.publications, each, Found).aggregations
        for each in facets.counting(body, (facet,), facets.filter_queries(filters), reader.names)
    ]
    counts = {str(bucket.key): bucket.doc_count for bucket in facets.joined(found)[facet].listed}
    chosen = filters.chosen(facet)
    names = reader.names.get(facet)
    known = sorted({*counts, *_in_use(reader, facet, [value for value in chosen if value not in counts])})
    branches = names.branches if names else {}
    listing = Listing(facet, known, branches)
    ranks = dict(zip(known, listing.ranks, strict=True))
    is_wanted = listing.matching(contains)
    listed = [value for number, value in enumerate(known) if is_wanted(number)]
    strange = sorted(value for value in set(chosen) - ranks.keys() if has_words(value, contains))
    if order == "count":
        listed.sort(key=lambda value: (-counts.get(value, 0), ranks[value]))
    else:
        listed.sort(key=ranks.__getitem__)
    first = (page - 1) * per_page
    shown = [*listed, *strange][first : first + per_page]
    values = (FacetValue(value, counts.get(value, 0), value in chosen) for value in shown)
    return FacetPage(
        tuple(in_tree(value, branches) for value in values),
        len(listed) + len(strange),
        (time.perf_counter() - begun) * 1000,
    )


def _in_use(reader: Reader, facet: FacetName, values: Sequence[str]) -> list[str]:
    """Those of some values that any publication has which editors do not hide."""
    names = reader.names.get(facet)  # years have none
    known = [value for value in values if names is None or value in names]
    if names is not None and reader.hidden is None:
        return known
    amounts = counts_of(reader, [{"term": {facet: value}} for value in known])
    return [value for value, amount in zip(known, amounts, strict=True) if amount]
