"""The cluster beside the embedded engine: the same questions, in the same run.

    OpenSearch            by itself, as one writes the questions for it (peer_opensearch.py): ten titles, all counts
    Glane on OpenSearch   Glane's engine over the cluster: whole answers, with passages and snippets; the time inside
                          its requests is what OpenSearch takes of it, the rest is what Glane adds. In the details what
                          it adds to ten titles and all counts
    embedded              Glane's own engine

Glane's two are asked over HTTP too, from gunicorn: for whole answers, and the embedded engine for what OpenSearch gives
by itself, ten titles and all counts (`fields=title`): with that it is compared. Answers are compared before anything is
timed: equal totals and counts, or the run fails. Each question is asked five times and its best time counts; figures
are medians.

Nothing is bound to a core: the nodes, gunicorn and the one who asks share the machine.
"""

from __future__ import annotations

import gc
import http.client
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from indexer.engines.opensearch.refusals import Answer as Answered
from indexer.engines.opensearch.transport import Transport
from tests.bench.cluster import OURS, Nodes, index_of, running_nodes, variables_of
from tests.bench.figures import Figure
from tests.bench.glane import Glane
from tests.bench.load import ask
from tests.bench.machine import best_ms, median
from tests.bench.peer_opensearch import OpenSearch
from tests.bench.queries import CLASSES, Asked, draw
from tests.bench.questions import query_string
from tests.bench.workspace import Workspace
from tests.serving import gunicorn
from tests.ways import going

# Of the questions of `search`, the first ones: a cluster takes ten to a hundred times as long.
_DRAWN, _ASKED = 24, 12
_MOST_ADDED_MS = 3.0
_TIMES_AS_FAST = 5.0
# Java compiles what it runs often: before so many questions of each kind, times say how long that takes.
_WARM_ROUNDS = 2
_SECONDS = 5


@dataclass(slots=True)
class _Spent:
    """Inside requests to the cluster."""

    seconds: float = 0.0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """One question to Glane on OpenSearch, in milliseconds: the whole, inside requests, the rest, Glane's processor."""

    whole: float
    inside: float
    added: float
    processor: float
    requests: int


@dataclass(frozen=True, slots=True)
class Times:
    """Of one class, a value for each question."""

    taken: Sequence[Taken]
    titles_taken: Sequence[Taken]
    alone: Sequence[float]
    titles_by_http: Sequence[float]
    embedded_by_http: Sequence[float]
    by_http: Sequence[float]

    def of(self, name: str) -> float:
        """The median of one of the values of `Taken`."""
        return median([getattr(each, name) for each in self.taken])

    def details(self) -> dict[str, float]:
        """All but the whole."""
        alone, titles = median(self.alone), median(self.titles_by_http)
        return {
            "inside requests": self.of("inside"),
            "Glane adds": self.of("added"),
            "Glane adds to titles": median([each.added for each in self.titles_taken]),
            "Glane's processor time": self.of("processor"),
            "requests": self.of("requests"),
            "by HTTP": median(self.by_http),
            "OpenSearch by itself": alone,
            "embedded by HTTP": median(self.embedded_by_http),
            "embedded by HTTP, titles": titles,
            "OpenSearch/embedded by HTTP, titles": alone / titles,
        }


def measure(workspace: Workspace) -> list[Figure]:
    """For each size a figure of each class, then what the targets are set for; nothing without a cluster."""
    nodes = running_nodes()
    if nodes is None:
        return []
    return [figure for size in workspace.sizes for figure in _measure_size(workspace, nodes, size)]


def _measure_size(workspace: Workspace, nodes: Nodes, size: int) -> list[Figure]:
    drawn = draw(workspace.corpus(size), 4 if workspace.is_quick else _DRAWN, CLASSES)
    questions = {name: of_class[:_ASKED] for name, of_class in drawn.items()}
    settings = index_of(nodes, workspace, size)
    alone = OpenSearch(nodes, f"{OURS}-alone-{size}")
    if not alone.is_built(size):
        alone.build(workspace.corpus(size).documents())
    glane = Glane(settings)
    every = [asked for of_class in questions.values() for asked in of_class]
    _compare(every, workspace, size, alone, glane)
    for _ in range(0 if workspace.is_quick else _WARM_ROUNDS):
        for asked in every:
            alone.answer(asked)
            glane.whole_answer(asked)
    rounds = workspace.rounds
    gc.collect()
    gc.freeze()  # as gunicorn.conf.py does: what is loaded is no garbage
    with going("machine code"), timed_requests() as spent:
        taken, titles_taken = (
            {
                name: [_take(partial(answer, asked), spent, rounds) for asked in of_class]
                for name, of_class in questions.items()
            }
            for answer in (glane.whole_answer, glane.answer_without_snippets)
        )
    gc.unfreeze()
    times_alone = {
        name: [best_ms(partial(alone.answer, asked), rounds) for asked in of_class]
        for name, of_class in questions.items()
    }
    seconds = 1 if workspace.is_quick else _SECONDS
    (whole, titles), embedded_a_second = _by_http(
        questions, rounds, seconds, workspace.index_of(size), {}, kinds=("", "&fields=title")
    )
    (by_http,), a_second = _by_http(questions, rounds, seconds, Path(settings.index), variables_of(settings))
    times = {
        name: Times(taken[name], titles_taken[name], times_alone[name], titles[name], whole[name], by_http[name])
        for name in questions
    }
    return [
        *(
            Figure(
                "opensearch",
                f"Glane on OpenSearch: {name}, {size:,} publications",
                of_class.of("whole"),
                "ms",
                details=of_class.details(),
            )
            for name, of_class in times.items()
        ),
        *_added(size, times),
        _ratio(size, times, is_large=size == workspace.large),
        Figure(
            "opensearch",
            f"searches a second by HTTP, Glane on OpenSearch, {size:,} publications",
            a_second,
            "searches/s",
            details={"embedded": embedded_a_second},
        ),
    ]


def _compare(questions: Sequence[Asked], workspace: Workspace, size: int, alone: OpenSearch, glane: Glane) -> None:
    """Times are only compared where the answers are the same."""
    embedded = Glane(workspace.index_of(size))
    for asked in dict.fromkeys(questions):
        own = embedded.answer(asked)
        for name, answer in (("OpenSearch", alone.answer(asked)), ("Glane on OpenSearch", glane.answer(asked))):
            difference = own.differs_from(answer)
            if difference:
                raise RuntimeError(f"{name} answers {asked} differently: {difference}")


@contextmanager
def timed_requests() -> Iterator[_Spent]:
    """Adds up what requests of Glane to the cluster take."""
    spent = _Spent()
    plain = Transport.ask

    def timed(transport: Transport, *arguments: Any, **named: Any) -> Answered:
        begun = time.perf_counter()
        try:
            return plain(transport, *arguments, **named)
        finally:
            spent.seconds += time.perf_counter() - begun
            spent.requests += 1

    with patch.object(Transport, "ask", timed):
        yield spent


def _take(work: Callable[[], object], spent: _Spent, rounds: int) -> Taken:
    """The best of several rounds, of each part for itself: what else ran on the machine only ever adds."""
    taken = []
    for _ in range(rounds):
        spent.seconds, spent.requests = 0.0, 0
        begun, processor = time.perf_counter(), time.process_time()
        work()
        whole, processor = time.perf_counter() - begun, time.process_time() - processor
        taken.append(
            Taken(whole * 1000, spent.seconds * 1000, (whole - spent.seconds) * 1000, processor * 1000, spent.requests)
        )
    return Taken(
        min(each.whole for each in taken),
        min(each.inside for each in taken),
        min(each.added for each in taken),
        min(each.processor for each in taken),
        min(each.requests for each in taken),
    )


def _by_http(
    questions: dict[str, list[Asked]],
    rounds: int,
    seconds: int,
    index: Path,
    variables: dict[str, str],
    *,
    kinds: Sequence[str] = ("",),
) -> tuple[list[dict[str, list[float]]], float]:
    """Milliseconds of each question, asked one after the other, with each kind of further parameters; and searches a
    second of four connections with the first kind.
    """
    paths = {
        name: [f"/api/v1/search?{query_string(asked)}" for asked in of_class] for name, of_class in questions.items()
    }
    every = [path for row in zip(*paths.values(), strict=True) for path in row]
    with gunicorn(index, **variables) as serving:
        ask(serving.port, every, seconds)  # both workers have answered everything once
        connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=60)
        times = [
            {
                name: [best_ms(partial(_get, connection, path + kind), rounds) for path in of_class]
                for name, of_class in paths.items()
            }
            for kind in kinds
        ]
        connection.close()
        return times, ask(serving.port, every, seconds).a_second


def _get(connection: http.client.HTTPConnection, path: str) -> None:
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} was answered with {response.status}")


def _added(size: int, times: dict[str, Times]) -> list[Figure]:
    """What Glane adds to what OpenSearch takes of a search."""
    every = [taken for of_class in times.values() for taken in of_class.taken]
    by_class = {name: of_class.of("added") for name, of_class in times.items()}
    parts = {
        "inside requests": median([taken.inside for taken in every]),
        "Glane's processor time, sending included": median([taken.processor for taken in every]),
        "to ten titles and all counts": median(
            [taken.added for of_class in times.values() for taken in of_class.titles_taken]
        ),
    }
    name = f"Glane adds to what OpenSearch takes, {{}}, {size:,} publications"
    added = median([taken.added for taken in every])
    return [
        Figure("opensearch", name.format("all classes"), added, "ms", _MOST_ADDED_MS, "lower", parts),
        Figure(
            "opensearch", name.format("worst class"), max(by_class.values()), "ms", _MOST_ADDED_MS, "lower", by_class
        ),
    ]


def _ratio(size: int, times: dict[str, Times], *, is_large: bool) -> Figure:
    """How much quicker a program has ten titles and all counts of the embedded engine by HTTP than of OpenSearch."""
    alone = median([time for of_class in times.values() for time in of_class.alone])
    titles = median([time for of_class in times.values() for time in of_class.titles_by_http])
    whole = median([time for of_class in times.values() for time in of_class.embedded_by_http])
    by_http = median([time for of_class in times.values() for time in of_class.by_http])
    by_class = {name: of_class.details()["OpenSearch/embedded by HTTP, titles"] for name, of_class in times.items()}
    return Figure(
        "opensearch",
        f"OpenSearch by itself/the embedded engine's HTTP endpoint, the same answer, {size:,} publications",
        alone / titles,
        "times",
        _TIMES_AS_FAST if is_large else None,
        details={
            "OpenSearch by itself, ms": alone,
            "embedded by HTTP, ms": titles,
            "OpenSearch/whole answers with excerpts": alone / whole,
            "whole answers, Glane on OpenSearch/embedded": by_http / whole,
            **by_class,
        },
    )
