"""Failures are told by reason, not by file."""

from __future__ import annotations

from indexer.failure_groups import group_failures
from indexer.failures import Failure


def failure(path: str, sentence: str, name: str = "", since: str = "2025-01-01") -> Failure:
    return Failure(path, name or path.rsplit("/", 1)[-1], "", sentence, since)


def test_same_reason_is_told_once_whatever_names_and_numbers_stand_in_it() -> None:
    groups = group_failures(
        [
            failure("/s/b.pdf", "b.pdf is empty: publish it again.", since="2025-03-01"),
            failure("/s/z.pdf", "“z.pdf” needs a password to be opened."),
            failure("/s/a.pdf", "a.pdf is empty: publish it again.", since="2025-02-01"),
            failure("/s/m.jsonl", "m.jsonl, line 7 cannot be read: bad (byte 12).", "m.jsonl, line 7"),
            failure("/s/m.jsonl", "m.jsonl, line 31 cannot be read: bad (byte 4).", "m.jsonl, line 31"),
            failure("/s/m.jsonl", "m.jsonl, line 8: “x.pdf” needs a password to be opened.", "m.jsonl, line 8"),
        ]
    )
    assert [(group.sentence, [failure.where for failure in group.failures]) for group in groups] == [
        ("“…” is empty: publish it again.", ["/s/a.pdf", "/s/b.pdf"]),
        ("“…” cannot be read: bad (byte 4).", ["m.jsonl, line 31", "m.jsonl, line 7"]),
        ("m.jsonl, line 8: “x.pdf” needs a password to be opened.", ["m.jsonl, line 8"]),
        ("“z.pdf” needs a password to be opened.", ["/s/z.pdf"]),
    ]
    assert groups[0].since == "2025-02-01"


def test_nothing_failed() -> None:
    assert group_failures([]) == []
