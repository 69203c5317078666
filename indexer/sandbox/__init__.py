"""What a process that reads files may do, and nothing more: so that a file that takes over its reader gets no further.

    confine(Rules(memory_bytes=2 * 2**30, readable=("/srv/publications",), temporary="/var/tmp/glane-1"))
        ->  Guards(seccomp=True, landlock=7)

Three walls, each of the process itself and for good; whoever runs the indexer needs no rights for them:

limits    memory, open files, size of a file it writes, no core dump (`resource`, everywhere)
seccomp   the kernel refuses it sockets and whatever else reading needs not (seccomp.py)
Landlock  the kernel opens for it only Python, the system's libraries and the folders that are added, and lets it
          write only to a temporary folder (landlock.py)

A kernel without seccomp or Landlock is no failure: the walls that there are hold, and `indexer status` says which
(probe.py). Not here: limits on time (workers.py); what a reading process answers, which is not trusted (messages.py).
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from indexer.sandbox import landlock, seccomp
from indexer.sandbox.system import forbid_new_privileges

OPEN_FILES = 256
# The image of a page in colour at 600 dots an inch takes 105 MB.
WRITTEN_FILE_BYTES = 256 * 2**20

# Libraries, their data (fonts, time zones, what programs recognise letters by) and what loads them.
_SYSTEM = ("/usr", "/lib", "/lib64", "/nix/store", "/gnu/store", "/sys/devices/system/cpu")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/ssl/openssl.cnf", "/dev/urandom")
_LOADERS = ("/lib/ld-*.so*", "/lib64/ld-*.so*", "/usr/lib/ld-*.so*", "/lib/*/ld-*.so*")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one reading process may do.

    memory_bytes  address space
    readable      files and folders it may open, beside Python's and the system's own
    temporary     the folder it may write to; "" for none
    programs      paths of programs it may start; as one may be a script, those of the system then too
    """

    memory_bytes: int
    readable: tuple[str, ...] = ()
    temporary: str = ""
    programs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guards:
    """What the kernel agreed to: refusing calls, and its version of Landlock, 0 for none."""

    seccomp: bool
    landlock: int


def confine(rules: Rules) -> Guards:
    """Confine this process, which must have one thread. It stays so, and so do the programs it starts."""
    for limit, most in limits(rules.memory_bytes).items():
        _lower(limit, most)
    if rules.temporary:
        os.environ["TMPDIR"] = tempfile.tempdir = rules.temporary
    if not forbid_new_privileges():  # both walls ask for it
        return Guards(seccomp=False, landlock=0)
    held = landlock.restrict(
        read=[*_SYSTEM, *_SYSTEM_FILES, *_python_folders(), *_letters(), *rules.readable],
        write=[rules.temporary, "/dev/null"] if rules.temporary else ["/dev/null"],
        run=[*rules.programs, *_SYSTEM, *_loaders()] if rules.programs else [],
    )
    return Guards(seccomp=seccomp.refuse_calls(), landlock=held)


def limits(memory_bytes: int) -> dict[int, int]:
    """The limits of `resource`, by their number."""
    return {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_FSIZE: WRITTEN_FILE_BYTES,
    }


def _lower(limit: int, most: int) -> None:
    """Set a limit, unless whoever started us has set a lower one, which may not be raised."""
    _, hard = resource.getrlimit(limit)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(limit, (most, most))


def _python_folders() -> list[str]:
    """Where modules are that are loaded only when they are needed: Python's, the packages, our own."""
    packages = [path for path in sys.path if path.endswith(("site-packages", "dist-packages", ".zip"))]
    ours = str(Path(__file__).resolve().parent.parent)
    # The standard library may be linked in from elsewhere.
    return [sys.prefix, sys.base_prefix, str(Path(os.__file__).resolve().parent), *packages, ours]


def _letters() -> list[str]:
    """Where tesseract's own variable says that its data is."""
    named = os.environ.get("TESSDATA_PREFIX")
    return [named] if named else []


def _loaders() -> list[str]:
    """What the kernel starts a program with."""
    return [str(path) for pattern in _LOADERS for path in Path("/").glob(pattern[1:])]
