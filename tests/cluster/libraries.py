"""OpenSearch and what it needs, fetched by Maven, and our launcher, compiled: once, into build/cluster.

Each folder is named for what it was made of and appears whole: nodes that run keep theirs when a version changes.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.cluster.errors import ClusterError
from tests.cluster.java import Jdk, find_maven

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "cluster"
POM = HERE / "pom.xml"
LAUNCHER = HERE / "Node.java"


def class_path(jdk: Jdk, build: Path = BUILD) -> str:
    """What `java -cp` takes to run a node; made where it is not there."""
    pom, launcher = POM.read_bytes(), LAUNCHER.read_bytes()
    jars = build / f"jars-{_digest(pom)}"
    classes = build / f"classes-{_digest(pom, launcher, str(jdk.version).encode())}"
    _make(jars, _fetch)
    _make(classes, lambda folder: _compile(jdk, jars, folder))
    return f"{classes}:{jars}/*"


def _make(folder: Path, fill: Callable[[Path], None]) -> None:
    """Make a folder unless it is there, and only whole: two test runs may make it at the same time."""
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        new = Path(temporary) / folder.name
        new.mkdir()
        fill(new)
        try:
            new.rename(folder)
        except OSError:
            if not folder.exists():
                raise


def _fetch(folder: Path) -> None:
    """Have Maven copy all jars: from its own store where they are there, else from Maven Central."""
    command = [
        *(str(find_maven()), "--quiet", "--batch-mode", "--strict-checksums", "--file", str(POM)),
        *("dependency:copy-dependencies", f"-DoutputDirectory={folder}", "-DincludeScope=runtime"),
    ]
    for network in (["--offline"], []):
        done = subprocess.run([*command, *network], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
    raise ClusterError(
        f"Maven could not fetch OpenSearch; check that this machine reaches Maven Central. {_first_error(done.stdout)}"
    )


def _compile(jdk: Jdk, jars: Path, folder: Path) -> None:
    command = [str(jdk.javac), "-d", str(folder), "-cp", f"{jars}/*", str(LAUNCHER)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClusterError(f"{LAUNCHER.name} does not compile:\n{done.stdout}{done.stderr}")


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def _first_error(said: str) -> str:
    """What Maven says first; the rest repeats it at length."""
    errors = [line.removeprefix("[ERROR] ") for line in said.splitlines() if line.startswith("[ERROR]")]
    return errors[0] if errors else "It does not say why."
