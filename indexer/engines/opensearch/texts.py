"""The ids of the texts of a publication.

list(Texts(doc, "9c1f...", 2).ids())    ->    ["<doc>-9c1f...-s", "<doc>-9c1f...-0", "<doc>-9c1f...-1"]
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

SUMMARY = "s"  # the text that is a summary; others are passages, by number


class Texts(msgspec.Struct, frozen=True, array_like=True):
    """What is shown of one publication: its summary and so many passages."""

    doc: str
    stamp: str
    passages: int

    def ids(self) -> Iterator[str]:
        """The ids of its documents."""
        yield text_id(self.doc, self.stamp, SUMMARY)
        yield from (text_id(self.doc, self.stamp, number) for number in range(self.passages))


def text_id(doc: str, stamp: str, part: str | int) -> str:
    """The id of the summary (SUMMARY) or of a passage (from 0)."""
    return f"{doc}-{stamp}-{part}"
