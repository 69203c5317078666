"""What a query year by year costs: twenty yearly reports of twenty years, among the generated publications.

One series of twenty is shown, and three pages of each report are read.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from functools import partial
from pathlib import Path

from indexer.engines.interface import Query
from tests.bench.adding import add
from tests.bench.figures import Figure
from tests.bench.glane import Glane
from tests.bench.kept import SENTENCES
from tests.bench.machine import best_ms, median
from tests.bench.workspace import Workspace
from tests.ways import going

_SERIES, _YEARS, _PAGES = 20, range(2004, 2024), 80
_SENTENCES_OF_PAGE = 15  # about 300 words
_MOST_MS = 20.0
_TYPED = ("paquet", "manuel", "configuration", "debian serveur", "gnu linux système", "la commande de configuration")
_SEED = 2024


def measure(workspace: Workspace) -> list[Figure]:
    """The median over frequent words, and the first answer of a process, which reads the titles of all reports."""
    manifest = workspace.made_once("generated-years.jsonl", _write)
    folder = workspace.made_once("index-years", lambda folder: _index(workspace, folder, manifest))
    with going("machine code"):
        engine = Glane(folder).engine
        engine.search(Query(_TYPED[0]))
        begun = time.perf_counter()
        engine.years(Query(_TYPED[0]))
        first = (time.perf_counter() - begun) * 1000
        queries = [Query(typed) for typed in _TYPED]
        times = [best_ms(partial(engine.years, query), workspace.rounds) for query in queries]
        searches = [best_ms(partial(engine.search, query), workspace.rounds) for query in queries]
    shown = [sum(len(row.reports) for row in engine.years(query).rows) for query in queries]
    details = {"longest": max(times), "first": first, "search": median(searches), "reports": median(shown)}
    name = f"a query year by year, {workspace.large:,} publications, {_SERIES * len(_YEARS)} yearly reports"
    return [Figure("years", name, median(times), "ms", _MOST_MS, "lower", details)]


def _index(workspace: Workspace, folder: Path, manifest: Path) -> None:
    add(folder, workspace.generated(workspace.large))
    add(folder, manifest)


def _write(path: Path) -> None:
    chosen = random.Random(_SEED)
    with gzip.open(SENTENCES, "rt", encoding="utf-8") as lines:
        sentences = [sentence for line in lines for sentence in json.loads(line)["sentences"]]
    with path.open("w", encoding="utf-8") as manifest:
        for series in range(_SERIES):
            for year in _YEARS:
                texts = [" ".join(chosen.choices(sentences, k=_SENTENCES_OF_PAGE)) for _ in range(_PAGES)]
                report = {
                    "id": f"report-{series}-{year}",
                    "url": f"https://institut.example/report-{series}-{year}.pdf",
                    "title": f"Rapport du comité {series} – {year}",
                    "kind": "rapport",
                    "date": f"{year + 1}-06-01",
                    "passages": [
                        {"number": page, "text": text, "heading": f"Partie {page // 5}"}
                        for page, text in enumerate(texts, start=1)
                    ],
                }
                manifest.write(json.dumps(report, ensure_ascii=False) + "\n")
