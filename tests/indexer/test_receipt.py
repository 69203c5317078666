"""The receipt of a very large run: everything is counted, and what is named has an end."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import receipt as receipts
from indexer.failures import Failure
from indexer.reading import Entry
from indexer.receipt import Receipt


def entry(number: int) -> Entry:
    return Entry(f"p{number}", "Titre", "article", "", (), (), 2, (), ())


def test_of_a_large_run_everything_is_counted_and_the_first_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "MAX_LISTED", 3)
    receipt = Receipt()
    for number in range(5):
        receipt.added += 1
        receipt.list_publication(entry(number))
        receipt.list_removed(f"r{number}")
        receipt.list_failure(Failure("/m.jsonl", f"m.jsonl, line {number}", "", "why", ""))
    assert (receipt.pages, receipt.removed, receipt.failed) == (10, 5, 5)
    found = receipt.as_json()
    assert [publication["id"] for publication in found["publications"]] == ["p0", "p1", "p2"]
    assert found["removed_ids"] == ["r0", "r1", "r2"]
    assert len(found["failures"]) == 3
    assert found["is_cut"]
    assert receipt.save(tmp_path).stat().st_size < 2_000


def test_a_small_run_is_named_whole() -> None:
    receipt = Receipt(added=1)
    receipt.list_publication(entry(1))
    assert not receipt.is_cut
