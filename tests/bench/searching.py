"""How long a search takes at 10,000 generated publications, and how long stock Whoosh and tantivy take for the same.

The same is: every match found and ranked, the exact total, and the counts of five facets, in one process, on one
thread. Glane then finds the ten publications' best passages and makes marked snippets, which the others do not: that
whole answer is told beside it, and as a figure of its own over all classes. Each query is asked several times and its
best time counts; figures are medians over the queries of a class.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from indexer.engines import open_engine
from indexer.engines.interface import Query
from indexer.settings import Settings
from tests.bench.corpus import Corpus, read_corpus
from tests.bench.figures import Figure
from tests.bench.machine import best_ms, median, percentile
from tests.bench.peer_tantivy import Tantivy
from tests.bench.peer_whoosh import StockWhoosh
from tests.bench.peers import Answer, Peer, answer_of
from tests.bench.queries import Asked, draw
from tests.bench.workspace import Workspace

_QUERIES = 24
# What stock Whoosh took, at best, for a faceted query over 10,000 publications when Glane was designed.
_WHOLE_ANSWER_MS = 44.0
Ask = Callable[[Asked], Answer]


def measure(workspace: Workspace) -> list[Figure]:
    """A figure for each class of queries; its target is what stock Whoosh took in the same run."""
    engine = open_engine(Settings(index=str(workspace.index_of("generated"))))
    corpus = read_corpus(workspace.generated())
    peers = [_peer(workspace, corpus, kind) for kind in (StockWhoosh, Tantivy)]
    figures, whole_answers = [], []
    for name, queries in draw(corpus, 4 if workspace.is_quick else _QUERIES).items():
        _compare(name, queries, lambda asked: answer_of(engine.search(asked.query)), peers)
        found = [float(engine.search(asked.query).total) for asked in queries]
        whole = _times(queries, lambda asked: engine.search(asked.query), workspace.rounds)
        own = _times(queries, lambda asked: engine.search(_beyond_the_last_page(asked)), workspace.rounds)
        whoosh, tantivy = (median(_times(queries, peer.answer, workspace.rounds)) for peer in peers)
        details = {
            "p90": percentile(own, 0.9),
            "with snippets": median(whole),
            "p90 with snippets": percentile(whole, 0.9),
            "stock Whoosh": whoosh,
            "Whoosh/Glane": whoosh / median(own),
            "tantivy": tantivy,
            "tantivy/Glane": tantivy / median(own),
            "publications found": median(found),
        }
        figures.append(Figure("search", name, median(own), "ms", whoosh, "lower", details))
        whole_answers += whole
    details = {"p90": percentile(whole_answers, 0.9), "p99": percentile(whole_answers, 0.99)}
    name = "whole answer with passages and snippets, all classes"
    return [*figures, Figure("search", name, median(whole_answers), "ms", _WHOLE_ANSWER_MS, "lower", details)]


def _beyond_the_last_page(asked: Asked) -> Query:
    """Everything is found, ranked and counted, but no publication is shown."""
    return replace(asked.query, page=100_000)


def _peer(workspace: Workspace, corpus: Corpus, kind: type[StockWhoosh] | type[Tantivy]) -> Peer:
    folder = workspace.made_once(
        f"peer-{kind.name.replace(' ', '-').lower()}", lambda path: kind(path).build(corpus.documents)
    )
    peer = kind(folder)
    peer.open()
    return peer


def _compare(name: str, queries: Sequence[Asked], ours: Ask, peers: Sequence[Peer]) -> None:
    """Times are only compared where the answers are the same. This also warms up every engine."""
    for asked in queries:
        own = ours(asked)
        for peer in peers:
            difference = own.differs_from(peer.answer(asked))
            if difference:
                raise RuntimeError(f"{name}, “{asked.typed}”: Glane found {difference} as {peer.name} did.")


def _times(queries: Sequence[Asked], ask: Callable[[Asked], object], rounds: int) -> list[float]:
    return [best_ms(partial(ask, asked), rounds) for asked in queries]
