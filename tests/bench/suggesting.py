"""How long suggestions take over the large index, and how much memory they add.

Inputs are the beginnings of words, of names, of titles and of two or three words that stand together in a publication,
and what matches everything. Each is asked once, as a visitor does; none was asked before. One process, with NumPy:
nothing in it is machine code but the counts of words.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from indexer.engines.interface import Query
from tests.bench.figures import Figure
from tests.bench.glane import Glane
from tests.bench.machine import MIB, median, memory_of, percentile
from tests.bench.workspace import Workspace

_SEED = 2024
_INPUTS, _QUICK_INPUTS = 1_000, 60
_MOST_MS = 15.0
_EVERYTHING = (
    "de", "la", "le", "co", "th", "a b c d", "e e e e", "de la", "les de", "au 0", "auteur 0", "theme 0", "20", "d'a",
    "a b c d e f g h i j k l m n o p q r s t u v w x", "de " * 24, "a" * 1_000, "a " * 500, "é" * 1_000,
    "le paquet de la",
)  # fmt: skip


def measure(workspace: Workspace) -> list[Figure]:
    """The 99th percentile of all inputs, and the worst of those that match everything."""
    size = workspace.large
    glane = Glane(workspace.index_of(size))
    glane.engine.search(Query())  # opens the index, counts its facets
    before = memory_of(os.getpid()).anonymous
    first = _ask(glane, "zz")  # looks at all titles once
    count = _QUICK_INPUTS if workspace.is_quick else _INPUTS
    times = [_ask(glane, text) for text in beginnings(workspace.generated(size), count)]
    worst = {text[:20]: _ask(glane, text) for text in _EVERYTHING}
    added = (memory_of(os.getpid()).anonymous - before) / MIB
    details = {
        "median": median(times),
        "longest": max(times),
        "what matches everything, longest": max(worst.values()),
        "the first one of a process": first,
        "memory added, MB": added,
        "different inputs": len(times),
    }
    name = f"suggestions, p99, {size:,} publications"
    return [Figure("suggest", name, percentile([*times, *worst.values()], 0.99), "ms", _MOST_MS, "lower", details)]


def _ask(glane: Glane, text: str) -> float:
    begun = time.perf_counter()
    glane.engine.suggest(text)
    return (time.perf_counter() - begun) * 1000


def beginnings(manifest: Path, count: int) -> Iterator[str]:
    """Different beginnings of what stands in the publications."""
    rng = random.Random(_SEED)
    with manifest.open("rb") as file:
        lines = list(islice(file, 20_000))

    def drawn() -> Iterator[str]:
        while True:
            publication = json.loads(rng.choice(lines))
            words = publication["text"].split()
            at = rng.randrange(len(words) - 3)
            texts = (words[at], " ".join(words[at : at + 2]), " ".join(words[at : at + 3]), publication["title"])
            text = rng.choice(
                (*texts, words[at], rng.choice(publication["authors"]), rng.choice(publication["topics"]))
            )
            last = text.split()[-1]
            yield text[: len(text) - len(last) + rng.randint(2, 6)]

    found: dict[str, None] = {}
    for text in drawn():
        found[text] = None
        if len(found) == count:
            break
    return iter(found)
