"""Debian's packages, for what the tests need: installed for root, without asking anybody.

Whether it worked is seen by looking for what was wanted. Only the standard library is imported: `.ci/run` calls this
before there is a virtual environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache


@cache
def update() -> bool:
    """Have apt know what there is, once; false where nothing can be installed."""
    return _run("update", "-qq")


def install(packages: list[str]) -> None:
    """Install packages where that can be done."""
    if update():
        _run("install", "-qq", "-y", "--no-install-recommends", *packages)


def first_known(packages: Iterable[str]) -> str | None:
    """The first of these packages that this system has."""
    if not shutil.which("apt-cache"):
        return None
    for package in packages:
        shown = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
        if shown.returncode == 0 and shown.stdout:
            return package
    return None


def _run(*arguments: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, check=False)
    return True
