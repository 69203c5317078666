"""Failures are remembered between runs, as far as there is room."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import failures
from indexer.failures import Failures


def test_failures_beyond_the_room_are_told_but_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "MAX_REMEMBERED", 2)
    found = Failures(tmp_path)
    told = [found.record("/m.jsonl", f"line {number}", "d", "why") for number in range(3)]
    assert [failure.name for failure in told] == ["line 0", "line 1", "line 2"]
    assert [failure.name for failure in found] == ["line 0", "line 1"]
    again = found.record("/m.jsonl", "line 1", "d", "another reason")
    assert again in list(found)
    found.save()
    assert list(Failures(tmp_path)) == list(found)
