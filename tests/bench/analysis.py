"""How many texts of 250 words are analysed in a second, on one core, once their chunks are known."""

from __future__ import annotations

import gzip
import json
import time

from indexer.languages import FRENCH
from indexer.terms import TermTable
from tests.bench.figures import Figure
from tests.bench.workspace import Workspace
from tests.paths import SHARED_DATA

_WORDS = 250
_TEXTS = 2_000
_BUNDLE = 500  # as many at once as a worker process of `indexer add` has
_TARGET = 10_000.0


def measure(workspace: Workspace) -> list[Figure]:
    """Processor time, not the clock's: what else runs on the machine does not count."""
    texts = _texts(200 if workspace.is_quick else _TEXTS)
    table = TermTable()
    _analyse(table, texts)  # learns the chunks
    seconds, tokens = min(_analyse(table, texts) for _ in range(workspace.rounds))
    return [
        Figure(
            "analysis",
            "texts of 250 words analysed a second, one core",
            len(texts) / seconds,
            "texts/s",
            _TARGET,
            details={"million tokens/s": tokens / seconds / 1e6},
        )
    ]


def _analyse(table: TermTable, texts: list[str]) -> tuple[float, int]:
    """(seconds, tokens)."""
    begun = time.process_time()
    bundles = [texts[first : first + _BUNDLE] for first in range(0, len(texts), _BUNDLE)]
    tokens = sum(len(table.analyse(bundle, [FRENCH] * len(bundle)).terms) for bundle in bundles)
    return time.process_time() - begun, tokens


def _texts(count: int) -> list[str]:
    """Texts of exactly 250 words, from every source in turn, so that they are as varied as the corpus."""
    texts: list[str] = []
    with gzip.open(SHARED_DATA / "perf" / "sentences.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            words = " ".join(json.loads(line)["sentences"]).split()
            texts += [" ".join(words[i : i + _WORDS]) for i in range(0, len(words) - _WORDS, _WORDS)]
    step = max(len(texts) // count, 1)
    return texts[::step][:count]
