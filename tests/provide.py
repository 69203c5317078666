"""The programs that the tests need beside Chromium: `python -m tests.provide`, which `make test` runs first.

What is missing is installed for root on Debian; else one sentence says what to install.
"""

from __future__ import annotations

import shutil
import sys

from indexer.extract.tesseract import Missing, find_tesseract
from indexer.settings import OcrSettings
from tests import apt
from tests.cluster import java
from tests.cluster.errors import ClusterError


def missing_packages() -> list[str]:
    """Debian's packages of what is not there: text to compare with, what asks us, what fetches OpenSearch, what
    cuts one of its nodes off, letters recognised, in French.
    """
    packages = ["poppler-utils"] if shutil.which("pdftotext") is None else []
    packages += [
        package
        for program, package in (("curl", "curl"), ("php", "php-cli"), ("mvn", "maven"), ("ip", "iproute2"))
        if shutil.which(program) is None
    ]
    if isinstance(find_tesseract(OcrSettings()), Missing):
        packages += ["tesseract-ocr", "tesseract-ocr-fra"]
    return packages


def main() -> int:
    """Make sure that they are there; the exit code."""
    packages = missing_packages()
    if packages:
        print(f"Installing {', '.join(packages)} for the tests ...", flush=True)
        apt.install(packages)
        packages = missing_packages()
    problems = [f"The tests need more programs: install the packages {', '.join(packages)}."] if packages else []
    try:
        print(f"The test cluster runs on {java.provide()}.")
    except ClusterError as error:
        problems.append(str(error))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
