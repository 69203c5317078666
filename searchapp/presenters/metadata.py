"""What a publication's page tells machines in its head: schema.org, Dublin Core, Highwire (Google Scholar), Open Graph.

    present_metadata(citation, addresses).tags[0]    MetaTag("citation_title", "Bilan du dépistage")
    present_metadata(citation, addresses).json_ld    Markup('{"@context":"https://schema.org","@type":"Report",...}')

JSON within a page is not HTML: nothing in it is escaped but "<", ">" and "&", so that no text can end its element.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from markupsafe import Markup

from indexer.languages import primary
from indexer.people import is_institution, split_name
from searchapp.presenters.citations import Citation

_OPEN_GRAPH_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_DESCRIPTION_LENGTH = 300  # of what a search engine or a link's preview shows


class PublicAddresses(msgspec.Struct, frozen=True, gc=False):
    """Whole addresses, scheme and host included.

    page     of the publication's page here
    reading  where it is read; None where it cannot be
    pdf      of its PDF; None where it is none
    """

    page: str
    reading: str | None
    pdf: str | None


class MetaTag(msgspec.Struct, frozen=True, gc=False):
    """A `meta` element: by its name, or by its property (RDFa, as Open Graph asks)."""

    name: str
    content: str
    is_property: bool = False


class Metadata(msgspec.Struct, frozen=True, gc=False):
    """What the head of the page holds."""

    description: str
    tags: tuple[MetaTag, ...]
    json_ld: Markup


def present_metadata(citation: Citation, addresses: PublicAddresses) -> Metadata:
    """The head of a publication's page; what is not known is left out."""
    return Metadata(
        description=citation.lead[:_DESCRIPTION_LENGTH],
        tags=tuple(tag for tag in _tags(citation, addresses) if tag.content),
        json_ld=json_in_html(_schema_org(citation, addresses)),
    )


def json_in_html(value: Any) -> Markup:
    """A value as JSON that may stand in a `script` element."""
    text = msgspec.json.encode(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing in it can end the element


def _tags(citation: Citation, addresses: PublicAddresses) -> Iterator[MetaTag]:
    yield from _highwire(citation, addresses)
    yield from _dublin_core(citation, addresses)
    yield from _open_graph(citation, addresses)


def _highwire(citation: Citation, addresses: PublicAddresses) -> Iterator[MetaTag]:
    yield MetaTag("citation_title", citation.title)
    for author in citation.authors:
        yield MetaTag("citation_author", author)
    # Years may stand alone, months may not be followed by a day that nobody knows.
    yield MetaTag("citation_publication_date", str(citation.date or "").replace("-", "/"))
    is_report = citation.types.schema == "Report"
    yield MetaTag("citation_technical_report_institution" if is_report else "citation_publisher", citation.institution)
    yield MetaTag("citation_language", citation.language)
    yield MetaTag("citation_keywords", "; ".join(citation.topics))
    yield MetaTag("citation_abstract_html_url", addresses.page)
    yield MetaTag("citation_pdf_url", addresses.pdf or "")


def _dublin_core(citation: Citation, addresses: PublicAddresses) -> Iterator[MetaTag]:
    yield MetaTag("DC.title", citation.title)
    for author in citation.authors:
        yield MetaTag("DC.creator", author)
    for topic in citation.topics:
        yield MetaTag("DC.subject", topic)
    yield MetaTag("DC.description", citation.lead)
    yield MetaTag("DC.publisher", citation.institution)
    yield MetaTag("DC.date", str(citation.date or ""))
    yield MetaTag("DC.type", citation.kind)
    yield MetaTag("DC.language", citation.language)
    yield MetaTag("DC.identifier", addresses.reading or addresses.page)


def _open_graph(citation: Citation, addresses: PublicAddresses) -> Iterator[MetaTag]:
    yield MetaTag("og:type", "article", is_property=True)
    yield MetaTag("og:title", citation.title, is_property=True)
    yield MetaTag("og:description", citation.lead[:_DESCRIPTION_LENGTH], is_property=True)
    yield MetaTag("og:url", addresses.page, is_property=True)
    yield MetaTag("og:site_name", citation.institution, is_property=True)
    yield MetaTag("og:locale", _OPEN_GRAPH_LOCALES.get(primary(citation.language), ""), is_property=True)


def _schema_org(citation: Citation, addresses: PublicAddresses) -> dict[str, Any]:
    found = {
        "@context": "https://schema.org",
        "@type": citation.types.schema,
        "@id": addresses.page,
        "url": addresses.reading or addresses.page,
        "name": citation.title,
        "headline": citation.title,
        "author": [_agent(name) for name in citation.authors],
        "publisher": {"@type": "Organization", "name": citation.institution} if citation.institution else None,
        "datePublished": str(citation.date or ""),
        "inLanguage": citation.language,
        "description": citation.lead,
        "keywords": list(citation.topics),
        "genre": citation.kind,
        "encoding": {"@type": "MediaObject", "contentUrl": addresses.pdf, "encodingFormat": "application/pdf"}
        if addresses.pdf
        else None,
    }
    # A report is no Book, and "numberOfPages" is of books alone; ScholarlyArticle has "pagination", which is a range.
    return {name: value for name, value in found.items() if value}


def _agent(name: str) -> dict[str, str]:
    """A person or an organisation where the name is surely one's; else only what is known: a name."""
    person = split_name(name)
    if person is None:
        return {"@type": "Organization" if is_institution(name) else "Thing", "name": name}
    return {"@type": "Person", "name": name, "givenName": person.given, "familyName": person.family}
