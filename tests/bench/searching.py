"""How long a search takes at 10,000 generated publications, and how long stock Whoosh and tantivy take for the same.

A search is: the first ten, the exact total and the counts of five facets, in one process, on one thread. Glane's also
holds the ten publications' best passages and marked snippets. Each query is asked several times and its best time
counts; the figure is the median over the class's queries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from indexer.engines import open_engine
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
Ask = Callable[[Asked], Answer]


def measure(workspace: Workspace) -> list[Figure]:
    """A figure for each class of queries; its target is what stock Whoosh took in the same run."""
    engine = open_engine(Settings(index=str(workspace.index_of("generated"))))
    corpus = read_corpus(workspace.generated())
    peers = [_peer(workspace, corpus, kind) for kind in (StockWhoosh, Tantivy)]
    figures = []
    for name, queries in draw(corpus, 4 if workspace.is_quick else _QUERIES).items():
        _compare(name, queries, lambda asked: answer_of(engine.search(asked.query)), peers)
        ours = _times(queries, lambda asked: engine.search(asked.query), workspace.rounds)
        whoosh, tantivy = (median(_times(queries, peer.answer, workspace.rounds)) for peer in peers)
        own = median(ours)
        figures.append(
            Figure(
                "search",
                name,
                own,
                "ms",
                target=whoosh,
                better="lower",
                details={
                    "p90 ms": percentile(ours, 0.9),
                    "stock Whoosh ms": whoosh,
                    "× Whoosh": whoosh / own,
                    "tantivy ms": tantivy,
                    "× tantivy": tantivy / own,
                    "found, median": median([float(engine.count(asked.query)) for asked in queries])
                    if queries[0].how != "any"
                    else median([float(engine.search(asked.query).total) for asked in queries]),
                },
            )
        )
    return figures


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
