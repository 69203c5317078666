"""One result as it is shown: title, kind, date in words, authors, best passages, and what belongs to it.

present_hit(hit, links, addresses).passages[0].label   ->   "Page 34 (numérotée 30)"
"""

from __future__ import annotations

from textwrap import shorten
from urllib.parse import unquote

import msgspec
from markupsafe import Markup, escape

from indexer.engines.interface import Hit, PassageHit
from indexer.presenters.links import Links, is_slides
from indexer.presenters.marked import marked_html
from searchapp.dates import date_in_words
from searchapp.facet_names import value_label
from searchapp.language import current_language, ngettext, valid_language_tag
from searchapp.language import gettext as _
from searchapp.presenters.addresses import Addresses, Named
from searchapp.presenters.previews import CoverView, cover_of, view_address

_HEADING_LENGTH = 90  # a page may stand in five sections; two lines of a phone tell enough
_LEAD_LENGTH = 300  # where no words stand in it: a summary of a report may fill a page
_SHOWN_AUTHORS = 4  # in a result; a report may name forty
_PRINTED_FOLDERS = 30  # characters of an address on paper, before the name of the page
_SHOWN_DOCUMENTS = 5  # in a result; a portfolio may hold a hundred


class PassageView(msgspec.Struct, frozen=True, gc=False):
    """A place inside a result; `is_numbered` where it is a page or a slide."""

    label: str
    is_numbered: bool
    heading: str
    address: str | None
    lang: str | None
    snippet: Markup
    preview: str | None = None  # the page of a PDF as it looks, shown here
    preview_label: str = ""


class HitView(msgspec.Struct, frozen=True, gc=False):
    """One result; `printed` is its address as it is shown on paper."""

    title: Markup
    address: str | None
    printed: str
    is_pdf: bool
    lang: str | None
    kind: str
    date: str
    iso_date: str
    authors: tuple[Named, ...]
    snippet: Markup
    snippet_lang: str | None
    passages: tuple[PassageView, ...]
    topics: tuple[Named, ...]
    landing_page: Named | None
    documents: tuple[Named, ...]
    is_attached: bool = False
    is_pinned: bool = False
    more_documents: str = ""
    more_authors: str = ""
    details: str = ""
    cover: CoverView | None = None


def present_hit(hit: Hit, links: Links, addresses: Addresses) -> HitView:
    """One result."""
    address = links.hit(hit)
    return HitView(
        title=marked_html(hit.marked_title) or escape(hit.title),
        address=address,
        printed=_printed(address) if address else "",
        is_pdf=hit.is_pdf,
        lang=foreign(hit.language),
        kind=value_label("kind", hit.kind),
        date=date_in_words(hit.date, current_language()) if hit.date else "",
        iso_date=str(hit.date or ""),
        authors=tuple(Named(name, addresses.with_value("author", name)) for name in hit.authors[:_SHOWN_AUTHORS]),
        more_authors=_more(len(hit.authors) - _SHOWN_AUTHORS),
        # The engine's snippet is that of the best passage, which is shown below with its place.
        snippet=Markup()
        if hit.passages
        else marked_html(hit.snippet) or escape(shorten(hit.lead, _LEAD_LENGTH, placeholder=" …")),
        snippet_lang=foreign(hit.snippet_language or hit.language),
        passages=tuple(present_passage(hit, passage, links, addresses.words) for passage in hit.passages),
        topics=tuple(Named(topic, addresses.with_value("topic", topic)) for topic in hit.topics),
        landing_page=Named(hit.landing_page.title, links.linked(hit.landing_page)) if hit.landing_page else None,
        documents=tuple(Named(document.title, links.linked(document)) for document in hit.documents[:_SHOWN_DOCUMENTS]),
        is_attached=bool(hit.attachment),
        is_pinned=hit.pinned,
        more_documents=_more(len(hit.documents) - _SHOWN_DOCUMENTS),
        details=links.publication_page(hit.id, addresses.words),
        cover=cover_of(hit.id) if hit.is_pdf and hit.has_file else None,
    )


def _more(others: int) -> str:
    if others <= 0:
        return ""
    return ngettext("et %(number)s autre", "et %(number)s autres", others, number=others)


def _printed(address: str) -> str:
    """An address short enough for a line: its host, and of its path the end."""
    shown = unquote(address.partition("#")[0]).partition("://")[-1] if "://" in address else unquote(address)
    path, _mark, question = shown.partition("?")
    folders, _slash, name = path.rstrip("/").rpartition("/")
    if len(folders) > _PRINTED_FOLDERS:
        folders = f"{folders.partition('/')[0]}/…"
    return (f"{folders}/{name}" if folders else name) + ("?…" if question else "")


def present_passage(hit: Hit, passage: PassageHit, links: Links, text: str) -> PassageView:
    """A place inside a result, with its excerpt; `text` is what was typed."""
    label = place_in_words(hit, passage.number, passage.label)
    heading = passage.heading or ""
    if len(heading) > _HEADING_LENGTH:  # seldom, and cutting takes as long as the rest of the passage
        heading = shorten(heading, _HEADING_LENGTH, placeholder=" …")
    preview = view_address(hit.id, passage.number, text) if hit.is_pdf and hit.has_file else None
    return PassageView(
        label=label if label or heading else _("Lire ce passage"),
        is_numbered=bool(label),
        heading=heading,
        address=links.passage(hit, passage),
        lang=foreign(passage.language or hit.language),
        snippet=marked_html(passage.snippet),
        preview=preview,
        preview_label=_("de la page %(number)s", number=passage.number) if preview else "",
    )


def place_in_words(hit: Hit, number: int, label: str | None) -> str:
    """Where a passage is: "Page 34 (numérotée 30)"; "" where passages have no numbers that anybody sees."""
    if hit.is_pdf:
        return page_in_words(number, label)
    return _("Diapositive %(number)s", number=number) if is_slides(hit) else ""


def page_in_words(number: int, label: str | None) -> str:
    """A page as its file counts, and as it is printed where that differs."""
    if label and label != str(number):
        return _("Page %(number)s (numérotée %(label)s)", number=number, label=label)
    return _("Page %(number)s", number=number)


def foreign(language: str) -> str | None:
    """The tag for a `lang` attribute, where it differs from the page's own."""
    tag = valid_language_tag(language) if language else None
    return tag if tag and tag.split("-")[0] != current_language() else None
