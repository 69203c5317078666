"""The client against the real cluster: what goes in comes out typed, and what the cluster refuses is a sentence."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from indexer.engines.opensearch.client import Client, Outcome
from indexer.engines.opensearch.refusals import AlreadyThere, VersionConflict
from indexer.errors import EngineRefused, EngineUnavailable, IndexMissing
from indexer.settings import OpenSearchSettings

ALL = {"match_all": {}}


class Word(msgspec.Struct):
    word: str
    number: int = 0


class Hit(msgspec.Struct):
    id: str = msgspec.field(name="_id")
    source: Word = msgspec.field(name="_source")


class Hits(msgspec.Struct):
    hits: tuple[Hit, ...]


class Found(Outcome):
    hits: Hits


def put(client: Client, index: str, *words: str) -> None:
    for number, word in enumerate(words):
        client.request("PUT", f"/{index}/_doc/{word}", Word(word, number))
    client.refresh(index)


def test_what_is_written_is_found_typed(cluster_client: Client, index: str) -> None:
    put(cluster_client, index, "été", "hiver")
    found = cluster_client.search(index, {"query": {"term": {"word": "été"}}}, Found)
    assert [(hit.id, hit.source) for hit in found.hits.hits] == [("été", Word("été", 0))]
    assert cluster_client.count(index, ALL) == 2
    queries = [{"query": {"term": {"word": word}}} for word in ("hiver", "none", "été")]
    answers = cluster_client.msearch(index, queries, Found)
    assert [[hit.id for hit in answer.hits.hits] for answer in answers] == [["hiver"], [], ["été"]]


def test_documents_by_id_come_in_the_order_of_the_ids(cluster_client: Client, index: str) -> None:
    put(cluster_client, index, "a", "b")
    assert cluster_client.mget(index, ["b", "none", "a"], Word) == [Word("b", 1), None, Word("a", 0)]
    assert cluster_client.mget(index, [], Word) == []
    assert cluster_client.get(index, "b", Word) == Word("b", 1)
    assert cluster_client.get(index, "none", Word) is None
    with pytest.raises(IndexMissing, match=f"no index “{index}-none”"):
        cluster_client.get(f"{index}-none", "a", Word)
    with pytest.raises(IndexMissing, match=f"no index “{index}-none”"):
        cluster_client.mget(f"{index}-none", ["a"], Word)


def test_what_is_not_refreshed_is_not_found_but_read(cluster_client: Client, index: str) -> None:
    cluster_client.request("PUT", f"/{index}/_doc/a", Word("a"))
    assert cluster_client.count(index, ALL) == 0
    assert cluster_client.get(index, "a", Word) == Word("a")
    cluster_client.refresh(index)
    assert cluster_client.count(index, ALL) == 1


def test_an_alias_moves_at_once(cluster_client: Client, index: str, cluster_settings: OpenSearchSettings) -> None:
    alias = f"{cluster_settings.prefix}-alias"
    assert cluster_client.indices_of(alias) == ()
    assert not cluster_client.exists(f"/_alias/{alias}")
    cluster_client.swap_aliases([{"add": {"index": index, "alias": alias}}])
    assert cluster_client.indices_of(alias) == cluster_client.indices_of(index) == (index,)
    assert cluster_client.exists(f"/_alias/{alias}")
    with pytest.raises(IndexMissing):
        cluster_client.swap_aliases([{"add": {"index": f"{index}-none", "alias": alias}}])


def test_a_missing_index_says_what_to_do(cluster_client: Client, index: str) -> None:
    for ask in (cluster_client.search, cluster_client.msearch):
        bodies: Any = {"query": ALL} if ask == cluster_client.search else [{"query": ALL}]
        with pytest.raises(IndexMissing, match=rf"no index “{index}-none” .*`indexer add`.*GLANE_OPENSEARCH_PREFIX"):
            ask(f"{index}-none", bodies, Found)
    with pytest.raises(IndexMissing):
        cluster_client.count(f"{index}-none", ALL)
    assert not cluster_client.exists(f"/{index}-none")
    assert cluster_client.exists(f"/{index}")


def test_what_is_there_is_not_made_again(cluster_client: Client, index: str) -> None:
    with pytest.raises(AlreadyThere, match=index):
        cluster_client.request("PUT", f"/{index}")
    cluster_client.request("PUT", f"/{index}/_create/a", Word("a"))
    with pytest.raises(VersionConflict, match="changed this first"):
        cluster_client.request("PUT", f"/{index}/_create/a", Word("a"))


def test_a_request_that_the_cluster_does_not_know_is_ours_to_mend(cluster_client: Client, index: str) -> None:
    wrong = {"query": {"match_al": {}}}
    with pytest.raises(EngineRefused, match=r"400, parsing_exception: unknown query \[match_al\]"):
        cluster_client.search(index, wrong, Found)
    with pytest.raises(EngineRefused, match="_msearch: 400, parsing_exception"):
        cluster_client.msearch(index, [{"query": ALL}, wrong], Found)
    with pytest.raises(EngineRefused, match="strict_dynamic_mapping_exception"):
        cluster_client.request("PUT", f"/{index}/_doc/a", {"other": 1})


def refused_in_all_ways(client: Client, index: str) -> None:
    for ask in (
        lambda: client.search(index, {"query": ALL}, Found),
        lambda: client.msearch(index, [{"query": ALL}], Found),
        lambda: client.count(index, ALL),
    ):
        with pytest.raises(EngineUnavailable, match="parts of an index"):
            ask()


def test_an_index_that_is_on_no_node_gives_no_answer(
    cluster_client: Client, cluster_settings: OpenSearchSettings
) -> None:
    name = f"{cluster_settings.prefix}-nowhere"
    settings = {"index.routing.allocation.require._name": "none", "number_of_replicas": 0}
    cluster_client.request("PUT", f"/{name}", {"settings": settings}, parameters={"wait_for_active_shards": "0"})
    refused_in_all_ways(cluster_client, name)


def test_a_part_of_an_answer_is_never_the_whole(cluster_client: Client, cluster_settings: OpenSearchSettings) -> None:
    """Two shards that may not share a node, and one node to be on: the other is nowhere."""
    name = f"{cluster_settings.prefix}-half"
    node = next(iter(cluster_client.request("GET", "/_nodes/http")["nodes"].values()))["name"]
    settings = {
        "number_of_shards": 2,
        "number_of_replicas": 0,
        "routing.allocation.total_shards_per_node": 1,
        "routing.allocation.require._name": node,
    }
    body = {"settings": {"index": settings}}
    cluster_client.request("PUT", f"/{name}", body, parameters={"wait_for_active_shards": "0"})
    cluster_client.request(
        "GET", f"/_cluster/health/{name}", parameters={"wait_for_active_shards": "1", "timeout": "20s"}
    )
    refused_in_all_ways(cluster_client, name)


def test_the_version_is_that_of_the_cluster(cluster_client: Client) -> None:
    assert cluster_client.version().startswith("3.")
