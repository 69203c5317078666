"""The Post-AVC 2030 study: a long text with nothing but its cover to tell what it is."""

from __future__ import annotations

import typst

from .pdf_rewrite import without_metadata
from .prose import SOURCES


def build() -> bytes:
    """Compile the study untagged, then strip every trace of a title and of a date."""
    pdf = typst.compile(SOURCES / "stroke-study.typ", ignore_system_fonts=True, pdf_tags=False)
    return without_metadata(pdf)
