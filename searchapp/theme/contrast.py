"""How well a text can be read on its ground: the contrast ratio of WCAG 2.2, from 1 to 21.

    contrast("#1c2326", "#fcfbf8")   ->   15.3

Formula: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio and #dfn-relative-luminance.
"""

from __future__ import annotations

ENOUGH = 4.5  # for text of any size: success criterion 1.4.3, level AA


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, each `#rgb` or `#rrggbb`."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (_linear(int(digits[start : start + 2], 16) / 255) for start in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    # 0.04045 is the threshold of sRGB; for eight bits it divides channels as the 0.03928 of older texts does.
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
