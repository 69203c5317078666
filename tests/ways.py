"""The two ways in which the inner loops of a search run: with NumPy, and as machine code (compiled.py)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from indexer.engines import compiled

WAYS = ("NumPy", "machine code")


@contextmanager
def going(way: str) -> Iterator[None]:
    """All searches in this process go one way."""
    with mock.patch.object(compiled, "_loaded", []):
        if way == "machine code":
            assert compiled.load(), "numba is not installed: make test installs it"
        yield
