"""Which JDK is found among several, and what is said where none is new enough."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import apt
from tests.cluster import java
from tests.cluster.errors import ClusterError


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def fake_jdk(home: Path, version: str, *, compiles: bool = True) -> Path:
    program(home / "bin" / "java", f"echo 'openjdk version \"{version}\" 2026-04-21' >&2")
    if compiles:
        program(home / "bin" / "javac", "exit 0")
    return home


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('openjdk version "25.0.3" 2026-04-21 LTS\nOpenJDK Runtime Environment Temurin-25.0.3+9', 25),
        ('openjdk version "21" 2023-09-19', 21),
        ('openjdk version "24-ea" 2025-03-18', 24),
        ('java version "17.0.15" 2025-04-15 LTS', 17),
        ('java version "1.8.0_392"', 8),
        ('Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21.0.2" 2024-01-16', 21),
        ("Error: could not find libjava.so", None),
        ("", None),
    ],
)
def test_the_version_is_read_from_what_java_says(said: str, version: int | None) -> None:
    assert java.parse_version(said) == version


@pytest.mark.parametrize(
    ("installed", "chosen", "on_path", "expected"),
    [
        (["21.0.2"], None, None, 21),
        (["17.0.15", "21.0.2", "25.0.3"], None, None, 25),
        (["25.0.3"], "21.0.2", None, 21),
        (["25.0.3"], None, "21.0.2", 21),
        (["25.0.3"], "22.0.1", "21.0.2", 22),
        (["25.0.3"], "17.0.15", "1.8.0_392", 25),
        (["17.0.15"], "11.0.2", "21.0.2", 21),
        (["17.0.15"], "11.0.2", "17.0.15", None),
        ([], None, None, None),
    ],
)
def test_the_first_that_is_new_enough_is_used_and_a_chosen_one_before_others(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    installed: list[str],
    chosen: str | None,
    on_path: str | None,
    expected: int | None,
) -> None:
    for version in installed:
        fake_jdk(tmp_path / "jvm" / version, version)
    if chosen:
        monkeypatch.setenv("JAVA_HOME", str(fake_jdk(tmp_path / "chosen", chosen)))
    if on_path:
        # As everywhere, what stands in PATH is a link into the JDK's folder.
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "java").symlink_to(fake_jdk(tmp_path / "on-path", on_path) / "bin" / "java")
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    if expected:
        assert java.find_jdk(tmp_path / "jvm").version == expected
    else:
        with pytest.raises(ClusterError):
            java.find_jdk(tmp_path / "jvm")


def test_what_cannot_compile_does_not_run_or_says_no_version_is_passed_over(tmp_path: Path) -> None:
    fake_jdk(tmp_path / "jre", "25.0.3", compiles=False)
    fake_jdk(tmp_path / "broken", "25.0.3")
    program(tmp_path / "broken" / "bin" / "java", "exit 1")
    fake_jdk(tmp_path / "not-a-program", "25.0.3")
    (tmp_path / "not-a-program" / "bin" / "java").write_bytes(b"\x7fELF nothing")
    (tmp_path / "empty").mkdir()
    jdk = java.Jdk(fake_jdk(tmp_path / "jdk", "21.0.2"), 21)
    assert java.jdks(tmp_path) == [jdk]


def test_a_folder_with_several_names_is_one(tmp_path: Path) -> None:
    home = fake_jdk(tmp_path / "java-17", "17.0.15")
    (tmp_path / "default-java").symlink_to(home)
    assert java.jdks(tmp_path) == [java.Jdk(home, 17)]


def test_where_none_is_new_enough_the_package_of_this_debian_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin" / "apt-cache", '[ "$2" = openjdk-25-jdk-headless ] && echo "Package: $2"')
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    home = fake_jdk(tmp_path / "jvm" / "java-17", "17.0.15")
    with pytest.raises(ClusterError) as caught:
        java.find_jdk(tmp_path / "jvm")
    assert str(caught.value) == (
        f"The test cluster needs a JDK of version 21 or later, and there is only JDK 17 in {home}: "
        "install the package openjdk-25-jdk-headless (apt-get install openjdk-25-jdk-headless), "
        "or name another JDK in JAVA_HOME."
    )


def test_where_debian_has_none_it_is_said_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ClusterError) as caught:
        java.find_jdk(tmp_path / "jvm")
    assert str(caught.value) == (
        "The test cluster needs a JDK of version 21 or later, and there is none: "
        "this system has no package openjdk-21-jdk-headless or openjdk-25-jdk-headless; "
        "install a JDK from https://adoptium.net, or name one in JAVA_HOME."
    )


def test_a_missing_maven_is_said_with_its_package() -> None:
    with pytest.raises(ClusterError, match=r"install the package maven \(apt-get install maven\)\.$"):
        java.find_maven()


def test_a_missing_jdk_is_installed_where_that_can_be_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = ClusterError("There is no JDK.")
    answers: list[ClusterError | java.Jdk] = [missing, java.Jdk(tmp_path, 21)]
    installed: list[str] = []

    def find_jdk() -> java.Jdk:
        answer = answers.pop(0)
        if isinstance(answer, ClusterError):
            raise answer
        return answer

    monkeypatch.setattr(java, "find_jdk", find_jdk)
    monkeypatch.setattr(apt, "update", lambda: True)
    monkeypatch.setattr(apt, "first_known", lambda packages: packages[0])
    monkeypatch.setattr(apt, "install", installed.extend)
    assert java.provide().version == 21
    assert installed == ["openjdk-21-jdk-headless"]


def test_the_command_says_which_or_ends_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(fake_jdk(tmp_path / "jdk", "21.0.2")))
    assert java.main() == 0
    assert capsys.readouterr().out == f"JDK 21 in {tmp_path / 'jdk'}\n"

    def none() -> java.Jdk:
        raise ClusterError("There is no JDK.")

    monkeypatch.setattr(java, "provide", none)
    assert java.main() == 1
    assert capsys.readouterr().err == "There is no JDK.\n"
