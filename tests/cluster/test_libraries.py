"""Jars and launcher: made once and whole, or a sentence that says why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster import libraries
from tests.cluster.errors import ClusterError
from tests.cluster.java import Jdk, find_jdk
from tests.cluster.test_java import fake_jdk, program

# Does what Maven does: the folder is the argument that begins with -DoutputDirectory=.
COPY = 'for given; do case $given in -DoutputDirectory=*) : > "${given#*=}/some.jar";; esac; done'


@pytest.fixture
def jdk(tmp_path: Path) -> Jdk:
    return Jdk(fake_jdk(tmp_path / "jdk", "21.0.2"), 21)


def test_jars_come_from_mavens_own_store_where_they_are_there(
    tmp_path: Path, jdk: Jdk, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin" / "mvn", f'echo "$*" >> {tmp_path}/asked; {COPY}')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    first = libraries.class_path(jdk, tmp_path / "build")
    assert libraries.class_path(jdk, tmp_path / "build") == first
    (asked,) = (tmp_path / "asked").read_text().splitlines()
    assert asked.endswith("--offline")
    (jar,) = (tmp_path / "build").glob("jars-*/*")
    assert first.endswith(f":{jar.parent}/*")


def test_else_they_are_fetched(tmp_path: Path, jdk: Jdk, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "mvn", f'case "$*" in *--offline*) exit 1;; esac; {COPY}')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    libraries.class_path(jdk, tmp_path / "build")
    assert list((tmp_path / "build").glob("jars-*/some.jar"))


def test_what_maven_says_is_passed_on_and_nothing_half_made_stays(
    tmp_path: Path, jdk: Jdk, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin" / "mvn", f"{COPY}; echo '[ERROR] No route to host.'; echo '[ERROR] More.'; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(ClusterError) as caught:
        libraries.class_path(jdk, tmp_path / "build")
    assert str(caught.value) == (
        "Maven could not fetch OpenSearch; check that this machine reaches Maven Central. No route to host."
    )
    assert list((tmp_path / "build").iterdir()) == []


def test_another_version_of_java_or_of_opensearch_is_another_folder(
    tmp_path: Path, jdk: Jdk, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin" / "mvn", COPY)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    paths = {libraries.class_path(jdk, tmp_path / "build"), libraries.class_path(Jdk(jdk.home, 25), tmp_path / "build")}
    other = tmp_path / "pom.xml"
    other.write_text("another")
    monkeypatch.setattr(libraries, "POM", other)
    paths.add(libraries.class_path(jdk, tmp_path / "build"))
    assert len(paths) == 3


def test_a_launcher_that_does_not_compile_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "bin" / "mvn", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    broken = tmp_path / "Node.java"
    broken.write_text("class Node {")
    monkeypatch.setattr(libraries, "LAUNCHER", broken)
    with pytest.raises(ClusterError, match=r"Node\.java does not compile:\n.*reached end of file"):
        libraries.class_path(find_jdk(), tmp_path / "build")
