"""Whether the inner loops of a search run as machine code (kernels/): with numba, the extra `fast`, once it is loaded.

    load(); is_loaded()  ->  True;  kernels().first(...)

Loading takes half a second and 50 MB, and a quarter of a minute the first time on a machine, so it is asked for: by
gunicorn before it starts its workers, which then share it (gunicorn.conf.py). A command that searches once does
without.
"""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from types import ModuleType

_loaded: list[ModuleType] = []  # the package, once it is


def load() -> bool:
    """Use machine code from now on, where numba is installed; whether it is."""
    if not _loaded and find_spec("numba"):
        _loaded.append(importlib.import_module("indexer.engines.whoosh.kernels"))
    return is_loaded()


def is_loaded() -> bool:
    """Whether searches use machine code."""
    return bool(_loaded)


def kernels() -> ModuleType:
    """The functions that are machine code."""
    return _loaded[0]
