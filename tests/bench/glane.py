"""Glane, asked as the peers are.

    glane = Glane(folder);  glane.answer(asked);  glane.answer_without_snippets(asked)

Peers give ten titles. Glane's whole answer has the best passages and marked snippets too, which they do not make; so
what is compared is the answer without these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from indexer.engines import open_engine
from indexer.engines.interface import Engine, Results
from indexer.settings import Settings
from tests.bench.machine import best_ms, median
from tests.bench.peers import Answer, answer_of
from tests.bench.queries import Asked


class Glane:
    """An index, opened as the service opens it."""

    def __init__(self, index: Path | Settings) -> None:
        settings = Settings(index=str(index)) if isinstance(index, Path) else index
        self.engine: Engine = open_engine(settings)

    def answer(self, asked: Asked) -> Answer:
        """What is compared with the peers' answers."""
        return answer_of(self.engine.search(asked.query))

    def whole_answer(self, asked: Asked) -> Results:
        """As the service gives it."""
        return self.engine.search(asked.query)

    def answer_without_snippets(self, asked: Asked) -> Results:
        """Ten titles, as peers give: all is found, counted and ranked, but no passage is looked for."""
        return self.engine.search(replace(asked.query, snippets=False))


def medians_ms(glane: Glane, questions: Mapping[str, Sequence[Asked]], rounds: int) -> dict[str, float]:
    """The median time of each class, without snippets."""
    found = {}
    for name, asked_of_class in questions.items():
        works = [partial(glane.answer_without_snippets, asked) for asked in asked_of_class]
        found[name] = median([best_ms(work, rounds) for work in works])
    return found
