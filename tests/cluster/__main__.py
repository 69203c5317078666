"""`python -m tests.cluster start | stop | status`: what `make cluster` and `make cluster-stop` call."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.cluster.cluster import HEAP, Cluster
from tests.cluster.errors import ClusterError


def main(arguments: list[str] | None = None) -> int:
    """Do what is asked; the exit code."""
    given = _parser().parse_args(arguments)
    cluster = Cluster(given.folder)
    try:
        if given.command == "start":
            # What is printed below is for programs to read.
            print(f"The test cluster runs on {cluster.jdk}.", file=sys.stderr)
            cluster.start(heap=given.heap, keep_data=given.keep)
        if given.command == "stop":
            cluster.stop(keep_data=given.keep)
        elif lines := cluster.lines():
            print(*lines, sep="\n")
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster", description="The tests' OpenSearch cluster.")
    parser.add_argument("--folder", type=Path, help="where its state is (GLANE_CLUSTER, else build/cluster)")
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("start", help="start three nodes and print their addresses")
    start.add_argument("--heap", default=HEAP, help=f"memory of each node's heap ({HEAP})")
    start.add_argument("--keep", action="store_true", help="go on with the data that `stop --keep` left")
    stop = commands.add_parser("stop", help="stop them and remove their data")
    stop.add_argument("--keep", action="store_true", help="keep the data")
    commands.add_parser("status", help="print the addresses of the nodes that run")
    return parser


if __name__ == "__main__":
    sys.exit(main())
