"""Counters that all workers of one service share, in memory: a storage for the library `limits`, without a server.

    storage = SharedCounters("shared://")      before the workers are forked, which `preload_app` sees to
    storage.incr("somebody", 60)   ->   1      2 for whoever asks next, in whichever worker, within a minute

The memory is one file without a name that exists in memory only (or, where the system has no such thing, a temporary
one that is deleted at once); forked processes share it, and nothing outlives them. Its slots:

    key      u64   a digest of the counter's name; 0 where the slot was never taken
    count    u64
    expires  f64   seconds of the system's clock; from then on the slot is free

A name stands in one of the eight slots that begin where its digest says. Where all are taken by others, the one that
ends first is taken over: under an attack from very many addresses some are forgotten, and nobody is refused for that.

A lock of the system holds off other processes. It ends with the process that has it, so that a killed worker stops
nobody; within a process it means nothing, so threads have their own.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
import threading
import time
from hashlib import blake2b

from limits.storage import Storage

SLOTS = 1 << 14  # 400 KB: as many addresses within one window, about
_TRIED = 8
_SLOT = struct.Struct("<QQd")


class SharedCounters(Storage):
    """Counters that end after some seconds, shared by the processes that are forked from this one."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012 - as the library declares it

    def __init__(self, uri: str | None = None, *, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        file = _file_in_memory(SLOTS * _SLOT.size)
        self._slots = mmap.mmap(file, SLOTS * _SLOT.size)
        self._threads = threading.Lock()
        self._processes = _ProcessLock(file)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong here."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and say how many it are now. A new counter ends after `expiry` seconds."""
        digest, now = _digest(key), time.time()
        with self._threads, self._processes:
            place, count, expires = self._find(digest, now)
            _SLOT.pack_into(self._slots, place, digest, count + amount, expires if count else now + expiry)
        return count + amount

    # Both are for telling only: they do not wait for the lock, which takes most of the time.

    def get(self, key: str) -> int:
        """What was counted; 0 when that has ended."""
        return self._find(_digest(key), time.time())[1]

    def get_expiry(self, key: str) -> float:
        """When the counter ends, in seconds of the system's clock; now when there is none."""
        now = time.time()
        _place, count, expires = self._find(_digest(key), now)
        return expires if count else now

    def check(self) -> bool:
        """Whether it works: always."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        with self._threads, self._processes:
            self._slots[:] = bytes(len(self._slots))
        return None

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._threads, self._processes:
            place, count, _expires = self._find(_digest(key), time.time())
            if count:
                self._slots[place : place + _SLOT.size] = bytes(_SLOT.size)

    def _find(self, digest: int, now: float) -> tuple[int, int, float]:
        """Where a counter stands, or may begin, with what was counted until now and when it ends."""
        free, ends_first = -1, float("inf")
        for offset in range(_TRIED):
            place = (digest + offset) % SLOTS * _SLOT.size
            key, count, expires = _SLOT.unpack_from(self._slots, place)
            if expires <= now:
                expires = 0.0
            elif key == digest:
                return place, count, expires
            if expires < ends_first:
                free, ends_first = place, expires
        return free, 0, 0.0


class _ProcessLock:
    """Holds off other processes as long as one is inside."""

    def __init__(self, file: int) -> None:
        self._file = file

    def __enter__(self) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN)


def _digest(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little") or 1


def _file_in_memory(size: int) -> int:
    if hasattr(os, "memfd_create"):
        file = os.memfd_create("glane-counters")
    else:
        with tempfile.TemporaryFile() as temporary:
            file = os.dup(temporary.fileno())
    os.ftruncate(file, size)
    return file
