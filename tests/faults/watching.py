"""What every fault has in common: load before, while and after it, and what must be true in the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cluster.cluster import Cluster
from tests.faults.load import Load

# The machine is shared with whatever else is tested.
GREEN_S = 180.0


@contextmanager
def under_load(cluster: Cluster, folder: Path, fault: str) -> Iterator[Load]:
    """Something breaks and is mended in the body; then all must be green and go on by itself."""
    with Load(cluster.addresses(), folder, prefix=fault.split(maxsplit=1)[0]) as load:
        yield load
        mended = time.monotonic()
        cluster.wait_green(GREEN_S)
        green_s = time.monotonic() - mended
        load.goes_on()
    print(f"\n{fault}: {load.figures()}, green after {green_s:.1f} s")
    for told in load.told():
        print("   ", told)
    load.check_nothing_lost()


def a_data_node(cluster: Cluster) -> int:
    manager = cluster.manager()
    return next(node.number for node in cluster.nodes() if node.number != manager)
