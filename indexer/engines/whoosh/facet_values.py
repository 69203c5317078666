"""All values of one facet, a page at a time: exact counts, the facet's own choice left out.

page_of(snapshot, Query("cancer"), "author", contains="scotte", order="count", page=1, per_page=50).values
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from indexer.engines.arrays.sets import Numbers
from indexer.engines.facet_listing import has_words, in_tree
from indexer.engines.interface import FacetName, FacetOrder, FacetPage, FacetValue, Query
from indexer.engines.whoosh.searching import as_shown, filter_masks, kept, match_text
from indexer.engines.whoosh.snapshot import Snapshot


def page_of(
    snapshot: Snapshot, query: Query, facet: FacetName, *, contains: str, order: FacetOrder, page: int, per_page: int
) -> FacetPage:
    """See `Engine.facet_values`."""
    begun = time.perf_counter()
    documents = match_text(snapshot, query.text).documents
    filters = as_shown(snapshot, query.filters)
    masks = filter_masks(snapshot, filters, documents)
    found = kept(documents, [mask for name, mask in masks.items() if name != facet])
    counts = snapshot.facets.of(facet, snapshot.facets.count(found, (facet,)))
    names, chosen = snapshot.names[facet], filters.chosen(facet)
    known = [names.numbers[value] for value in chosen if value in names.numbers]
    listed = np.union1d(np.flatnonzero(counts), np.array(known, np.intp))
    if contains:
        listed = np.array([*filter(names.listing.matching(contains), listed.tolist())], np.intp)
    strange = [value for value in chosen if value not in names.numbers and has_words(value, contains)]
    first = (page - 1) * per_page
    ranks = names.ranks.take(listed)
    listed = listed[np.lexsort((ranks, -counts.take(listed))) if order == "count" else ranks.argsort()]

    def values(numbers: Numbers) -> Iterator[FacetValue]:
        for number in numbers.tolist():
            value = names.values[number]
            yield in_tree(FacetValue(value, int(counts[number]), value in chosen), names.branches)

    shown = [*values(listed[first : first + per_page])]
    behind = max(0, first - len(listed))
    shown += [FacetValue(value, 0, True) for value in sorted(strange)[behind : behind + per_page - len(shown)]]
    return FacetPage(tuple(shown), len(listed) + len(strange), (time.perf_counter() - begun) * 1000)
