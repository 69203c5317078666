"""What the figures were measured on, and what a process takes of it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MIB = 2**20
_ENOUGH_S = 0.1
_INDEX_FILES = (".seg", ".seg (deleted)")


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process holds, in bytes.

    resident   all of it
    anonymous  what is in no file: its own, whatever else runs
    index      pages of the mapped index: all processes that read them share one copy in the system's cache, which takes
               them back when it needs them. With a single reader the system calls them private, and they are not.
    """

    resident: int
    anonymous: int
    index: int

    @property
    def parts_mb(self) -> dict[str, float]:
        """Names and sizes of what the resident memory consists of."""
        return {
            "of it anonymous, its own, MB": self.anonymous / MIB,
            "pages of the mapped index, MB": self.index / MIB,
            "libraries, MB": (self.resident - self.anonymous - self.index) / MIB,
        }


def describe() -> dict[str, object]:
    """The machine, and how busy it was when this was asked."""
    return {
        "date": dt.date.today().isoformat(),
        "python": platform.python_version(),
        "processors": os.cpu_count() or 1,
        "processor": _processor(),
        "load_before": load(),
    }


def load() -> float:
    """Processes that wanted a processor in the last minute."""
    return round(os.getloadavg()[0], 2)


def memory_of(pid: int) -> Memory:
    """What a process holds now. Linux only, like all of this module."""
    sizes = _kilobytes(Path(f"/proc/{pid}/smaps_rollup"))
    return Memory(sizes["Rss"] * 1024, sizes["Anonymous"] * 1024, _mapped(pid, _INDEX_FILES))


def _mapped(pid: int, endings: tuple[str, ...]) -> int:
    """Bytes that are resident of mapped files whose names end so."""
    total, is_one = 0, False
    for line in Path(f"/proc/{pid}/smaps").read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, rest = line.partition(":")
        if " " in name:  # "7f1c...-7f1d... r--s 00000000 fe:00 42   /var/lib/glane/MAIN_a.seg"
            is_one = line.endswith(endings)
        elif is_one and name == "Rss":
            total += int(rest.split()[0]) * 1024
    return total


def peak_resident(pid: int) -> int:
    """The most that was resident so far, in bytes; 0 when the process is gone."""
    try:
        return _kilobytes(Path(f"/proc/{pid}/status")).get("VmHWM", 0) * 1024
    except OSError:
        return 0


def children_of(pid: int) -> list[int]:
    """Processes that a process started and that still run."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def tree_of(pid: int) -> list[int]:
    """A process and all that came of it."""
    found = [pid]
    for each in found:  # grows as it is walked
        with suppress(OSError):  # one that ended meanwhile
            found += children_of(each)
    return found


def tree_share(pids: Iterable[int]) -> int:
    """What processes hold together, in bytes: what several share is counted once."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            total += _kilobytes(Path(f"/proc/{pid}/smaps_rollup")).get("Pss", 0) * 1024
    return total


@contextmanager
def one_core() -> Iterator[None]:
    """Run this process, and what it starts meanwhile, on one core."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def best_ms(work: Callable[[], object], rounds: int) -> float:
    """The shortest of several runs, in milliseconds: what else ran on the machine only ever adds.

    What takes long is not repeated as often: such times vary little.
    """
    times: list[float] = []
    while len(times) < rounds and sum(times) < _ENOUGH_S:
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times) * 1000


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def geometric_mean(values: Sequence[float]) -> float:
    """For ratios."""
    return statistics.geometric_mean(values)


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def _kilobytes(path: Path) -> dict[str, int]:
    """The lines `Name:   123 kB` of a file of /proc."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(":")
        parts = rest.split()
        if len(parts) == 2 and parts[1] == "kB":
            found[name] = int(parts[0])
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
