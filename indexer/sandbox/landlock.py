"""Landlock: the kernel opens for this process only what was named beforehand.

    restrict(read=["/usr", "/srv/publications"], write=["/tmp/glane-1"], run=[])  ->  7, the kernel's version (ABI)

Each version of the kernel's Landlock knows more that can be refused; what this one knows is refused, the rest is not:

1  opening and listing files, making and removing them, starting programs     Linux 5.13
2  moving files from folder to folder                                         5.19
3  truncating files                                                           6.2
4  TCP                                                                        6.7
5  commands to devices                                                        6.10
6  signals to other processes, their abstract sockets                         6.12

It refuses no look at a file's name, size and times: whoever has the reader may learn that a file exists, not what it
holds. Three system calls, of which Python's packages are young or unfinished: hence ours.
"""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from indexer.sandbox.system import call

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every machine
_ASK_VERSION = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_SOCK, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_READ = _READ_FILE | _READ_DIR
# What each version can refuse: the lowest bits of the mask, as many as these.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_ALL_FILE_RIGHTS = 16
_NET_BIND_CONNECT = 0b11
_SCOPE_SOCKETS_SIGNALS = 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def version() -> int:
    """The kernel's version of Landlock; 0 where it has none, or another system."""
    return max(0, call(_CREATE_RULESET, None, 0, _ASK_VERSION))


def restrict(*, read: Iterable[str], write: Iterable[str], run: Iterable[str]) -> int:
    """Let this thread open only files and folders that are named here, and what is below them.

    Names of nothing are left out. Gives the version of Landlock that holds, 0 when none does. Privileges must have
    been forbidden before (system.py).
    """
    abi = version()
    if not abi:
        return 0
    rights = (1 << _FILE_RIGHTS.get(abi, _ALL_FILE_RIGHTS)) - 1
    rules = _Ruleset(rights, _NET_BIND_CONNECT, _SCOPE_SOCKETS_SIGNALS)
    # An older kernel refuses a longer structure than it knows.
    size = 8 if abi < 4 else 16 if abi < 6 else ctypes.sizeof(_Ruleset)
    ruleset = call(_CREATE_RULESET, ctypes.byref(rules), size, 0)
    if ruleset < 0:
        return 0
    written = rights & ~(_EXECUTE | _MAKE_CHAR | _MAKE_BLOCK | _MAKE_SOCK | _IOCTL_DEV)
    try:
        for paths, allowed in ((read, _READ), (write, written), (run, _EXECUTE | _READ_FILE)):
            for path in paths:
                if not _allow(ruleset, path, allowed & rights):
                    return 0
        return abi if call(_RESTRICT_SELF, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> bool:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # there is nothing of that name, so nothing to allow
        return True
    try:
        if not stat.S_ISDIR(os.fstat(parent).st_mode):
            rights &= _OF_FILES
        return call(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(_PathBeneath(rights, parent)), 0) == 0
    finally:
        os.close(parent)
