"""OpenSearch and what it needs, fetched by Maven, and our launcher, compiled: once, into build/cluster."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from tests.cluster.errors import ClusterError
from tests.cluster.java import Jdk, find_maven

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "cluster"
POM = HERE / "pom.xml"
LAUNCHER = HERE / "Node.java"


def class_path(jdk: Jdk, build: Path = BUILD) -> str:
    """What `java -cp` takes to run a node; made where it is not there, or no longer as it should be."""
    libraries, classes = build / "lib", build / "classes"
    if not _is_made(libraries, _digest(POM)):
        _fetch(libraries)
    if not _is_made(classes, _digest(POM, LAUNCHER) + f" {jdk.version}"):
        _compile(jdk, libraries, classes)
    return f"{classes}:{libraries}/*"


def _fetch(libraries: Path) -> None:
    """Have Maven copy all jars: from its own store where they are there, else from Maven Central."""
    shutil.rmtree(libraries, ignore_errors=True)
    libraries.parent.mkdir(parents=True, exist_ok=True)
    command = [
        *(find_maven(), "--quiet", "--batch-mode", "--strict-checksums", "--file", POM),
        *("dependency:copy-dependencies", f"-DoutputDirectory={libraries}", "-DincludeScope=runtime"),
    ]
    for offline in (["--offline"], []):
        done = subprocess.run([*command, *offline], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return _mark(libraries, _digest(POM))
    raise ClusterError(
        f"Maven could not fetch OpenSearch: {_first_error(done.stdout)} Check that this machine reaches Maven Central."
    )


def _compile(jdk: Jdk, libraries: Path, classes: Path) -> None:
    shutil.rmtree(classes, ignore_errors=True)
    command = [jdk.javac, "-d", classes, "-cp", f"{libraries}/*", LAUNCHER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClusterError(f"{LAUNCHER.name} does not compile:\n{done.stdout}{done.stderr}")
    _mark(classes, _digest(POM, LAUNCHER) + f" {jdk.version}")


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _is_made(folder: Path, of: str) -> bool:
    """Whether a folder holds what was made of these files; the mark is written last, so half of it is not enough."""
    mark = folder / ".made-of"
    return mark.is_file() and mark.read_text() == of


def _mark(folder: Path, of: str) -> None:
    (folder / ".made-of").write_text(of)


def _first_error(said: str) -> str:
    errors = [line.removeprefix("[ERROR] ") for line in said.splitlines() if line.startswith("[ERROR]")]
    return errors[0] if errors else "it does not say why."
