"""Whether the inner loops of a search run as machine code (kernels/): with numba, the extra `fast`, once it is loaded.

    load(); is_loaded()  ->  True;  kernels().first(...)

Loading takes half a second and 50 MB, and half a minute the first time on a machine, so it is asked for: by gunicorn
before it starts its workers, which then share it (gunicorn.conf.py). A command that searches once does without.
"""

from __future__ import annotations

import importlib
import logging
from importlib.util import find_spec
from types import ModuleType

_log = logging.getLogger(__name__)
_loaded: list[ModuleType] = []  # the package, once it is


def load() -> bool:
    """Use machine code from now on, where numba is installed; whether it is.

    The first time on a machine everything is compiled, and kept in numba's cache: beside the modules, in the user's
    cache folder, or where NUMBA_CACHE_DIR says.
    """
    if not _loaded and find_spec("numba"):
        try:
            _loaded.append(importlib.import_module("indexer.engines.kernels"))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with an installation, searches can do without
            _log.warning("Searches go on without machine code, as numba cannot be used: %s", error)
    return is_loaded()


def is_loaded() -> bool:
    """Whether searches use machine code."""
    return bool(_loaded)


def kernels() -> ModuleType:
    """The functions that are machine code."""
    return _loaded[0]
