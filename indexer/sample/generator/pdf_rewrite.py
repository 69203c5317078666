"""Second passes over finished PDF files, for what a producer does not let one choose."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, NameObject


def without_metadata(pdf: bytes) -> bytes:
    """Drop the Info dictionary, XMP, the identifier and the outline.

    Many reports went through a "clean this file" tool before they were published: nothing
    but the pages is left to tell their title and their date.
    """
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for key in ("/Metadata", "/Outlines", "/PageMode", "/PageLabels", "/Lang", "/ViewerPreferences"):
        if key in writer.root_object:
            del writer.root_object[NameObject(key)]
    writer.metadata = None
    return _written(writer)


def with_fixed_dates(pdf: bytes, date: datetime) -> bytes:
    """Replace the dates and the identifier, which a browser takes from its clock."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    stamp = date.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
    writer.add_metadata({"/CreationDate": stamp, "/ModDate": stamp})
    digest = ByteStringObject(hashlib.md5(stamp.encode(), usedforsecurity=False).digest())
    writer._ID = ArrayObject((digest, digest))
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    # A removed object leaves its stream behind until the writer is told to drop it.
    writer.compress_identical_objects(remove_orphans=True)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
