"""Facets that have more names than a cluster gives at once are counted in parts, and say the same."""

from __future__ import annotations

import pytest

from indexer.engines.interface import FACETS, Filters, Query
from indexer.engines.opensearch import facets
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.settings import OpenSearchSettings
from tests.contract.corpus import CORPUS, store

QUERIES = [
    Query(),
    Query("cancer", months=True),
    Query("dépistage", facet_limit=1),
    Query(filters=Filters(topics=("Prévention",), years=(2024,)), months=True),
    Query("le", filters=Filters(authors=("Claire Kerbrat",)), facet_limit=0),
    Query(sort="newest", per_page=2),
]


@pytest.fixture
def engine(cluster_settings: OpenSearchSettings, cluster_client: Client) -> OpenSearchEngine:
    engine = OpenSearchEngine(cluster_settings)
    store(engine, CORPUS)
    return engine


def told(engine: OpenSearchEngine) -> object:
    """All that counts names."""
    results = [engine.search(query) for query in QUERIES]
    pages = [engine.facet_values(query, facet, per_page=2) for query in QUERIES for facet in FACETS]
    return (
        [(found.total, found.hits, found.facets, found.months) for found in results],
        [(page.values, page.total) for page in pages],
        [engine.suggest(text) for text in ("can", "cl", "ker", "vie")],
    )


@pytest.mark.parametrize("at_once", [1, 3])
def test_names_that_are_counted_in_parts_have_the_same_counts(
    engine: OpenSearchEngine, cluster_settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """So few names at once are to the small institute what a cluster's limit is to one with 100,000 authors."""
    whole = told(engine)
    monkeypatch.setattr(facets, "_NAMES_AT_ONCE", at_once)
    assert len(list(facets.counting({"query": {}}, FACETS, {}, engine.reader().names))) > 3
    assert told(OpenSearchEngine(cluster_settings)) == whole  # a new one: what was counted before is remembered
