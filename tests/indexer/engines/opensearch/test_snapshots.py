"""A snapshot brings everything back: taken and restored as docs/opensearch.md says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from indexer.engines.interface import Query
from indexer.engines.opensearch.client import Client
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.errors import IndexMissing
from indexer.settings import OpenSearchSettings
from tests.contract.corpus import CORPUS, POUMON, store
from tests.paths import REPOSITORY

PAGE = (REPOSITORY / "docs" / "opensearch.md").read_text(encoding="utf-8")


def documented(path: str) -> dict[str, Any]:
    """What the page sends to a path."""
    found = re.search(rf"--request PUT '?\S*{re.escape(path)}\S* (?:\\\n  )?--data '(.+)'\n", PAGE)
    assert found is not None, f"docs/opensearch.md sends nothing to {path}"
    body: dict[str, Any] = json.loads(found[1])
    return body


@pytest.fixture
def repository(cluster_client: Client, cluster_settings: OpenSearchSettings) -> Iterator[str]:
    """Where snapshots go: a folder of the test's own below that which all nodes may write to."""
    path = f"/_snapshot/{cluster_settings.prefix}"
    body = documented("/_snapshot/backups")
    body["settings"]["location"] = cluster_settings.prefix
    cluster_client.request("PUT", path, body)
    yield path
    cluster_client.request("DELETE", path)


def test_what_is_restored_answers_as_before(
    cluster_client: Client, cluster_settings: OpenSearchSettings, repository: str
) -> None:
    engine, prefix = OpenSearchEngine(cluster_settings), cluster_settings.prefix
    store(engine, CORPUS)
    before = engine.search(Query("cancer"))
    stored = dict(engine.stored())
    assert before.total

    body = documented("/_snapshot/backups/")
    body["indices"] = body["indices"].replace("glane-", f"{prefix}-")
    taken = cluster_client.request("PUT", f"{repository}/one", body, parameters={"wait_for_completion": "true"})
    assert taken["snapshot"]["state"] == "SUCCESS"
    assert f"{prefix}-control" in taken["snapshot"]["indices"], "a hidden index too"

    with engine.writer() as writer:  # what comes after the snapshot is gone with the rest
        writer.remove(POUMON.id)
        writer.commit()
    for index in (*cluster_client.indices_of(f"{prefix}-*"), f"{prefix}-control"):
        cluster_client.request("DELETE", f"/{index}")
    with pytest.raises(IndexMissing):
        OpenSearchEngine(cluster_settings).search(Query("cancer"))

    cluster_client.request("POST", f"{repository}/one/_restore", body, parameters={"wait_for_completion": "true"})
    again = OpenSearchEngine(cluster_settings)
    assert list(again.verify())  # raises at the first damage
    assert dict(again.stored()) == stored
    assert [hit.id for hit in again.search(Query("cancer")).hits] == [hit.id for hit in before.hits]
    with again.writer() as writer:
        assert writer.remove(POUMON.id)
        writer.commit()
    assert POUMON.id not in again.stored()
