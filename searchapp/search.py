"""A query answered, in the spelling of the corpus where the typed one finds nothing.

    answer = answer_query(engine, Query(text="depistge"))
    answer.query.text, answer.corrected_from.text      "dépistage", "depistge"

Where the typed words find anything at all, a correction is only proposed. The page and the endpoint answer alike.
Not here: other ways out when nothing is found (repairs.py).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.engines.interface import Engine, Query, Results
from searchapp.narrowing import as_shown
from searchapp.repairs import Repair, corrected


@dataclass(frozen=True, slots=True)
class Answer:
    """The results and what they are of.

    query           as understood: with the corrected text where the results are of that
    corrected_from  what was asked, where the results are of the corrected text
    correction      the query in another spelling that finds something; that of the results, where these are corrected
    """

    query: Query
    results: Results
    corrected_from: Query | None = None
    correction: Repair | None = None


def answer_query(engine: Engine, query: Query) -> Answer:
    """Search; once more with the corrected text, if nothing is found and the visitor did not refuse that."""
    results = engine.search(query)
    correction = corrected(engine, query, results)
    if correction is None or results.total or query.spelling == "as_typed":
        return Answer(as_shown(query, results), results, None, correction)
    meant = replace(query, text=correction.query.text)
    found = engine.search(meant)
    return Answer(as_shown(meant, found), found, as_shown(query, results), correction)
