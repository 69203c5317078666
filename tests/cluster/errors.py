"""What goes wrong with the cluster of the tests: always a sentence."""

from __future__ import annotations


class ClusterError(Exception):
    """The cluster does not run, and why."""
