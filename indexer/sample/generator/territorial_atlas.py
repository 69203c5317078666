"""The atlas of territorial inequalities: an HTML source printed by headless Chromium.

Each version of Chromium draws a page in its own way, so that this report alone may differ
from one machine to the next; dates and identifier are fixed for what can be.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from .fonts import dejavu
from .pdf_rewrite import with_fixed_dates
from .prose import SOURCES, french_spaces

PUBLISHED = datetime(2023, 12, 7, 8, 0, tzinfo=UTC)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# Printing takes about two seconds; a browser that cannot start may hang for ever.
TIMEOUT_S = 60


def build() -> bytes:
    """Print the source from a folder of its own, where its fonts stand beside it."""
    with tempfile.TemporaryDirectory(prefix="glane-atlas-") as name:
        folder = Path(name)
        for style in ("", "Bold", "Oblique"):
            shutil.copy(dejavu(style), folder)
        shutil.copy(SOURCES / "territorial-atlas.css", folder)
        source = folder / "atlas.html"
        text = (SOURCES / "territorial-atlas.html").read_text(encoding="utf-8")
        source.write_text(french_spaces(text), encoding="utf-8")
        return with_fixed_dates(_printed(source), PUBLISHED)


def _printed(source: Path) -> bytes:
    output = source.with_suffix(".pdf")
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={source.parent / 'profile'}",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={output}",
        source.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_S)
    return output.read_bytes()
