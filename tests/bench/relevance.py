"""How often the right publication and the right page come first, on two sets of real questions.

cnil.json    159 questions in users' own words over 506 pages: nDCG@10. Three ids stand twice in the file, with the
             very same document. All 506 are indexed, the repeated ones under ids of their own; any document with the
             relevant id counts as relevant, and the first one found is what counts, as each question names one id. No
             question asks for a repeated one: their second copies can only stand in the way.
pages.json   175 section titles of reports among all of `real`: the right report first, and the right page of it shown
             first.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.settings import Settings
from tests.bench.adding import add
from tests.bench.figures import Figure
from tests.bench.machine import best_ms, median, percentile
from tests.bench.workspace import Workspace
from tests.paths import SHARED_DATA

_FOLDER = SHARED_DATA / "relevance"
_REPEATED = "#"  # stands in none of the ids


def measure(workspace: Workspace) -> list[Figure]:
    """Both sets. Nothing here depends on how fast the machine is, but for the last figure."""
    return [_questions(workspace), *_section_titles(workspace)]


def _questions(workspace: Workspace) -> Figure:
    data = json.loads((_FOLDER / "cnil.json").read_text(encoding="utf-8"))

    def make(folder: Path) -> None:
        manifest = folder.with_suffix(".jsonl")
        manifest.write_text("".join(_manifest_lines(data["documents"])), encoding="utf-8")
        add(folder, manifest)

    engine = open_engine(Settings(index=str(workspace.made_once("index-cnil", make))))
    gains = []
    for question in data["queries"]:
        hits = engine.search(Query(question["text"])).hits
        found = [hit.id.partition(_REPEATED)[0] in question["relevant"] for hit in hits]
        gains.append(1 / math.log2(2 + found.index(True)) if True in found else 0.0)
    return Figure(
        "relevance",
        "questions in users' own words: nDCG@10",
        sum(gains) / len(gains),
        "",
        0.57,
        details={
            "questions": len(gains),
            "right answer first": sum(gain == 1 for gain in gains) / len(gains),
            "not among ten": sum(gain == 0 for gain in gains) / len(gains),
        },
    )


def _manifest_lines(documents: list[dict[str, Any]]) -> list[str]:
    seen: Counter[str] = Counter()
    lines = []
    for document in documents:
        identifier = document["id"]
        seen[identifier] += 1
        unique = identifier if seen[identifier] == 1 else f"{identifier}{_REPEATED}{seen[identifier]}"
        lines.append(json.dumps({**document, "id": unique}, ensure_ascii=False) + "\n")
    return lines


def _section_titles(workspace: Workspace) -> list[Figure]:
    queries = json.loads((_FOLDER / "pages.json").read_text(encoding="utf-8"))["queries"]
    engine = open_engine(Settings(index=str(workspace.index_of("real"))))
    reports, pages = 0, 0
    times = []
    for query in queries:
        asked = Query(query["text"])
        hits = engine.search(asked).hits
        if hits and Path(hits[0].url or hits[0].id).name == query["file"]:
            reports += 1
            pages += bool(hits[0].passages) and hits[0].passages[0].number in query["pages"]
        times.append(best_ms(partial(engine.search, asked), workspace.rounds))
    status = engine.status()
    size = {"publications": status.publications, "passages": status.passages}
    return [
        Figure("relevance", "section titles: the right report first", reports / len(queries), "", 0.85),
        Figure("relevance", "section titles: the right page first", pages / len(queries), "", 0.70),
        Figure(
            "relevance",
            "section titles: time of a search, median",
            median(times),
            "ms",
            details={"p90 ms": percentile(times, 0.9), **size},
        ),
    ]
