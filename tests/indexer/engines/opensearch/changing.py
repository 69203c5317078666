"""Publications that have to do with each other, changed run by run; and what the embedded engine makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from indexer.engines.arrays.publications import Shown
from indexer.engines.interface import FacetName
from indexer.engines.opensearch.known import Derived, Index
from indexer.engines.opensearch.preparing import doc_of
from indexer.engines.opensearch.shown import read_shown
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.publication import PartialDate, Passage, Publication

ADDRESSES = tuple(f"https://institut.example/{number}.pdf" for number in range(3))
TOPICS = ("Santé", "sante", "SANTÉ", "Tabac", "Santé > Soins", "sante/Tabac", "Tabac/Prix")
AUTHORS = ("Nicolas Scotté", "N. Scotté", "SCOTTE Nicolas", "Awa Diop", "A. Diop", "Alice Diop")

dates = st.sampled_from((None, PartialDate(2023), PartialDate(2024, 5), PartialDate(2024, 5, 6), PartialDate(2025, 1)))
topics = st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).map(tuple)
authors = st.lists(st.sampled_from(AUTHORS), max_size=2, unique=True).map(tuple)
about: dict[str, Any] = {
    "title": st.sampled_from(("Bilan", "Note", "Bilan 2023", "Bilan 2024")),
    "passages": st.sampled_from(((), (Passage(1, "Un bilan."),), (Passage(1, "Une note."), Passage(2, "Sa suite.")))),
    "kind": st.sampled_from(("", "rapport")),
    "date": dates,
    "date_is_of_file": st.booleans(),
    "topics": topics,
    "authors": authors,
}
# What is attached may be named by several, by nobody, and even by itself.
attached = st.lists(st.sampled_from(("r0.pdf/x", "r0.pdf/x/y", "r1.pdf/x")), max_size=2, unique=True).map(tuple)
reports = st.builds(
    Publication,
    id=st.sampled_from(("r0.pdf", "r1.pdf", "r2.pdf")),
    url=st.sampled_from(("", *ADDRESSES)),
    file=st.sampled_from((None, "/srv/r.pdf")),
    documents=attached,
    **about,
)
attachments = st.builds(
    Publication,
    id=st.sampled_from(("r0.pdf/x", "r0.pdf/x/y", "r1.pdf/x")),
    attachment=st.just(("x.pdf",)),
    documents=attached,
    **about,
)
pages = st.builds(
    Publication,
    id=st.sampled_from(("p0", "p1", "p2")),
    links=st.lists(st.sampled_from((*ADDRESSES, "r0.pdf", "/srv/r.pdf")), max_size=3, unique=True).map(tuple),
    documents=attached,
    **about,
)
IDS = ("r0.pdf", "r1.pdf", "r2.pdf", "r0.pdf/x", "r0.pdf/x/y", "r1.pdf/x", "p0", "p1", "p2")
publications = st.one_of(reports, attachments, pages)


@dataclass(frozen=True)
class Run:
    """One commit: what is removed, then what is added."""

    removed: tuple[str, ...]
    added: tuple[Publication, ...]


runs = st.lists(
    st.builds(
        Run,
        st.lists(st.sampled_from(IDS), max_size=2, unique=True).map(tuple),
        st.lists(publications, max_size=5, unique_by=lambda item: item.id).map(tuple),
    ),
    min_size=1,
    max_size=4,
)


@dataclass(frozen=True)
class Seen:
    """What searches see of a publication that depends on others."""

    topic: frozenset[str]
    author: frozenset[str]
    year: frozenset[str]
    day: int
    page: str | None
    shown: Shown
    issue: tuple[str, int, str] | None


def seen(index: Index, items: Iterable[Publication]) -> Mapping[str, Seen]:
    """Of these publications in an index of a cluster."""
    ids = {doc_of(item.id): item.id for item in items}
    return {ids[doc]: as_seen(derived, ids) for doc, derived in index.derived(list(ids)).items()}


def as_seen(derived: Derived, ids: Mapping[str, str]) -> Seen:
    """Derived fields, documents told by their ids."""
    return Seen(
        frozenset(derived.topic),
        frozenset(derived.author),
        frozenset(derived.year),
        derived.day or 0,
        ids[derived.page] if derived.page else None,
        read_shown(derived.shown),
        (derived.series, derived.series_year or 0, derived.series_from or "") if derived.series else None,
    )


def seen_by_the_embedded_engine(folder: Path, items: Iterable[Publication]) -> Mapping[str, Seen]:
    """Of all publications of an index that is made of these at once."""
    engine = WhooshEngine(folder)
    with engine.writer() as writer:
        writer.add(engine.prepare(list(items)))
        writer.commit()
    snapshot = engine.snapshot()

    def values(facet: FacetName, number: int) -> frozenset[str]:
        counts = snapshot.facets.of(facet, snapshot.facets.count(np.array([number])))
        return frozenset(snapshot.facets.values[facet][place] for place in np.flatnonzero(counts).tolist())

    table = snapshot.series
    issues = {
        number: (f"{series:016x}", year, source)
        for number, series, year, source in zip(
            table.documents.tolist(), table.series.tolist(), table.years.tolist(), table.sources, strict=True
        )
    }
    found = {}
    for number in snapshot.everything.tolist():
        page = snapshot.landing.page_of(number)
        found[snapshot.id_of(number)] = Seen(
            values("topic", number),
            values("author", number),
            values("year", number),
            int(snapshot.days[number]),
            None if page is None else snapshot.id_of(page),
            snapshot.shown(number, snapshot.summary(number)),
            issues.get(number),
        )
    return found
