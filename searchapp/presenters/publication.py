"""A publication's own page as the values that templates/publication.html shows.

    view = present_publication(publication, hit, related, links, Addresses("/search"))
    view.facts[0].name, view.outline.sections, view.citation, view.related[0].address

Not here: what stands in the head for machines (metadata.py), excerpts of the places found (cards.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

import msgspec

from indexer.engines.interface import Hit, LinkedPublication, PassagesFound, RelatedPublications
from indexer.presenters.links import Links, safe_address
from indexer.publication import Publication, name_in_file
from searchapp.dates import date_in_words
from searchapp.facet_names import value_label
from searchapp.language import current_language, language_name, ngettext, number_in_words, size_in_words
from searchapp.language import gettext as _
from searchapp.narrowing import last_page
from searchapp.presenters.addresses import Addresses, Choice, Named
from searchapp.presenters.cards import PassageView, foreign, present_passage
from searchapp.presenters.outline import Outline, present_outline

PLACES_ON_PAGE = 20
# Of files that are something else than a page of the web.
_FORMATS = {
    ".pdf": "PDF", ".docx": "Word", ".docm": "Word", ".dotx": "Word", ".dotm": "Word", ".pptx": "PowerPoint",
    ".pptm": "PowerPoint", ".ppsx": "PowerPoint", ".ppsm": "PowerPoint", ".potx": "PowerPoint", ".potm": "PowerPoint",
    ".odt": "OpenDocument", ".ott": "OpenDocument", ".odp": "OpenDocument", ".otp": "OpenDocument", ".epub": "EPUB",
}  # fmt: skip


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One thing that is known of a publication; `machine` is a date for `time`."""

    name: str
    values: tuple[Named, ...]
    machine: str = ""


class Neighbour(msgspec.Struct, frozen=True, gc=False):
    """Another publication: it leads to its own page here."""

    title: str
    address: str
    kind: str
    date: str
    lang: str | None


class Inside(msgspec.Struct, frozen=True, gc=False):
    """What the search inside the publication shows.

    count   of all places, in words
    orders  the ways in which they can stand
    """

    words: str
    count: str
    places: tuple[PassageView, ...]
    relaxed: bool
    orders: tuple[Choice, ...]
    previous: str | None
    next: str | None


class PublicationView(msgspec.Struct, frozen=True):
    """Everything the page shows of a publication, but the places of words."""

    title: str
    lang: str | None
    kind: str
    date: str
    iso_date: str
    authors: tuple[Named, ...]
    topics: tuple[Named, ...]
    lead: str
    reading: str | None
    file_format: str
    file_size: str
    facts: tuple[Fact, ...]
    landing_page: Named | None
    is_attached: bool
    documents: tuple[Named, ...]
    outline: Outline
    versions: tuple[Neighbour, ...]
    issues: tuple[Named, ...]
    related: tuple[Neighbour, ...]


def present_publication(
    publication: Publication,
    hit: Hit,
    neighbours: RelatedPublications,
    links: Links,
    addresses: Addresses,
    *,
    size_bytes: int | None,
) -> PublicationView:
    """The whole page; `size_bytes` is that of its file, where it is known."""
    file_format = _FORMATS.get(PurePath(_file_name(publication)).suffix.lower(), "")
    return PublicationView(
        title=hit.title,
        lang=foreign(hit.language),
        kind=value_label("kind", hit.kind),
        date=date_in_words(hit.date, current_language()) if hit.date else "",
        iso_date=str(hit.date or ""),
        authors=tuple(Named(name, addresses.with_value("author", name)) for name in hit.authors),
        topics=tuple(Named(topic, addresses.with_value("topic", topic)) for topic in hit.topics),
        lead=hit.lead,
        reading=links.hit(hit),
        file_format=file_format,
        file_size=size_in_words(size_bytes) if size_bytes and file_format else "",
        facts=tuple(_facts(publication, hit, addresses)),
        landing_page=_named(hit.landing_page, links) if hit.landing_page else None,
        is_attached=bool(hit.attachment),
        documents=tuple(_named(document, links) for document in hit.documents),
        outline=present_outline(publication, hit, links),
        versions=_neighbours(neighbours.versions, links),
        issues=tuple(Named(str(issue.year), links.publication_page(issue.hit.id)) for issue in neighbours.issues),
        related=_neighbours(neighbours.related, links),
    )


def present_inside(hit: Hit, found: PassagesFound, links: Links, *, words: str, page: int, order: str) -> Inside:
    """The places of words inside a publication, on one page of them."""
    last = last_page(found.total, PLACES_ON_PAGE)

    def at(number: int, order: str = order) -> str:
        more = ("" if order == "best" else f"&order={order}") + (f"&page={number}" if number > 1 else "")
        return f"{links.publication_page(hit.id, words)}{more}#inside"

    orders = (
        Choice(_("Les plus pertinents d’abord"), at(1, "best"), selected=order == "best"),
        Choice(_("Dans l’ordre du document"), at(1, "document"), selected=order == "document"),
    )
    return Inside(
        words=words,
        count=_count(hit, found.total),
        places=tuple(present_passage(hit, passage, links, words) for passage in found.passages),
        relaxed=found.relaxed,
        orders=orders if found.total > 1 else (),
        previous=at(min(page - 1, last)) if page > 1 else None,
        next=at(page + 1) if page < last else None,
    )


def page_count(publication: Publication) -> int:
    """How many pages a PDF has, as far as there is text; 0 of anything else."""
    return publication.passages[-1].number if publication.is_pdf and publication.passages else 0


def _count(hit: Hit, total: int) -> str:
    number = number_in_words(total)
    if hit.is_pdf:
        return ngettext("%(number)s page", "%(number)s pages", total, number=number)
    return ngettext("%(number)s passage", "%(number)s passages", total, number=number)


def _facts(publication: Publication, hit: Hit, addresses: Addresses) -> Iterator[Fact]:
    language = current_language()
    if hit.kind:
        kind = Named(value_label("kind", hit.kind), addresses.with_value("kind", hit.kind))
        yield Fact(_("Type"), (kind,))
    if hit.date:
        yield Fact(_("Publication"), (Named(date_in_words(hit.date, language), None),), str(hit.date))
    if publication.updated and publication.updated != hit.date:
        words = date_in_words(publication.updated, language)
        yield Fact(_("Mise à jour"), (Named(words, None),), str(publication.updated))
    if hit.language:
        name = language_name(hit.language)
        yield Fact(_("Langue"), (Named(name[:1].upper() + name[1:], None),))
    if pages := page_count(publication):
        yield Fact(_("Pages"), (Named(number_in_words(pages), None),))
    if publication.attachment:
        yield Fact(_("Nom du fichier"), (Named(publication.attachment[-1], None),))
    if address := safe_address(publication.url):
        yield Fact(_("Adresse publique"), (Named(publication.url, address),))


def _named(linked: LinkedPublication, links: Links) -> Named:
    return Named(linked.title, links.publication_page(linked.id))


def _neighbours(hits: Sequence[Hit], links: Links) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(
            hit.title,
            links.publication_page(hit.id),
            value_label("kind", hit.kind),
            date_in_words(hit.date, current_language()) if hit.date else "",
            foreign(hit.language),
        )
        for hit in hits
    )


def _file_name(publication: Publication) -> str:
    address = publication.url.partition("?")[0].partition("#")[0]
    return name_in_file(publication.file or address, publication.attachment)
