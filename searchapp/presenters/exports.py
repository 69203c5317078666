"""Where a search can be had as a feed or as a file.

present_exports(query, 45).feed   ->   "/search.atom?q=cancer"
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.engines.interface import Query
from searchapp.exports import MOST
from searchapp.language import gettext as _
from searchapp.language import number_in_words
from searchapp.paths import path_of
from searchapp.presenters.addresses import Addresses


@dataclass(frozen=True, slots=True)
class ExportsView:
    """Addresses of one search in other forms, and what is to be known of the files."""

    feed: str
    csv: str
    json_lines: str
    limit: str


def present_exports(query: Query, total: int) -> ExportsView:
    """The same words and filters; files have the order by date, a feed is of the newest."""
    searched = Query(text=query.text, filters=query.filters)
    by_date = replace(searched, sort="oldest") if query.sort == "oldest" else searched
    return ExportsView(
        feed=Addresses(path_of("feeds.atom")).of(searched),
        csv=Addresses(path_of("exports.search_csv")).of(by_date),
        json_lines=Addresses(path_of("exports.search_jsonl")).of(by_date),
        limit=_("les %(number)s premières par date", number=number_in_words(MOST)) if total > MOST else "",
    )
