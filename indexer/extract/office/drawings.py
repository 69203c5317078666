"""Words of charts and SmartArt, which stand in parts of their own beside a document or a slide.

    texts = drawing_texts(part, path)      texts["rId4"] -> ["Dépistage", "Diagnostic", "Suivi"]

Of a chart: titles, names of series and categories; not its figures, which nobody searches one by one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from indexer.extract.office.xml import Element, parse_xml
from indexer.extract.tidy import tidy_line

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_KINDS = ("diagramData", "chart")
# A chart over a daily series has thousands of categories: dates, and no words.
_MOST_LINES = 200


def drawing_texts(part: Any, path: Path) -> dict[str, list[str]]:
    """Give the lines of each chart and diagram of a part, by the id of its relationship."""
    found: dict[str, list[str]] = {}
    for identifier, relationship in part.rels.items():
        if relationship.reltype.rsplit("/", 1)[-1] in _KINDS:
            found[identifier] = _lines(parse_xml(relationship.target_part.blob, path))
    return found


def drawing_of(element: Element) -> str:
    """Give the id of the relationship that a <dgm:relIds> or <c:chart> element names."""
    return element.get(f"{RELATIONSHIP}dm") or element.get(f"{RELATIONSHIP}id") or ""


def _lines(root: Element) -> list[str]:
    lines: dict[str, None] = {}
    for element in root.iter(f"{DRAWING}p", f"{CHART}strCache"):
        if element.tag == f"{DRAWING}p":
            texts = ["".join(piece.text or "" for piece in element.iter(f"{DRAWING}t"))]
        else:
            texts = [piece.text or "" for piece in element.iter(f"{CHART}v")]
        lines.update((line, None) for text in texts if (line := tidy_line(text)))
        if len(lines) >= _MOST_LINES:
            break
    return list(lines)[:_MOST_LINES]
