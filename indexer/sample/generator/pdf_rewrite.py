"""Second passes over finished PDF files, for what a producer does not let one choose."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject


def without_metadata(pdf: bytes) -> bytes:
    """Keep the pages only: no Info dictionary, no XMP, no identifier, no outline.

    Many reports went through a "clean this file" tool before they were published: nothing
    but the pages is left to tell their title and their date.
    """
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        writer.add_page(page)
    # The writer names itself as producer unless it is told that there is no Info at all.
    writer.metadata = None
    return _written(writer)


def with_fixed_dates(pdf: bytes, date: datetime) -> bytes:
    """Replace the dates and the identifier, which a browser takes from its clock."""
    reader = PdfReader(io.BytesIO(pdf))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    stamp = date.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    writer.add_metadata({"/CreationDate": stamp, "/ModDate": stamp})
    digest = ByteStringObject(hashlib.md5(stamp.encode(), usedforsecurity=False).digest())
    writer._ID = ArrayObject((digest, digest))
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
