"""The fields of the index, as Whoosh is told of them. Everything else of a publication is in sections.py.

id     the publication's id; also stored
text   every word of the publication: term -> positions (documents.py says which position is what)
"""

from __future__ import annotations

import numpy as np
from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence, Format


class PositionsFormat(Format):
    """Values are u32 positions."""

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The positions, for Whoosh's own phrases."""
        found: list[int] = np.frombuffer(valuestring, "<u4").tolist()
        return found


class ReadyPostings(FieldType):
    """A field whose postings are prepared already: batch.py."""

    indexed = True
    scorable = False
    analyzer = None

    def __init__(self, format_: Format, *, stored: bool = False) -> None:
        self.format = format_
        self.stored = stored

    def clean(self) -> None:
        """Nothing is cached."""


def make_schema() -> Schema:
    """The schema of an index."""
    return Schema(id=ReadyPostings(Existence(), stored=True), text=ReadyPostings(PositionsFormat()))
