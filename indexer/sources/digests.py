"""Digests of what publications are read from: the same digest, nothing to read again.

Digests("reader 1", max_bytes=2**30).of_file(path)  -> "5f2c..."
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import BadDocument


@dataclass(frozen=True, slots=True)
class Digests:
    """Makes digests.

    salt       what else decides how a file is read; another salt, and everything is read again
    max_bytes  larger files are refused by their size, so they are not worth reading here either
    """

    salt: str
    max_bytes: int

    def of_bytes(self, data: bytes, *more: str) -> str:
        """Digest of a line, and of what else it depends on."""
        digest = hashlib.blake2b(data, digest_size=16)
        digest.update("\n".join((self.salt, *more)).encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def of_file(self, path: Path) -> str:
        """Digest of a file's content. Raises BadDocument when it cannot be read."""
        try:
            if path.exists() and not path.is_file():  # a device may do something when it is opened
                raise _no_file(path)
            with open(path, "rb", opener=_without_waiting) as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):  # it was replaced meanwhile
                    raise _no_file(path)
                if status.st_size > self.max_bytes:
                    return f"size {status.st_size}"
                digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
        except OSError as error:
            raise BadDocument(f"{path.name} cannot be read: {error.strerror}.") from error
        digest.update(self.salt.encode())
        return digest.hexdigest()


def _no_file(path: Path) -> BadDocument:
    return BadDocument(f"{path.name} is a folder or a device, not a file.")


def _without_waiting(name: str, flags: int) -> int:
    """Open; a named pipe would be waited for without end."""
    return os.open(name, flags | os.O_NONBLOCK)
