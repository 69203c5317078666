"""A snapshot that takes over what it can from the one before says the same as one that is read anew."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pytest

from indexer.engines.interface import SORTS, Filters, Query, Results
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.publication import Publication
from tests.contract.corpus import publication, store

AUTHORS = ("Nicolas Scotté", "N. Scotté", "SCOTTE Nicolas", "Awa Diop", "Marie Martin", "M. Martin")
TOPICS = ("Santé", "sante", "SANTÉ", "Tabac", "Vie de l’institut")
QUERIES = (
    Query(),
    Query("note"),
    Query("note -importante"),
    Query("auteur:scotte"),
    Query(filters=Filters(topics=("sante",), authors=("Nicolas Scotté",))),
    *(Query("note importante", sort=sort, per_page=3, page=2) for sort in SORTS),
)


def random_publication(rng: random.Random) -> Publication:
    number = rng.randrange(12)
    words = " ".join(rng.choices(("note", "importante", "rapport"), k=6))
    about = {
        "kind": rng.choice(("", "article", "rapport")),
        "date": rng.choice((None, "2023", "2024-05", "2024-05-06")),
        "authors": tuple(rng.sample(AUTHORS, rng.choice((0, 0, 1, 2, 5)))),
        "topics": tuple(rng.sample(TOPICS, rng.choice((0, 0, 1, 2)))),
    }
    if rng.random() < 0.5:
        address = f"https://institut.example/{number % 3}.pdf"  # several may have the same
        return publication(f"r{number}.pdf", "Rapport", words, url=address, **about)
    links = tuple(f"https://institut.example/{n}.pdf" for n in rng.sample(range(3), rng.randrange(3)))
    return publication(f"p{number}", "Page", words, links=links, **about)


def timeless(results: Results) -> Results:
    return dataclasses.replace(results, took_ms=0.0)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_taken_over_from_the_last_commit_is_the_same_as_read_anew(tmp_path: Path, seed: int) -> None:
    """Through commits that add, replace, remove and merge."""
    rng = random.Random(seed)
    engine = WhooshEngine(tmp_path / "index")
    for _ in range(14):
        added = [random_publication(rng) for _ in range(rng.randrange(4))]
        store(engine, added, remove=[f"p{rng.randrange(12)}", f"r{rng.randrange(12)}.pdf"])
        fresh = WhooshEngine(tmp_path / "index")
        for query in QUERIES:
            assert timeless(engine.search(query)) == timeless(fresh.search(query))
            assert engine.count(query) == fresh.count(query)
        assert engine.status() == fresh.status()
        assert engine.stored() == fresh.stored()
