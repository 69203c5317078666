"""What a fresh process takes to search an index: `python -m tests.bench.growth_child INDEX ROUNDS < questions.json`."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tests.bench.glane import Glane, medians_ms
from tests.bench.machine import Memory, memory_of, one_core
from tests.bench.queries import Asked


@dataclass(frozen=True, slots=True)
class Searched:
    """Times in milliseconds, by class where there are several; memory at the end."""

    opening_ms: float
    medians_ms: dict[str, float]
    memory: Memory


def main(folder: Path, rounds: int) -> None:
    """Write a `Searched` as JSON."""
    questions = msgspec.json.decode(sys.stdin.buffer.read(), type=dict[str, list[Asked]])
    with one_core():
        glane = Glane(folder)
        begun = time.perf_counter()
        if not glane.engine.is_ready():
            raise SystemExit(f"{folder} cannot be searched.")
        opening_ms = (time.perf_counter() - begun) * 1000
        medians = medians_ms(glane, questions, rounds)
    sys.stdout.buffer.write(msgspec.json.encode(Searched(opening_ms, medians, memory_of(os.getpid()))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
