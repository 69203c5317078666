"""Run by test_forks.py under one of the distributions of `whoosh`: index, delete, merge, and print what is answered."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import whoosh

from indexer.engines.interface import Query
from indexer.engines.whoosh.engine import WhooshEngine
from tests.contract.corpus import CORPUS, POUMON, SEIN, TABAC, publication, store

QUESTIONS = ("", "dépistage", '"cancer du sein"', "canc*", "-tabac", "auteur:kerbrat", "dépistage xyzzy", "note 7")


def main() -> None:
    """Two commits with a deletion, then a merge; a fresh engine answers."""
    folder = Path(sys.argv[1])
    engine = WhooshEngine(folder)
    store(engine, CORPUS[:5])
    store(engine, [*CORPUS[5:], SEIN], remove=[TABAC.id])
    before = engine.status().segments
    for number in range(20):
        store(engine, [publication(f"note{number}", f"Note {number}", "Une note brève")], remove=[POUMON.id])
    fresh = WhooshEngine(folder)
    found: list[object] = [before, fresh.status().segments, sum(1 for _ in fresh.verify())]
    for text in QUESTIONS:
        results = fresh.search(Query(text))
        hits = [(h.id, round(h.score, 4), str(h.snippet), [p.number for p in h.passages]) for h in results.hits]
        facets = {name: [(v.value, v.count) for v in facet.values] for name, facet in results.facets.items()}
        found.append((text, results.total, results.relaxed, hits, facets, fresh.count(Query(text))))
    found.append(fresh.corrected("depistaje"))
    found.append(str(fresh.get(SEIN.id)))
    print(json.dumps({"whoosh": str(Path(whoosh.__file__).parent), "answers": found}, ensure_ascii=False))


if __name__ == "__main__":
    main()
