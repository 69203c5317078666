"""How often the cluster is asked for one answer: whatever it holds, a few times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from indexer.engines.interface import Filters, Query
from indexer.engines.opensearch import by_id
from indexer.engines.opensearch.engine import OpenSearchEngine
from indexer.engines.opensearch.reader import Reader
from indexer.engines.opensearch.related import find_related
from indexer.engines.opensearch.search_within import find_passages
from indexer.engines.opensearch.searching import search
from indexer.engines.opensearch.transport import Transport
from indexer.engines.opensearch.years import by_year
from indexer.settings import OpenSearchSettings
from tests.contract.corpus import store
from tests.contract.test_related import LIBRARY
from tests.contract.test_years import ARTICLE, REPORTS

HAVING_PUFF = 3  # publications


@pytest.fixture
def engine(cluster_settings: OpenSearchSettings) -> Iterator[OpenSearchEngine]:
    engine = OpenSearchEngine(cluster_settings)
    store(engine, [*LIBRARY, ARTICLE, *REPORTS])
    yield engine
    client = engine.reader().client
    for index in client.indices_of(f"{cluster_settings.prefix}-*"):
        client.request("DELETE", f"/{index}")


@pytest.fixture
def reader(engine: OpenSearchEngine) -> Reader:
    """Which commit is the newest is looked up now and then; how many publications there are, and all names, once."""
    reader = engine.reader()
    assert reader.names
    assert reader.statistics.total == len(LIBRARY) + 1 + len(REPORTS)
    return reader


@pytest.fixture
def requests(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Gives the requests made since it was asked last."""
    asked: list[str] = []
    ask = Transport.ask

    def counting(transport: Transport, method: str, path: str, *args: Any, **options: Any) -> Any:
        asked.append(f"{method} {path.partition('?')[0].rpartition('/')[2]}")
        return ask(transport, method, path, *args, **options)

    def made() -> list[str]:
        found = asked.copy()
        asked.clear()
        return found

    monkeypatch.setattr(Transport, "ask", counting)
    return made


def test_a_search_takes_few_requests(reader: Reader, requests: Callable[[], list[str]]) -> None:
    assert search(reader, Query("puff")).total == HAVING_PUFF
    assert requests() == ["POST _search", "POST _msearch", "POST _mget"]
    assert search(reader, Query("puff")).hits
    assert requests() == ["POST _search", "POST _mget"], "how many publications have a word is kept"


def test_some_words_are_looked_for_when_nothing_has_all(reader: Reader, requests: Callable[[], list[str]]) -> None:
    """Whether anything has them is known from the search itself, unless that was filtered."""
    found = search(reader, Query("puff inexistant"))
    assert (found.total, found.relaxed, found.dropped) == (HAVING_PUFF, True, ("inexistant",))
    assert requests()[:2] == ["POST _search", "POST _msearch"]
    nowhere = Filters(topics=("Aucun",))
    found = search(reader, Query("puff", nowhere))
    assert (found.total, found.relaxed) == (0, False)
    assert requests() == ["POST _search", "POST _count"], "it is the filter that leaves nothing"
    assert not search(reader, Query("puff inexistant", nowhere)).total


def test_an_answer_takes_few_requests(reader: Reader, requests: Callable[[], list[str]]) -> None:
    report = REPORTS[2].id
    assert by_id.hit(reader, report) is not None
    assert requests() == ["POST _search", "POST _mget"]

    found = find_passages(reader, report, "puff", slice(0, 20), best_first=True)
    assert found is not None
    assert found.total == 3
    assert requests() == ["POST _search", "POST _msearch", "POST _mget"]
    find_passages(reader, report, "puff", slice(0, 20), best_first=False)
    assert requests() == ["POST _search", "POST _mget"], "how many publications have a word is kept"

    assert sum(len(row.reports) for row in by_year(reader, Query("puff")).rows) == len(REPORTS)
    assert requests() == ["POST _msearch", "POST _search", "POST _search", "POST _mget"]

    related = find_related(reader, LIBRARY[0].id, 5)
    assert related is not None
    assert len(related.related) == 5
    assert requests() == ["POST _search", "POST _search", "POST _msearch", "POST _mget"]
