"""Which optional readers are installed: a file that failed for want of one is tried again once it is there.

readers_present()     "python-docx 1.2.0, python-pptx 1.0.2", or "" where no extra is installed
"""

from __future__ import annotations

import functools
from importlib.metadata import PackageNotFoundError, version

# Distributions that read what the core does not; a new version may read what the old one could not.
_OPTIONAL = ("python-docx", "python-pptx")


@functools.cache
def readers_present() -> str:
    """Give the optional readers with their versions, in a fixed order."""
    return ", ".join(f"{name} {found}" for name in _OPTIONAL if (found := _version(name)))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
