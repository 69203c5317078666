"""The few system calls that Python has no function for, through the C library; nothing here decides anything.

call(LANDLOCK_RESTRICT_SELF, ruleset, 0)  ->  0, or -1 when the kernel says no or is no Linux
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2


@cache
def _libc() -> Any:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    library.syscall.restype = ctypes.c_long
    return library


def call(number: int, *arguments: Any) -> int:
    """A system call by its number; whole numbers are passed in the width of a register."""
    library = _libc()
    if library is None:
        return -1
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return int(library.syscall(ctypes.c_long(number), *wide))


def forbid_new_privileges() -> bool:
    """From now on no program that this process starts gets rights that it has not (setuid)."""
    return _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def install_filter(program: Any) -> bool:
    """Have the kernel run a filter (`struct sock_fprog`) before each system call of this process."""
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program))


def _prctl(option: int, value: int, pointer: Any = None) -> bool:
    library = _libc()
    if library is None:
        return False
    zero = ctypes.c_ulong(0)
    third = zero if pointer is None else pointer
    return int(library.prctl(option, ctypes.c_ulong(value), third, zero, zero)) == 0
