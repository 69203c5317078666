"""Which Java runs the cluster: `python -m tests.cluster.java` says it, or what to install.

OpenSearch 3 needs version 21; what `java` runs is often older, with a newer one beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests import apt
from tests.cluster.errors import ClusterError

OLDEST = 21
INSTALLED = Path("/usr/lib/jvm")
# Those with long support; a release of Debian has none, one or both.
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

    def __str__(self) -> str:
        return f"JDK {self.version} in {self.home}"


def parse_version(said: str) -> int | None:
    """The version in what `java -version` says: 17 of `openjdk version "17.0.15"`, 8 of `"1.8.0_392"`."""
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def jdk_at(home: Path) -> Jdk | None:
    """The JDK in a folder; None where there is none, or only what runs programs and does not compile."""
    java, javac = home / "bin" / "java", home / "bin" / "javac"
    if not (os.access(java, os.X_OK) and os.access(javac, os.X_OK)):
        return None
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = parse_version(said.stderr + said.stdout)
    return Jdk(home, version) if version else None


def jdks(installed: Path = INSTALLED) -> list[Jdk]:
    """All JDKs of the machine, each once: that of JAVA_HOME and that of PATH first, since somebody chose them."""
    named = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if java := shutil.which("java"):
        named.append(Path(java).resolve().parent.parent)
    chosen = [jdk for home in named if (jdk := jdk_at(home))]
    # Many names there are links to one folder.
    homes = {home.resolve() for home in installed.iterdir()} if installed.is_dir() else set()
    others = [jdk for home in sorted(homes) if (jdk := jdk_at(home))]
    others.sort(key=lambda jdk: -jdk.version)
    each: dict[Path, Jdk] = {}
    for jdk in chosen + others:
        each.setdefault(jdk.home.resolve(), jdk)
    return list(each.values())


def find_jdk(installed: Path = INSTALLED) -> Jdk:
    """The JDK to use: the first that is new enough. A `ClusterError` says what to install where there is none."""
    found = jdks(installed)
    for jdk in found:
        if jdk.version >= OLDEST:
            return jdk
    there = f"only {' and '.join(map(str, found))}" if found else "none"
    raise ClusterError(
        f"The test cluster needs a JDK of version {OLDEST} or later, and there is {there}: "
        f"{how_to_install(apt.first_known(DEBIAN_PACKAGES))}"
    )


def find_maven() -> Path:
    """Maven, which fetches OpenSearch."""
    if mvn := shutil.which("mvn"):
        return Path(mvn)
    raise ClusterError(
        "The test cluster needs Maven to fetch OpenSearch: install the package maven (apt-get install maven)."
    )


def how_to_install(package: str | None) -> str:
    """What to do, as the end of a sentence."""
    if package:
        return f"install the package {package} (apt-get install {package}), or name another JDK in JAVA_HOME."
    return (
        f"this system has no package {' or '.join(DEBIAN_PACKAGES)}; install a JDK from https://adoptium.net, "
        "or name one in JAVA_HOME."
    )


def provide() -> Jdk:
    """The JDK, installed for root where there is none and Debian has one."""
    try:
        return find_jdk()
    except ClusterError:
        if not apt.update():
            raise
    if package := apt.first_known(DEBIAN_PACKAGES):
        apt.install([package])
    return find_jdk()


def main() -> int:
    """Say which JDK is used; 1 where there is none."""
    try:
        print(provide())
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
