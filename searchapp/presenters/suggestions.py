"""Suggestions as JSON, each with where a choice of it leads.

present_suggestions("depi", found, service, path="/search", took_ms=1.2)["suggestions"][0]["url"]  ->  "/search?q=..."
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypedDict

from msgspec import Meta

from indexer.engines.interface import Engine, Query, Suggestion, SuggestionKind
from indexer.engines.suggestions import marked, read_typed
from indexer.presenters.links import Links
from indexer.presenters.marked import marked_text
from searchapp.narrowing import narrowed
from searchapp.presenters.addresses import Addresses
from searchapp.service import Service


class SuggestionJson(TypedDict):
    """One suggestion."""

    kind: Annotated[
        SuggestionKind,
        Meta(
            description="What it is: the words typed with the last one completed (`word`), what others searched for "
            "and found (`search`), a `topic`, an `author`, or a `publication` by its title.",
            examples=["word"],
        ),
    ]
    text: Annotated[str, Meta(description="As it is shown, plain text.", examples=["dépistage"])]
    text_html: Annotated[
        str,
        Meta(
            description="The same as escaped HTML, with `<mark>` around the letters that were typed and no other tag.",
            examples=["<mark>dépi</mark>stage"],
        ),
    ]
    id: Annotated[
        str | None, Meta(description="Id of a publication; null for all other kinds.", examples=["rapports/bilan.pdf"])
    ]
    url: Annotated[
        str,
        Meta(
            description="Where a choice leads: the page of results of a search, a topic or an author; a publication "
            "where its results lead.",
            examples=["/search?q=d%C3%A9pistage"],
        ),
    ]
    count: Annotated[int, Meta(description="Publications that it leads to.", examples=[42])]


class SuggestAnswer(TypedDict):
    """What may be meant by what was typed."""

    query: Annotated[str, Meta(description="What was typed, as understood.", examples=["depi"])]
    suggestions: Annotated[
        list[SuggestionJson],
        Meta(description="The best of each kind: searches and words, then topics, authors and publications."),
    ]
    took_ms: Annotated[float, Meta(description="Milliseconds that finding them took, measured.", examples=[1.4])]


def present_suggestions(
    text: str, suggested: Sequence[Suggestion], service: Service, *, path: str, took_ms: float
) -> SuggestAnswer:
    """The whole answer; `path` is where searches are shown."""
    addresses, links, typed = Addresses(path), service.links, read_typed(text)
    return {
        "query": text,
        "suggestions": [
            {
                "kind": each.kind,
                "text": each.text,
                "text_html": marked_text(marked(each.text, typed)),
                "id": each.id,
                "url": _address(each, service.engine, links, addresses),
                "count": each.count,
            }
            for each in suggested
        ],
        "took_ms": took_ms,
    }


def _address(suggestion: Suggestion, engine: Engine, links: Links, addresses: Addresses) -> str:
    match suggestion.kind:
        case "topic" | "author":
            return addresses.of(narrowed(Query(), suggestion.kind, suggestion.text))
        case "publication" if suggestion.id is not None:
            source = engine.source(suggestion.id)
            if source and (address := links.publication(suggestion.id, source.url, has_file=source.file is not None)):
                return address
    return addresses.of(Query(suggestion.text))
