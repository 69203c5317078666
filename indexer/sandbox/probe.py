"""What the sandbox holds on this machine, found out by trying: a process confines itself, then does what it may not.

    probe()  ->  Found(seccomp=True, landlock=7, network=False, files=False)

Run as a program by itself: `probe` starts Python anew, since a process that is confined stays so.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.sandbox import Rules, confine

_TIMEOUT_S = 30
_MEMORY_BYTES = 2**30


@dataclass(frozen=True, slots=True)
class Found:
    """What a reading process can do here.

    seccomp   whether the kernel refuses calls to it
    landlock  the kernel's version of Landlock that holds, 0 for none
    network   whether it can still open a socket
    files     whether it can still read or write outside of what it was given
    """

    seccomp: bool
    landlock: int
    network: bool
    files: bool

    def sentence(self) -> str:
        """For `indexer status`."""
        network = "may use the network" if self.network else "have no network (seccomp)"
        files = (
            "may open any file that their user may (this kernel has no Landlock)"
            if self.files
            else f"open only what is added (Landlock {self.landlock})"
        )
        return f"Reading processes {network} and {files}."


def probe() -> Found:
    """Try it in a process of its own."""
    package = str(Path(__file__).resolve().parent.parent.parent)
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    with tempfile.TemporaryDirectory(prefix="glane-probe-") as folder, suppress(OSError, ValueError, TypeError):
        Path(folder, "outside").write_text("x", encoding="ascii")
        done = subprocess.run(
            [sys.executable, "-P", "-m", __name__, folder],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
        return Found(**json.loads(done.stdout))
    # What could not be tried must not be promised.
    return Found(seccomp=False, landlock=0, network=True, files=True)


def try_all(folder: Path) -> Found:
    """Confine this process for good, then try what it may not; `folder` holds a file named "outside"."""
    guards = confine(Rules(_MEMORY_BYTES))
    return Found(guards.seccomp, guards.landlock, network=_can_connect(), files=_can_reach(folder))


def _can_connect() -> bool:
    for family in (socket.AF_INET, socket.AF_UNIX):
        with suppress(OSError), socket.socket(family):
            return True
    return False


def _can_reach(folder: Path) -> bool:
    with suppress(OSError):
        (folder / "outside").read_bytes()
        return True
    with suppress(OSError):
        (folder / "new").touch()
        return True
    return False


if __name__ == "__main__":
    print(json.dumps(asdict(try_all(Path(sys.argv[1])))))
