"""The fields of the Whoosh index.

id       the publication's id, to replace and remove by
text     every word of the publication: term -> positions (documents.py says which position is what)
summary  JSON, what the whole index must know of each publication: facets, date, links, source file
record   JSON, what a displayed publication needs: title, lead, address, its passages without their text
texts    the passages' texts, each compressed on its own
places   where the passages begin, as positions (documents.py)
"""

from __future__ import annotations

from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence, Format

COLUMNS = ("summary", "record", "texts", "places")


class PositionsFormat(Format):
    """Values are u32 positions, written and read by documents.py and segments.py only."""


class ReadyPostings(FieldType):
    """A field whose postings are given to the codec directly: segment_writer.py."""

    indexed = True
    scorable = False
    analyzer = None

    def __init__(self, format_: Format) -> None:
        self.format = format_

    def clean(self) -> None:
        """Nothing is cached."""


def make_schema() -> Schema:
    """The schema of a new index."""
    schema = Schema(id=ReadyPostings(Existence()), text=ReadyPostings(PositionsFormat()))
    for name in COLUMNS:
        schema.add(name, COLUMN(VarBytesColumn()))
    return schema
