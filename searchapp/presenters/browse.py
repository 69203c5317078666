"""All topics, authors or years as lists to read through: in alphabetical groups, with an index of letters.

    view = present_listing("authors", facet, Asked())
    view.groups[0].title, view.groups[0].entries[0].text     "A", "Aubertin, Hélène"

Up to ALL_AT_ONCE values stand on one page; of more, each letter has pages of its own. What is looked for by a part of
its name is listed without groups of letters.

Not here: pages of one topic, author or year (subject.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal
from urllib.parse import quote, urlencode

import msgspec

from indexer.engines.facet_listing import folded
from indexer.engines.interface import Facet, FacetName, Query
from indexer.people import filing_name
from searchapp.facet_names import facet_title, value_count
from searchapp.language import gettext as _
from searchapp.language import ngettext, number_in_words
from searchapp.narrowing import last_page, narrowed
from searchapp.paths import path_of
from searchapp.presenters.addresses import Addresses
from searchapp.service import current_service

Listing = Literal["topics", "authors", "years"]
FACET_OF: Mapping[Listing, FacetName] = {"topics": "topic", "authors": "author", "years": "year"}
LISTING_OF: Mapping[str, Listing] = {facet: listing for listing, facet in FACET_OF.items()}

ALL_AT_ONCE = 300  # links on one page: what is still read through
PER_PAGE = 200
OTHERS = "#"  # the group of what begins with no letter


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A value, and the page about it."""

    text: str
    address: str
    count: str


class Group(msgspec.Struct, frozen=True, gc=False):
    """Values that begin with one letter, or years of one decade."""

    title: str
    anchor: str
    entries: tuple[Entry, ...]


class Letter(msgspec.Struct, frozen=True, gc=False):
    """A letter of the index."""

    text: str
    address: str
    is_current: bool
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a listing is asked for: some letters in a name, else a letter, and which page."""

    contains: str = ""
    letter: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListingView:
    """One page of a listing.

    is_whole  all values stand on this page: a script may look through them here
    """

    listing: Listing
    path: str
    title: str
    count: str
    asked: Asked
    letters: tuple[Letter, ...]
    groups: tuple[Group, ...]
    found: str
    is_whole: bool
    has_filter: bool
    page: int
    last_page: int
    previous: str | None
    next: str | None
    canonical: str


class _Value(msgspec.Struct, frozen=True, gc=False):
    """A value as it is filed: by its key, under a letter or a decade, with the words that it is looked for by."""

    key: tuple[str, str]
    value: str
    text: str
    letter: str
    words: str


def present_listing(listing: Listing, facet: Facet, asked: Asked) -> ListingView:
    """A page of a listing. A letter that nothing begins with, and a page that is not there, show nothing."""
    counts = {value.value: value.count for value in facet.values if value.count and value.value}
    values = _in_order(listing, tuple(counts))
    path = path_of("pages.browse", listing=listing)
    is_whole = len(values) <= ALL_AT_ONCE or listing == "years"
    letters = sorted({value.letter for value in values}, key=lambda letter: (letter == OTHERS, letter))
    shown: Sequence[_Value] = values
    letter = ""
    if asked.contains:
        words = folded(asked.contains).split()
        shown = [value for value in values if all(word in value.words for word in words)]
    elif not is_whole and letters:
        letter = asked.letter.upper() if asked.letter else letters[0]
        shown = [value for value in values if value.letter == letter]
    per_page = len(shown) if is_whole else PER_PAGE
    last = last_page(len(shown), max(per_page, 1))
    first = (asked.page - 1) * per_page
    page = shown[first : first + per_page]

    def address(number: int) -> str:
        pairs = {"contains": asked.contains, "letter": letter if asked.letter else ""}
        given = {name: text for name, text in pairs.items() if text} | ({"page": str(number)} if number > 1 else {})
        return f"{path}?{urlencode(given)}" if given else path

    return ListingView(
        listing=listing,
        path=path,
        title=facet_title(FACET_OF[listing]),
        count=value_count(FACET_OF[listing], len(values)),
        asked=asked,
        letters=tuple(_index_letter(one, path, letter, is_whole=is_whole) for one in letters)
        if len(letters) > 1 and not asked.contains and listing != "years"
        else (),
        groups=_groups(listing, page, counts, is_flat=bool(asked.contains)),
        found=_found(len(shown)) if asked.contains else "",
        is_whole=is_whole,
        has_filter=listing != "years" and len(values) > 1,
        page=asked.page,
        last_page=last,
        previous=address(min(asked.page - 1, last)) if asked.page > 1 else None,
        next=address(asked.page + 1) if asked.page < last else None,
        canonical=current_service().absolute(address(asked.page)),
    )


def subject_address(facet: str, value: str) -> str:
    """The page about one value; the search for it where no path can hold the value."""
    if any(part in ("", ".", "..") for part in value.split("/")):
        return Addresses(path_of("pages.search")).of(narrowed(Query(), FACET_OF[LISTING_OF[facet]], value))
    return f"{path_of('pages.browse', listing=LISTING_OF[facet])}/{quote(value, safe='/')}"


def _found(number: int) -> str:
    if not number:
        return _("Aucun nom trouvé")
    return ngettext("%(number)s nom trouvé", "%(number)s noms trouvés", number, number=number_in_words(number))


@lru_cache(maxsize=3)  # of 20,000 authors in half a second: done once for each commit that changes them
def _in_order(listing: Listing, values: tuple[str, ...]) -> tuple[_Value, ...]:
    filed = [_filed(listing, value) for value in values]
    return tuple(sorted(filed, key=lambda value: (value.key, value.value), reverse=listing == "years"))


def _filed(listing: Listing, value: str) -> _Value:
    words = folded(value)
    key, text = (words, ""), value
    if listing == "authors":
        name = filing_name(value)
        key = folded(name.family), folded(name.given)
        text = f"{name.family}, {name.given}" if name.given else value
    letter = key[0][:1].upper()
    if listing == "years":
        letter = value[:3] + "0"
    return _Value(key, value, text, letter if letter.isalpha() or listing == "years" else OTHERS, words)


def _index_letter(letter: str, path: str, current: str, *, is_whole: bool) -> Letter:
    name = _("Ce qui ne commence pas par une lettre") if letter == OTHERS else _("Lettre %(letter)s", letter=letter)
    address = f"#{_anchor(letter)}" if is_whole else f"{path}?{urlencode({'letter': letter})}"
    return Letter(letter, address, letter == current, name)


def _anchor(letter: str) -> str:
    return "letter-other" if letter == OTHERS else f"letter-{letter}"


def _groups(
    listing: Listing, values: Sequence[_Value], counts: Mapping[str, int], *, is_flat: bool
) -> tuple[Group, ...]:
    facet = FACET_OF[listing]

    def entries(some: Sequence[_Value]) -> tuple[Entry, ...]:
        return tuple(
            Entry(value.text, subject_address(facet, value.value), number_in_words(counts[value.value]))
            for value in some
        )

    if is_flat:
        return (Group("", "found", entries(values)),) if values else ()
    groups = [(letter, list(some)) for letter, some in groupby(values, lambda value: value.letter)]
    groups.sort(key=lambda group: group[0] == OTHERS)
    return tuple(
        Group(_("Années %(decade)s", decade=letter) if listing == "years" else letter, _anchor(letter), entries(some))
        for letter, some in groups
    )
