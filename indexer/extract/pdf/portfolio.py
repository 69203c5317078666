"""The cover of a PDF portfolio: a page for programs that show no portfolio, which asks to open it with another one.

    is_portfolio_cover("For the best experience, open this PDF portfolio in Acrobat X or Adobe Reader X.")  ->  True

Its words are about programs, not about what was published. Asked only of files that say themselves that they are
portfolios (`/Collection` in the catalog): a page about Acrobat in a handbook is none.
"""

from __future__ import annotations

import re

# Adobe's longest, with its list of advantages, has 700.
_LONGEST = 1_500
_PROGRAM = re.compile(r"\bacrobat\b|\badobe reader\b|\b(?:pdf (?:reader|viewer)|lecteur (?:de )?pdf)\b", re.IGNORECASE)
_PORTFOLIO = re.compile(
    r"\bportfolios?\b|\bporte-?(?:documents|folio)\b|\bpdf packages?\b|\blots? pdf\b|\bmultiple files\b"
    r"|\bplusieurs fichiers\b|\b(?:embedded|attached) (?:files|documents)\b"
    r"|\b(?:fichiers|documents|pièces) (?:joints|jointes|incorporés|attachés)\b",
    re.IGNORECASE,
)


def is_portfolio_cover(text: str) -> bool:
    """Whether a page of a portfolio only says how to open it."""
    text = " ".join(text[: _LONGEST + 1].split())
    return len(text) <= _LONGEST and bool(_PROGRAM.search(text) and _PORTFOLIO.search(text))
