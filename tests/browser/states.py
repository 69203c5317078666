"""Pages of states that the sample's service is never in, made by the same templates: errors, an empty index, 30 years.

show(page, "unavailable")    the page as the service would answer, with its status and headers
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask.testing import FlaskClient
from playwright.sync_api import Page, Route
from werkzeug.exceptions import TooManyRequests

from indexer.engines.interface import Facet, FacetValue, MonthCount, Query, Results
from indexer.errors import EngineUnavailable
from tests.searchapp.samples import FACETS, RESULTS
from tests.searchapp.stubs import StubEngine, client_with

_EMPTY = Results(0, (), {name: Facet((), 0) for name in FACETS})  # type: ignore[misc]
_YEARS = range(1996, 2026)
_MANY = replace(
    RESULTS,
    facets=FACETS | {"year": Facet(tuple(FacetValue(str(year), 5, False) for year in _YEARS), 30)},  # type: ignore[arg-type]
    months=tuple(MonthCount(year, 9, year - 1990) for year in _YEARS if year not in (2003, 2004)),
)


def _failing(error: Exception) -> FlaskClient:
    def fail(_query: Query) -> Results:
        raise error

    return client_with(StubEngine(fail))


def _giving(results: Results) -> FlaskClient:
    return client_with(StubEngine(lambda _query: results))


STATES: Mapping[str, Callable[[], FlaskClient]] = {
    "broken": lambda: _failing(RuntimeError("broken")),
    "unavailable": lambda: _failing(EngineUnavailable("no index")),
    "too-often": lambda: _failing(TooManyRequests(retry_after=60)),
    "empty": lambda: _giving(_EMPTY),
    "thirty-years": lambda: _giving(_MANY),
}


def show(page: Page, state: str, address: str = "/search?q=cancer") -> None:
    """Open an address as the service in this state answers it; styles and scripts come from the real one."""
    response = STATES[state]().get(address, headers={"Accept-Language": "fr"})

    def answer(route: Route) -> None:
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)

    page.route(f"**{address}", answer)
    page.goto(address)
