"""The slowest answers to hostile texts: two hundred of them, to every route and parameter that takes free text.

Over the small index, in one process, with NumPy; processor time of the whole answer. Everything is asked once as it
comes, and the slowest once more: what only a first question costs is told apart. Files of everything are streamed, as
large as they are, and are not looked at here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from flask.testing import FlaskClient

from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.settings import Settings
from searchapp import create_app
from tests.bench.figures import Figure
from tests.bench.machine import median, percentile
from tests.bench.workspace import Workspace
from tests.searchapp.hostile_requests import Route, routes_of
from tests.searchapp.hostile_strings import SAMPLE, STRINGS
from tests.ways import going

_SLOWEST = 10
_MOST_MS = 50.0


def measure(workspace: Workspace) -> list[Figure]:
    """The slowest answer, with the ten slowest, and the first one of a process."""
    size = workspace.small
    settings = Settings(index=str(workspace.index_of(size)))
    (hit,) = open_engine(settings).search(Query("de", per_page=1, snippets=False)).hits
    with going("NumPy"):
        app = create_app(settings)
        client = app.test_client()
        texts = SAMPLE if workspace.is_quick else STRINGS
        asked = {address: _ask(client, address) for address in _addresses(routes_of(app, hit.id), texts)}
        slowest = sorted(asked, key=lambda address: -asked[address])[: 4 * _SLOWEST]
        again = {address: min(_ask(client, address) for _ in range(2)) for address in slowest}
    worst = sorted(again.items(), key=lambda item: -item[1])[:_SLOWEST]
    details = {f"{number}: {address[:70]}": ms for number, (address, ms) in enumerate(worst, start=1)}
    times = list(asked.values())
    details |= {"median": median(times), "p99": percentile(times, 0.99), "asked for the first time": max(times)}
    name = f"hostile texts, the slowest of {len(asked):,} answers, {size:,} publications"
    return [Figure("hostile", name, worst[0][1], "ms", _MOST_MS, "lower", details)]


def _addresses(routes: list[Route], texts: tuple[str, ...]) -> Iterator[str]:
    for route in routes:
        if not route.endpoint.startswith("exports."):
            names = (*route.in_path, *([route.text_parameter] if route.parameters else []))
            yield from (route.address(**{name: text}) for name in names for text in texts)


def _ask(client: FlaskClient, address: str) -> float:
    begun = time.process_time()
    with client.get(address) as response:
        response.get_data()
    return (time.process_time() - begun) * 1000
