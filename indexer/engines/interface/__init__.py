"""What every engine does: `Engine`, and the values that go in (`Query`) and come out (`Results`).

    results = engine.search(Query(text="dépistage", filters=Filters(topics=("Prévention",))))
    results.total, results.hits[0].title, results.facets["topic"]

Values only: no HTML (searchapp/presenters), no query syntax (indexer/query.py), no library of an engine.
"""

from indexer.engines.interface.engine import Engine, Prepared, Writer
from indexer.engines.interface.query import (
    FACET_ORDERS,
    FACETS,
    SORTS,
    SPELLINGS,
    FacetName,
    FacetOrder,
    Filters,
    Query,
    Sort,
    SortPosition,
    Spelling,
)
from indexer.engines.interface.results import (
    Facet,
    FacetPage,
    FacetValue,
    Hit,
    Issue,
    LinkedPublication,
    Marked,
    MonthCount,
    PassageHit,
    PassagesFound,
    RelatedPublications,
    Results,
)
from indexer.engines.interface.stored import EngineStatus, Record, Source, Stored
from indexer.engines.interface.suggestions import Suggestion, SuggestionKind
from indexer.engines.interface.years import YearReport, YearRow, Years

__all__ = [
    "FACETS",
    "FACET_ORDERS",
    "SORTS",
    "SPELLINGS",
    "Engine",
    "EngineStatus",
    "Facet",
    "FacetName",
    "FacetOrder",
    "FacetPage",
    "FacetValue",
    "Filters",
    "Hit",
    "Issue",
    "LinkedPublication",
    "Marked",
    "MonthCount",
    "PassageHit",
    "PassagesFound",
    "Prepared",
    "Query",
    "Record",
    "RelatedPublications",
    "Results",
    "Sort",
    "SortPosition",
    "Source",
    "Spelling",
    "Stored",
    "Suggestion",
    "SuggestionKind",
    "Writer",
    "YearReport",
    "YearRow",
    "Years",
]
