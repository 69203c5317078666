"""What a publication consists of, as links: its sections, or its pages where it has none.

    outline = present_outline(publication, hit, links)
    outline.sections[0].text, outline.sections[0].place, outline.sections[0].address

A section begins where its heading first stands; a page goes on with the section of the page before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from indexer.engines.interface import Hit
from indexer.presenters.links import Links, is_slides
from indexer.publication import HEADING_SEPARATOR, Passage, Publication
from searchapp.presenters.cards import foreign, place_in_words

_MOST = 600  # of sections, or of pages: more is no list that anybody reads
_SHOWN = 12  # sections before "Toutes les sections"


class Place(msgspec.Struct, frozen=True, gc=False):
    """A section or a page: what it is called, where it is in words, and its address."""

    text: str
    place: str
    address: str | None
    lang: str | None = None


class Outline(msgspec.Struct, frozen=True, gc=False):
    """The sections, the further ones, and the pages where there are no sections.

    others   how many are left out
    """

    sections: tuple[Place, ...] = ()
    further: tuple[Place, ...] = ()
    pages: tuple[Place, ...] = ()
    others: int = 0


def present_outline(publication: Publication, hit: Hit, links: Links) -> Outline:
    """The sections of a publication; of a PDF without any, its pages."""
    passages = publication.passages
    sections = list(_sections(passages))
    if len(sections) > 1:
        shown = [_section(hit, passage, heading, links) for passage, heading in sections[:_MOST]]
        cut = _SHOWN if len(shown) > _SHOWN + 1 else len(shown)
        return Outline(tuple(shown[:cut]), tuple(shown[cut:]), others=len(sections) - len(shown))
    if len(passages) > 1 and (hit.is_pdf or is_slides(hit)):
        pages = tuple(_page(hit, passage, links) for passage in passages[:_MOST])
        return Outline(pages=pages, others=len(passages) - len(pages))
    return Outline()


def _sections(passages: Sequence[Passage]) -> Iterator[tuple[Passage, str]]:
    """Each heading with the passage in which it begins."""
    before: tuple[str, ...] = ()
    for passage in passages:
        headings = tuple(part for part in (passage.heading or "").split(HEADING_SEPARATOR) if part.strip())
        for place, heading in enumerate(headings):
            if place or not before or heading != before[-1]:
                yield passage, heading
        before = headings or before


def _section(hit: Hit, passage: Passage, heading: str, links: Links) -> Place:
    return Place(
        heading,
        place_in_words(hit, passage.number, passage.label),
        links.place(hit, passage) if hit.is_pdf or passage.anchor else None,
        foreign(passage.language or hit.language),
    )


def _page(hit: Hit, passage: Passage, links: Links) -> Place:
    return Place(
        passage.label or str(passage.number),
        place_in_words(hit, passage.number, passage.label),
        links.place(hit, passage) if hit.is_pdf else None,
    )
