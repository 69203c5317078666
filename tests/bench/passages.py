"""What the best pages and snippets of ten long reports cost: ten of 300 pages each, and words that all ten have.

The time of the whole answer without the time of the same answer that shows no publication (`per_page=0`: totals and
facets only), so that ranking the ten counts too.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from indexer.engines.interface import Query
from indexer.french import fold, is_stop_word
from tests.bench.adding import add
from tests.bench.figures import Figure
from tests.bench.glane import Glane
from tests.bench.kept import SENTENCES
from tests.bench.machine import best_ms, median, percentile
from tests.bench.workspace import Workspace
from tests.ways import going

_REPORTS = 10
_SENTENCES_OF_PAGE = 15  # about 300 words
_MOST_MS = 3.0
_QUERIES = 24
_SEED = 2024


def measure(workspace: Workspace) -> list[Figure]:
    """The median over different queries of one and of two words, each of which finds all reports."""
    pages = 30 if workspace.is_quick else 300
    manifest = workspace.made_once("generated-reports.jsonl", partial(_write, pages))
    glane = Glane(workspace.made_once("index-reports", lambda folder: add(folder, manifest)))
    queries = list(islice(_finding_all(glane, manifest), 4 if workspace.is_quick else _QUERIES))
    whole, costs = [], []
    with going("machine code"):
        for query in queries:
            of_query = best_ms(partial(glane.engine.search, query), workspace.rounds)
            without = partial(glane.engine.search, replace(query, per_page=0))
            whole.append(of_query)
            costs.append(of_query - best_ms(without, workspace.rounds))
    details = {"p90": percentile(costs, 0.9), "whole answer": median(whole), "queries": len(queries)}
    name = f"best pages and snippets of {_REPORTS} reports of {pages} pages"
    return [Figure("passages", name, median(costs), "ms", _MOST_MS, "lower", details)]


def _write(pages: int, path: Path) -> None:
    chosen = random.Random(_SEED)
    with gzip.open(SENTENCES, "rt", encoding="utf-8") as lines:
        sentences = [sentence for line in lines for sentence in json.loads(line)["sentences"]]
    with path.open("w", encoding="utf-8") as manifest:
        for number in range(_REPORTS):
            texts = [" ".join(chosen.choices(sentences, k=_SENTENCES_OF_PAGE)) for _ in range(pages)]
            report = {
                "id": f"report-{number}",
                "url": f"https://institut.example/report-{number}.pdf",
                "title": f"Rapport {number}",
                "kind": "rapport",
                "date": f"20{10 + number}-01-01",
                "passages": [{"number": page, "text": text} for page, text in enumerate(texts, start=1)],
            }
            manifest.write(json.dumps(report, ensure_ascii=False) + "\n")


def _finding_all(glane: Glane, manifest: Path) -> Iterator[Query]:
    """Words, and pairs of words, of some page of the first report that all reports have."""
    chosen = random.Random(_SEED)
    with manifest.open(encoding="utf-8") as lines:
        first = json.loads(next(lines))
    seen: set[str] = set()
    while True:
        words = chosen.choice(first["passages"])["text"].split()
        usual = [word for word in words if word.isalpha() and len(word) > 4 and not is_stop_word(fold(word))]
        typed = " ".join(chosen.sample(usual, chosen.choice((1, 2))))
        if typed not in seen and glane.engine.search(Query(typed)).total == _REPORTS:
            yield Query(typed)
        seen.add(typed)
