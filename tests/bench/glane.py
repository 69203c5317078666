"""Glane, asked as the peers are.

    glane = Glane(folder);  glane.answer(asked);  glane.answer_without_snippets(asked, total)

Peers give ten titles. Glane's whole answer has the best passages and marked snippets too, which they do not make; so
what is compared is the answer that ranks the same ten and shows the last of them only: ten pages of one publication.
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
from tests.bench.peers import TOP, Answer, answer_of
from tests.bench.queries import Asked


class Glane:
    """An index, opened as the service opens it."""

    def __init__(self, folder: Path) -> None:
        self.engine: Engine = open_engine(Settings(index=str(folder)))

    def answer(self, asked: Asked) -> Answer:
        """What is compared with the peers' answers."""
        return answer_of(self.engine.search(asked.query))

    def whole_answer(self, asked: Asked) -> Results:
        """As the service gives it."""
        return self.engine.search(asked.query)

    def answer_without_snippets(self, asked: Asked, total: int) -> Results:
        """All is found and counted, and ranked as far as the page of ten goes; its last publication is shown."""
        last = max(1, min(asked.page * TOP, total))
        return self.engine.search(replace(asked.query, page=last, per_page=1))

    def forget(self) -> None:
        """Let the engine forget what it has matched, if it remembers: no query may profit from itself."""
        snapshot = getattr(self.engine, "snapshot", None)
        forget = getattr(snapshot(), "forget_matches", None) if snapshot else None
        if forget:
            forget()


def medians_ms(glane: Glane, questions: Mapping[str, Sequence[Asked]], rounds: int) -> dict[str, float]:
    """The median time of each class, without snippets."""
    found = {}
    for name, asked_of_class in questions.items():
        totals = [glane.answer(asked).total for asked in asked_of_class]  # warms up
        pairs = zip(asked_of_class, totals, strict=True)
        works = [partial(glane.answer_without_snippets, asked, total) for asked, total in pairs]
        found[name] = median([best_ms(work, rounds, glane.forget) for work in works])
    return found
