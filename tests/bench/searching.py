"""How long a search takes, and how long other engines take for the same.

The same is: every match found, ten of them ranked first, the exact total, and the exact counts of five facets, in one
process on one core. Answers are compared before anything is timed: equal totals and counts, or the run fails. Each
query is asked several times and its best time counts; figures are medians over the queries of a class.

Glane's whole answer, with the best passages and marked snippets of ten publications, which the others do not make, is
told beside it, and as a figure of its own over all classes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from tests.bench.building import built
from tests.bench.figures import Better, Figure
from tests.bench.glane import Glane
from tests.bench.machine import best_ms, geometric_mean, median, one_core, percentile
from tests.bench.peers import Peer
from tests.bench.queries import CLASSES, Asked, draw
from tests.bench.ten_segments import index_in_ten
from tests.bench.workspace import Workspace
from tests.ways import going

T = TypeVar("T")

_QUERIES = 24
_SHARE_OF_TANTIVY, _WORST_SHARE, _WORST_SHARE_IN_TEN = 0.35, 0.8, 1.0
_TIMES_WHOOSH = 100.0
_GAIN = 1.5  # what a compiled way must bring, to be worth having
# What stock Whoosh took, at best, for a faceted query over 10,000 publications when Glane was designed.
_WHOLE_ANSWER_MS = 44.0


@dataclass(frozen=True, slots=True)
class Times:
    """Of one class: milliseconds of every query, or the median by engine."""

    own: Sequence[float]
    whole: Sequence[float]
    with_numpy: float
    in_ten: float | None
    peers: dict[str, float]
    found: float

    @property
    def median(self) -> float:
        """Glane's, with one segment."""
        return median(self.own)

    def details(self) -> dict[str, float]:
        """All but the median."""
        found = {
            "p90": percentile(self.own, 0.9),
            "with snippets": median(self.whole),
            "p90 with snippets": percentile(self.whole, 0.9),
            "with NumPy": self.with_numpy,
        }
        if self.in_ten is not None:
            found["ten segments"] = self.in_ten
        for name, time in self.peers.items():
            found |= {name: time, f"{name}/Glane": time / self.median}
        return found | {"publications found": self.found}


def measure(workspace: Workspace) -> list[Figure]:
    """For each size a figure of each class; then how the largest compares with tantivy and stock Whoosh."""
    figures: list[Figure] = []
    for size in workspace.sizes:
        is_large = size == workspace.large
        times = _measure_size(workspace, size, is_large=is_large)
        figures += [_figure(size, name, of_class, is_large=is_large) for name, of_class in times.items()]
        whole = [time for of_class in times.values() for time in of_class.whole]
        details = {"p90": percentile(whole, 0.9), "p99": percentile(whole, 0.99)}
        name = f"whole answers with passages and snippets, all classes, {size:,} publications"
        target = _WHOLE_ANSWER_MS if size == workspace.small else None
        figures.append(Figure("search", name, median(whole), "ms", target, "lower", details))
        if is_large:
            figures += _comparison(size, {name: times[name] for name in CLASSES})
            figures.append(_gain(size, times))
    return figures


def _gain(size: int, times: dict[str, Times]) -> Figure:
    """What the extra `fast` brings."""
    gains = {name: of_class.with_numpy / of_class.median for name, of_class in times.items()}
    name = f"NumPy/machine code, geometric mean, all classes, {size:,} publications"
    return Figure("search", name, geometric_mean(list(gains.values())), "times", _GAIN, "higher", gains)


def _measure_size(workspace: Workspace, size: int, *, is_large: bool) -> dict[str, Times]:
    questions = draw(workspace.corpus(size), 4 if workspace.is_quick else _QUERIES)
    peers = built(workspace, size)
    glane = Glane(workspace.index_of(size))
    in_ten = None
    if is_large:
        make = partial(index_in_ten, workspace.generated(size))
        in_ten = Glane(workspace.made_once(f"index-{size}-in-ten", make))
    with ExitStack() as stack:
        stack.enter_context(going("machine code"))
        stack.enter_context(one_core())  # what the peers start at opening stays on it too
        for peer in peers:
            peer.open()
            stack.callback(peer.close)
        gc.collect()
        gc.freeze()  # the peers' lists of values are no garbage: looking through them would be timed as anyone's work
        stack.callback(gc.unfreeze)
        found = {}
        for name, asked in questions.items():
            totals = _compare(name, asked, glane, in_ten, peers)
            found[name] = _times(asked, totals, glane, in_ten, peers, workspace.rounds)
        return found


def _compare(
    name: str, questions: Sequence[Asked], glane: Glane, in_ten: Glane | None, peers: Sequence[Peer]
) -> list[int]:
    """Times are only compared where the answers are the same. This also warms up every engine. Returns the totals."""
    totals = {}
    others = {peer.name: peer.answer for peer in peers} | {"Glane with NumPy": _with_numpy(glane.answer)}
    if in_ten:
        others["Glane in ten segments"] = in_ten.answer
    for asked in dict.fromkeys(questions):
        own = glane.answer(asked)
        totals[asked] = own.total
        for other, ask in others.items():
            difference = own.differs_from(ask(asked))
            if difference:
                raise RuntimeError(f"{name}, “{asked.typed}”: Glane found {difference} as {other} did.")
    return [totals[asked] for asked in questions]


def _with_numpy(ask: Callable[[Asked], T]) -> Callable[[Asked], T]:
    def asked_so(asked: Asked) -> T:
        with going("NumPy"):
            return ask(asked)

    return asked_so


def _times(
    questions: Sequence[Asked],
    totals: Sequence[int],
    glane: Glane,
    in_ten: Glane | None,
    peers: Sequence[Peer],
    rounds: int,
) -> Times:
    def asked_each(ask: Callable[[Asked], object]) -> list[float]:
        return [best_ms(partial(ask, asked), rounds) for asked in questions]

    with going("NumPy"):
        with_numpy = median(asked_each(glane.answer_without_snippets))
    return Times(
        asked_each(glane.answer_without_snippets),
        asked_each(glane.whole_answer),
        with_numpy,
        median(asked_each(in_ten.answer_without_snippets)) if in_ten else None,
        {peer.name: median(asked_each(peer.answer)) for peer in peers},
        median(totals),
    )


def _figure(size: int, name: str, times: Times, *, is_large: bool) -> Figure:
    """The target of a class is what the slowest may take beside tantivy."""
    has_target = is_large and name in CLASSES
    target = _WORST_SHARE * times.peers["tantivy"] if has_target else None
    return Figure("search", f"{name}, {size:,} publications", times.median, "ms", target, "lower", times.details())


def _comparison(size: int, times: dict[str, Times]) -> list[Figure]:
    """The nine classes together."""
    shares = {name: of_class.median / of_class.peers["tantivy"] for name, of_class in times.items()}
    in_ten = {name: (of_class.in_ten or 0.0) / of_class.peers["tantivy"] for name, of_class in times.items()}

    def figure(what: str, value: float, target: float, better: Better, details: dict[str, float]) -> Figure:
        return Figure("search", f"{what}, nine classes, {size:,} publications", value, "times", target, better, details)

    worst = max(in_ten.values())
    figures = [
        figure("Glane/tantivy, geometric mean", geometric_mean(list(shares.values())), _SHARE_OF_TANTIVY, "lower", {}),
        figure("Glane/tantivy, worst class", max(shares.values()), _WORST_SHARE, "lower", shares),
        figure("Glane in ten segments/tantivy, worst class", worst, _WORST_SHARE_IN_TEN, "lower", in_ten),
    ]
    if all("stock Whoosh" in of_class.peers for of_class in times.values()):
        whoosh = {name: of_class.peers["stock Whoosh"] / of_class.median for name, of_class in times.items()}
        reached = float(sum(times_as_fast >= _TIMES_WHOOSH for times_as_fast in whoosh.values()))
        about = {"classes that reach it": reached, "geometric mean": geometric_mean(list(whoosh.values())), **whoosh}
        figures.append(figure("stock Whoosh/Glane, worst class", min(whoosh.values()), _TIMES_WHOOSH, "higher", about))
    return figures
