"""The programs that the tests need beside Chromium: `python -m tests.provide`, which `make test` runs first.

What is missing is installed for root on Debian; else one sentence says what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from indexer.extract.tesseract import Missing, find_tesseract
from indexer.settings import OcrSettings


def missing_packages() -> list[str]:
    """Debian's packages of what is not there: letters recognised, in French, text to compare with, what asks us."""
    packages = ["poppler-utils"] if shutil.which("pdftotext") is None else []
    packages += [
        package for program, package in (("curl", "curl"), ("php", "php-cli")) if shutil.which(program) is None
    ]
    if isinstance(find_tesseract(OcrSettings()), Missing):
        packages += ["tesseract-ocr", "tesseract-ocr-fra"]
    return packages


def install(packages: list[str]) -> None:
    """Install packages where that can be done without asking anybody; whether it worked is seen by looking."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *command], env=environment, capture_output=True, check=False)


def main() -> int:
    """Make sure that they are there; the exit code."""
    packages = missing_packages()
    if packages:
        print(f"Installing {', '.join(packages)} for the tests ...", flush=True)
        install(packages)
        packages = missing_packages()
    if packages:
        print(f"The tests need more programs: install the packages {', '.join(packages)}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
