"""How many PDF pages have no text, as far as the index folder tells. The one place where the report asks that.

What a run read is on its receipt only, so that pages are known of the publications of the last run; a document without
any text is found without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from indexer.receipt import read_receipt

# What is said of them when they are read: a page that is blank has no text either, and waits for nothing.
_SCANNED = "pages have no text"


def pages_without_text(folder: Path) -> Mapping[str, int]:
    """How many pages no text was found on, by the id of their publication."""
    receipt = read_receipt(folder)
    if receipt is None:
        return {}
    return {
        entry.id: len(entry.pages_without_text)
        for entry in receipt.publications
        if any(_SCANNED in warning for warning in entry.warnings)
    }
