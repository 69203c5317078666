"""What `make test` says where programs that the tests need are missing."""

from __future__ import annotations

import pytest

from tests import apt, provide
from tests.cluster import java
from tests.cluster.errors import ClusterError

PACKAGES = ["poppler-utils", "curl", "php-cli", "maven", "iproute2", "tesseract-ocr", "tesseract-ocr-fra"]


def test_packages_of_all_that_is_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert provide.missing_packages() == []
    monkeypatch.setenv("PATH", "")
    assert provide.missing_packages() == PACKAGES


def test_what_cannot_be_installed_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")  # nor is there an apt-get
    assert provide.main() == 1
    assert capsys.readouterr().err == f"The tests need more programs: install the packages {', '.join(PACKAGES)}.\n"


def test_a_missing_jdk_is_said_beside_what_else_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> java.Jdk:
        raise ClusterError("There is no JDK.")

    monkeypatch.setattr(java, "provide", none)
    assert provide.main() == 1
    assert capsys.readouterr().err == "There is no JDK.\n"


def test_what_is_missing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [["poppler-utils"], []]
    installed: list[str] = []
    monkeypatch.setattr(provide, "missing_packages", lambda: missing.pop(0))
    monkeypatch.setattr(apt, "install", installed.extend)
    assert provide.main() == 0
    assert installed == ["poppler-utils"]
