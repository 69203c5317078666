"""What is asked of two engines that shall answer the same: users' own questions, and every kind of syntax."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence

from indexer.engines.interface import Engine, Filters, Query
from indexer.migrating.comparing import LISTED
from indexer.migrating.questions import draw_questions
from tests.paths import SHARED_DATA

RELEVANCE = SHARED_DATA / "relevance"

# Function words alone, compounds, elisions, ligatures, numbers, words that are nowhere, fields, quotes, exclusions,
# beginnings, and what only looks like syntax.
TYPED = (
    "de la", "post-AVC", "l’étude d'impact", "œuvre coeur", "2024", "1 234", "xyzzy rapport", "xyzzyx", "titre:rapport",
    "auteur:martin", "theme:prevention", '"de la recherche"', "« mise en œuvre »", "rapport -annuel", '-"mise en"',
    "regl* prot*", "donn*", "titre:ra*", "Rapport : bilan", "données données", '"données', "a b c", "rapport " * 30,
)  # fmt: skip
FILTERS = (
    Query("rapport", Filters(years=(2023, 2024))),
    Query("", Filters(since=dt.date(2023, 1, 1), until=dt.date(2024, 6, 30)), months=True),
    Query("données", Filters(languages=("fr",)), sort="oldest"),
    Query("rapport", Filters(topics=("nothing of this name",))),
    Query("service", months=True, sort="newest"),
    Query("", facet_limit=3),
    Query("données", page=3),
    Query("données", page=1_000),
    Query("projet", snippets=False),
)


def users_questions(count: int) -> list[str]:
    """Some of those in the shared data, from all of it."""
    assert RELEVANCE.is_dir(), f"the shared data is missing: {RELEVANCE}"
    texts = [
        query["text"]
        for name in ("pages", "cnil")
        for query in json.loads((RELEVANCE / f"{name}.json").read_text(encoding="utf-8"))["queries"]
    ]
    return texts[:: len(texts) // count][:count]


def questions(engine: Engine, *, of_users: int = 20) -> Sequence[Query]:
    """Some sixty questions and more: of users, of every syntax, and of the corpus's own words."""
    asked = [Query(text) for text in (*users_questions(of_users), *TYPED)]
    asked += [*FILTERS, *draw_questions(engine, engine.stored())]
    listed = [dataclasses.replace(query, per_page=LISTED) for query in asked]
    counted = [dataclasses.replace(query, per_page=0) for query in FILTERS[:2]]
    return list(dict.fromkeys([*listed, *counted]))
