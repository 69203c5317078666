"""An indexing run as a process of its own: commits one lot after the other until its input ends.

    python -m tests.faults.indexing HOSTS PREFIX FIRST

It prints `begun N` before each commit and `acknowledged N` when it returned; what ends it early is the last line.
A commit adds one lot of publications, and replaces all of those that stand from the beginning:

    lot N     LOT publications with the words `commune`, `moisson` and `nN`
    standing  LOT publications with the words `commune`, `releve` and `eN`, N being that of the newest commit
"""

from __future__ import annotations

import select
import sys
from pathlib import Path

from indexer.engines import open_engine
from indexer.engines.interface import Engine
from indexer.errors import GlaneError
from indexer.publication import Passage, Publication
from indexer.settings import OpenSearchSettings, Settings

LOT = 6
_PAUSE_S = 1.0


def engine_of(hosts: tuple[str, ...], prefix: str, folder: Path | None = None) -> Engine:
    """The engine with the settings that an operator has who changes nothing."""
    cluster = OpenSearchSettings(hosts=hosts, prefix=prefix)
    return open_engine(Settings(engine="opensearch", index=str(folder or "index"), opensearch=cluster))


def lot(number: int) -> list[Publication]:
    """What a commit adds."""
    return [
        _publication(f"lot/{number}/{place}", f"Moisson {place}", f"La commune et sa moisson n{number}.")
        for place in range(LOT)
    ]


def standing(number: int) -> list[Publication]:
    """What a commit replaces."""
    return [
        _publication(f"releve/{place}", f"Relevé {place}", f"La commune et son releve e{number}.")
        for place in range(LOT)
    ]


def _publication(identifier: str, title: str, text: str) -> Publication:
    return Publication(identifier, title, (Passage(1, text),), kind="article", digest=f"digest of {text}")


def main(hosts: str, prefix: str, first: str) -> int:
    """Index until the input ends; the exit code."""
    engine = engine_of(tuple(hosts.split(",")), prefix)
    number = int(first)
    try:
        with engine.writer() as writer:
            while not select.select([sys.stdin], [], [], _PAUSE_S)[0]:
                writer.add(engine.prepare([*lot(number), *standing(number)]))
                print(f"begun {number}", flush=True)
                writer.commit()
                print(f"acknowledged {number}", flush=True)
                number += 1
    except GlaneError as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
