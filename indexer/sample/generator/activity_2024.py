"""The activity report of 2024: Typst, two columns, page labels, an outline of two levels.

The date is set in the source (`main.typ`), so Typst asks no clock and gives the same bytes.
"""

from __future__ import annotations

import typst

from .prose import SOURCES


def build() -> bytes:
    """Compile the report with the fonts that come inside the typst package only."""
    return typst.compile(SOURCES / "activity-report-2024" / "main.typ", ignore_system_fonts=True)
