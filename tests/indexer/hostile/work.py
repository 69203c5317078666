"""Reading with a clock, for test_time.py."""

from __future__ import annotations

import time
from collections.abc import Sequence

from indexer.reading import Prepare, Task, read_bundle


def timed(tasks: Sequence[Task], prepare: Prepare) -> float:
    """Seconds of a processor that reading one file takes, and making it ready for the index."""
    begun = time.process_time()
    read_bundle(tasks, prepare, max_bytes=2**30)
    return time.process_time() - begun
