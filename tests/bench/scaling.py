"""The embedded engine and the cluster as the publications grow: time, memory, disk; from them docs/scaling.md.

    make bench BENCH_ARGS="--only scale --sizes 1000 10000 100000"

Each index is made by `indexer add` and asked the same questions, ten titles and all counts each, without snippets. Of
the cluster, bytes are those of the primaries: each replica is as much again.
"""

from __future__ import annotations

from pathlib import Path

from tests.bench import growth
from tests.bench.adding import status
from tests.bench.cluster import Nodes, index_of, rate_of, running_nodes
from tests.bench.figures import Figure
from tests.bench.glane import Glane, medians_ms
from tests.bench.machine import MIB, median
from tests.bench.queries import CLASSES, draw
from tests.bench.workspace import Workspace

_QUERIES = 8
# Java compiles what it runs often: the first rounds would say how long that takes.
_WARM_ROUNDS = 3


def measure(workspace: Workspace) -> list[Figure]:
    """Two figures for each size; then from which number of publications on the cluster would be the quicker one."""
    nodes = running_nodes()
    if nodes is None:
        return []
    embedded, cluster = {}, {}
    for size in workspace.growth:
        embedded[size] = _of_embedded(workspace, size)
        cluster[size] = _of_cluster(workspace, nodes, size)
    figures = [figure for size in workspace.growth for figure in (embedded[size], cluster[size])]
    times = [{size: figure.value for size, figure in each.items()} for each in (embedded, cluster)]
    return [*figures, *_meeting(times[0], times[1])]


def _of_embedded(workspace: Workspace, size: int) -> Figure:
    folder = workspace.index_of(size)
    searched = growth.search(workspace, folder, size)
    bytes_of_index = status(folder)["size_bytes"]
    details = {
        "publications/s indexed": rate_of(folder) or 0.0,
        "index MB": bytes_of_index / 1e6,
        "bytes/publication": bytes_of_index / size,
        "resident MB": searched.memory.resident / MIB,
        **searched.memory.parts_mb,
        **searched.medians_ms,
    }
    name = f"embedded: a search, median of nine classes, {size:,} publications"
    return Figure("scale", name, median(list(searched.medians_ms.values())), "ms", details=details)


def _of_cluster(workspace: Workspace, nodes: Nodes, size: int) -> Figure:
    settings = index_of(nodes, workspace, size)
    glane = Glane(settings)
    questions = draw(workspace.corpus(min(size, workspace.large)), 4 if workspace.is_quick else _QUERIES, CLASSES)
    for _ in range(0 if workspace.is_quick else _WARM_ROUNDS):
        medians_ms(glane, questions, 1)
    medians = medians_ms(glane, questions, workspace.rounds)
    prefix = settings.opensearch.prefix
    disk = {part: _bytes(nodes, f"{prefix}-{part}-*") for part in ("publications", "texts")}
    details = {
        "publications/s indexed": rate_of(Path(settings.index)) or 0.0,
        "index MB, primaries": sum(disk.values()) / 1e6,
        **{f"bytes/publication, {part}": amount / size for part, amount in disk.items()},
        "resident MB, three nodes": nodes.resident_bytes() / MIB,
        "used heap MB, three nodes": _used_heap(nodes) / MIB,
        **medians,
    }
    name = f"cluster: a search, median of nine classes, {size:,} publications"
    return Figure("scale", name, median(list(medians.values())), "ms", details=details)


def _bytes(nodes: Nodes, pattern: str) -> int:
    return sum(int(row["pri.store.size"]) for row in nodes.rows(pattern))


def _used_heap(nodes: Nodes) -> int:
    found = nodes.ask("GET", "/_nodes/stats/jvm?filter_path=nodes.*.jvm.mem.heap_used_in_bytes")["nodes"]
    return sum(node["jvm"]["mem"]["heap_used_in_bytes"] for node in found.values())


def _meeting(embedded: dict[int, float], cluster: dict[int, float]) -> list[Figure]:
    """Where straight lines through the smallest and the largest size meet; none where they do not."""
    if len(embedded) < 2:
        return []
    small, *_, large = embedded
    steps = [(each[large] - each[small]) / (large - small) for each in (embedded, cluster)]
    gain = steps[0] - steps[1]
    if gain <= 0:
        return []
    meet = large + (cluster[large] - embedded[large]) / gain
    details = {"embedded, µs more per 1,000 publications": steps[0] * 1e6, "cluster, the same": steps[1] * 1e6}
    return [Figure("scale", "extrapolated: both take as long from", meet, "publications", details=details)]
