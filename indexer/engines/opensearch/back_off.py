"""How long to wait for a cluster that is busy or not ready."""

from __future__ import annotations

import random

_LONGEST_S = 15.0


def back_off_s(tries: int, retry_after_s: float | None, first_s: float) -> float:
    """What the cluster says, else longer each time; never the same for all who wait, so that they do not come at once.

    `tries` is how often it was waited before.
    """
    if retry_after_s is not None:
        return retry_after_s
    longest = min(first_s * 2.0 ** min(tries, 16), _LONGEST_S)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
