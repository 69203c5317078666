"""What `make test` says where there is no Chromium, and how one is recognised."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import provide


def test_without_a_chromium_one_sentence_names_the_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(provide, "chromium_path", lambda: None)
    monkeypatch.setattr(provide, "_fetch", lambda: None)
    assert provide.main() == 1
    assert capsys.readouterr().err == "The browser tests need Chromium: install the package chromium.\n"


def test_an_installed_chromium_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provide, "chromium_path", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(provide, "_fetch", lambda: pytest.fail("nothing needs to be fetched"))
    assert provide.main() == 0


def test_a_browser_that_cannot_start_is_none(tmp_path: Path) -> None:
    stub = tmp_path / "chromium-browser"
    stub.write_text("#!/bin/sh\necho install the snap >&2\nexit 1\n")
    stub.chmod(0o755)
    assert not provide._runs(str(stub))
    assert not provide._runs(str(tmp_path / "missing"))
