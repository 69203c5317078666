"""What the answer about a search holds, key by key: the types of indexer/presenters/json.py, described.

    msgspec.json.schema_components([SearchJson], ref_template="#/components/schemas/{name}")

The OpenAPI description, the page /api and docs/api.md are made of these descriptions, and tests compare answers with
them. A unit is named where a number has one.

Not here: how the values are made (json.py), and those that only a service knows, such as `page`
(searchapp/presenters/json.py).
"""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from msgspec import Meta

from indexer.engines.interface import FacetValue, Sort, Spelling

_Html = "HTML: escaped text with `<mark>` around the matched words and no other tag"

QueryJson = TypedDict(
    "QueryJson",
    {
        "q": Annotated[str, Meta(description="The words, as typed.", examples=["dépistage"])],
        "topic": Annotated[list[str], Meta(description="Chosen topics.", examples=[["Prévention"]])],
        "author": Annotated[list[str], Meta(description="Chosen authors.")],
        "year": Annotated[list[str], Meta(description="Chosen years, four digits each.", examples=[["2024"]])],
        "from": Annotated[
            str | None, Meta(description="First day, included: year-month-day.", examples=["2024-01-01"])
        ],
        "to": Annotated[str | None, Meta(description="Last day, included: year-month-day.", examples=["2024-12-31"])],
        "kind": Annotated[list[str], Meta(description="Chosen kinds.", examples=[["rapport"]])],
        "language": Annotated[list[str], Meta(description="Chosen languages, as tags.", examples=[["fr"]])],
        "sort": Annotated[Sort, Meta(description="The order of the hits.")],
        "spelling": Annotated[Spelling, Meta(description="Whether the text may be answered in another spelling.")],
    },
)
QueryJson.__doc__ = "The query as it was understood; chosen values in the spelling that their facet shows."


class PassageJson(TypedDict):
    """A place inside a publication where the words stand: a page of a PDF, a section of a web page."""

    number: Annotated[int, Meta(description="Number of the page or section within the publication, from 1.")]
    label: Annotated[str | None, Meta(description="The page number as it is printed, where it is known.")]
    heading: Annotated[str | None, Meta(description="The section that the passage stands in.")]
    url: Annotated[
        str | None,
        Meta(
            description="Opens a PDF at its page with the words marked (`#page=12&search=words&phrase=true`), a web "
            "page at its heading or text."
        ),
    ]
    language: Annotated[str, Meta(description="Language of the passage, as a tag.", examples=["fr"])]
    snippet_html: Annotated[str, Meta(description=f"What stands there, in a few lines; {_Html}.")]
    view: NotRequired[
        Annotated[
            str | None,
            Meta(
                description="Path of a page that shows this page of the PDF as it looks, with the words marked; null "
                "for all else, and where the service shows none.",
                examples=["/view/rapports/bilan.pdf/45?q=sein"],
            ),
        ]
    ]


class RelatedJson(TypedDict):
    """Another publication, as it is named in a hit."""

    id: Annotated[str, Meta(description="Its id.")]
    title: Annotated[str, Meta(description="Its title.")]
    url: Annotated[str | None, Meta(description="Where it can be read.")]


class HitJson(TypedDict, total=False):
    """One publication that was found. Every key is there, unless `fields` asked for some of them."""

    id: Annotated[str, Meta(description="Stable id of the publication.")]
    url: Annotated[str | None, Meta(description="Where it can be read; null where that is nowhere.")]
    title: Annotated[str, Meta(description="Title, as plain text.")]
    title_html: Annotated[str, Meta(description=f"Title; {_Html}.")]
    lead: Annotated[str, Meta(description="The few lines that introduce it, as plain text; may be empty.")]
    kind: Annotated[str, Meta(description="What it is.", examples=["article", "rapport"])]
    language: Annotated[str, Meta(description="Its language, as a tag; empty where unknown.", examples=["fr"])]
    date: Annotated[
        str | None,
        Meta(
            description="When it was published, as exactly as its source says: a day, a month or a year.",
            examples=["2024-09-04", "2024-09", "2024"],
        ),
    ]
    authors: Annotated[tuple[str, ...], Meta(description="Its authors, in their order.")]
    topics: Annotated[tuple[str, ...], Meta(description="Its topics.")]
    score: Annotated[
        float,
        Meta(description="How well it answers: higher is better. It has no unit and compares only within one answer."),
    ]
    snippet_html: Annotated[str, Meta(description=f"A few lines around the words; {_Html}.")]
    passages: Annotated[list[PassageJson], Meta(description="The best places inside it, at most three, best first.")]
    landing_page: Annotated[
        RelatedJson | None,
        Meta(description="The page that announces this report, or what this document is attached to."),
    ]
    documents: Annotated[
        list[RelatedJson],
        Meta(description="The reports that this page announces, or what is attached to this report; at most 100."),
    ]
    attachment: Annotated[
        str | None, Meta(description="Of a document that is attached to another: its name within the file.")
    ]
    pinned: Annotated[bool, Meta(description="Whether editors put it first for these words.")]
    page: Annotated[
        str,
        Meta(description="Path of its own page of this service.", examples=["/publication/rapports/bilan.pdf"]),
    ]
    cover: Annotated[
        str | None,
        Meta(
            description="Path of its first page as a small picture (WebP, 160 pixels wide; with `&width=320` twice as "
            "wide); null without one.",
            examples=["/covers/rapports/bilan.pdf?v=18c2f1"],
        ),
    ]


class FacetsJson(TypedDict):
    """The values of each facet, most frequent first: as many as `facet_limit` says, and the chosen ones."""

    topic: Annotated[tuple[FacetValue, ...], Meta(description="Topics.")]
    author: Annotated[tuple[FacetValue, ...], Meta(description="Authors.")]
    year: Annotated[tuple[FacetValue, ...], Meta(description="Years of publication.")]
    kind: Annotated[tuple[FacetValue, ...], Meta(description="Kinds.")]
    language: Annotated[tuple[FacetValue, ...], Meta(description="Languages, as tags.")]


class FacetTotalsJson(TypedDict):
    """How many values each facet has, where `facets` may give fewer."""

    topic: Annotated[int, Meta(description="Number of topics.")]
    author: Annotated[int, Meta(description="Number of authors.")]
    year: Annotated[int, Meta(description="Number of years.")]
    kind: Annotated[int, Meta(description="Number of kinds.")]
    language: Annotated[int, Meta(description="Number of languages.")]


class SearchJson(TypedDict):
    """A query and its results."""

    query: Annotated[QueryJson, Meta(description="The query as it was understood.")]
    total: Annotated[int, Meta(description="Publications found; paging to the end shows as many.")]
    took_ms: Annotated[float, Meta(description="Time from the parsed query to the results, in milliseconds.")]
    page: Annotated[int, Meta(description="Number of this page, from 1.")]
    per_page: Annotated[int, Meta(description="Publications on a page, at most.")]
    hits: Annotated[list[HitJson], Meta(description="The publications of this page.")]
    facets: Annotated[FacetsJson, Meta(description="Values to narrow the search by, with their counts.")]
    facet_totals: Annotated[FacetTotalsJson, Meta(description="How many values each facet has.")]
    relaxed: Annotated[bool, Meta(description="True when no publication has all the words: these have some of them.")]
    dropped: Annotated[
        list[str], Meta(description="When not all words were found: those that stand in no publication.")
    ]
