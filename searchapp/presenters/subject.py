"""The page of one topic, author or year: its latest publications, and what is close to it.

view = present_subject("topic", "Prévention", results, links)
view.related[0].title      "Thèmes proches"
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from indexer.engines.interface import FacetName, Hit, Query, Results
from indexer.presenters.links import Links
from searchapp.language import gettext as _
from searchapp.language import number_in_words
from searchapp.narrowing import narrowed, sorted_by
from searchapp.paths import path_of
from searchapp.presenters.addresses import Addresses, Choice
from searchapp.presenters.browse import LISTING_OF, subject_address
from searchapp.presenters.cards import HitView, present_hit
from searchapp.presenters.results import publications
from searchapp.service import current_service

LATEST = 10
LOOKED_AT = 100  # of the newest publications, for what else they are about
_RELATED = 10


@dataclass(frozen=True, slots=True)
class Related:
    """A short list of other subjects."""

    name: str
    title: str
    links: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SubjectView:
    """Everything templates/subject.html shows."""

    title: str
    listing_title: str
    listing: str
    count: str
    hits: tuple[HitView, ...]
    more: str | None
    kept: tuple[tuple[str, str], ...]
    by_year: str
    feed: str
    related: tuple[Related, ...]
    canonical: str


def present_subject(facet: FacetName, value: str, results: Results, links: Links) -> SubjectView:
    """The page of a value that publications have, from the newest of these."""
    path = path_of("pages.search")
    addresses, query = Addresses(path), narrowed(Query(), facet, value)
    titles = {"topic": _("Thèmes"), "author": _("Auteurs"), "year": _("Années")}
    return SubjectView(
        title=value,
        listing_title=titles[facet],
        listing=path_of("pages.browse", listing=LISTING_OF[facet]),
        count=publications(results.total),
        hits=tuple(present_hit(hit, links, addresses) for hit in results.hits[:LATEST]),
        more=addresses.of(sorted_by(query, "newest")) if results.total > LATEST else None,
        kept=((facet, value),),
        by_year=Addresses(f"{path}?view=years").of(query),
        feed=Addresses(path_of("feeds.atom")).of(query),
        related=tuple(one for one in _related(facet, value, results) if one.links),
        canonical=current_service().absolute(subject_address(facet, value)),
    )


def _related(facet: FacetName, value: str, results: Results) -> list[Related]:
    own = {"topic": _("Thèmes proches"), "author": _("Publie avec"), "year": ""}
    titles = {"topic": _("Thèmes"), "author": _("Auteurs"), "year": _("Années")}
    lists = []
    for name in ("topic", "author", "year"):
        if name == facet:
            others = _beside(name, value, results.hits)
            lists.append(Related(name, own[name], tuple(Choice(one, subject_address(name, one)) for one in others)))
            continue
        values = [one for one in results.facets[name].values if one.count][:_RELATED]
        if name == "year":
            values.sort(key=lambda one: one.value, reverse=True)
        lists.append(
            Related(
                name,
                titles[name],
                tuple(
                    Choice(one.value, subject_address(name, one.value), count=number_in_words(one.count))
                    for one in values
                ),
            )
        )
    return lists


def _beside(name: str, value: str, hits: tuple[Hit, ...]) -> list[str]:
    """Values that its newest publications have beside it, the most frequent first.

    Facet counts cannot tell: those of a facet leave out its own choice.
    """
    if name == "year":
        return []
    values = Counter(one for hit in hits for one in (hit.topics if name == "topic" else hit.authors) if one != value)
    return sorted(values, key=lambda one: (-values[one], one))[:_RELATED]
