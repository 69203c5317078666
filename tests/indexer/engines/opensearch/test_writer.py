"""Runs of changes to a cluster: seen all at once, ended right after a run that died, and nothing is left over."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings

from indexer.engines import open_engine
from indexer.engines.opensearch import writer as writing
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.control import Control
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.indices import Builds
from indexer.engines.opensearch.known import Index
from indexer.engines.opensearch.preparing import doc_of
from indexer.engines.opensearch.writer import ClusterWriter
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import IndexDamaged, IndexMissing, IndexOfOtherVersion
from indexer.migrating import rebuild
from indexer.publication import Publication
from indexer.settings import OpenSearchSettings, Settings
from tests.contract.corpus import ANNONCE, ANNUEL, CORPUS, POUMON, SEIN, publication, store
from tests.indexer.engines.opensearch.changing import Run, runs, seen, seen_by_the_embedded_engine

NEWER = dataclasses.replace(SEIN, title="Le dépistage du sein", passages=SEIN.passages[:1], topics=("prevention",))


class Killed(BaseException):
    """Nobody catches it, as nobody catches kill -9."""


@pytest.fixture
def engine(cluster_settings: OpenSearchSettings, cluster_client: Client) -> OpenSearchEngine:
    """An engine whose indices are removed at the end."""
    return OpenSearchEngine(cluster_settings)


@pytest.fixture
def builds(cluster_settings: OpenSearchSettings, cluster_client: Client) -> Builds:
    return Builds(cluster_client, cluster_settings)


def ids_of(engine: OpenSearchEngine) -> set[str]:
    return set(engine.stored())


def texts_in(client: Client, builds: Builds) -> int:
    client.refresh(builds.texts)
    return client.count(builds.texts, {"match_all": {}})


def texts_of(items: Iterable[Publication]) -> int:
    return sum(1 + len(item.passages) for item in items)


def test_nothing_is_sent_before_a_commit(
    engine: OpenSearchEngine, cluster_client: Client, cluster_settings: OpenSearchSettings
) -> None:
    with engine.writer() as writer:
        writer.add(engine.prepare([SEIN]))
    assert cluster_client.indices_of(f"{cluster_settings.prefix}-p*") == ()
    assert not engine.is_ready()
    with pytest.raises(IndexMissing):
        engine.get(SEIN.id)
    store(engine, CORPUS)
    with engine.writer() as writer:
        writer.add(engine.prepare([NEWER]))
        writer.remove(POUMON.id)
    assert engine.get(SEIN.id) == SEIN
    assert engine.get(POUMON.id) == POUMON


def test_the_last_change_of_an_id_counts(engine: OpenSearchEngine) -> None:
    with engine.writer() as writer:
        writer.add(engine.prepare([SEIN, POUMON, ANNUEL]), [0, 1])
        writer.add(engine.prepare([NEWER]))
        assert writer.remove(POUMON.id)
        assert not writer.remove(POUMON.id)
        assert not writer.remove("nothing")
        writer.commit(final=False)
        assert engine.get(SEIN.id) == NEWER
        assert writer.remove(SEIN.id)
        assert not writer.remove(SEIN.id)
        writer.add(engine.prepare([SEIN]))
        writer.commit()
    assert ids_of(engine) == {SEIN.id}
    assert engine.get(SEIN.id) == SEIN
    assert engine.get(POUMON.id) is None


def test_everything_that_is_stored_is_told_as_by_the_embedded_engine(engine: OpenSearchEngine, tmp_path: Path) -> None:
    twin = dataclasses.replace(ANNUEL, id="copie.pdf", url="", authors=("M. Scotté",))
    embedded = WhooshEngine(tmp_path)
    for one in (engine, embedded):
        store(one, (*CORPUS, twin))
    assert sorted(engine.records(), key=lambda record: record.id) == sorted(
        embedded.records(), key=lambda record: record.id
    )
    assert engine.stored() == embedded.stored()
    for item in CORPUS:
        assert engine.get(item.id) == item
        assert engine.source(item.id) == embedded.source(item.id)
    told, expected = engine.status(), embedded.status()
    assert (told.publications, told.passages, told.kinds) == (expected.publications, expected.passages, expected.kinds)
    assert told.last_commit
    assert 0 < told.stored_bytes < told.size_bytes


def test_records_stay_those_of_one_commit(engine: OpenSearchEngine) -> None:
    store(engine, CORPUS)
    records = engine.records()
    store(engine, [NEWER], remove=[POUMON.id])
    for _ in range(2):
        assert {record.title for record in records} == {item.title for item in CORPUS}


def test_texts_that_a_commit_replaces_stay_until_the_next(
    engine: OpenSearchEngine, cluster_client: Client, builds: Builds
) -> None:
    store(engine, CORPUS)
    assert texts_in(cluster_client, builds) == texts_of(CORPUS)
    store(engine, [NEWER], remove=[POUMON.id])
    assert texts_in(cluster_client, builds) == texts_of((*CORPUS, NEWER))
    store(engine, [SEIN])  # which is as it was: its texts are not old any more
    assert texts_in(cluster_client, builds) == texts_of((*CORPUS, NEWER)) - texts_of([POUMON])
    assert engine.get(SEIN.id) == SEIN
    store(engine, [POUMON])
    assert texts_in(cluster_client, builds) == texts_of(CORPUS)
    assert list(engine.verify())


# Where a run dies: what is called then, and how often it was called before.
DEATHS: tuple[tuple[object, str, int], ...] = (
    (writing, "send", 0),  # texts are not sent
    (writing, "send", 1),  # publications are not
    (Client, "refresh", 0),
    (Client, "refresh", 1),  # all is sent, and not yet seen
    (Control, "write_commit", 0),  # it is seen
    (ClusterWriter, "_replace_old_texts", 0),
    (writing, "send", 2),  # old texts are not deleted
)


@pytest.mark.parametrize(("owner", "name", "calls"), DEATHS, ids=[f"{name}-{calls}" for _, name, calls in DEATHS])
def test_a_run_that_died_is_ended_by_the_next(
    engine: OpenSearchEngine,
    cluster_client: Client,
    builds: Builds,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    owner: object,
    name: str,
    calls: int,
) -> None:
    store(engine, CORPUS)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, killed_after(calls, getattr(owner, name)))
        with pytest.raises(Killed):
            store(engine, [NEWER], remove=[ANNONCE.id])
    other = publication("autre", "Autre", "Un autre texte.", topics=("Tabac",))
    store(engine, [other])
    assert list(engine.verify())
    store(engine, [dataclasses.replace(other, id="encore")])  # now the texts go that the run had left, or replaced
    left = [item for item in map(engine.get, ids_of(engine)) if item]
    assert SEIN in left or NEWER in left
    assert texts_in(cluster_client, builds) == texts_of(left)
    assert seen(Index(cluster_client, builds.publications), left) == seen_by_the_embedded_engine(tmp_path, left)


def killed_after(calls: int, real: Callable[..., Any]) -> Callable[..., Any]:
    left = iter(range(calls))

    def call(*arguments: Any, **named: Any) -> Any:
        if next(left, None) is None:
            raise Killed
        return real(*arguments, **named)

    return call


def test_a_rebuilt_index_takes_the_place_of_the_other_at_once(
    engine: OpenSearchEngine, cluster_client: Client, builds: Builds
) -> None:
    store(engine, CORPUS)
    old = cluster_client.indices_of(builds.publications)
    with engine.rebuilding() as writer:
        writer.add(engine.prepare([NEWER]))
        writer.commit(final=False)
        assert engine.get(SEIN.id) == SEIN
        writer.add(engine.prepare([ANNUEL]))
        writer.commit(final=False)
        writer.add(engine.prepare([ANNONCE]))
        assert writer.remove(SEIN.id)
        assert not writer.remove(POUMON.id)
        assert len(ids_of(engine)) == len(CORPUS)
        writer.commit()
    assert ids_of(engine) == {ANNONCE.id, ANNUEL.id}
    assert list(engine.verify())
    assert cluster_client.indices_of(f"{builds.publications}-*") == cluster_client.indices_of(builds.publications)
    assert cluster_client.indices_of(builds.publications) != old


def test_the_number_of_shards_changes_when_the_index_is_written_anew(
    engine: OpenSearchEngine,
    cluster_settings: OpenSearchSettings,
    cluster_client: Client,
    builds: Builds,
    tmp_path: Path,
) -> None:
    store(engine, CORPUS)
    more = msgspec.structs.replace(cluster_settings, shards=2)
    anew = Settings(engine="opensearch", index=str(tmp_path), opensearch=more)
    assert rebuild(anew) == len(CORPUS)
    (name,) = cluster_client.indices_of(builds.publications)
    found = cluster_client.request("GET", f"/{name}/_settings")
    assert found[name]["settings"]["index"]["number_of_shards"] == "2"
    assert {item.id: open_engine(anew).get(item.id) for item in CORPUS} == {item.id: item for item in CORPUS}


def test_the_next_run_has_as_many_replicas_as_the_settings_say(
    engine: OpenSearchEngine, cluster_settings: OpenSearchSettings, cluster_client: Client, builds: Builds
) -> None:
    def replicas() -> set[str]:
        found = cluster_client.request("GET", f"/{builds.publications},{builds.texts}/_settings")
        return {own["settings"]["index"]["number_of_replicas"] for own in found.values()}

    store(engine, CORPUS)
    assert replicas() == {"0"}
    with OpenSearchEngine(msgspec.structs.replace(cluster_settings, replicas=1)).writer():
        pass
    assert replicas() == {"1"}
    assert ids_of(engine) == {item.id for item in CORPUS}


def test_a_build_that_was_left_leaves_nothing(engine: OpenSearchEngine, cluster_client: Client, builds: Builds) -> None:
    store(engine, CORPUS)
    with engine.rebuilding() as writer:
        writer.add(engine.prepare([NEWER]))
        writer.commit(final=False)
    assert cluster_client.indices_of(f"{builds.publications}-*") == cluster_client.indices_of(builds.publications)
    lost = builds.create()  # by a run that was killed
    with engine.writer():
        pass
    assert not builds.is_whole(lost)
    assert ids_of(engine) == {item.id for item in CORPUS}


def test_an_index_of_another_format_is_refused_before_anything_is_done(
    engine: OpenSearchEngine, cluster_settings: OpenSearchSettings, cluster_client: Client
) -> None:
    store(engine, [SEIN])
    control = Control(cluster_client, cluster_settings.prefix)
    newest = control.commit()
    control.write_commit(newest.__replace__(number=newest.number + 1, format=newest.format + 1))
    with pytest.raises(IndexOfOtherVersion), engine.writer():
        raise AssertionError


def lose_a_text(client: Client, builds: Builds) -> None:
    client.request("POST", f"/{builds.texts}/_delete_by_query", {"query": {"match_all": {}}, "max_docs": 1})


def change(**fields: object) -> Callable[[Client, Builds], None]:
    def change_fields(client: Client, builds: Builds) -> None:
        client.request("POST", f"/{builds.publications}/_update/{doc_of(ANNUEL.id)}", {"doc": fields})

    return change_fields


def lose_a_publication(client: Client, builds: Builds) -> None:
    client.request("DELETE", f"/{builds.publications}/_doc/{doc_of(ANNUEL.id)}")


DAMAGES = {
    "a text that is missing": lose_a_text,
    "a publication that is missing": lose_a_publication,
    "a topic of another one": change(topic=["Tabac"]),
    "a name that nobody knows": change(raw_author=["Personne"]),
    "another publication's key": change(key=1),
    "texts that are others": change(text_key=1),
    "fewer passages": change(passages=1),
    "no document of its own": change(own=None),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found(engine: OpenSearchEngine, cluster_client: Client, builds: Builds, damage: str) -> None:
    store(engine, CORPUS)
    assert list(engine.verify())
    DAMAGES[damage](cluster_client, builds)
    cluster_client.refresh(builds.publications, builds.texts)
    with pytest.raises(IndexDamaged):
        list(engine.verify())


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs)
@example([Run((), (ANNUEL, ANNONCE, SEIN)), Run((ANNONCE.id,), (POUMON,)), Run((), (ANNONCE, NEWER))])
def test_what_is_derived_is_what_the_embedded_engine_shows(
    engine: OpenSearchEngine,
    cluster_client: Client,
    builds: Builds,
    tmp_path_factory: pytest.TempPathFactory,
    changing: list[Run],
) -> None:
    if engine.is_ready():  # of the example before
        store(engine, (), remove=ids_of(engine))
    items: dict[str, Publication] = {}
    for run in changing:
        items = {name: item for name, item in items.items() if name not in run.removed}
        items |= {item.id: item for item in run.added}
        store(engine, run.added, remove=run.removed)
    found = seen(Index(cluster_client, builds.publications), items.values())
    assert found == seen_by_the_embedded_engine(tmp_path_factory.mktemp("embedded"), items.values())
    assert list(engine.verify())
