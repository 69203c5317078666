"""How many texts of 250 words french.add_terms analyses in a second, on one core, once its cache is warm."""

from __future__ import annotations

import gzip
import json
import time
from collections import defaultdict

from indexer.french import add_terms
from tests.bench.figures import Figure
from tests.bench.workspace import Workspace
from tests.paths import SHARED_DATA

_WORDS = 250
_TEXTS = 2_000
_TARGET = 10_000.0


def measure(workspace: Workspace) -> list[Figure]:
    """Processor time, not the clock's: what else runs on the machine does not count."""
    texts = _texts(200 if workspace.is_quick else _TEXTS)
    _analyse(texts)  # warms the cache
    seconds = min(_analyse(texts) for _ in range(workspace.rounds))
    tokens = sum(len(positions) for positions in _postings(" ".join(texts)).values())
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


def _analyse(texts: list[str]) -> float:
    begun = time.process_time()
    for text in texts:
        _postings(text)
    return time.process_time() - begun


def _postings(text: str) -> dict[str, list[int]]:
    postings: dict[str, list[int]] = defaultdict(list)
    add_terms(text, 0, postings)
    return postings


def _texts(count: int) -> list[str]:
    """Texts of exactly 250 words, from every source in turn, so that they are as varied as the corpus."""
    texts: list[str] = []
    with gzip.open(SHARED_DATA / "perf" / "sentences.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            words = " ".join(json.loads(line)["sentences"]).split()
            texts += [" ".join(words[i : i + _WORDS]) for i in range(0, len(words) - _WORDS, _WORDS)]
    step = max(len(texts) // count, 1)
    return texts[::step][:count]
