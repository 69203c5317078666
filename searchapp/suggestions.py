"""Suggestions while typing: the engine's own, and what others have searched for.

suggestions(engine, asked, "depi", 8)   ->   (Suggestion("search", "dépistage cancer", 12), ...)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.engines.interface import Engine, Query, Suggestion
from indexer.engines.suggestions import mixed, read_typed
from indexer.french import fold
from searchapp.popular_searches import PopularSearches

_MAX_SEARCHES = 3  # of others; each is counted, which takes as long as a search


def suggestions(engine: Engine, asked: PopularSearches | None, text: str, limit: int) -> tuple[Suggestion, ...]:
    """What the visitor may mean who has typed so far; what finds nothing any more is left out."""
    own = engine.suggest(text, limit)
    searches = list(_searches(engine, asked, text)) if asked else []
    if not searches:
        return own
    # words complete the same list: both search for a text
    others = [_of_kind(own, kind) for kind in ("topic", "author", "publication")]
    return mixed([[*searches, *_of_kind(own, "word")], *others], limit)


def _searches(engine: Engine, asked: PopularSearches, text: str) -> Iterator[Suggestion]:
    typed = read_typed(text)
    if typed is None:
        return
    for search in asked.beginning(typed.forms, _MAX_SEARCHES + 1):
        if fold(search) != fold(text.strip()) and (count := engine.count(Query(search))):
            yield Suggestion("search", search, count)


def _of_kind(suggested: Sequence[Suggestion], kind: str) -> list[Suggestion]:
    return [suggestion for suggestion in suggested if suggestion.kind == kind]
