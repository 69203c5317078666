"""Sections of a text, under their headings, and the passages they become: for web pages and Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.publication import Passage


@dataclass(slots=True)
class Section:
    """What stands under one heading; the first has none."""

    heading: str | None = None
    anchor: str | None = None
    lines: list[str] = field(default_factory=list)


def passages_of(sections: Iterable[Section], title: str) -> tuple[Passage, ...]:
    """Number the sections that have text.

    A heading directly above a smaller one has no text of its own: its words go with what follows.
    """
    passages: list[Passage] = []
    pending: list[str] = []
    for section in sections:
        # The title repeated as a heading above the text is no section.
        heading = section.heading if section.heading != title else None
        if not section.lines:
            pending.extend([heading] if heading else [])
            continue
        text = "\n".join([*pending, *section.lines])
        pending = []
        passages.append(Passage(number=len(passages) + 1, heading=heading, anchor=section.anchor, text=text))
    if pending:
        passages.append(Passage(number=len(passages) + 1, text="\n".join(pending)))
    return tuple(passages)
