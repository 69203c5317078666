"""Where the fonts are: only those that Python packages carry, the same on every machine."""

from __future__ import annotations

from pathlib import Path

import matplotlib


def dejavu(style: str = "") -> Path:
    """The path of DejaVu Sans inside matplotlib; `style` is "", "Bold" or "Oblique"."""
    name = f"DejaVuSans-{style}.ttf" if style else "DejaVuSans.ttf"
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name
