"""The answers of `/api/v1/publications/ID` and `/api/v1/related/ID`, with what each key means.

    present_publication_json(found, links, None, with_text=False)["passages"][0]["url"]

The types describe the answer: the description of the endpoints is made of them.
"""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from flask import url_for
from msgspec import Meta

from indexer.engines.interface import (
    Hit,
    Issue,
    LinkedPublication,
    Marked,
    PassageHit,
    PassagesFound,
    RelatedPublications,
)
from indexer.presenters.links import Links
from indexer.presenters.marked import marked_text
from indexer.publication import Passage
from searchapp.presenters.citations import as_text
from searchapp.presenters.publication import page_count
from searchapp.publications import FoundPublication

_DATE = "As exact as it is known: `2024-09-04`, `2024-09` or `2024`; null without one."


class PublicationName(TypedDict):
    """Another publication that is named."""

    id: Annotated[str, Meta(description="Its id.", examples=["rapports/bilan-2024.pdf"])]
    title: Annotated[str, Meta(description="Its title.", examples=["Bilan 2024"])]
    url: Annotated[str | None, Meta(description="Where it can be read; null when it cannot.")]


class PartJson(TypedDict):
    """A place inside the publication: a page of a PDF, a section of an article."""

    number: Annotated[
        int, Meta(description="Number of the page or section, from 1; of a PDF as its file counts.", examples=[12])
    ]
    label: Annotated[str | None, Meta(description="The printed page number, where it is known.", examples=["iv"])]
    heading: Annotated[str | None, Meta(description="The section it stands in.", examples=["2.1 Participation"])]
    url: Annotated[str | None, Meta(description="Address of the place; null when nothing can be read.")]
    language: Annotated[str, Meta(description="Language of its text, as a tag.", examples=["fr"])]
    text: NotRequired[Annotated[str, Meta(description="Its whole text; only with `text=true`.")]]


class PlaceJson(TypedDict):
    """A place where the words stand."""

    number: Annotated[
        int, Meta(description="Number of the page or section, from 1; of a PDF as its file counts.", examples=[12])
    ]
    label: Annotated[str | None, Meta(description="The printed page number, where it is known.", examples=["iv"])]
    heading: Annotated[str | None, Meta(description="The section it stands in.", examples=["2.1 Participation"])]
    url: Annotated[str | None, Meta(description="Address of the place, which shows the words there.")]
    language: Annotated[str, Meta(description="Language of its text, as a tag.", examples=["fr"])]
    snippet_html: Annotated[
        str, Meta(description="An excerpt: escaped text with `<mark>` only.", examples=["le <mark>dépistage</mark>"])
    ]


class InsideJson(TypedDict):
    """Where words stand inside the publication."""

    total: Annotated[int, Meta(description="Passages that have the words.", examples=[14])]
    page: Annotated[int, Meta(description="Page of these places, from 1.", examples=[1])]
    per_page: Annotated[int, Meta(description="Places on a page.", examples=[10])]
    relaxed: Annotated[bool, Meta(description="True when no passage has all the words: these have some of them.")]
    passages: Annotated[list[PlaceJson], Meta(description="The places, in the order asked for.")]


class FileJson(TypedDict):
    """The file it was read from."""

    url: Annotated[str, Meta(description="Where this service gives it.")]
    size_bytes: Annotated[int | None, Meta(description="Its size in bytes; null when not known.", examples=[1_204_000])]


class CitationJson(TypedDict):
    """How it is cited."""

    text: Annotated[str, Meta(description="For a list of references.")]
    bibtex: Annotated[str, Meta(description="Path of the reference in BibTeX.")]
    ris: Annotated[str, Meta(description="Path of the reference in RIS.")]
    csl_json: Annotated[str, Meta(description="Path of the reference in CSL-JSON.")]


class PublicationJson(TypedDict):
    """One publication, whole. What it lacks it takes from the page that announces it."""

    id: Annotated[str, Meta(description="Its id.", examples=["rapports/bilan-2024.pdf"])]
    url: Annotated[str | None, Meta(description="Where it can be read; null when it cannot.")]
    page: Annotated[str, Meta(description="Path of its own page here.", examples=["/publication/rapports/bilan.pdf"])]
    title: Annotated[str, Meta(description="Its title.", examples=["Bilan 2024"])]
    lead: Annotated[str, Meta(description="What introduces it; empty without one.")]
    kind: Annotated[str, Meta(description="What it is; empty where not known.", examples=["rapport"])]
    language: Annotated[str, Meta(description="Its language, as a tag.", examples=["fr"])]
    date: Annotated[str | None, Meta(description=f"When it was published. {_DATE}", examples=["2024-09"])]
    updated: Annotated[str | None, Meta(description=f"When it was last changed. {_DATE}", examples=["2024-10-01"])]
    authors: Annotated[tuple[str, ...], Meta(description="Its authors, in the spelling of the facet.")]
    topics: Annotated[tuple[str, ...], Meta(description="Its topics, in the spelling of the facet.")]
    pages: Annotated[int | None, Meta(description="Pages of a PDF, as far as there is text; else null.", examples=[48])]
    file: Annotated[FileJson | None, Meta(description="The file it was read from; null without one.")]
    attachment: Annotated[str | None, Meta(description="Its name within the file it is attached to; else null.")]
    landing_page: Annotated[
        PublicationName | None, Meta(description="The page that announces it, or what it is attached to; or null.")
    ]
    documents: Annotated[list[PublicationName], Meta(description="What it announces or holds: up to 100.")]
    passages: Annotated[list[PartJson], Meta(description="Its pages or sections, in their order.")]
    inside: Annotated[InsideJson | None, Meta(description="Where the words of `q` stand; null without words.")]
    citation: Annotated[CitationJson, Meta(description="How it is cited.")]


class IssueJson(TypedDict):
    """A yearly report of another year."""

    year: Annotated[int, Meta(description="The year that it is about, four digits.", examples=[2023])]
    id: Annotated[str, Meta(description="Its id.")]
    title: Annotated[str, Meta(description="Its title.", examples=["Rapport d’activité 2023"])]
    url: Annotated[str | None, Meta(description="Where it can be read; null when it cannot.")]
    page: Annotated[str, Meta(description="Path of its own page here.")]


class NeighbourJson(TypedDict):
    """A publication that is close to another."""

    id: Annotated[str, Meta(description="Its id.", examples=["rapports/bilan-2024.pdf"])]
    url: Annotated[str | None, Meta(description="Where it can be read; null when it cannot.")]
    page: Annotated[str, Meta(description="Path of its own page here.")]
    title: Annotated[str, Meta(description="Its title.", examples=["Bilan 2024"])]
    kind: Annotated[str, Meta(description="What it is; empty where not known.", examples=["rapport"])]
    language: Annotated[str, Meta(description="Its language, as a tag.", examples=["fr"])]
    date: Annotated[str | None, Meta(description=f"When it was published. {_DATE}", examples=["2024-09"])]
    authors: Annotated[tuple[str, ...], Meta(description="Its authors.")]
    topics: Annotated[tuple[str, ...], Meta(description="Its topics.")]
    score: Annotated[float, Meta(description="How close it is, above 0; 1 is the publication itself.", examples=[0.42])]


class NeighboursJson(TypedDict):
    """What is close to a publication by its words, closest first; no document stands there twice."""

    id: Annotated[str, Meta(description="The id that was asked for.", examples=["rapports/bilan-2024.pdf"])]
    versions: Annotated[list[NeighbourJson], Meta(description="The same text, or nearly: other formats or editions.")]
    issues: Annotated[list[IssueJson], Meta(description="The same yearly report of other years, newest first.")]
    related: Annotated[list[NeighbourJson], Meta(description="What is about the same.")]


def present_publication_json(
    found: FoundPublication, links: Links, inside: InsideJson | None, *, with_text: bool
) -> PublicationJson:
    """The whole answer."""
    publication, hit = found.publication, found.hit
    return {
        "id": hit.id,
        "url": links.hit(hit),
        "page": links.publication_page(hit.id),
        "title": hit.title,
        "lead": hit.lead,
        "kind": hit.kind,
        "language": hit.language,
        "date": str(hit.date) if hit.date else None,
        "updated": str(publication.updated) if publication.updated else None,
        "authors": hit.authors,
        "topics": hit.topics,
        "pages": page_count(publication) or None,
        "file": {
            "url": url_for("documents.document", identifier=hit.id),
            "size_bytes": found.size_bytes,
        }
        if hit.has_file
        else None,
        "attachment": hit.attachment or None,
        "landing_page": _name(hit.landing_page, links) if hit.landing_page else None,
        "documents": [_name(document, links) for document in hit.documents],
        "passages": [_passage(hit, passage, links, with_text=with_text) for passage in publication.passages],
        "inside": inside,
        "citation": {
            "text": as_text(found.citation()),
            "bibtex": url_for("pages.citation", form="bibtex", identifier=hit.id),
            "ris": url_for("pages.citation", form="ris", identifier=hit.id),
            "csl_json": url_for("pages.citation", form="csl-json", identifier=hit.id),
        },
    }


def present_inside_json(hit: Hit, found: PassagesFound, links: Links, page: int, per_page: int) -> InsideJson:
    """Where words stand inside a publication."""
    return {
        "total": found.total,
        "page": page,
        "per_page": per_page,
        "relaxed": found.relaxed,
        "passages": [
            {
                "number": place.number,
                "label": place.label,
                "heading": place.heading,
                "url": links.passage(hit, place),
                "language": place.language or hit.language,
                "snippet_html": marked_text(place.snippet),
            }
            for place in found.passages
        ],
    }


def present_related_json(identifier: str, found: RelatedPublications, links: Links) -> NeighboursJson:
    """What is close to a publication."""
    return {
        "id": identifier,
        "versions": [_neighbour(hit, links) for hit in found.versions],
        "issues": [_issue(issue, links) for issue in found.issues],
        "related": [_neighbour(hit, links) for hit in found.related],
    }


def _issue(issue: Issue, links: Links) -> IssueJson:
    hit = issue.hit
    return {
        "year": issue.year,
        "id": hit.id,
        "title": hit.title,
        "url": links.hit(hit),
        "page": links.publication_page(hit.id),
    }


def _neighbour(hit: Hit, links: Links) -> NeighbourJson:
    return {
        "id": hit.id,
        "url": links.hit(hit),
        "page": links.publication_page(hit.id),
        "title": hit.title,
        "kind": hit.kind,
        "language": hit.language,
        "date": str(hit.date) if hit.date else None,
        "authors": hit.authors,
        "topics": hit.topics,
        "score": hit.score,
    }


def _name(linked: LinkedPublication, links: Links) -> PublicationName:
    return {"id": linked.id, "title": linked.title, "url": links.linked(linked)}


def _passage(hit: Hit, passage: Passage, links: Links, *, with_text: bool) -> PartJson:
    place = PassageHit(passage.number, passage.label, passage.heading, passage.anchor, Marked(), "")
    found: PartJson = {
        "number": passage.number,
        "label": passage.label,
        "heading": passage.heading,
        "url": links.passage(hit, place),
        "language": passage.language or hit.language,
    }
    if with_text:
        found["text"] = passage.text
    return found
