"""Which Java runs the cluster: `python -m tests.cluster.java` says it, or what to install.

OpenSearch 3 needs version 21; that of the machine is often older, with a newer one beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.errors import ClusterError

OLDEST = 21
INSTALLED = Path("/usr/lib/jvm")
# Those with long support, of which a release of Debian has one or two; bookworm has neither.
DEBIAN_PACKAGES = ("openjdk-21-jdk-headless", "openjdk-25-jdk-headless")


@dataclass(frozen=True)
class Jdk:
    """Java with its compiler, at `home`."""

    home: Path
    version: int

    @property
    def java(self) -> Path:
        return self.home / "bin" / "java"

    @property
    def javac(self) -> Path:
        return self.home / "bin" / "javac"


def parse_version(said: str) -> int | None:
    """The version in what `java -version` says: 17 of `openjdk version "17.0.15"`, 8 of `"1.8.0_392"`."""
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def jdk_at(home: Path) -> Jdk | None:
    """The JDK in a folder; None where there is none, or only what runs programs and does not compile."""
    if not all(os.access(home / "bin" / program, os.X_OK) for program in ("java", "javac")):
        return None
    try:
        said = subprocess.run(
            [home / "bin" / "java", "-version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = parse_version(said.stderr + said.stdout)
    return Jdk(home, version) if version else None


def homes(installed: Path = INSTALLED) -> Iterator[Path]:
    """Folders where a JDK may be: what was chosen by hand comes first."""
    if chosen := os.environ.get("JAVA_HOME"):
        yield Path(chosen)
    if java := shutil.which("java"):
        yield Path(java).resolve().parent.parent
    if installed.is_dir():
        yield from sorted(installed.iterdir())


def installed_jdks(installed: Path = INSTALLED) -> list[Jdk]:
    """All JDKs of the machine, each once: JAVA_HOME's, PATH's, then those installed, newest first."""
    found = {}
    for home in homes(installed):
        if (real := home.resolve()) not in found and (jdk := jdk_at(home)):
            found[real] = jdk
    jdks = list(found.values())
    # What JAVA_HOME or PATH names is kept where it is new enough; it leads the list because it was found first.
    named = {home.resolve() for home in homes(installed) if home.parent != installed}
    return sorted(jdks, key=lambda jdk: (jdk.home.resolve() not in named, -jdk.version))


def find_jdk(installed: Path = INSTALLED) -> Jdk:
    """The JDK to use; a `ClusterError` says what to install where there is none."""
    jdks = installed_jdks(installed)
    for jdk in jdks:
        if jdk.version >= OLDEST:
            return jdk
    there = ", ".join(f"{jdk.version} in {jdk.home}" for jdk in jdks)
    raise ClusterError(
        f"The test cluster needs a JDK of version {OLDEST} or later, and there is {'only ' + there if there else 'none'}: "
        f"{how_to_install(debian_package())}."
    )


def find_maven() -> Path:
    """Maven, which fetches OpenSearch."""
    if mvn := shutil.which("mvn"):
        return Path(mvn)
    raise ClusterError(
        "The test cluster needs Maven to fetch OpenSearch: install the package maven (apt-get install maven)."
    )


def debian_package() -> str | None:
    """The package of a JDK that this release of Debian has."""
    if not shutil.which("apt-cache"):
        return None
    for package in DEBIAN_PACKAGES:
        shown = subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
        if shown.returncode == 0 and shown.stdout:
            return package
    return None


def how_to_install(package: str | None) -> str:
    """What to do, as the end of a sentence."""
    if package:
        return f"install the package {package} (apt-get install {package}), or name a JDK in JAVA_HOME"
    return (
        f"this system's packages have none ({' or '.join(DEBIAN_PACKAGES)}), so install one from https://adoptium.net, "
        "or name one in JAVA_HOME"
    )


def main() -> int:
    """Say which JDK is used; 1 where there is none."""
    try:
        jdk = find_jdk()
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"JDK {jdk.version} in {jdk.home}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
