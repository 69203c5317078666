"""A page of a PDF as templates/view.html shows it: its picture, its text, and where one goes from it.

view = present_view(publication, 45, "dépistage", links, size_bytes=40_000_000)
view.place, view.next_match.address      "Page 45 (numérotée 43)", "/view/rapports/bilan.pdf/52?q=d%C3%A9pistage"
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from indexer.engines.interface import Query
from indexer.engines.matching_pages import matching_pages
from indexer.engines.snippets import WordFinder
from indexer.languages import analysis_of
from indexer.presenters.links import Links
from indexer.presenters.marked import marked_html
from indexer.publication import Passage, Publication
from indexer.query import parse
from searchapp.documents.previews import WIDTHS
from searchapp.language import current_language, ngettext, number_in_words, size_in_words, valid_language_tag
from searchapp.language import gettext as _
from searchapp.paths import path_of
from searchapp.presenters.addresses import Addresses, Named
from searchapp.presenters.previews import cover_of, picture_address, view_address

_A4 = (595, 842)


@dataclass(frozen=True, slots=True)
class ViewedPage:
    """Everything the template shows.

    picture         its address; `pictures` are those of all sizes, as srcset wants them
    width, height   of the picture as far as is known before it is there: pages are mostly as the cover
    paragraphs      the text of the page, marked
    matches         says on how many pages the words stand
    """

    title: str
    lang: str | None
    place: str
    heading: str
    picture: str
    pictures: str
    alternative: str
    width: int
    height: int
    paragraphs: tuple[Markup, ...]
    text_lang: str | None
    matches: str
    previous_match: Named | None
    next_match: Named | None
    previous: Named | None
    next: Named | None
    document: str | None
    size: str
    details: str
    results: str


def present_view(publication: Publication, number: int, text: str, links: Links, size_bytes: int) -> ViewedPage:
    """One page of a PDF, with the words of a query."""
    passage = next((one for one in publication.passages if one.number == number), Passage(number, ""))
    language = passage.language or publication.language
    clauses = parse(text)
    finder = WordFinder(clauses, analysis_of(language))
    matching = matching_pages(publication, clauses)
    last = max((one.number for one in publication.passages), default=number)
    place = _("Page %(number)s", number=number)
    if passage.label and passage.label != str(number):
        place = _("Page %(number)s (numérotée %(label)s)", number=number, label=passage.label)
    alternative = _("%(page)s de « %(title)s », telle qu’elle est imprimée", page=place, title=publication.title)
    if passage.text:
        alternative = _("%(description)s ; son texte suit", description=alternative)

    def link(to: int | None, label: str) -> Named | None:
        return Named(label, view_address(publication.id, to, text)) if to else None

    before = max((page for page in matching if page < number), default=None)
    after = min((page for page in matching if page > number), default=None)
    cover = cover_of(publication.id)
    width, height = (cover.width, cover.height) if cover else _A4
    return ViewedPage(
        title=publication.title,
        lang=_foreign(publication.language),
        place=place,
        heading=finder.best_heading(passage.heading) or "",
        picture=picture_address(publication.id, number, text, WIDTHS[1]),
        pictures=", ".join(f"{picture_address(publication.id, number, text, size)} {size}w" for size in WIDTHS),
        alternative=alternative,
        width=WIDTHS[1],
        height=round(WIDTHS[1] * height / width),
        paragraphs=tuple(marked_html(finder.mark(line)) for line in passage.text.splitlines() if line.strip()),
        text_lang=_foreign(language),
        matches=_matches(number, matching, is_marked=bool(finder.spans(passage.text))) if clauses else "",
        previous_match=link(before, _("Page %(number)s", number=before)),
        next_match=link(after, _("Page %(number)s", number=after)),
        previous=link(number - 1, _("Page %(number)s", number=number - 1)) if number > 1 else None,
        next=link(number + 1, _("Page %(number)s", number=number + 1)) if number < last else None,
        document=links.pdf_page(publication.id, publication.url, number, finder.snippet(passage.text).words),
        size=size_in_words(size_bytes) if size_bytes else "",
        details=links.publication_page(publication.id, text),
        results=Addresses(path_of("pages.search")).of(Query(text=text)),
    )


def _matches(number: int, matching: list[int], *, is_marked: bool) -> str:
    if not matching:
        return _("Ces mots ne figurent sur aucune page de ce document.")
    count = number_in_words(len(matching))
    if number in matching:
        return ngettext(
            "Ces mots figurent sur %(count)s page : celle-ci.",
            "Ces mots figurent sur %(count)s pages, dont celle-ci.",
            len(matching),
            count=count,
        )
    if is_marked:  # some of them stand here
        return ngettext(
            "Ces mots sont réunis sur %(count)s autre page.",
            "Ces mots sont réunis sur %(count)s autres pages.",
            len(matching),
            count=count,
        )
    return ngettext(
        "Ces mots figurent sur %(count)s autre page.",
        "Ces mots figurent sur %(count)s autres pages.",
        len(matching),
        count=count,
    )


def _foreign(language: str) -> str | None:
    tag = valid_language_tag(language) if language else None
    return tag if tag and tag.split("-")[0] != current_language() else None
