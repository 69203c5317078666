"""The search inside one publication: its parameters, the same for its page and for the endpoint, and what they ask.

search_within(engine, "rapports/bilan.pdf", "dépistage", reading, per_page=20)   ->   PassagesFound
"""

from __future__ import annotations

from indexer.engines.interface import Engine, PassagesFound
from searchapp.parameters import PAGE, Choice, Reading

ORDER = Choice(
    name="order",
    description="How the places found inside a publication stand: the `best` ones first, or as in the `document`.",
    example="document",
    default="best",
    choices=("best", "document"),
)


def search_within(engine: Engine, identifier: str, words: str, reading: Reading, per_page: int) -> PassagesFound | None:
    """The places of one page of them, in the order asked for; None without words."""
    if not words:
        return None
    first = (reading[PAGE] - 1) * per_page
    return engine.search_within(identifier, words, limit=per_page, first=first, best_first=reading[ORDER] == "best")
