"""Printed page numbers ("iv", "12", "A-3") from the /PageLabels of a PDF.

    labels_of(root.get("/PageLabels"), 10_000)  ->  {0: "i", 1: "ii", 2: "1", 3: "2"}

The number tree gives ranges: `0 {style roman} 2 {style decimal}`. It is walked with a stack, each node once.
"""

from __future__ import annotations

from typing import Any

_ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")]  # fmt: skip
# Roman and letter numbers grow with their value; no book counts this far in them.
_HIGHEST_LETTERED = 4_999
_LONGEST_PREFIX = 20
_MOST_RANGES = 10_000


def labels_of(tree: Any, pages: int) -> dict[int, str]:
    """Labels by page from 0, for at most `pages` pages; pages without a printed number are left out."""
    ranges = sorted(_ranges(tree).items())
    labels: dict[int, str] = {}
    for position, (start, (style, prefix, first)) in enumerate(ranges):
        end = ranges[position + 1][0] if position + 1 < len(ranges) else pages
        for page in range(max(start, 0), min(end, pages)):
            if label := prefix + _numeral(style, first + page - start):
                labels[page] = label
    return labels


def _ranges(tree: Any) -> dict[int, tuple[str, str, int]]:
    ranges: dict[int, tuple[str, str, int]] = {}
    seen: set[int] = set()
    stack = [tree]
    while stack and len(ranges) < _MOST_RANGES:
        node = _resolved(stack.pop())
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        stack.extend(_resolved(node.get("/Kids")) or [])
        pairs = _resolved(node.get("/Nums")) or []
        for at in range(0, len(pairs) - 1, 2):
            start, label = _resolved(pairs[at]), _resolved(pairs[at + 1])
            if isinstance(start, int) and isinstance(label, dict):
                first = _resolved(label.get("/St"))
                prefix = _resolved(label.get("/P"))
                ranges[start] = (
                    str(_resolved(label.get("/S")) or ""),
                    str(prefix)[:_LONGEST_PREFIX] if isinstance(prefix, str) else "",
                    first if isinstance(first, int) else 1,
                )
    return ranges


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _numeral(style: str, number: int) -> str:
    if style not in {"/D", "/R", "/r", "/A", "/a"}:
        return ""
    if style == "/D" or not 0 < number <= _HIGHEST_LETTERED:
        return str(number)
    if style in {"/R", "/r"}:
        text = ""
        for value, letters in _ROMAN:
            text += letters * (number // value)
            number %= value
        return text.upper() if style == "/R" else text
    # a, b, ... z, aa, bb, ...: the letter is repeated, it does not count on.
    letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    return letter.upper() if style == "/A" else letter
