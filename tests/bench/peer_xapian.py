"""Xapian: one search for ten, in which match spies count the facets, one slot for each value of a publication.

`checkatleast` is as large as the database, so that every match is seen and the counts are exact. Xapian's Python module
comes with the system, for the system's Python: the database is built and asked by a process of a Python that has it
(xapian_engine.py), over a pipe, a line of JSON each way, which takes about 0.1 ms.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

import msgspec

from indexer.engines.interface import FACETS
from tests.bench.corpus import Document
from tests.bench.peers import LISTED, TOP, Answer
from tests.bench.queries import Asked

_PYTHONS = (sys.executable, "/usr/bin/python3")
_ENGINE = Path(__file__).with_name("xapian_engine.py")


class Xapian:
    """Xapian in a process of its own."""

    name = "Xapian"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes]

    @staticmethod
    def version() -> str | None:
        """Of the library, None where no Python can import it."""
        found = _find()
        return found[1] if found else None

    def build(self, documents: Iterable[Document]) -> None:
        """In one process, compacted at the end."""
        self._folder.mkdir(parents=True)
        process = self._start("build")
        requests, _ = _pipes(process)
        encode = msgspec.json.Encoder().encode
        for document in documents:
            values = [[facet, list(document.values(facet))] for facet in FACETS]
            requests.write(encode([document.title, document.stems, document.forms, document.day, values]) + b"\n")
        requests.close()
        if process.wait() != 0:
            raise RuntimeError("Xapian's process failed.")

    def open(self) -> None:
        """Start the process that answers."""
        self._process = self._start("answer")

    def close(self) -> None:
        """End it."""
        _pipes(self._process)[0].close()
        self._process.wait()

    def answer(self, asked: Asked) -> Answer:
        """Ten by score or date, and counts over all matches."""
        request = {
            "how": asked.how,
            "words": asked.words,
            "sort": asked.sort,
            "first": (asked.page - 1) * TOP,
            "count": TOP,
            "listed": LISTED,
            "counted": [[dict(chosen), names] for chosen, names in asked.facets_by_filters().items()],
        }
        requests, answers = _pipes(self._process)
        requests.write(json.dumps(request).encode() + b"\n")
        requests.flush()
        found = msgspec.json.decode(answers.readline())
        counts = {facet: [(value, count) for value, count in pairs] for facet, pairs in found["counts"].items()}
        return Answer(found["total"], tuple(found["titles"]), counts)

    def _start(self, command: str) -> subprocess.Popen[bytes]:
        found = _find()
        if found is None:
            raise RuntimeError("Xapian is not installed.")
        arguments = [found[0], str(_ENGINE), command, str(self._folder)]
        return subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


@cache
def _find() -> tuple[str, str] | None:
    """A Python that has Xapian, and the library's release."""
    for python in _PYTHONS:
        command = [python, "-c", "import xapian; print(xapian.version_string())"]
        with suppress(OSError, subprocess.CalledProcessError):
            return python, subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("Xapian's process has no pipes.")
    return process.stdin, process.stdout
